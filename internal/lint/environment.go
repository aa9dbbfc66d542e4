package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// environments are those that components are judged for: of says which one each
// component is for ("" for a component that is judged once), all are their names.
type environments struct{ of, all []string }

func environmentsOf(components []resource.Component) environments {
	var e environments
	for _, component := range components {
		e.of = append(e.of, component.Environment)
		if component.Environment != "" {
			e.all = append(e.all, component.Environment)
		}
	}
	e.all = distinct(e.all)
	return e
}

// title is what a component is called where its environment matters.
func title(component, environment string) string {
	if environment == "" {
		return component
	}
	return component + " (environment " + environment + ")"
}

// gather takes what each component says: alone is said by components that are
// judged once, shared in the environments that are its values.
func gather[T comparable](e environments, said [][]T) (alone []T, shared map[T][]string) {
	shared = map[T][]string{}
	for i, things := range said {
		for _, thing := range things {
			if e.of[i] == "" {
				alone = append(alone, thing)
				continue
			}
			shared[thing] = append(shared[thing], e.of[i])
		}
	}
	for thing, names := range shared {
		shared[thing] = distinct(names)
	}
	return alone, shared
}

// count counts things, one of several environments once.
func (e environments) count(things [][]string) int {
	alone, shared := gather(e, things)
	return len(alone) + len(shared)
}

// everywhere reports whether names, each once, are all environments.
func (e environments) everywhere(names []string) bool { return len(names) == len(e.all) }

// findings makes one of those with the same rule, place and message in several
// environments. Within one environment a place is one finding, whatever it says.
func (e environments) findings(said [][]finding.Finding) []finding.Finding {
	byEnvironment := map[string][]finding.Finding{}
	for i, findings := range said {
		byEnvironment[e.of[i]] = append(byEnvironment[e.of[i]], findings...)
	}
	var all []finding.Finding
	for _, name := range e.all {
		for _, found := range rego.Merge(byEnvironment[name]) {
			found.Environments = []string{name}
			all = append(all, found)
		}
	}
	return slices.Concat(rego.Merge(byEnvironment[""]), joined(all))
}

// joined joins findings of one environment each.
func joined(findings []finding.Finding) []finding.Finding {
	type key struct {
		rule    string
		at      source.Range
		message string
		// nodes are the guilty ones where there is no place.
		nodes string
	}
	// The worst first, because a joined finding shows what its first one shows.
	slices.SortStableFunc(findings, func(a, b finding.Finding) int { return cmp.Compare(b.Level, a.Level) })
	index := map[key]int{}
	var result []finding.Finding
	var worlds []worlds
	for _, found := range findings {
		place := key{rule: found.Rule, at: found.At, message: found.Message}
		if found.At.IsZero() {
			place.nodes = found.Root + "#" + strings.Join(found.Addresses, " ")
		}
		at, ok := index[place]
		if !ok {
			at = len(result)
			index[place] = at
			result, worlds = append(result, found), append(worlds, nil)
		} else {
			result[at] = rego.Join(result[at], found)
		}
		worlds[at] = worlds[at].with(found.When, found.Environments...)
	}
	for i := range result {
		result[i].When = worlds[i].String()
	}
	return toldApart(result)
}

// toldApart gives findings that say different things of one place fingerprints
// of their own: the first keeps the one it has without environments.
func toldApart(findings []finding.Finding) []finding.Finding {
	seen := map[string]bool{}
	for i := range findings {
		found := &findings[i]
		if seen[found.Fingerprint] {
			found.Fingerprint += "/" + strings.Join(found.Environments, "+")
		}
		seen[found.Fingerprint] = true
	}
	return findings
}

// paths makes one row of those that differ in nothing but their environment. A
// row that is the same in all of them says nothing about environments.
func (e environments) paths(said [][]finding.PathRow) []finding.PathRow {
	rows, shared := gather(e, said)
	byRow := map[finding.PathRow]worlds{}
	for row, names := range shared {
		when := row.When
		row.When = ""
		byRow[row] = byRow[row].with(when, names...)
	}
	for row, holds := range byRow {
		if when, ok := holds.everywhere(e); ok {
			row.When = when
		} else {
			row.When, row.InEnvironments = holds.String(), true
		}
		rows = append(rows, row)
	}
	return rows
}

// inconclusive says of a path in which environments it cannot be judged, where
// that is not so in all.
func (e environments) inconclusive(said [][]finding.Inconclusive) []finding.Inconclusive {
	list, shared := gather(e, said)
	for path, names := range shared {
		if !e.everywhere(names) {
			path.Reason = in(names) + ": " + path.Reason
		}
		list = append(list, path)
	}
	return list
}

// diagnostics says of a diagnostic in which environments it appears, where that
// is not so in all.
func (e environments) diagnostics(said []source.Diagnostics) source.Diagnostics {
	lists := make([][]source.Diagnostic, len(said))
	for i, diagnostics := range said {
		lists[i] = diagnostics
	}
	list, shared := gather(e, lists)
	for diagnostic, names := range shared {
		if !e.everywhere(names) {
			diagnostic.Message += " (" + in(names) + ")"
		}
		list = append(list, diagnostic)
	}
	return list
}

// worlds are the environments in which something holds, by the worlds of those
// environments in which it does ("" for all).
type worlds map[string][]string

func (w worlds) with(when string, names ...string) worlds {
	if w == nil {
		w = worlds{}
	}
	w[when] = append(w[when], names...)
	return w
}

// everywhere gives the worlds of something that holds alike in all environments.
func (w worlds) everywhere(e environments) (when string, ok bool) {
	for when, names := range w {
		if len(w) == 1 && e.everywhere(distinct(names)) {
			return when, true
		}
	}
	return "", false
}

// String is such as `in environment test when var.x is true; in environments dev
// and prod`.
func (w worlds) String() string {
	var parts []string
	for when, names := range w {
		text := in(distinct(names))
		if when != "" {
			text += " when " + when
		}
		parts = append(parts, text)
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// in is `in environment dev`, or `in environments dev, prod and test`.
func in(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return "in environment " + names[0]
	}
	return "in environments " + strings.Join(names[:last], ", ") + " and " + names[last]
}

func distinct(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}
