package value

import (
	"slices"
	"strings"
)

// Atom is something the input leaves open and that can take one of several
// cases: a parameter without default, an unset boolean variable, a condition
// nobody can decide. ID is unique in a component. Name is what the author calls
// it. Cases are the values it can take; when Open, any other value is possible
// as well and stands as the case [Other].
type Atom struct {
	ID, Name string
	Cases    []string
	Open     bool
}

// Other is the case of an open [Atom] that is none of the named ones.
const Other = "\x00other"

// World fixes one case for every atom it names, by Atom.ID. The nil World fixes none.
type World map[string]string

// Guard says in which worlds something holds. The zero Guard holds in all.
// Guards are immutable.
type Guard struct{ node *guardNode }

type guardOperator int8

const (
	guardAnd guardOperator = iota
	guardOr
	guardNot
	guardIs
	guardNever
)

type guardNode struct {
	operator guardOperator
	left     Guard
	right    Guard
	atom     Atom
	value    string
	size     int
}

// Never is the Guard that holds in no world.
func Never() Guard { return Guard{&guardNode{operator: guardNever}} }

// When is the Guard that holds where atom takes the case value.
func When(atom Atom, value string) Guard {
	return Guard{&guardNode{operator: guardIs, atom: atom, value: value}}
}

// IsAlways reports whether g is the zero Guard.
func (g Guard) IsAlways() bool { return g.node == nil }

// IsNever reports whether g is written as [Never]; a contradiction that takes
// enumeration to see is not reported.
func (g Guard) IsNever() bool { return g.node != nil && g.node.operator == guardNever }

// And holds where both hold.
func (g Guard) And(other Guard) Guard {
	switch {
	case g.IsAlways() || other.IsNever():
		return other
	case other.IsAlways() || g.IsNever() || g.equal(other):
		return g
	case g.equal(other.Not()):
		return Never()
	case g.node.operator == guardIs && other.node.operator == guardIs && g.node.atom.ID == other.node.atom.ID:
		return Never()
	}
	return Guard{&guardNode{operator: guardAnd, left: g, right: other, size: g.Size() + other.Size()}}
}

// Or holds where either holds.
func (g Guard) Or(other Guard) Guard {
	switch {
	case g.IsNever() || other.IsAlways():
		return other
	case other.IsNever() || g.IsAlways() || g.equal(other):
		return g
	case g.equal(other.Not()):
		return Guard{}
	}
	return Guard{&guardNode{operator: guardOr, left: g, right: other, size: g.Size() + other.Size()}}
}

// Not holds where g does not.
func (g Guard) Not() Guard {
	switch {
	case g.IsAlways():
		return Never()
	case g.IsNever():
		return Guard{}
	case g.node.operator == guardNot:
		return g.node.left
	case g.node.operator == guardIs && !g.node.atom.Open && len(g.node.atom.Cases) == 2:
		for _, other := range g.node.atom.Cases {
			if other != g.node.value {
				return When(g.node.atom, other)
			}
		}
	}
	return Guard{&guardNode{operator: guardNot, left: g, size: g.Size()}}
}

// Size is how many terms g is written with, 0 for the zero Guard. Evaluators bound
// it: a chain of conditions that each use the one before twice grows without end.
func (g Guard) Size() int {
	if g.node == nil {
		return 0
	}
	return max(g.node.size, 1)
}

// equal compares the notations. Two atoms may have one name, so their IDs count.
func (g Guard) equal(other Guard) bool {
	a, b := g.node, other.node
	switch {
	case a == b:
		return true
	case a == nil || b == nil || a.operator != b.operator:
		return false
	case a.operator == guardIs:
		return a.atom.ID == b.atom.ID && a.value == b.value
	}
	return a.left.equal(b.left) && a.right.equal(b.right)
}

// Holds reports whether g holds in world. An atom that world does not fix gives Unknown.
func (g Guard) Holds(world World) Truth {
	if g.node == nil {
		return True
	}
	switch g.node.operator {
	case guardAnd:
		return g.node.left.Holds(world).And(g.node.right.Holds(world))
	case guardOr:
		return g.node.left.Holds(world).Or(g.node.right.Holds(world))
	case guardNot:
		return g.node.left.Holds(world).Not()
	case guardIs:
		fixed, ok := world[g.node.atom.ID]
		if !ok {
			return Unknown
		}
		return TruthOf(fixed == g.node.value)
	case guardNever:
		return False
	}
	return Unknown
}

// Atoms lists the atoms g depends on, by ID, each once with all cases that g names.
func (g Guard) Atoms() []Atom {
	found := map[string]Atom{}
	g.collect(found)
	atoms := make([]Atom, 0, len(found))
	for _, atom := range found {
		atoms = append(atoms, atom)
	}
	slices.SortFunc(atoms, func(a, b Atom) int { return strings.Compare(a.ID, b.ID) })
	return atoms
}

func (g Guard) collect(found map[string]Atom) {
	if g.node == nil {
		return
	}
	if g.node.operator == guardIs {
		atom := g.node.atom
		atom.Cases = mergeCases(mergeCases(found[atom.ID].Cases, atom.Cases), []string{g.node.value})
		found[atom.ID] = atom
	}
	g.node.left.collect(found)
	g.node.right.collect(found)
}

func mergeCases(a, b []string) []string {
	merged := slices.Concat(a, b)
	slices.Sort(merged)
	return slices.Compact(merged)
}

// String writes g for a person: `CreateNat is false and Env is prod`.
func (g Guard) String() string {
	if g.node == nil {
		return "always"
	}
	switch g.node.operator {
	case guardAnd:
		return g.node.left.wrapped() + " and " + g.node.right.wrapped()
	case guardOr:
		return g.node.left.wrapped() + " or " + g.node.right.wrapped()
	case guardNot:
		if inner := g.node.left.node; inner.operator == guardIs {
			return inner.atom.Name + " is not " + caseName(inner.value)
		}
		return "not " + g.node.left.wrapped()
	case guardIs:
		return g.node.atom.Name + " is " + caseName(g.node.value)
	case guardNever:
		return "never"
	}
	return "unknown"
}

func (g Guard) wrapped() string {
	if g.node != nil && (g.node.operator == guardAnd || g.node.operator == guardOr) {
		return "(" + g.String() + ")"
	}
	return g.String()
}

func caseName(value string) string {
	switch value {
	case "":
		return `""`
	case Other:
		return "another value"
	}
	return value
}
