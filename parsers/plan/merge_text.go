package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func isPlain(v value.Value) bool {
	return v.Kind == value.String || v.Kind == value.Number || v.Kind == value.Bool
}

func plainText(v value.Value) value.Text {
	if v.Kind != value.Bool {
		return v.Text
	}
	if v.Bool {
		return value.Literal("true")
	}
	return value.Literal("false")
}

// overlayText merges two scalars.
func (p *plan) overlayText(configured, planned value.Value) (value.Value, bool) {
	own, given := plainText(configured), plainText(planned)
	hole, isHole := own.Hole()
	named, isNamed := given.Hole()
	literal, _ := given.Literal()
	ownLiteral, isLiteral := own.Literal()
	switch {
	case isNamed && isHole && hole.Ref != nil:
		if named.Ref != nil && hole.Ref.Node != named.Ref.Node && !p.isSame(hole.Ref.Node, named.Ref.Node) {
			return differ(configured)
		}
		return configured, true
	case isNamed && isLiteral:
		if named.Ref == nil || !slices.Contains(p.ids[ownLiteral], *named.Ref) {
			return differ(configured)
		}
		return move(planned, configured), true
	case isNamed:
		return move(planned, configured), true
	case isHole && hole.Ref != nil:
		return configured, true // the node it names; its id in AWS adds nothing
	case isLiteral && ownLiteral == literal:
		return configured, true
	case configured.Document != nil:
		return p.overlayDocument(configured, literal)
	case !isLiteral && fills(own, literal):
		return move(planned, configured), true
	}
	return differ(configured)
}

// isSame reports whether two data sources found the same thing.
func (p *plan) isSame(one, other string) bool {
	for _, refs := range p.ids {
		isOne := func(ref value.Ref) bool { return ref.Node == one }
		isOther := func(ref value.Ref) bool { return ref.Node == other }
		if slices.ContainsFunc(refs, isOne) && slices.ContainsFunc(refs, isOther) {
			return true
		}
	}
	return false
}

// overlayDocument merges a structure with the text that the plan has of it, so
// that its parts keep their places.
func (p *plan) overlayDocument(configured value.Value, literal string) (value.Value, bool) {
	node, _ := json.Parse(source.NewFile("", []byte(literal)))
	if node == nil {
		return differ(configured)
	}
	strict := p.strict
	p.strict = true
	merged, agree := p.overlay(*configured.Document, plainTree(node))
	p.strict = strict
	if !agree {
		return differ(configured)
	}
	configured.Document, configured.Text = &merged, value.Literal(literal)
	return configured, true
}

// plainTree is a document as a value without places.
func plainTree(n *json.Node) value.Value {
	p := &plan{nulls: true}
	return p.convert(n, nil, nil, place{})
}

// fills reports whether a text with holes can be the literal.
func fills(own value.Text, literal string) bool {
	pieces := own.Pieces()
	for i, piece := range pieces {
		if piece.Hole != nil {
			continue
		}
		at := strings.Index(literal, piece.Literal)
		if i == len(pieces)-1 {
			at = strings.LastIndex(literal, piece.Literal)
			if at >= 0 && at+len(piece.Literal) != len(literal) {
				return false
			}
		}
		if at < 0 || i == 0 && at != 0 {
			return false
		}
		literal = literal[at+len(piece.Literal):]
	}
	return true
}
