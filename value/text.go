package value

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source"
)

// Symbol is a part of a text that every deployment fixes but no template needs to.
// The zero Symbol is none.
type Symbol int

// The symbols.
const (
	NoSymbol Symbol = iota
	Region
	Partition
	Account
	DNSSuffix
)

// String is the name shown inside ${…}.
func (s Symbol) String() string {
	switch s {
	case Region:
		return "region"
	case Partition:
		return "partition"
	case Account:
		return "account"
	case DNSSuffix:
		return "dns_suffix"
	}
	return "none"
}

// Reason says why something is not known, and what would settle it. Key, when
// set, identifies the unknown thing: two unknowns with the same Key in the same
// component are the same thing (`var.vpc_id`). Settle is an instruction such as
// "pass --var vpc_id=…"; it may be "" where nothing in the user's hand helps.
// InView is set where the thing may be one that the files read declare: what a data
// source finds, or what an index that is not known picks from a list of resources.
// What comes from outside, such as a variable, is made before they are.
type Reason struct {
	Text   string
	Settle string
	Key    string
	InView bool
}

// Ref names an attribute of a node by the author's address in this component
// (after [graph] canonicalisation: "<root>#<address>"). Attribute is in the
// dialect's own words: "id", "arn", "Ref", "GroupId", "prefix_list_id".
type Ref struct {
	Node      string
	Attribute string
}

// Hole is the part of a text that is not literal: exactly one of Symbol, Ref and
// Reason says what stands there.
type Hole struct {
	Symbol Symbol
	Ref    *Ref
	Reason *Reason
	Range  source.Range
}

// same reports whether both holes are certainly filled with the same text.
func (h Hole) same(other Hole) bool {
	switch {
	case h.Symbol != NoSymbol:
		return h.Symbol == other.Symbol
	case h.Ref != nil:
		return other.Ref != nil && *h.Ref == *other.Ref
	case h.Reason != nil:
		return other.Reason != nil && h.Reason.Key != "" && h.Reason.Key == other.Reason.Key
	}
	return false
}

// Piece is either literal text (Hole is nil) or a hole.
type Piece struct {
	Literal string
	Hole    *Hole
}

// Text is a string with holes. The zero Text is the empty string. Texts are immutable.
type Text struct{ pieces []Piece }

// Literal is a Text without holes.
func Literal(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{[]Piece{{Literal: s}}}
}

// HoleText is a Text that is one hole.
func HoleText(h Hole) Text { return Text{[]Piece{{Hole: &h}}} }

// SymbolText is a Text that is one symbol.
func SymbolText(s Symbol) Text { return HoleText(Hole{Symbol: s}) }

// Concat joins texts.
func Concat(texts ...Text) Text {
	var pieces []Piece
	var run []string // literals that become one piece
	flush := func() {
		if len(run) > 0 {
			pieces = append(pieces, Piece{Literal: strings.Join(run, "")})
			run = run[:0]
		}
	}
	for _, text := range texts {
		for _, piece := range text.pieces {
			if piece.Hole == nil {
				run = append(run, piece.Literal)
				continue
			}
			flush()
			pieces = append(pieces, piece)
		}
	}
	flush()
	return Text{pieces}
}

// Pieces returns the parts in order; neighbouring literals are always one piece.
func (t Text) Pieces() []Piece { return slices.Clone(t.pieces) }

// Literal returns the string when t has no holes.
func (t Text) Literal() (string, bool) {
	switch {
	case len(t.pieces) == 0:
		return "", true
	case len(t.pieces) == 1 && t.pieces[0].Hole == nil:
		return t.pieces[0].Literal, true
	}
	return "", false
}

// Hole returns the hole when t is exactly one hole.
func (t Text) Hole() (Hole, bool) {
	if len(t.pieces) == 1 && t.pieces[0].Hole != nil {
		return *t.pieces[0].Hole, true
	}
	return Hole{}, false
}

// FirstUnknown returns the reason of the first hole that is neither a symbol nor a reference.
func (t Text) FirstUnknown() (Reason, bool) {
	for _, piece := range t.pieces {
		if piece.Hole != nil && piece.Hole.Reason != nil {
			return *piece.Hole.Reason, true
		}
	}
	return Reason{}, false
}

// Fill replaces every hole of a symbol by its text.
func (t Text) Fill(symbols map[Symbol]string) Text {
	filled := make([]Text, 0, len(t.pieces))
	for _, piece := range t.pieces {
		if piece.Hole != nil {
			if s, ok := symbols[piece.Hole.Symbol]; ok && piece.Hole.Symbol != NoSymbol {
				piece = Piece{Literal: s}
			}
		}
		filled = append(filled, Text{[]Piece{piece}})
	}
	return Concat(filled...)
}

// Split cuts t at every separator found in its literal parts. A hole may hide a
// separator; callers for whom that matters ask [Text.Literal] first.
func (t Text) Split(separator string) []Text {
	parts := []Text{{}}
	for _, piece := range t.pieces {
		if piece.Hole != nil {
			parts[len(parts)-1] = Concat(parts[len(parts)-1], Text{[]Piece{piece}})
			continue
		}
		for i, literal := range strings.Split(piece.Literal, separator) {
			if i > 0 {
				parts = append(parts, Text{})
			}
			parts[len(parts)-1] = Concat(parts[len(parts)-1], Literal(literal))
		}
	}
	return parts
}

// String writes t for a person, holes as ${…}.
func (t Text) String() string { return t.write(local) }

// Identity writes t so that equal texts of one component, and only they, are
// written the same: nodes and unknown things by their whole names.
func (t Text) Identity() string { return t.write(func(name string) string { return name }) }

// local is the author's address in the whole name of something.
func local(name string) string {
	if _, address, ok := strings.Cut(name, "#"); ok {
		return address
	}
	return name
}

func (t Text) write(name func(string) string) string {
	var b strings.Builder
	for _, piece := range t.pieces {
		switch hole := piece.Hole; {
		case hole == nil:
			b.WriteString(piece.Literal)
		case hole.Symbol != NoSymbol:
			b.WriteString("${" + hole.Symbol.String() + "}")
		case hole.Ref != nil:
			b.WriteString("${" + name(hole.Ref.Node) + "." + hole.Ref.Attribute + "}")
		case hole.Reason.Key != "":
			b.WriteString("${" + name(hole.Reason.Key) + "}")
		default:
			b.WriteString("${unknown}")
		}
	}
	return b.String()
}
