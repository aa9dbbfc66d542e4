package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// worldLimit bounds how many cases of undecided conditions one path is walked in.
const worldLimit = 64

// maximum of assignments that are written out to shorten a description.
const describeLimit = 4096

// leaf is what a path came to in one world. The world fixes only the atoms that
// the walk met.
type leaf[T any] struct {
	world value.World
	what  T
}

// inWorlds evaluates one thing in every world that makes a difference to it: it
// starts with nothing decided, and where the evaluation meets an undecided
// condition it goes through the cases of that condition's first atom.
func inWorlds[T any](x *index, evaluate func(*walk) T) ([]leaf[T], error) {
	e := explorer[T]{index: x, evaluate: evaluate}
	if err := e.explore(value.World{}); err != nil {
		return nil, err
	}
	return e.leaves, nil
}

type explorer[T any] struct {
	index    *index
	evaluate func(*walk) T
	leaves   []leaf[T]
	walked   int
}

func (e *explorer[T]) explore(world value.World) error {
	// Inner evaluations of the tree count as well: at most as many as leaves.
	if e.walked++; e.walked > 2*worldLimit || len(e.leaves) >= worldLimit {
		return fmt.Errorf("%w: more than %d cases to tell apart", value.ErrTooManyWorlds, worldLimit)
	}
	w := &walk{index: e.index, world: world}
	what := e.evaluate(w)
	if w.undecided == "" {
		e.leaves = append(e.leaves, leaf[T]{world, what})
		return nil
	}
	for _, chosen := range domain(e.index.atoms[w.undecided]) {
		next := make(value.World, len(world)+1)
		for id, earlier := range world {
			next[id] = earlier
		}
		next[w.undecided] = chosen
		if err := e.explore(next); err != nil {
			return err
		}
	}
	return nil
}

func domain(atom value.Atom) []string {
	if atom.Open && !slices.Contains(atom.Cases, value.Other) {
		return append(slices.Clone(atom.Cases), value.Other)
	}
	return atom.Cases
}

// atomsOf gathers every atom of the graph with all the cases that any guard names.
func atomsOf(g *graph.Graph) map[string]value.Atom {
	atoms := map[string]value.Atom{}
	for _, node := range g.Nodes() {
		for _, guard := range graph.Guards(node) {
			for _, atom := range guard.Atoms() {
				merged := atoms[atom.ID]
				merged.ID, merged.Name, merged.Open = atom.ID, atom.Name, merged.Open || atom.Open
				merged.Cases = slices.Compact(slices.Sorted(slices.Values(slices.Concat(merged.Cases, atom.Cases))))
				atoms[atom.ID] = merged
			}
		}
	}
	return atoms
}

// describe says in which worlds something holds, as short as it can; "" when it
// holds in all of them.
func (x *index) describe(all, holds []value.World) string {
	if len(all) == len(holds) {
		return ""
	}
	atoms := x.atomsIn(all)
	full, err := value.Worlds(atoms, describeLimit)
	if err != nil {
		return value.Describe(atoms, all, holds)
	}
	return value.Describe(atoms, inside(full, all), inside(full, holds))
}

// whenever says in which of all worlds there are something holds that was met in
// these, each of them fixing other conditions.
func (x *index) whenever(holds []value.World) string {
	for _, world := range holds {
		if len(world) == 0 {
			return ""
		}
	}
	atoms := x.atomsIn(holds)
	full, err := value.Worlds(atoms, describeLimit)
	if err != nil {
		return "some conditions hold that are not known"
	}
	return value.Describe(atoms, full, inside(full, holds))
}

// atomsIn lists what the worlds fix.
func (x *index) atomsIn(worlds []value.World) []value.Atom {
	var atoms []value.Atom
	seen := map[string]bool{}
	for _, world := range worlds {
		for id := range world {
			if !seen[id] {
				seen[id] = true
				atoms = append(atoms, x.atoms[id])
			}
		}
	}
	slices.SortFunc(atoms, func(a, b value.Atom) int { return strings.Compare(a.ID, b.ID) })
	return atoms
}

// inside lists the full worlds that lie in one of the partial ones.
func inside(full, partial []value.World) []value.World {
	var found []value.World
	for _, world := range full {
		if slices.ContainsFunc(partial, func(p value.World) bool { return agrees(world, p) }) {
			found = append(found, world)
		}
	}
	return found
}

func agrees(world, partial value.World) bool {
	for id, chosen := range partial {
		if world[id] != chosen {
			return false
		}
	}
	return true
}
