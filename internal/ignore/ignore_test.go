package ignore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/ignore"
	"github.com/repolint/repolint/source"
)

var (
	today = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	rules = ignore.Rules{
		Known:    []string{"rule_a", "rule_b", "rule_off"},
		Selected: func(id string) bool { return id != "rule_off" },
	}
)

// judge applies the ignores of one file to one finding per line that holds "FINDING
// <rule>", all in resources that span from a line that begins with "resource" to
// one that begins with "}". It gives the lines that stay, then the diagnostics.
func judge(t *testing.T, path, content string) string {
	t.Helper()
	file := source.NewFile(path, []byte(content))
	var findings []finding.Finding
	var resources []ignore.Resource
	for n := 1; n <= file.LineCount(); n++ {
		line := file.Line(n)
		if _, after, ok := strings.Cut(line, "FINDING "); ok {
			findings = append(findings, finding.Finding{Rule: strings.Fields(after)[0], At: file.RangeAt(n, 1, 3), Root: ".", Addresses: []string{"x"}})
		}
		if strings.HasPrefix(line, "resource") {
			end := n
			for end < file.LineCount() && !strings.HasPrefix(file.Line(end), "}") {
				end++
			}
			body := source.Range{File: path, Start: file.RangeAt(n, 1, 0).Start, End: file.RangeAt(end, 1, 1).End}
			resources = append(resources, ignore.Resource{Root: ".", Address: line, Header: file.RangeAt(n, 1, len(line)), Body: body})
		}
	}
	ignores := ignore.New(today)
	var out strings.Builder
	for _, kept := range ignores.Apply([]*source.File{file}, resources, findings) {
		out.WriteString(kept.At.String() + " " + kept.Rule + "\n")
	}
	for _, d := range ignores.Diagnostics(rules) {
		out.WriteString(d.Range.String() + " " + d.Severity.String() + ": " + d.Message + "\n")
	}
	return out.String()
}

