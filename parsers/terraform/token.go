package terraform

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// A token is a stretch of private-use text that stands, inside an otherwise
// known cty string, for something that is not known. Terraform makes the whole
// string unknown instead and loses what is around the unknown part; marks get
// lost in functions. Everything that decides on a string looks for tokens first.
const (
	tokenOpen  = "\U000F0A5C"
	tokenClose = "\U000F0A5D"
)

// tokens is the table behind the tokens of one evaluation.
type tokens struct {
	holes []value.Hole
	index map[value.Ref]int
	keys  map[value.Reason]int
}

// text is the token for a hole. Equal references and equal keys get equal
// tokens, so that comparing and deduplicating works as far as it can.
func (t *tokens) text(hole value.Hole) string {
	if t.index == nil {
		t.index, t.keys = map[value.Ref]int{}, map[value.Reason]int{}
	}
	key := value.Reason{}
	switch {
	case hole.Symbol != value.NoSymbol:
		key.Key = "symbol " + hole.Symbol.String()
	case hole.Reason != nil && hole.Reason.Key != "":
		key = *hole.Reason
	}
	if hole.Ref != nil {
		if at, ok := t.index[*hole.Ref]; ok {
			return tokenAt(at)
		}
		t.index[*hole.Ref] = len(t.holes)
	} else if key.Key != "" {
		if at, ok := t.keys[key]; ok {
			return tokenAt(at)
		}
		t.keys[key] = len(t.holes)
	}
	t.holes = append(t.holes, hole)
	return tokenAt(len(t.holes) - 1)
}

func tokenAt(at int) string { return tokenOpen + strconv.Itoa(at) + tokenClose }

// value is the token as a cty string.
func (t *tokens) value(hole value.Hole) cty.Value { return cty.StringVal(t.text(hole)) }

func hasToken(s string) bool { return strings.Contains(s, tokenOpen) }

// read turns a string with tokens into a Text.
func (t *tokens) read(s string) value.Text {
	if !hasToken(s) {
		return value.Literal(s)
	}
	var parts []value.Text
	for s != "" {
		before, rest, found := strings.Cut(s, tokenOpen)
		parts = append(parts, value.Literal(before))
		if !found {
			break
		}
		digits, after, closed := strings.Cut(rest, tokenClose)
		at, err := strconv.Atoi(digits)
		if !closed || err != nil || at < 0 || at >= len(t.holes) {
			parts = append(parts, value.Literal(tokenOpen))
			s = rest
			continue
		}
		parts = append(parts, value.HoleText(t.holes[at]))
		s = after
	}
	return value.Concat(parts...)
}

// write turns a Text into a string with tokens.
func (t *tokens) write(text value.Text) string {
	var b strings.Builder
	for _, piece := range text.Pieces() {
		if piece.Hole != nil {
			b.WriteString(t.text(*piece.Hole))
		} else {
			b.WriteString(piece.Literal)
		}
	}
	return b.String()
}

// sole returns the hole of a value that is exactly one token.
func (t *tokens) sole(v cty.Value) (value.Hole, bool) {
	if v == cty.NilVal || v.IsNull() || !v.IsKnown() || v.Type() != cty.String || !hasToken(v.AsString()) {
		return value.Hole{}, false
	}
	return t.read(v.AsString()).Hole()
}

// symbolicIn reports whether v is a collection of an instance that stands for an
// unknown number of them.
func (r *run) symbolicIn(v cty.Value) bool {
	if v == cty.NilVal || v.IsNull() || !v.IsKnown() || v.Type().IsPrimitiveType() || v.Type().IsCapsuleType() || !v.CanIterateElements() {
		return false
	}
	isMap := v.Type().IsMapType() || v.Type().IsObjectType()
	for it := v.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if isMap && key.AsString() == symbolicKey || r.isSymbolic(element) {
			return true
		}
	}
	return false
}

// isSymbolic reports whether v is such an instance, or an attribute of one.
func (r *run) isSymbolic(v cty.Value) bool {
	if v.IsKnown() && !v.IsNull() && v.Type().IsObjectType() && v.Type().HasAttribute("id") {
		v = v.GetAttr("id")
	}
	hole, ok := r.tokens.sole(v)
	return ok && hole.Ref != nil && strings.HasSuffix(hole.Ref.Node, "[?]")
}

// tokenIn reports whether a token stands anywhere in v.
func tokenIn(v cty.Value) bool {
	if v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return false
	}
	ty := v.Type()
	switch {
	case ty == cty.String:
		return hasToken(v.AsString())
	case ty.IsPrimitiveType() || ty.IsCapsuleType() || !v.CanIterateElements():
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if tokenIn(element) || (ty.IsMapType() || ty.IsObjectType()) && tokenIn(key) {
			return true
		}
	}
	return false
}

// declared reports whether a reference to a resource, or something that may be one,
// stands as a value anywhere in v.
func (t *tokens) declared(v cty.Value) bool {
	if v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return false
	}
	ty := v.Type()
	switch {
	case ty == cty.String:
		hole, ok := t.sole(v)
		return ok && (hole.Ref != nil || hole.Reason != nil && hole.Reason.InView)
	case ty.IsPrimitiveType() || ty.IsCapsuleType() || !v.CanIterateElements():
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, element := it.Element(); t.declared(element) {
			return true
		}
	}
	return false
}
