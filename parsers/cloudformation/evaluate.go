package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// evaluate turns a template node into a value. Nothing fails: what cannot be
// evaluated is unknown, with the reason.
func (s *stack) evaluate(n *node) value.Value {
	if n == nil {
		return value.Value{}
	}
	r := s.run
	r.steps++
	r.depth++
	defer func() { r.depth-- }()
	if r.steps/4096 != r.asked && !r.limited {
		r.asked = r.steps / 4096
		r.stopped = r.cancelled() != nil
	}
	if r.steps > maxSteps || r.depth > maxEvaluation || r.stopped {
		return r.limit(s, n.at)
	}
	switch n.kind {
	case boolNode:
		return value.OfBool(n.text == "true", n.at)
	case numberNode:
		return value.OfNumber(n.text, n.at)
	case stringNode:
		return s.dynamic(n)
	case listNode:
		return s.evaluateList(n)
	case mapNode:
		if name, argument, ok := n.function(); ok {
			return s.call(name, argument, n)
		}
		return s.evaluateMap(n)
	case nullNode:
	}
	return value.Value{Range: n.at}
}

// limit ends the evaluation of everything that is left, and says once which limit it was.
func (r *run) limit(s *stack, at source.Range) value.Value {
	if !r.limited {
		what := fmt.Sprintf("%d steps or the size of the texts they make", maxSteps)
		switch {
		case r.depth > maxEvaluation:
			what = fmt.Sprintf("%d values that use each other", maxEvaluation)
		case r.stopped:
			what = "time"
		}
		r.limited = true
		r.steps = maxSteps
		r.report(source.Error, at, "evaluating %s was stopped at its limit of %s; simplify the template", s.template.file.Path, what)
	}
	return value.OfReason(value.Reason{Text: "the evaluation reached its limit"}, at)
}

func (s *stack) evaluateList(n *node) value.Value {
	list := value.Value{Kind: value.List, Range: n.at, Items: make([]value.Value, 0, len(n.items))}
	for _, item := range n.items {
		v := s.evaluate(item)
		if v.Kind != value.Absent {
			list.Items = append(list.Items, v)
		}
	}
	return list
}

func (s *stack) evaluateMap(n *node) value.Value {
	m := value.Value{Kind: value.Map, Range: n.at, Entries: make([]value.Entry, 0, len(n.members))}
	for _, member := range s.expand(n).unique() {
		if member.key == "Fn::Transform" {
			m.More = &value.Reason{Text: "an Fn::Transform may add more"}
			continue
		}
		if v := s.evaluate(member.value); v.Kind != value.Absent {
			m.Entries = append(m.Entries, value.Entry{Key: member.key, KeyRange: member.keyAt, Value: v})
		}
	}
	return m
}

// dynamic reads a text, in which `{{resolve:…}}` stands for a value kept elsewhere
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html),
// and any other `{{…}}` on one line for what a template engine puts there first.
func (s *stack) dynamic(n *node) value.Value {
	if placeholder := s.environment.Placeholder; placeholder != nil && placeholder(n.text) {
		return value.OfReason(value.Reason{
			Text:   n.text + " is a placeholder: the app was synthesized without looking it up",
			Settle: "run `cdk synth` with credentials", Key: n.text,
		}, n.at)
	}
	if !strings.Contains(n.text, "{{") {
		return value.OfString(n.text, n.at)
	}
	return value.OfText(s.resolveHoles(n.text, n.at), n.at)
}

func (s *stack) resolveHoles(written string, at source.Range) value.Text {
	if !strings.Contains(written, "{{") {
		return value.Literal(written)
	}
	manyLines := strings.Contains(written, "\n")
	var pieces []value.Text
	for {
		before, rest, found := strings.Cut(written, "{{")
		body, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			return value.Concat(append(pieces, value.Literal(written))...)
		}
		pieces = append(pieces, value.Literal(before))
		reference, isReference := strings.CutPrefix(body, "resolve:")
		switch {
		case isReference:
			pieces = append(pieces, s.resolve(reference, at))
		case manyLines:
			pieces = append(pieces, value.Literal("{{"+body+"}}"))
		default:
			reason := value.Reason{
				Text:   "{{" + body + "}} is filled in before CloudFormation sees it",
				Settle: "scan what the template engine renders", Key: s.template.file.Path + "#{{" + body + "}}",
			}
			pieces = append(pieces, value.HoleText(value.Hole{Reason: &reason, Range: at}))
		}
		written = after
	}
}

// resolve is what a dynamic reference stands for.
func (s *stack) resolve(reference string, at source.Range) value.Text {
	reason := value.Reason{Text: "{{resolve:" + reference + "}} is looked up when the stack is deployed", Key: "resolve:" + reference}
	if name, ok := strings.CutPrefix(reference, "ssm:"); ok {
		reason.Key = parameterKey(name)
		if v, found := s.stored(strings.TrimPrefix(reason.Key, "ssm:"), at); found {
			return text(v)
		}
	}
	return value.HoleText(value.Hole{Reason: &reason, Range: at})
}