func TestApplyDropsWhatAnIgnoreCovers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ path, content, want string }{
		"on the line": {
			"a.tf", "x = 1 // FINDING rule_a # repolint:ignore rule_a accepted\ny = 2 # FINDING rule_a\n",
			"a.tf:2:1 rule_a\n",
		},
		"above the line": {
			"a.tf", "# repolint:ignore rule_a accepted\nx = 1 # FINDING rule_a\n", "",
		},
		"above the line, with a comment and an empty line between": {
			"a.tf", "// repolint:ignore rule_a accepted\n\n# why\nx = 1 # FINDING rule_a\n", "",
		},
		"above a resource it speaks of all of it": {
			"a.tf", "# repolint:ignore rule_a accepted\nresource x {\n  policy = 1\n  y = 2 # FINDING rule_a\n  z = 3 # FINDING rule_b\n}\nx = 3 # FINDING rule_a\n",
			"a.tf:5:1 rule_b\na.tf:7:1 rule_a\n",
		},
		"on the first line of a resource too": {
			"a.tf", "resource x { # repolint:ignore rule_a accepted\n  y = 2 # FINDING rule_a\n}\n", "",
		},
		"with a colon": {
			"a.yaml", "# repolint:ignore: rule_a accepted\nx: 1 # FINDING rule_a # repolint:ignore : rule_b: accepted\n",
			"a.yaml:2:23 warning: the ignore of rule_b is not used: nothing is found here, remove it\n",
		},
		"several rules": {
			"a.yaml", "# repolint:ignore rule_a,rule_b accepted\nx: 1 # FINDING rule_a\n",
			"a.yaml:1:1 warning: the ignore of rule_b is not used: nothing is found here, remove it\n",
		},
		"slashes are no comment in YAML": {
			"a.yaml", "// repolint:ignore rule_a accepted\nx: 1 # FINDING rule_a\n", "a.yaml:2:1 rule_a\n",
		},
		"in the languages of CDK apps": {
			"lib/net.ts", "// repolint:ignore rule_a accepted\n/** Why.\n * More. */\nnew Vpc(this); // FINDING rule_a\n", "",
		},
		"a hash is no comment in TypeScript": {
			"lib/net.ts", "# repolint:ignore rule_a accepted\nx = 1 // FINDING rule_a\n", "lib/net.ts:2:1 rule_a\n",
		},
		"in Python": {
			"net.py", "# repolint:ignore rule_a accepted\nVpc(self)  # FINDING rule_a\n", "",
		},
		"JSON has no comments": {
			"a.json", "{\n# repolint:ignore rule_a accepted\n\"x\": 1 FINDING rule_a\n}", "a.json:3:1 rule_a\n",
		},
		"until its day": {
			"a.tf", "# repolint:ignore rule_a until=2026-03-10 accepted\nx = 1 # FINDING rule_a\n", "",
		},
		"not after its day": {
			"a.tf", "# repolint:ignore rule_a until=2026-03-09 accepted\nx = 1 # FINDING rule_a\n",
			"a.tf:2:1 rule_a\na.tf:1:1 warning: the ignore of rule_a expired on 2026-03-09: fix the finding or give it another day\n",
		},
		"not with a day that is none": {
			"a.tf", "# repolint:ignore rule_a until=soon accepted\nx = 1 # FINDING rule_a\n",
			"a.tf:2:1 rule_a\na.tf:1:1 warning: the ignore of rule_a has no day in until=soon: write until=YYYY-MM-DD\n",
		},
		"without a reason": {
			"a.tf", "é = 1 # FINDING rule_a  # repolint:ignore rule_a\n",
			"a.tf:1:25 warning: the ignore of rule_a gives no reason: say why the finding is accepted\n",
		},
		"without a rule": {
			"a.tf", "# repolint:ignore\nx = 1 # FINDING rule_a\n",
			"a.tf:2:1 rule_a\na.tf:1:1 warning: the ignore names no rule: write `repolint:ignore <rule> <reason>`\n",
		},
		"of nothing": {
			"a.tf", "# repolint:ignore rule_a accepted\nx = 1\n",
			"a.tf:1:1 warning: the ignore of rule_a is not used: nothing is found here, remove it\n",
		},
		"of a rule that did not speak": {
			"a.tf", "# repolint:ignore rule_off accepted\nx = 1\n", "",
		},
		"of a rule that does not exist": {
			"a.tf", "# repolint:ignore rule_x accepted\nx = 1 # FINDING rule_a\n",
			"a.tf:2:1 rule_a\na.tf:1:1 warning: the ignore names the unknown rule \"rule_x\": did you mean \"rule_a\"?\n",
		},
		"at the end of a file": {
			"a.tf", "# repolint:ignore rule_a accepted",
			"a.tf:1:1 warning: the ignore of rule_a is not used: nothing is found here, remove it\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, judge(t, test.path, test.content)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestApplyReadsTheMetadataOfAResource(t *testing.T) {
	t.Parallel()
	file := source.NewFile("t.json", []byte("{\n\n\n\n}"))
	at := func(line int) source.Range { return file.RangeAt(line, 1, 1) }
	resources := []ignore.Resource{{
		Root: "t.json", Address: "Endpoint", Body: source.Range{File: "t.json", Start: at(2).Start, End: at(3).End},
		Ignores: []graph.Ignore{
			{Rule: "rule_a", Reason: "accepted", Range: at(2)},
			{Rule: "rule_b", Reason: "accepted", Until: "2026-01-01", Range: at(3)},
		},
	}}
	ignores := ignore.New(today)
	kept := ignores.Apply(nil, resources, []finding.Finding{
		{Rule: "rule_a", At: at(3)},
		{Rule: "rule_a", At: at(5), Root: "t.json", Addresses: []string{"Endpoint"}},
		{Rule: "rule_a", At: at(5), Root: "t.json", Addresses: []string{"Endpoint", "Other"}},
		{Rule: "rule_b", At: at(3)},
	})
	var got []string
	for _, f := range kept {
		got = append(got, f.At.String()+" "+f.Rule)
	}
	for _, d := range ignores.Diagnostics(rules) {
		got = append(got, d.Range.String()+" "+d.Message)
	}
	want := []string{
		"t.json:5:1 rule_a", "t.json:3:1 rule_b",
		"t.json:3:1 the ignore of rule_b expired on 2026-01-01: fix the finding or give it another day",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnIgnoreInAProgramSpeaksOfAllThatItsLineMakes(t *testing.T) {
	t.Parallel()
	template := source.NewFile("out/t.json", []byte("{\n\n\n\n}"))
	program := source.NewFile("lib/net.ts", []byte("// repolint:ignore rule_a,rule_b accepted\nnew Vpc(this);\nvpc.add(); // repolint:ignore rule_c accepted\n"))
	made, set := program.RangeAt(2, 1, 3), program.RangeAt(3, 1, 3)
	resources := []ignore.Resource{{
		Root: "t", Address: "Vpc", Body: source.Range{File: "out/t.json", Start: template.RangeAt(2, 1, 0).Start, End: template.RangeAt(3, 1, 0).End}, Written: made,
	}}
	ignores := ignore.New(today)
	kept := ignores.Apply([]*source.File{template, program}, resources, []finding.Finding{
		{Rule: "rule_a", At: template.RangeAt(2, 1, 0), Written: finding.Written{At: made}},
		{Rule: "rule_a", At: template.RangeAt(4, 1, 0)},
		// A line of its own set what these are about.
		{Rule: "rule_b", At: template.RangeAt(3, 1, 0), Written: finding.Written{At: set}},
		{Rule: "rule_c", At: template.RangeAt(3, 1, 0), Written: finding.Written{At: set}},
		{Rule: "rule_c", At: template.RangeAt(2, 1, 0), Written: finding.Written{At: made}},
	})
	var got []string
	for _, f := range kept {
		got = append(got, f.At.String()+" "+f.Rule)
	}
	if diff := cmp.Diff([]string{"out/t.json:4:1 rule_a", "out/t.json:2:1 rule_c"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnIgnoreIsUsedWhenAnyComponentUsesIt(t *testing.T) {
	t.Parallel()
	file := source.NewFile("m/main.tf", []byte("# repolint:ignore rule_a accepted\nx = 1\n"))
	found := finding.Finding{Rule: "rule_a", At: file.RangeAt(2, 1, 1)}
	ignores := ignore.New(today)
	for _, findings := range [][]finding.Finding{nil, {found}, nil} {
		component := ignore.New(today)
		if kept := component.Apply([]*source.File{file}, nil, findings); len(kept) != 0 {
			t.Errorf("kept %v", kept)
		}
		ignores.Merge(component)
	}
	if diagnostics := ignores.Diagnostics(rules); len(diagnostics) != 0 {
		t.Errorf("diagnostics %v", diagnostics)
	}
}

func FuzzIgnoresStayInsideTheirFile(f *testing.F) {
	for _, seed := range []string{
		"# repolint:ignore rule_a until=2026-01-01 why\nx = 1\n", "x = 1 // repolint:ignore rule_a,rule_b", "#repolint:ignore", "\xff # repolint: ignore é\r\n",
		"# repolint:ignore ,: until=\n", "{ # repolint:ignore x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range []string{"a.tf", "a.yaml"} {
			file := source.NewFile(path, []byte(text))
			ignores := ignore.New(today)
			found := []finding.Finding{{Rule: "rule_a", At: file.RangeAt(1, 1, 1)}}
			if kept := ignores.Apply([]*source.File{file}, nil, found); len(kept) == 0 && !strings.Contains(text, "rule_a") {
				t.Error("a finding is dropped that no ignore names")
			}
			for _, d := range ignores.Diagnostics(rules) {
				if d.Range.File != path || d.Range.Start.Line < 1 || d.Range.End.Byte > len(text) {
					t.Errorf("%s: the diagnostic %q is outside the file", d.Range, d.Message)
				}
			}
		}
	})
}
