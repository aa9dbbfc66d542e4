package rego

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// Merge makes one finding of those that are the same place of a file judged by
// the same rule for the same purpose: the instances of one module or stack, in one
// component or in several. It has the level of the worst and lists every address, those of
// another root as root#address. The result is sorted by place and rule.
func Merge(findings []finding.Finding) []finding.Finding {
	type key struct {
		rule, purpose string
		at            source.Range
	}
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, compareFindings)
	index := map[key]int{}
	said := map[string]bool{} // fingerprints
	instances := map[int][]finding.Finding{}
	var merged []finding.Finding
	for _, found := range sorted {
		place := key{found.Rule, found.Purpose, found.At}
		earlier, ok := index[place]
		if !ok || found.At.IsZero() {
			if found.Purpose != "" && said[found.Fingerprint] {
				found.Fingerprint += "/" + found.Purpose
			}
			said[found.Fingerprint] = true
			index[place] = len(merged)
			instances[len(merged)] = []finding.Finding{found}
			merged = append(merged, found)
			continue
		}
		instances[earlier] = append(instances[earlier], found)
		merged[earlier] = Join(merged[earlier], found)
	}
	for i, several := range instances {
		if len(several) > 1 {
			merged[i].Fix = fixForAll(several)
		}
	}
	slices.SortStableFunc(merged, compareFindings)
	return merged
}

func compareFindings(a, b finding.Finding) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule, b.Rule), cmp.Compare(b.Level, a.Level),
		cmp.Compare(a.Root, b.Root), slices.Compare(a.Addresses, b.Addresses), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Cause, b.Cause))
}

// Join adds what b knows to a, which is at least as bad.
func Join(a, b finding.Finding) finding.Finding {
	for _, address := range b.Addresses {
		// An instance key may hold anything, a root's mark too.
		name, _, _ := strings.Cut(address, "[")
		if b.Root != a.Root && !strings.Contains(name, "#") {
			address = b.Root + "#" + address
		}
		a.Addresses = union(a.Addresses, []string{address})
	}
	a.Environments = union(a.Environments, b.Environments)
	a.Paths = union(a.Paths, b.Paths)
	a.Related = slices.Concat(a.Related, b.Related)
	slices.SortStableFunc(a.Related, func(x, y finding.Related) int {
		return cmp.Or(x.Range.Compare(y.Range), cmp.Compare(x.Message, y.Message))
	})
	a.Related = slices.Compact(a.Related)
	if a.When == "" || b.When == "" {
		a.When = ""
	}
	return a
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
