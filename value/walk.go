package value

import (
	"iter"
	"strconv"
	"strings"
)

// All visits v and every value inside it, in the order they are written: the
// items, members and choices, but not the Document that a text was made from.
func (v Value) All() iter.Seq[Value] {
	return func(yield func(Value) bool) { v.visit(yield) }
}

func (v Value) visit(yield func(Value) bool) bool {
	if !yield(v) {
		return false
	}
	for _, item := range v.Items {
		if !item.visit(yield) {
			return false
		}
	}
	for _, entry := range v.Entries {
		if !entry.Value.visit(yield) {
			return false
		}
	}
	for _, choice := range v.Choices {
		if !choice.Value.visit(yield) {
			return false
		}
	}
	return true
}

// Refs visits every reference that stands in a text of v, as [Value.All] meets them.
func (v Value) Refs() iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for part := range v.All() {
			for _, piece := range part.Text.Pieces() {
				if piece.Hole != nil && piece.Hole.Ref != nil && !yield(*piece.Hole.Ref) {
					return
				}
			}
		}
	}
}

// Identity writes v so that values which say the same are written the same,
// wherever they stand; see [Text.Identity].
func (v Value) Identity() string {
	var b strings.Builder
	v.writeIdentity(&b)
	return b.String()
}

func (v Value) writeIdentity(b *strings.Builder) {
	b.WriteString(strconv.Itoa(int(v.Kind)) + strconv.FormatBool(v.Bool) + strconv.Quote(v.Text.Identity()+v.Reason.Text) + "(")
	for _, item := range v.Items {
		item.writeIdentity(b)
	}
	for _, entry := range v.Entries {
		b.WriteString(entry.Key)
		entry.Value.writeIdentity(b)
	}
	for _, choice := range v.Choices {
		b.WriteString(choice.Guard.String())
		choice.Value.writeIdentity(b)
	}
	b.WriteString(")")
}
