package terraform

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/value"
)

// guards makes guards of sets of worlds.
type guards struct {
	worlds []value.World
	atoms  []value.Atom
}

func newGuards(worlds []value.World) *guards {
	cases := map[string][]string{}
	for _, world := range worlds {
		for id, c := range world {
			if !slices.Contains(cases[id], c) {
				cases[id] = append(cases[id], c)
			}
		}
	}
	g := &guards{worlds: worlds}
	for _, id := range sortedKeys(cases) {
		_, name, _ := strings.Cut(id, "#")
		atom := value.Atom{ID: id, Name: name, Cases: cases[id]}
		if at := slices.Index(atom.Cases, value.Other); at >= 0 {
			atom.Cases = slices.Delete(atom.Cases, at, at+1)
			atom.Open = true
		}
		slices.Sort(atom.Cases)
		g.atoms = append(g.atoms, atom)
	}
	return g
}

// of is the guard that holds in exactly the marked worlds; atoms that make no
// difference are left out.
func (g *guards) of(in []bool) value.Guard {
	if !slices.Contains(in, false) {
		return value.Guard{}
	}
	var relevant []value.Atom
	for _, atom := range g.atoms {
		if g.matters(atom, in) {
			relevant = append(relevant, atom)
		}
	}
	guard := value.Never()
	seen := map[string]bool{}
	for w, marked := range in {
		if !marked {
			continue
		}
		term, key := value.Guard{}, ""
		for _, atom := range relevant {
			term = term.And(value.When(atom, g.worlds[w][atom.ID]))
			key += g.worlds[w][atom.ID] + "\x00"
		}
		if !seen[key] {
			seen[key] = true
			guard = guard.Or(term)
		}
	}
	return guard
}

// matters reports whether an atom makes a difference to the marks, other atoms
// being equal.
func (g *guards) matters(atom value.Atom, in []bool) bool {
	first := map[string]bool{}
	for w, world := range g.worlds {
		var rest strings.Builder
		for _, other := range g.atoms {
			if other.ID != atom.ID {
				rest.WriteString(world[other.ID] + "\x00")
			}
		}
		if earlier, ok := first[rest.String()]; ok && earlier != in[w] {
			return true
		}
		first[rest.String()] = in[w]
	}
	return false
}

// mergeValue merges the values of the marked worlds. Maps are merged member by
// member, so that a choice stands as deep as it can.
func (g *guards) mergeValue(values []value.Value, present []bool) value.Value {
	groups := group(values, present)
	if len(groups) == 1 {
		return groups[0].value
	}
	maps := true
	for _, one := range groups {
		maps = maps && one.value.Kind == value.Map
	}
	if maps {
		return g.mergeMaps(values, present)
	}
	choice := value.Value{Kind: value.Choice, Range: groups[0].value.Range}
	for _, one := range groups {
		if one.value.Secret != "" {
			choice.Secret = one.value.Secret
		}
		choice.Choices = append(choice.Choices, value.Alternative[value.Value]{Guard: g.of(one.in), Value: one.value})
	}
	return choice
}

func (g *guards) mergeMaps(values []value.Value, present []bool) value.Value {
	var merged value.Value
	var keys []value.Entry
	seen := map[string]bool{}
	for w, v := range values {
		if !present[w] {
			continue
		}
		if merged.Kind == value.Absent {
			merged = v
		}
		for _, entry := range v.Entries {
			if !seen[entry.Key] {
				seen[entry.Key] = true
				keys = append(keys, entry)
			}
		}
	}
	merged.Entries = nil
	for _, entry := range keys {
		members := make([]value.Value, len(values))
		for w := range values {
			if present[w] {
				members[w] = values[w].Get(entry.Key)
			}
		}
		entry.Value = g.mergeValue(members, present)
		merged.Entries = append(merged.Entries, entry)
	}
	return merged
}

type valueGroup struct {
	value value.Value
	in    []bool
}

// group collects equal values.
func group(values []value.Value, present []bool) []valueGroup {
	var groups []valueGroup
next:
	for w, v := range values {
		if !present[w] {
			continue
		}
		for i := range groups {
			if equalValues(groups[i].value, v) {
				groups[i].in[w] = true
				continue next
			}
		}
		in := make([]bool, len(values))
		in[w] = true
		groups = append(groups, valueGroup{v, in})
	}
	return groups
}

// equalValues compares two values by what they say and where they say it.
func equalValues(a, b value.Value) bool {
	if a.Kind != b.Kind || a.Bool != b.Bool || a.Range != b.Range || a.Reason != b.Reason ||
		a.Text.Identity() != b.Text.Identity() || len(a.Items) != len(b.Items) || len(a.Entries) != len(b.Entries) || (a.More == nil) != (b.More == nil) {
		return false
	}
	for i := range a.Items {
		if !equalValues(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Entries {
		if a.Entries[i].Key != b.Entries[i].Key || !equalValues(a.Entries[i].Value, b.Entries[i].Value) {
			return false
		}
	}
	if a.Document == nil || b.Document == nil {
		return a.Document == b.Document
	}
	return equalValues(*a.Document, *b.Document)
}
