package terraform

import (
	"maps"
	"slices"
	"strconv"

	"github.com/repolint/repolint/value"
)

// What no value and no default settles (an unset boolean behind a count) is an
// atom. Everything is first evaluated with the atoms open, which finds those that
// decide something; what reads one of these is evaluated again for each case, and
// nothing else is. Beyond maxWorlds combinations for one thing it stays open.
const maxWorlds = 64

// tooMany is what a world takes an atom for that is left open because too many
// others are undecided beside it.
const tooMany = "\x00too many"

// taken is what the present world takes an atom for; ok is false where it is open.
func (r *run) taken(id string) (was string, ok bool) {
	if len(r.frames) > 0 {
		r.frames[len(r.frames)-1].see(id, r.view(id))
	}
	was, ok = r.world[id]
	return was, ok && was != tooMany
}

// view tells apart all that a world may say of an atom. The remaining case is
// another one as soon as further cases are known.
func (r *run) view(id string) string {
	was, ok := r.world[id]
	switch {
	case !ok:
		return "\x00open"
	case was == value.Other:
		return was + strconv.Itoa(len(r.deciders[id].Cases))
	}
	return was
}

// holds reports whether atoms are taken in the present world for what was seen.
func (r *run) holds(seen map[string]string) bool {
	for id, was := range seen {
		if r.view(id) != was {
			return false
		}
	}
	return true
}

// presence is the worlds that the cases of some atoms make, and in which of them
// something exists.
type presence struct {
	atoms  []value.Atom
	worlds []value.World
	in     []bool
}

// everywhere is the presence of what hangs on nothing.
func everywhere() presence { return presence{worlds: []value.World{nil}, in: []bool{true}} }

func (p presence) guard() value.Guard { return newGuards(p.worlds).of(p.in) }

// with tells further atoms apart; ok is false when that makes too many worlds.
func (p presence) with(more []value.Atom) (presence, bool) {
	atoms := slices.Concat(p.atoms, more)
	worlds, err := value.Worlds(atoms, maxWorlds)
	if err != nil {
		return p, false
	}
	wider := presence{atoms: atoms, worlds: worlds, in: make([]bool, len(worlds))}
	for w, world := range worlds {
		wider.in[w] = p.in[slices.IndexFunc(p.worlds, func(base value.World) bool { return agrees(base, world) })]
	}
	return wider, true
}

// agrees reports whether a world takes all atoms of base as base does.
func agrees(base, world value.World) bool {
	for id, was := range base {
		if world[id] != was {
			return false
		}
	}
	return true
}

// spread is what something is in every world that makes a difference to it.
type spread[T any] struct {
	presence
	values []T
}

// explore computes something that exists within a presence, in every world of the
// atoms it turns out to read.
func explore[T any](r *run, within presence, compute func() T) spread[T] {
	made := spread[T]{presence: within}
	crowd := map[string]bool{}
	for {
		seen := made.fill(r, crowd, compute)
		var more []value.Atom
		for _, id := range sortedKeys(seen) {
			known := slices.ContainsFunc(made.atoms, func(a value.Atom) bool { return a.ID == id })
			if atom, decides := r.deciders[id]; decides && !known && !crowd[id] {
				more = append(more, atom)
			}
		}
		if len(more) == 0 {
			return made
		}
		wider, ok := made.with(more)
		if !ok {
			for _, atom := range slices.Concat(made.atoms[len(within.atoms):], more) {
				crowd[atom.ID] = true
			}
			wider = within
		}
		made.presence = wider
	}
}

// fill computes the values of all worlds, and says which atoms were read.
func (s *spread[T]) fill(r *run, crowd map[string]bool, compute func() T) map[string]bool {
	s.values = make([]T, len(s.worlds))
	seen := map[string]bool{}
	outer := r.world
	for w, world := range s.worlds {
		if !s.in[w] {
			continue
		}
		if len(crowd) > 0 {
			world = maps.Clone(world)
			if world == nil {
				world = value.World{}
			}
			for id := range crowd {
				world[id] = tooMany
			}
		}
		r.world = world
		r.push()
		s.values[w] = compute()
		for id := range r.drop().seen {
			seen[id] = true
		}
	}
	r.world = outer
	return seen
}

// reduced leaves out the atoms that make no difference to where something exists.
func (p presence) reduced() presence {
	g := newGuards(p.worlds)
	var kept []value.Atom
	for _, atom := range p.atoms {
		if g.matters(atom, p.in) {
			kept = append(kept, atom)
		}
	}
	if len(kept) == len(p.atoms) {
		return p
	}
	worlds, err := value.Worlds(kept, maxWorlds)
	if err != nil {
		return p
	}
	smaller := presence{atoms: kept, worlds: worlds, in: make([]bool, len(worlds))}
	for w, world := range worlds {
		smaller.in[w] = p.in[slices.IndexFunc(p.worlds, func(wide value.World) bool { return agrees(world, wide) })]
	}
	return smaller
}

// settled is a described thing in all worlds: where they differ, a choice.
func (r *run) settled(within presence, describe func() value.Value) value.Value {
	made := explore(r, within, describe)
	if len(made.worlds) == 1 {
		return made.values[0]
	}
	return newGuards(made.worlds).mergeValue(made.values, made.in)
}
