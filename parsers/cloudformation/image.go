package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// image is where an image argument is written: people name mappings and
// parameters after the operating system.
type image struct {
	stack *stack
	node  *node
}

func (l *lowering) imageOf(r *resource.Resource, path ...string) image {
	d := l.stacks[string(r.ID())]
	at := d.properties()
	for _, key := range path {
		at = at.get(key)
	}
	return image{d.stack, at}
}

// imageText is the image's value; the `resolve:ssm:` prefix that launch templates
// take makes it a Systems Manager parameter's value.
func imageText(v value.Value) value.Value {
	return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		literal, ok := text(values[0]).Literal()
		if name, found := strings.CutPrefix(literal, "resolve:ssm:"); ok && found {
			return storedValue(value.OfString(strings.TrimPrefix(parameterKey(name), "ssm:"), values[0].Range))
		}
		return values[0]
	})
}

// imageHints are the texts that tell an image's operating system: the path of a
// public parameter first, then the names it is written with.
func (l *lowering) imageHints(v value.Value, written image) value.ListOf[value.Text] {
	var hints []value.Value
	for _, choice := range value.Flatten(imageText(v)) {
		if literal, ok := text(choice.Value).Literal(); ok && written.stack != nil {
			if hint := written.stack.environment.Images[literal]; hint != "" {
				hints = append(hints, under(choice.Guard, value.OfString(hint, choice.Value.Range)))
			}
		}
		for _, piece := range text(choice.Value).Pieces() {
			if piece.Hole == nil || piece.Hole.Reason == nil {
				continue
			}
			if hint := hintOfKey(piece.Hole.Reason.Key); hint != "" {
				hints = append(hints, under(choice.Guard, value.OfString(hint, choice.Value.Range)))
			}
		}
	}
	if written.node != nil {
		hints = append(hints, written.stack.imageNames(written.node, value.Guard{}, 0)...)
	}
	return value.ListFrom(gather(unique(hints)...), value.TextOf)
}

// hintOfKey is what the identity of an unknown tells about an image.
func hintOfKey(key string) string {
	if name, ok := strings.CutPrefix(key, "ssm:"); ok {
		return name
	}
	for _, mark := range []string{"#mapping:", "#param:"} {
		if _, name, ok := strings.Cut(key, mark); ok {
			name, _, _ = strings.Cut(name, " of ")
			return name
		}
	}
	return ""
}

// imageNames lists the names of the parameters and mappings that an image is
// written with, through If and through the parameters of nested stacks.
func (s *stack) imageNames(n *node, guard value.Guard, depth int) []value.Value {
	name, argument, ok := n.function()
	if !ok || depth > maxNesting || guard.IsNever() {
		return nil
	}
	hint := func(text string) value.Value { return under(guard, value.OfString(text, n.at)) }
	switch name {
	case "Ref":
		hints := []value.Value{}
		if s.template.section("Parameters").get(argument.text) != nil {
			hints = append(hints, hint(argument.text))
			if s.given != nil && s.given.get(argument.text) != nil {
				hints = append(hints, s.parent.imageNames(s.given.get(argument.text), guard, depth+1)...)
			}
		}
		return hints
	case "Fn::FindInMap":
		var names []string
		for _, item := range argument.list() {
			if literal, ok := text(s.evaluate(item)).Literal(); ok {
				names = append(names, literal)
			}
		}
		return []value.Value{hint(strings.Join(names, "/"))}
	case "Fn::If":
		items := argument.list()
		if len(items) != 3 {
			return nil
		}
		condition := s.truth(items[0], "a condition")
		return append(s.imageNames(items[1], guard.And(condition), depth+1), s.imageNames(items[2], guard.And(condition.Not()), depth+1)...)
	}
	return nil
}

// unique leaves out hints that say what an earlier one says in the same worlds.
func unique(hints []value.Value) []value.Value {
	seen := map[string]bool{}
	var kept []value.Value
	for _, hint := range hints {
		flat := value.Flatten(hint)[0]
		key := flat.Guard.String() + "\x00" + flat.Value.Text.String()
		if !seen[key] {
			seen[key] = true
			kept = append(kept, hint)
		}
	}
	return kept
}
