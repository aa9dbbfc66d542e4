package terraform

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// A root is evaluated in as many worlds as its undecided conditions make, up to
// these limits; beyond them counts stay symbolic and values unknown.
const (
	maxAtoms  = 6
	maxWorlds = 64
)

// explore evaluates the root for every assignment of the atoms that decide
// something. A decision may uncover another one, so it repeats until none does. The
// last result says that the limits were met before.
func explore(deciders map[string]value.Atom, start func(value.World) *run) ([]value.World, []*run, bool) {
	var worlds []value.World
	var runs []*run
	for range maxAtoms {
		if len(deciders) == 0 || len(deciders) > maxAtoms {
			return worlds, runs, len(deciders) > 0
		}
		atoms := make([]value.Atom, 0, len(deciders))
		for _, id := range sortedKeys(deciders) {
			atoms = append(atoms, deciders[id])
		}
		all, err := value.Worlds(atoms, maxWorlds)
		if err != nil {
			return worlds, runs, true
		}
		worlds, runs = all, nil
		found := map[string]value.Atom{}
		for id, atom := range deciders {
			found[id] = atom
		}
		for _, world := range worlds {
			one := start(world)
			one.evaluate()
			runs = append(runs, one)
			for id, atom := range one.deciders {
				found[id] = mergeAtoms(found[id], atom)
			}
		}
		if equalAtoms(found, deciders) {
			return worlds, runs, false
		}
		deciders = found
	}
	return worlds, runs, true
}

func equalAtoms(a, b map[string]value.Atom) bool {
	if len(a) != len(b) {
		return false
	}
	for id, atom := range a {
		if !slices.Equal(atom.Cases, b[id].Cases) {
			return false
		}
	}
	return true
}

// mergeWorlds lays the evaluations of all worlds over each other: what exists in
// some gets a guard, what differs becomes a choice.
func mergeWorlds(evaluations []evaluation, worlds []value.World) evaluation {
	merged := evaluation{root: evaluations[0].root, exported: map[string]bool{}, providers: map[string]string{}, files: evaluations[0].files, lost: evaluations[0].lost, texts: map[string]value.Text{}, region: evaluations[0].region}
	g := newGuards(worlds)
	byAddress := map[string][]*resource.Resource{}
	unread := map[string]bool{}
	for w, one := range evaluations {
		for i := range one.resources {
			address := one.resources[i].Address
			if byAddress[address] == nil {
				byAddress[address] = make([]*resource.Resource, len(worlds))
			}
			byAddress[address][w] = &one.resources[i]
		}
		for address, provider := range one.providers {
			merged.providers[address] = provider
		}
		for node := range one.exported {
			merged.exported[node] = true
		}
		for key, text := range one.texts {
			merged.texts[key] = text
		}
		if one.region != merged.region {
			merged.region = ""
		}
		for _, module := range one.unread {
			if !unread[module.address] {
				unread[module.address] = true
				merged.unread = append(merged.unread, module)
			}
		}
	}
	for _, address := range sortedKeys(byAddress) {
		merged.resources = append(merged.resources, g.mergeResource(byAddress[address]))
	}
	return merged
}

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

func (g *guards) matters(atom value.Atom, in []bool) bool {
	for a := range g.worlds {
		for b := range g.worlds {
			if in[a] != in[b] && g.differOnlyIn(atom.ID, a, b) {
				return true
			}
		}
	}
	return false
}

func (g *guards) differOnlyIn(id string, a, b int) bool {
	for other, c := range g.worlds[a] {
		if other != id && g.worlds[b][other] != c {
			return false
		}
	}
	return true
}

// mergeResource merges one resource; nil where a world does not have it.
func (g *guards) mergeResource(in []*resource.Resource) resource.Resource {
	present := make([]bool, len(in))
	values := make([]value.Value, len(in))
	var merged resource.Resource
	for w, one := range in {
		if one == nil {
			continue
		}
		if merged.Address == "" {
			merged = *one
		}
		if one.Symbolic != nil {
			merged.Symbolic = one.Symbolic
		}
		present[w], values[w] = true, one.Attributes
	}
	merged.Guard = g.of(present)
	merged.Attributes = g.mergeValue(values, present)
	return merged
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