// parameterKey is the key of a Systems Manager parameter's value. A version
// behind the path names the same parameter.
func parameterKey(path string) string {
	if base, version, ok := strings.Cut(path, ":"); ok && strings.Trim(version, "0123456789") == "" {
		path = base
	}
	return "ssm:" + path
}

// distribute applies combine to every combination of the values' alternatives.
// combine must not change what it is given.
func distribute(at source.Range, values []value.Value, combine func([]value.Value) value.Value) value.Value {
	if !slices.ContainsFunc(values, func(v value.Value) bool { return v.Kind == value.Choice }) {
		return combine(values)
	}
	type row struct {
		guard  value.Guard
		values []value.Value
	}
	rows := []row{{}}
	for _, v := range values {
		if v.Kind != value.Choice {
			for i := range rows {
				rows[i].values = append(rows[i].values, v)
			}
			continue
		}
		var next []row
		for _, r := range rows {
			for _, alternative := range value.Flatten(v) {
				guard := r.guard.And(alternative.Guard)
				if guard.IsNever() || contradicts(guard) {
					continue
				}
				extended := append(append(make([]value.Value, 0, len(values)), r.values...), alternative.Value)
				next = append(next, row{guard, extended})
			}
		}
		if rows = next; len(rows) > maxChoices {
			return value.OfReason(value.Reason{Text: "it depends on too many undecided conditions"}, at)
		}
	}
	if len(rows) == 1 && rows[0].guard.IsAlways() {
		return combine(rows[0].values)
	}
	choice := value.Value{Kind: value.Choice, Range: at}
	for _, r := range rows {
		choice.Choices = append(choice.Choices, value.Alternative[value.Value]{Guard: r.guard, Value: combine(r.values)})
	}
	return choice
}

// contradicts reports whether a guard over few atoms holds in no world.
func contradicts(guard value.Guard) bool {
	atoms := guard.Atoms()
	if len(atoms) == 0 {
		return false
	}
	worlds, err := value.Worlds(atoms, maxChoices)
	if err != nil {
		return false
	}
	for _, world := range worlds {
		if guard.Holds(world) != value.False {
			return false
		}
	}
	return true
}

// text is the text form of a plain value, unknowns as holes.
func text(v value.Value) value.Text {
	switch v.Kind {
	case value.Bool:
		if v.Bool {
			return value.Literal("true")
		}
		return value.Literal("false")
	case value.Number, value.String:
		return v.Text
	case value.NotKnown:
		reason := v.Reason
		return value.HoleText(value.Hole{Reason: &reason, Range: v.Range})
	case value.List, value.Map, value.Choice:
		reason := value.Reason{Text: "a list or map stands where a text is expected"}
		return value.HoleText(value.Hole{Reason: &reason, Range: v.Range})
	case value.Absent:
	}
	return value.Text{}
}

// ofText is the value of a text: one hole that is an unknown is that unknown.
func ofText(t value.Text, at source.Range) value.Value {
	if hole, ok := t.Hole(); ok && hole.Reason != nil {
		return value.OfReason(*hole.Reason, at)
	}
	return value.OfText(t, at)
}

// concat joins texts with a separator, keeping secrets secret.
func concat(at source.Range, separator string, values []value.Value) value.Value {
	pieces := make([]value.Text, 0, 2*len(values))
	size, holes, secret := 0, 0, ""
	for i, v := range values {
		if i > 0 {
			pieces = append(pieces, value.Literal(separator))
		}
		t := text(v)
		for _, piece := range t.Pieces() {
			size += len(piece.Literal) + len(separator)
			holes++
		}
		if v.Secret != "" {
			secret = v.Secret
		}
		pieces = append(pieces, t)
	}
	if size > maxText || holes > maxPieces {
		return value.OfReason(value.Reason{Text: "the text is longer than the limit of 1 MiB or of 10,000 parts"}, at)
	}
	joined := ofText(value.Concat(pieces...), at)
	joined.Secret = secret
	return joined
}

// concat is [concat] for texts that a template multiplies: long ones take many of
// the evaluation's steps.
func (s *stack) concat(at source.Range, separator string, values []value.Value) value.Value {
	joined := concat(at, separator, values)
	const bytesAStep = 32
	for _, piece := range joined.Text.Pieces() {
		s.run.steps += 1 + len(piece.Literal)/bytesAStep
	}
	return joined
}

// through is a value seen from another place: it was written, or handed on, at v.Range.
func through(v value.Value, at source.Range) value.Value {
	if !v.Range.IsZero() && v.Range != at {
		v.Via = append([]source.Range{v.Range}, v.Via...)
	}
	v.Range = at
	return v
}
