package value

import (
	"slices"
	"strings"
)

// anyCase stands in a term for every case of an atom.
const anyCase = "\x00any"

// shortenLimit bounds the work of making a description short; nobody reads a longer one.
const shortenLimit = 1024

// term is a set of worlds: for every atom one case, or [anyCase].
type term []string

func (t term) key() string { return strings.Join(t, "\x01") }

// covers reports whether every world of other is one of t.
func (t term) covers(other term) bool {
	for i, chosen := range t {
		if chosen != anyCase && chosen != other[i] {
			return false
		}
	}
	return true
}

// with is t with another case of one atom.
func (t term) with(atom int, chosen string) term {
	changed := slices.Clone(t)
	changed[atom] = chosen
	return changed
}

// shorten covers the terms with as few and as short ones as it finds: terms that
// differ in all cases of one atom only become one.
func shorten(atoms []Atom, terms []term) []term {
	var primes []term
	terms = unique(terms)
	if len(terms) > shortenLimit {
		return terms
	}
	for level := terms; len(level) > 0; {
		merged, used := mergeTerms(atoms, level)
		for _, t := range level {
			if !used[t.key()] {
				primes = append(primes, t)
			}
		}
		level = unique(merged)
	}
	return cover(primes, terms)
}

func unique(terms []term) []term {
	terms = slices.Clone(terms)
	slices.SortFunc(terms, func(a, b term) int { return slices.Compare(a, b) })
	return slices.CompactFunc(terms, func(a, b term) bool { return slices.Equal(a, b) })
}

// mergeTerms joins terms that together allow every case of one atom, and names those joined.
func mergeTerms(atoms []Atom, level []term) (merged []term, used map[string]bool) {
	there, used := map[string]bool{}, map[string]bool{}
	for _, t := range level {
		there[t.key()] = true
	}
	for _, t := range level {
		for i, atom := range atoms {
			cases := atom.domain()
			if t[i] != cases[0] || !allThere(t, i, cases, there) {
				continue
			}
			for _, chosen := range cases {
				used[t.with(i, chosen).key()] = true
			}
			merged = append(merged, t.with(i, anyCase))
		}
	}
	return merged, used
}

func allThere(t term, atom int, cases []string, there map[string]bool) bool {
	for _, chosen := range cases {
		if !there[t.with(atom, chosen).key()] {
			return false
		}
	}
	return true
}

// cover picks primes until every term is covered, the one that covers most first.
func cover(primes, terms []term) []term {
	var picked []term
	for len(terms) > 0 {
		best, most := term(nil), 0
		for _, prime := range primes {
			count := 0
			for _, t := range terms {
				if prime.covers(t) {
					count++
				}
			}
			if count > most {
				best, most = prime, count
			}
		}
		if best == nil {
			return append(picked, terms...)
		}
		picked = append(picked, best)
		terms = slices.DeleteFunc(slices.Clone(terms), best.covers)
	}
	return picked
}

// describe writes a term for a person.
// caseName is what one case of the atom is called: the one that stands for every
// other value is told by those it is not.
func (a Atom) caseName(value string) string {
	if value != Other {
		return caseName(value)
	}
	var named []string
	for _, known := range a.Cases {
		if known != Other {
			named = append(named, caseName(known))
		}
	}
	switch len(named) {
	case 0:
		return caseName(Other)
	case 1:
		return "not " + named[0]
	case 2:
		return "neither " + named[0] + " nor " + named[1]
	}
	return "none of " + strings.Join(named, ", ")
}

func (t term) describe(atoms []Atom) string {
	var facts []string
	for i, atom := range atoms {
		if t[i] != anyCase {
			facts = append(facts, atom.Name+" is "+atom.caseName(t[i]))
		}
	}
	return strings.Join(facts, " and ")
}
