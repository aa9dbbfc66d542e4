package value

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrTooManyWorlds says that the atoms allow more assignments than the limit.
var ErrTooManyWorlds = errors.New("too many undecided conditions")

// Worlds enumerates every assignment of the atoms, at most limit of them, in a
// stable order. Atoms with the same ID are merged. No atoms give the one empty world.
func Worlds(atoms []Atom, limit int) ([]World, error) {
	merged := map[string]Atom{}
	for _, atom := range atoms {
		earlier := merged[atom.ID]
		atom.Cases = mergeCases(earlier.Cases, atom.Cases)
		atom.Open = atom.Open || earlier.Open
		merged[atom.ID] = atom
	}
	ids := make([]string, 0, len(merged))
	count := 1
	for id, atom := range merged {
		ids = append(ids, id)
		if count *= len(atom.domain()); count > limit {
			return nil, fmt.Errorf("%w: more than %d cases to tell apart", ErrTooManyWorlds, limit)
		}
	}
	slices.Sort(ids)
	worlds := []World{{}}
	for _, id := range ids {
		var next []World
		for _, world := range worlds {
			for _, value := range merged[id].domain() {
				next = append(next, world.with(id, value))
			}
		}
		worlds = next
	}
	return worlds, nil
}

func (a Atom) domain() []string {
	if a.Open && !slices.Contains(a.Cases, Other) {
		return append(slices.Clone(a.Cases), Other)
	}
	return a.Cases
}

func (w World) with(id, value string) World {
	extended := make(World, len(w)+1)
	for k, v := range w {
		extended[k] = v
	}
	extended[id] = value
	return extended
}

// Describe writes the worlds a verdict holds in, out of all worlds the atoms
// allow, as short as it can: atoms that make no difference are left out. It is ""
// when the verdict holds in all of them.
func Describe(atoms []Atom, all, holds []World) string {
	if len(holds) == len(all) {
		return ""
	}
	in := map[string]bool{}
	for _, world := range holds {
		in[world.key(atoms)] = true
	}
	var relevant []Atom
	for _, atom := range atoms {
		if atom.matters(atoms, all, in) {
			relevant = append(relevant, atom)
		}
	}
	terms := make([]term, 0, len(holds))
	for _, world := range holds {
		t := make(term, 0, len(relevant))
		for _, atom := range relevant {
			t = append(t, world[atom.ID])
		}
		terms = append(terms, t)
	}
	var described []string
	for _, t := range shorten(relevant, terms) {
		described = append(described, t.describe(relevant))
	}
	slices.Sort(described)
	return strings.Join(described, ", or ")
}

// matters reports whether changing only this atom changes membership somewhere.
func (a Atom) matters(atoms []Atom, all []World, in map[string]bool) bool {
	for _, world := range all {
		for _, value := range a.domain() {
			if in[world.key(atoms)] != in[world.with(a.ID, value).key(atoms)] {
				return true
			}
		}
	}
	return false
}

func (w World) key(atoms []Atom) string {
	var b strings.Builder
	for _, atom := range atoms {
		b.WriteString(w[atom.ID])
		b.WriteByte(0)
	}
	return b.String()
}
