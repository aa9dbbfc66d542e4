package lint

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// three components: one template and a root in two environments.
var dev, prod, once = "dev", "prod", ""

func line(n int) source.Range {
	return source.Range{File: "main.tf", Start: source.Pos{Line: n, Column: 1}, End: source.Pos{Line: n, Column: 2}}
}

func found(message, when string, at source.Range) finding.Finding {
	return finding.Finding{Rule: "r", Level: finding.Error, Message: message, When: when, At: at, Root: "a", Addresses: []string{"x.y"}, Fingerprint: "f"}
}

func TestFindingsOfSeveralEnvironmentsAreOneWhereTheySayTheSame(t *testing.T) {
	t.Parallel()
	note := found("m", "", line(1))
	note.Level = finding.Note
	shared := found("m", "", line(1))
	shared.Root = "b"
	for name, test := range map[string]struct {
		dev, prod []finding.Finding
		want      []string
	}{
		"the same in all":     {[]finding.Finding{found("m", "", line(1))}, []finding.Finding{found("m", "", line(1))}, []string{"error m [x.y] in environments dev and prod f"}},
		"in one":              {nil, []finding.Finding{found("m", "", line(1))}, []string{"error m [x.y] in environment prod f"}},
		"in the same worlds":  {[]finding.Finding{found("m", "w", line(1))}, []finding.Finding{found("m", "w", line(1))}, []string{"error m [x.y] in environments dev and prod when w f"}},
		"in different worlds": {[]finding.Finding{found("m", "w", line(1))}, []finding.Finding{found("m", "v", line(1))}, []string{"error m [x.y] in environment dev when w; in environment prod when v f"}},
		"always in one, not in all worlds of the other": {[]finding.Finding{found("m", "", line(1))}, []finding.Finding{found("m", "v", line(1))}, []string{"error m [x.y] in environment dev; in environment prod when v f"}},
		"other words": {[]finding.Finding{found("m", "", line(1))}, []finding.Finding{found("n", "", line(1))},
			[]string{"error m [x.y] in environment dev f", "error n [x.y] in environment prod f/prod"}},
		"another place":          {[]finding.Finding{found("m", "", line(1))}, []finding.Finding{found("m", "", line(2))}, []string{"error m [x.y] in environment dev f", "error m [x.y] in environment prod f/prod"}},
		"the worst level":        {[]finding.Finding{note}, []finding.Finding{found("m", "", line(1))}, []string{"error m [x.y] in environments dev and prod f"}},
		"a place of two roots":   {[]finding.Finding{found("m", "", line(1)), shared}, []finding.Finding{shared}, []string{"error m [b#x.y x.y] in environments dev and prod f"}},
		"instances of one place": {[]finding.Finding{found("m", "", line(1)), found("n", "", line(1))}, []finding.Finding{found("m", "", line(1))}, []string{"error m [x.y] in environments dev and prod f"}},
		"without a place":        {[]finding.Finding{found("m", "", source.Range{})}, []finding.Finding{found("m", "", source.Range{})}, []string{"error m [x.y] in environments dev and prod f"}},
	} {
		e := environments{of: []string{dev, prod}, all: []string{dev, prod}}
		var got []string
		for _, f := range e.findings([][]finding.Finding{test.dev, test.prod}) {
			addresses := ""
			for i, address := range f.Addresses {
				if i > 0 {
					addresses += " "
				}
				addresses += address
			}
			got = append(got, f.Level.String()+" "+f.Message+" ["+addresses+"] "+f.When+" "+f.Fingerprint)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsJudgedOnceNamesNoEnvironment(t *testing.T) {
	t.Parallel()
	e := environments{of: []string{once, dev, prod}, all: []string{dev, prod}}
	alone := found("m", "w", line(9))
	got := e.findings([][]finding.Finding{{alone}, nil, nil})
	if len(got) != 1 || got[0].When != "w" || got[0].Environments != nil {
		t.Errorf("findings %+v", got)
	}
	if got := e.count([][]string{{"a", "b"}, {"c", "d"}, {"c"}}); got != 4 {
		t.Errorf("%d things, want 4", got)
	}
}

func TestRowsNameEnvironmentsWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	e := environments{of: []string{once, dev, prod}, all: []string{dev, prod}}
	row := func(address, when string) finding.PathRow {
		return finding.PathRow{Address: address, Verdict: "blocked", When: when}
	}
	rows := e.paths([][]finding.PathRow{
		{row("once", "w")},
		{row("same", ""), row("worlds", "w"), row("mixed", "w"), row("dev", "")},
		{row("same", ""), row("worlds", "w"), row("mixed", "")},
	})
	sortPaths(rows)
	var got []string
	for _, row := range rows {
		got = append(got, row.Address+": "+row.When)
	}
	want := []string{"dev: in environment dev", "mixed: in environment dev when w; in environment prod", "once: w", "same: ", "worlds: w"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReasonsAndDiagnosticsNameEnvironmentsWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	e := environments{of: []string{once, dev, prod}, all: []string{dev, prod}}
	var got []string
	for _, path := range e.inconclusive([][]finding.Inconclusive{
		{{Reason: "once"}}, {{Reason: "same"}, {Reason: "differs"}}, {{Reason: "same"}, {Reason: "same"}},
	}) {
		got = append(got, path.Reason)
	}
	warning := func(message string) source.Diagnostic {
		return source.Diagnostic{Severity: source.Warning, Message: message}
	}
	for _, d := range e.diagnostics([]source.Diagnostics{{warning("alone")}, {warning("all")}, {warning("all"), warning("one"), warning("one")}}) {
		got = append(got, d.Message)
	}
	slices.Sort(got)
	want := []string{"all", "alone", "in environment dev: differs", "once", "one (in environment prod)", "same"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOneEnvironmentIsNotElsewhereForAnother(t *testing.T) {
	t.Parallel()
	a, b := &value.Reason{Text: "a"}, &value.Reason{Text: "b"}
	for name, test := range map[string]struct {
		of       []string
		absences []absence
		want     []*value.Reason
	}{
		"another environment":       {[]string{dev, prod}, []absence{{unresolved: a}, {rests: true}}, []*value.Reason{nil, nil}},
		"the same environment":      {[]string{dev, prod, prod}, []absence{{unresolved: a}, {unresolved: b}, {rests: true}}, []*value.Reason{nil, nil, b}},
		"a template for all":        {[]string{once, dev, prod}, []absence{{unresolved: a}, {rests: true}, {rests: true}}, []*value.Reason{nil, a, a}},
		"any environment for it":    {[]string{once, dev}, []absence{{rests: true}, {unresolved: b}}, []*value.Reason{b, nil}},
		"its own is no news to any": {[]string{dev, prod}, []absence{{unresolved: a, rests: true}, {unresolved: b, rests: true}}, []*value.Reason{nil, nil}},
	} {
		got := elsewhere(test.absences, environments{of: test.of, all: []string{dev, prod}})
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: component %d gets %v, want %v", name, i, got[i], test.want[i])
			}
		}
	}
}
