package rules_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/docgen"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// dialects are the folders of an example.
var dialects = []string{"terraform", "cloudformation", "cdk"}

// example lints one dialect of an example as if it were a repository of its own.
func example(t *testing.T, engine *rego.Engine, dir string) (*lint.Result, *source.Tree) {
	t.Helper()
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { scope.Tree.Close() })
	options, err := docgen.Options(scope, engine, dir)
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range result.Report.Diagnostics {
		t.Errorf("%s: %s: %s", d.Range, d.Severity, d.Message)
	}
	return result, scope.Tree
}

// TestExamples holds every bad example to the one expectation of all dialects,
// and every good one to silence.
func TestExamples(t *testing.T) {
	t.Parallel()
	common := engine(t)
	each(t, func(t *testing.T, rule folder) {
		engine := speaking(t, common, rule.id)
		testdata := filepath.Join(rule.dir, "testdata")
		want := filepath.Join(testdata, "bad", "want.txt")
		for i, dialect := range expressible(t, testdata) {
			if *update && i == 0 {
				result, _ := example(t, engine, filepath.Join(testdata, "bad", dialect))
				updateWant(t, want, result.Report.Findings)
			}
			t.Run("bad/"+dialect, func(t *testing.T) {
				t.Parallel()
				result, tree := example(t, engine, filepath.Join(testdata, "bad", dialect))
				checkWant(t, want, result.Report.Findings)
				checkMarks(t, tree, result.Report.Findings)
				if !slices.ContainsFunc(result.Report.Findings, func(f finding.Finding) bool { return f.Rule == rule.id }) {
					t.Errorf("the rule does not speak about its own bad example")
				}
			})
			t.Run("good/"+dialect, func(t *testing.T) {
				t.Parallel()
				result, _ := example(t, engine, filepath.Join(testdata, "good", dialect))
				if lines := describe(result.Report.Findings); len(lines) > 0 {
					t.Errorf("the good example has findings:\n%s", strings.Join(lines, "\n"))
				}
				checkPasses(t, result.Paths)
			})
		}
	})
}

// expressible lists the dialects of an example. One is left out only where
// want.txt says why.
func expressible(t *testing.T, testdata string) []string {
	t.Helper()
	want, _ := os.ReadFile(filepath.Join(testdata, "bad", "want.txt"))
	var folders []string
	for _, dialect := range dialects {
		if strings.Contains(string(want), "not expressible in "+dialect+": ") {
			continue
		}
		for _, verdict := range []string{"bad", "good"} {
			if _, err := os.Stat(filepath.Join(testdata, verdict, dialect)); err != nil {
				t.Errorf("no %s example in %s; where there can be none, want.txt says \"not expressible in %s: <reason>\"", verdict, dialect, dialect)
			}
		}
		folders = append(folders, dialect)
	}
	return folders
}

// describe is what want.txt says of findings: no positions, so that all dialects
// share it.
func describe(findings []finding.Finding) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s  %s  %s", f.Rule, f.Level, f.Message))
	}
	slices.Sort(lines)
	return lines
}

func checkWant(t *testing.T, name string, findings []finding.Finding) {
	t.Helper()
	_, want := readWant(t, name)
	if diff := cmp.Diff(want, describe(findings)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// readWant splits want.txt into what it leaves out and what it expects.
func readWant(t *testing.T, name string) (reasons, want []string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil && !*update {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "not expressible in ") {
			reasons = append(reasons, line)
			continue
		}
		want = append(want, line)
	}
	return reasons, want
}

// updateWant writes what the first dialect says; the others must say the same.
func updateWant(t *testing.T, name string, findings []finding.Finding) {
	t.Helper()
	reasons, _ := readWant(t, name)
	lines := slices.Concat(reasons, describe(findings))
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkMarks compares the places of findings with the comments above them. JSON
// has no comments, so an assembly has no marks.
func checkMarks(t *testing.T, tree *source.Tree, findings []finding.Finding) {
	t.Helper()
	entries, err := tree.List(".")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, entry := range entries {
		if extension := filepath.Ext(entry.Name()); extension != ".tf" && extension != ".yaml" {
			continue
		}
		file, err := tree.Read(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := 1; line <= file.LineCount(); line++ {
			if strings.HasPrefix(strings.TrimSpace(file.Line(line)), "# finding:") {
				want = append(want, fmt.Sprintf("%s:%d", entry.Name(), line+1))
			}
		}
		for _, f := range findings {
			if f.At.File == entry.Name() {
				got = append(got, fmt.Sprintf("%s:%d", f.At.File, f.At.Start.Line))
			}
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places marked with # finding: and places of findings (-want +got):\n%s", diff)
	}
}

// checkPasses: silence means that the host's repositories are reached, and not
// that nobody could tell.
func checkPasses(t *testing.T, paths []finding.PathRow) {
	t.Helper()
	repositories := 0
	for _, path := range paths {
		if !strings.HasSuffix(path.Destination, "_repos") {
			continue
		}
		repositories++
		if path.Verdict != "passes" {
			t.Errorf("%s to %s is %s: %s", path.Address, path.Destination, path.Verdict, path.Reason)
		}
	}
	if repositories == 0 {
		t.Error("the good example has no path to a repository")
	}
}

// TestFactsOfTheExamplesConform holds what rules really see to the schema that
// they are compiled against.
func TestFactsOfTheExamplesConform(t *testing.T) {
	t.Parallel()
	schema, engine := factsSchema(t), engine(t)
	each(t, func(t *testing.T, rule folder) {
		for _, dialect := range dialects {
			dir := filepath.Join(rule.dir, "testdata", "bad", dialect)
			scope, err := source.Locate(dir, []string{dir})
			if err != nil {
				continue // the dialect cannot express the rule
			}
			defer scope.Tree.Close()
			options, err := docgen.Options(scope, engine, dir)
			if err != nil {
				t.Fatal(err)
			}
			inspection, err := lint.Facts(context.Background(), options)
			if err != nil {
				t.Fatal(err)
			}
			for _, component := range inspection.Components {
				text, err := json.Marshal(component.Document)
				if err != nil {
					t.Fatal(err)
				}
				document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(document); err != nil {
					t.Errorf("%s: %v", dir, err)
				}
			}
		}
	})
}
