package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// expand replaces the Fn::ForEach members of a map by what they make. A loop over
// a list that is not known is kept once, with its variable spelled as it stands.
func (s *stack) expand(n *node) *node {
	if n == nil || !hasLoop(n) {
		return n
	}
	expanded := &node{kind: n.kind, at: n.at}
	for _, m := range n.unique() {
		if strings.HasPrefix(m.key, loopPrefix) {
			expanded.members = append(expanded.members, s.loop(m)...)
			continue
		}
		expanded.members = append(expanded.members, m)
	}
	return expanded
}

func hasLoop(n *node) bool {
	for i := range n.members {
		if strings.HasPrefix(n.members[i].key, loopPrefix) {
			return true
		}
	}
	return false
}

func (s *stack) loop(m member) []member {
	parts := m.value.list()
	if len(parts) != 3 || parts[2].kind != mapNode {
		s.run.report(source.Warning, m.keyAt, "%s takes a name, a list and a map; it was left out", m.key)
		return nil
	}
	variable, _ := parts[0].scalar()
	var made []member
	for _, item := range s.collection(parts[1]) {
		body := parts[2]
		if item != nil {
			body = fill(body, variable, *item)
		}
		for _, inner := range s.expand(body).unique() {
			made = append(made, member{key: inner.key, keyAt: inner.keyAt, value: inner.value})
		}
		if s.run.steps += len(made); len(made) > maxLoop {
			s.run.report(source.Error, m.keyAt, "%s makes more than the limit of %d entries; the rest was left out", m.key, maxLoop)
			return made[:maxLoop]
		}
	}
	return made
}

// collection lists the texts a loop goes over; nil stands for "not known".
func (s *stack) collection(n *node) []*string {
	v := s.evaluate(n)
	if v.Kind != value.List || v.More != nil {
		return []*string{nil}
	}
	items := make([]*string, 0, len(v.Items))
	for _, item := range v.Items {
		literal, ok := text(item).Literal()
		if !ok || item.Kind == value.Choice {
			return []*string{nil}
		}
		items = append(items, &literal)
	}
	return items
}

// fill copies a loop's body with the variable replaced: `${x}` by the item,
// `&{x}` by the item's letters and digits, and a Ref to it by the item.
func fill(n *node, variable, item string) *node {
	plain := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, item)
	replacer := strings.NewReplacer("${"+variable+"}", item, "&{"+variable+"}", plain)
	return fillWith(n, replacer, variable, item)
}

func fillWith(n *node, replacer *strings.Replacer, variable, item string) *node {
	if name, argument, ok := n.function(); ok && name == "Ref" && argument.text == variable {
		return &node{kind: stringNode, text: item, at: n.at}
	}
	filled := &node{kind: n.kind, text: n.text, at: n.at}
	if n.kind == stringNode {
		filled.text = replacer.Replace(n.text)
	}
	for _, child := range n.items {
		filled.items = append(filled.items, fillWith(child, replacer, variable, item))
	}
	for _, m := range n.members {
		m.key = replacer.Replace(m.key)
		m.value = fillWith(m.value, replacer, variable, item)
		filled.members = append(filled.members, m)
	}
	return filled
}
