package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

type conditionCell struct {
	guard     value.Guard
	computing bool
}

// condition is the guard of a named condition.
func (s *stack) condition(name string, at source.Range) value.Guard {
	name = s.conditionName(name)
	if c, ok := s.conditions[name]; ok {
		if c.computing {
			s.run.report(source.Error, at, "condition %s of %s depends on itself; CloudFormation refuses such a template", name, s.template.file.Path)
			return s.undecidable(name, name)
		}
		return c.guard
	}
	body := s.conditionsOf.get(name)
	if body == nil {
		if !s.hasTransform() {
			s.run.report(source.Warning, at, "condition %s is declared nowhere in %s", name, s.template.file.Path)
		}
		return s.undecidable(name, name)
	}
	c := &conditionCell{computing: true}
	s.conditions[name] = c
	if c.guard = s.truth(body, name); c.guard.Size() > maxGuard {
		c.guard = s.undecidable(name, name)
	}
	c.computing = false
	return c.guard
}

// named is the condition of a name, which comes before the boolean that the same
// word could be: a condition may be called On.
func (s *stack) named(name string, at source.Range) value.Guard {
	if word := strings.ToLower(name); s.conditionsOf.get(s.conditionName(name)) == nil && (word == "true" || word == "false") {
		s.run.report(source.Warning, at, "condition %s is declared nowhere in %s; the word is read as a boolean", name, s.template.file.Path)
		if word == "true" {
			return value.Guard{}
		}
		return value.Never()
	}
	return s.condition(name, at)
}

// conditionName is the name under which the template declares a condition: one
// that YAML takes for a boolean is declared as that.
func (s *stack) conditionName(name string) string {
	if word, ok := oldBooleans[name]; ok && s.conditionsOf.get(name) == nil && s.conditionsOf.get(word) != nil {
		return word
	}
	return name
}

// undecidable is a condition nobody can decide: either of two worlds.
func (s *stack) undecidable(key, name string) value.Guard {
	return value.When(value.Atom{ID: s.id + "#condition:" + key, Name: name, Cases: []string{"false", "true"}}, "true")
}

// truth evaluates the body of a condition. name is what to call it where it
// cannot be decided.
func (s *stack) truth(n *node, name string) value.Guard {
	s.run.depth++
	defer func() { s.run.depth-- }()
	if s.run.depth > maxEvaluation {
		return s.undecidable(name, name)
	}
	if literal, ok := n.scalar(); ok {
		return s.named(literal, n.at)
	}
	if n == nil || len(n.members) != 1 {
		return s.undecidable(name, name)
	}
	argument := n.members[0].value
	switch n.members[0].key {
	case "Condition":
		inner, _ := argument.scalar()
		return s.condition(inner, argument.at)
	case "Fn::Not":
		if items := argument.list(); len(items) == 1 {
			return s.truth(items[0], name).Not()
		}
	case "Fn::And":
		guard := value.Guard{}
		for _, item := range argument.list() {
			guard = guard.And(s.truth(item, name))
		}
		return guard
	case "Fn::Or":
		guard := value.Never()
		for _, item := range argument.list() {
			guard = guard.Or(s.truth(item, name))
		}
		return guard
	case "Fn::Equals":
		if items := argument.list(); len(items) == 2 {
			return s.equals(s.evaluate(items[0]), s.evaluate(items[1]))
		}
	}
	return s.undecidable(name, name)
}

// equals compares text forms, as CloudFormation does: true and "true" are equal.
func (s *stack) equals(left, right value.Value) value.Guard {
	guard := value.Never()
	for _, a := range value.Flatten(left) {
		for _, b := range value.Flatten(right) {
			both := a.Guard.And(b.Guard)
			if both.IsNever() {
				continue
			}
			guard = guard.Or(both.And(s.same(a.Value, b.Value)))
		}
	}
	return guard
}

func (s *stack) same(left, right value.Value) value.Guard {
	a, b := text(joined(left)), text(joined(right))
	x, fixed := a.Literal()
	y, alsoFixed := b.Literal()
	switch {
	case fixed && alsoFixed:
		if x == y {
			return value.Guard{}
		}
		return value.Never()
	case a.String() == b.String() && identified(a):
		return value.Guard{}
	case fixed && left.Secret != "" || alsoFixed && right.Secret != "":
		// The worlds of a comparison are named after what is compared.
		return s.undecidable(left.Secret+left.Range.String()+"="+right.Secret+right.Range.String(), "a comparison with a redacted value")
	case fixed:
		return s.reads(b, x)
	case alsoFixed:
		return s.reads(a, y)
	}
	return s.undecidable(a.String()+"="+b.String(), a.String()+" equals "+b.String())
}

// joined writes a list of plain values as the text that CloudFormation compares.
func joined(v value.Value) value.Value {
	if v.Kind != value.List || v.More != nil {
		return v
	}
	return concat(v.Range, ",", v.Items)
}

// identified reports whether equal notations of t mean equal values.
func identified(t value.Text) bool {
	for _, piece := range t.Pieces() {
		if piece.Hole != nil && piece.Hole.Reason != nil && piece.Hole.Reason.Key == "" {
			return false
		}
	}
	return true
}

// openAtom is the atom behind a text that is one symbol or one undecided parameter.
func openAtom(t value.Text) (value.Atom, bool) {
	hole, ok := t.Hole()
	switch {
	case !ok:
		return value.Atom{}, false
	case hole.Symbol != value.NoSymbol:
		return symbolAtom(hole.Symbol), true
	case hole.Reason != nil && strings.Contains(hole.Reason.Key, "#param:"):
		owner, name, _ := strings.Cut(hole.Reason.Key, "#param:")
		return value.Atom{ID: owner + "#param:" + name, Name: name, Open: true}, true
	}
	return value.Atom{}, false
}

// reads is the guard of "this open text reads literal".
func (s *stack) reads(t value.Text, literal string) value.Guard {
	if !couldRead(t, literal) {
		return value.Never()
	}
	if region, ok := s.mapKey(value.OfText(t, source.Range{})); ok {
		if region == literal {
			return value.Guard{}
		}
		return value.Never()
	}
	if atom, ok := openAtom(t); ok {
		atom.Cases = []string{literal}
		return value.When(atom, literal)
	}
	return s.undecidable(t.String()+"="+literal, t.String()+" equals "+quoteEmpty(literal))
}

func quoteEmpty(text string) string {
	if text == "" {
		return `""`
	}
	return text
}

// couldRead reports whether the literal parts of t leave room for literal.
func couldRead(t value.Text, literal string) bool {
	pieces := t.Pieces()
	for i, piece := range pieces {
		if piece.Hole != nil {
			continue
		}
		switch {
		case i == 0:
			rest, ok := strings.CutPrefix(literal, piece.Literal)
			if !ok {
				return false
			}
			literal = rest
		case i == len(pieces)-1:
			return strings.HasSuffix(literal, piece.Literal)
		default:
			_, rest, ok := strings.Cut(literal, piece.Literal)
			if !ok {
				return false
			}
			literal = rest
		}
	}
	return true
}
