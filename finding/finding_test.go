package finding

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func at(file string, line int) source.Range {
	return source.Range{File: file, Start: source.Pos{Line: line, Column: 1}}
}

func TestSortDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	sorted := func() *Report {
		return &Report{
			Rules: []Rule{{ID: "a"}, {ID: "b"}},
			Findings: []Finding{
				{At: at("a.tf", 2), Rule: "b"}, {At: at("a.tf", 10), Rule: "a", Message: "m"}, {At: at("a.tf", 10), Rule: "a", Message: "n"},
				{At: at("a.tf", 10), Rule: "a", Message: "n", When: "w"}, {At: at("a.tf", 10), Rule: "b"},
				{At: at("a.tf", 10), Rule: "b", Root: "r"}, {At: at("a.tf", 10), Rule: "b", Root: "r", Addresses: []string{"x"}},
				{At: at("a.tf", 10), Rule: "b", Root: "r", Addresses: []string{"x"}, Fingerprint: "f"}, {At: at("b.tf", 1), Rule: "a"},
			},
			Inconclusive: []Inconclusive{{Root: "a", Address: "x", Destination: "p"}, {Root: "a", Address: "x", Destination: "q"}, {Root: "a", Address: "y"}, {Root: "b"}},
			Diagnostics:  source.Diagnostics{{Severity: source.Error, Message: "m", Range: at("a.tf", 1)}, {Severity: source.Warning, Message: "m", Range: at("a.tf", 1)}},
		}
	}
	reversed := sorted()
	slices.Reverse(reversed.Rules)
	slices.Reverse(reversed.Findings)
	slices.Reverse(reversed.Inconclusive)
	slices.Reverse(reversed.Diagnostics)
	reversed.Sort()
	if diff := cmp.Diff(sorted(), reversed); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestParseLevelReadsWhatStringWrites(t *testing.T) {
	t.Parallel()
	for _, level := range []Level{Note, Warning, Error} {
		if got, err := ParseLevel(level.String()); err != nil || got != level {
			t.Errorf("ParseLevel(%q) = %v, %v", level, got, err)
		}
	}
	if _, err := ParseLevel("fatal"); err == nil || err.Error() != `unknown level "fatal": use note, warning or error` {
		t.Errorf("error %v", err)
	}
	if !(Note < Warning && Warning < Error) {
		t.Error("a higher level is not worse")
	}
}
