package policy

import (
	"strings"

	"github.com/repolint/repolint/value"
)

// expand fills the policy variables of a text from a request. present is False
// when the request lacks one of them: then the text matches nothing.
func (r Request) expand(text value.Text, variables bool) (w wanted, present value.Truth) {
	text = text.Fill(r.fixed)
	if !variables || !strings.Contains(text.String(), "${") {
		return wanted{text: text, exact: value.Exactly(text), glob: value.Glob(text)}, value.True
	}
	present = value.True
	var plain []value.Text
	add := func(part value.Text, wildcards bool) {
		plain = append(plain, part)
		w.exact = w.exact.Then(value.Exactly(part))
		if wildcards {
			w.glob = w.glob.Then(value.Glob(part))
		} else {
			w.glob = w.glob.Then(value.Exactly(part))
		}
	}
	for _, piece := range text.Pieces() {
		if piece.Hole != nil {
			add(value.HoleText(*piece.Hole), true)
			continue
		}
		rest := piece.Literal
		for {
			before, inside, after, found := cutVariable(rest)
			add(value.Literal(before), true)
			if !found {
				break
			}
			filled, state := r.variable(inside)
			present = present.And(state)
			add(filled, false)
			rest = after
		}
	}
	w.text = value.Concat(plain...)
	return w, present
}

// cutVariable splits a text around its first ${…}.
func cutVariable(text string) (before, inside, after string, found bool) {
	before, rest, opened := strings.Cut(text, "${")
	inside, after, closed := strings.Cut(rest, "}")
	if !opened || !closed {
		return text, "", "", false
	}
	return before, inside, after, true
}

// variable is what stands for the variable written as inside: a key's value, its
// default, or one of the characters that have a meaning of their own.
func (r Request) variable(inside string) (filled value.Text, present value.Truth) {
	switch inside {
	case "*", "?", "$":
		return value.Literal(inside), value.True
	}
	name, fallback, hasDefault := strings.Cut(inside, ",")
	k := r.key(strings.TrimSpace(name))
	fallback = strings.Trim(strings.TrimSpace(fallback), "'")
	switch {
	case k.present == value.False && hasDefault:
		return value.Literal(fallback), value.True
	case k.present == value.True && len(k.values) > 0 && k.meaning != possibilities:
		return k.values[0], value.True
	case k.present == value.False:
		return value.Text{}, value.False
	}
	return unknownText("what the variable ${" + inside + "} stands for is not known"), value.True
}
