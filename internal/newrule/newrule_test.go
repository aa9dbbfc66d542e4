package newrule

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/rego/regotest"
	"github.com/repolint/repolint/source"
)

var rule = flag.String("rule", "", "make the folder of this rule, <category>/<id>")

// rulesWithPattern is a folder of rules with the network that examples start from.
func rulesWithPattern(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join("..", "..", "rules", filepath.FromSlash(pattern))
	if err := os.CopyFS(filepath.Join(dir, filepath.FromSlash(pattern)), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestScaffold makes a folder that loads, whose Rego tests pass and whose Rego is
// formatted. With -rule it is the folder of a real rule: that is `make rule`.
func TestScaffold(t *testing.T) {
	rules, wanted := filepath.Join("..", "..", "rules"), *rule
	if wanted == "" {
		rules, wanted = rulesWithPattern(t), "endpoint/my_defect"
	}
	dir, err := Create(rules, wanted)
	if err != nil {
		t.Fatal(err)
	}
	category, id := filepath.Base(filepath.Dir(dir)), filepath.Base(dir)
	if _, err := rego.Load(rego.Options{Rules: []fs.FS{os.DirFS(dir)}}); err != nil {
		t.Error(err)
	}
	if documents := regotest.Run(t, os.DirFS(rules), category, id); len(documents) < 3 {
		t.Errorf("the tests put %d documents before the rule", len(documents))
	}
	for _, file := range []string{id + ".rego", id + "_test.rego"} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.Source(file, text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(formatted), string(text)); diff != "" {
			t.Errorf("%s is not formatted (-want +got):\n%s", file, diff)
		}
	}
	for _, file := range []string{"README.md", "testdata/bad/want.txt", "testdata/bad/terraform/main.tf", "testdata/good/cdk/manifest.json"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
			t.Error(err)
		}
	}
	t.Logf("made %s; next: break testdata/bad in every dialect, and replace every TODO", filepath.ToSlash(dir))
}

// TestAScaffoldThatIsFilledInSpeaks does what CONTRIBUTING asks for: name the
// cause, break the bad example by one deletion.
func TestAScaffoldThatIsFilledInSpeaks(t *testing.T) {
	t.Parallel()
	rules := rulesWithPattern(t)
	dir, err := Create(rules, "endpoint/my_defect")
	if err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(dir, "my_defect.rego"), `cause.kind == "my_defect"`, `cause.kind == "s3_gateway_endpoint_missing"`)
	bad := filepath.Join(dir, "testdata", "bad", "terraform")
	text, err := os.ReadFile(filepath.Join(bad, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	_, endpoint, _ := strings.Cut(string(text), "resource \"aws_vpc_endpoint\"")
	endpoint, _, _ = strings.Cut(endpoint, "\n}\n")
	edit(t, filepath.Join(bad, "main.tf"), "resource \"aws_vpc_endpoint\""+endpoint+"\n}\n", "")

	engine, err := rego.Load(rego.Options{Rules: []fs.FS{os.DirFS(dir)}})
	if err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]int{bad: 1, filepath.Join(dir, "testdata", "good", "terraform"): 0} {
		scope, err := source.Locate(folder, []string{folder})
		if err != nil {
			t.Fatal(err)
		}
		result, err := lint.Run(context.Background(), lint.Options{Scope: scope, Engine: engine})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(result.Report.Findings); got != want {
			t.Errorf("%d findings in %s, want %d", got, folder, want)
		}
	}
}

func edit(t *testing.T, file, old, text string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s does not contain %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), old, text, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	rules := rulesWithPattern(t)
	for rule, want := range map[string]string{
		"my_defect":                          "no name of a rule",
		"endpoint/My-Defect":                 "no name of a rule",
		"../endpoint/my_defect":              "no name of a rule",
		"routing/s3_gateway_route_missing":   "already",
		"endpoint/s3_gateway_route_missing":  "already",
		"endpoint/s3_gateway_route_missing/": "no name of a rule",
	} {
		if _, err := Create(rules, rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Create(%q) says %v, want %q", rule, err, want)
		}
	}
}
