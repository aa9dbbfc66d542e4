package rules_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/rego/regotest"
	"github.com/repolint/repolint/rules"
)

// folder is a rule found on disk: the folder is the registration.
type folder struct{ category, id, dir string }

func folders(t *testing.T) []folder {
	t.Helper()
	dirs, err := fs.Glob(os.DirFS("."), "*/*/*.rego")
	if err != nil {
		t.Fatal(err)
	}
	var found []folder
	for _, name := range dirs {
		if strings.HasSuffix(name, "_test.rego") {
			continue
		}
		dir := path.Dir(name)
		found = append(found, folder{path.Dir(dir), path.Base(dir), dir})
	}
	if len(found) == 0 {
		t.Fatal("no rule found on disk")
	}
	return found
}

// each makes a subtest of every rule.
func each(t *testing.T, test func(t *testing.T, rule folder)) {
	t.Helper()
	for _, rule := range folders(t) {
		t.Run(rule.id, func(t *testing.T) {
			t.Parallel()
			test(t, rule)
		})
	}
}

func TestRego(t *testing.T) {
	t.Parallel()
	schema := factsSchema(t)
	each(t, func(t *testing.T, rule folder) {
		documents := regotest.Run(t, os.DirFS("."), rule.category, rule.id)
		if len(documents) < 3 {
			t.Errorf("the tests put %d documents before the rule: write at least test_denies_…, test_allows_… and test_silent_when_undetermined", len(documents))
		}
		for _, text := range documents {
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("a test's document does not conform to the facts' schema: %v", err)
			}
		}
	})
}

func TestRegoOfTheLibrary(t *testing.T) {
	t.Parallel()
	regotest.RunPackage(t, os.DirFS("."), "data.lib.finding_test")
}

func factsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(rego.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("facts.json", text); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("facts.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestRegoTestsCoverTheThreeVerdicts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, rule folder) {
		text, err := os.ReadFile(path.Join(rule.dir, rule.id+"_test.rego"))
		if err != nil {
			t.Fatal(err)
		}
		for _, prefix := range []string{"\ntest_denies_", "\ntest_allows_", "\ntest_silent_when_undetermined"} {
			if !bytes.Contains(text, []byte(prefix)) {
				t.Errorf("no test named %s…", strings.TrimSpace(prefix))
			}
		}
	})
}

func engine(t *testing.T) *rego.Engine {
	t.Helper()
	loaded, err := rego.Load(rego.Options{Rules: []fs.FS{rules.FS}})
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// speaking is the engine in which a rule speaks: one that is switched on by
// --enable only is.
func speaking(t *testing.T, common *rego.Engine, id string) *rego.Engine {
	t.Helper()
	for _, rule := range common.Rules() {
		if rule.ID != id || !rule.OptIn {
			continue
		}
		loaded, err := rego.Load(rego.Options{Rules: []fs.FS{rules.FS}, Enable: []string{id}})
		if err != nil {
			t.Fatal(err)
		}
		return loaded
	}
	return common
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	described := map[string]finding.Rule{}
	for _, rule := range engine(t).Rules() {
		described[rule.ID] = rule
	}
	if diff := cmp.Diff(len(folders(t)), len(described)); diff != "" {
		t.Errorf("rules on disk and rules loaded differ (-disk +loaded):\n%s", diff)
	}
	each(t, func(t *testing.T, rule folder) {
		notes := described[rule.id]
		switch {
		case notes.Category != rule.category:
			t.Errorf("category %q, folder %q", notes.Category, rule.category)
		case len(notes.References) == 0:
			t.Error("no related_resources")
		case notes.Symptom == "":
			t.Error("no custom.symptom: which text does an operator see?")
		case strings.HasSuffix(notes.Title, ".") || len(notes.Title) > 70:
			t.Errorf("title %q: one line of at most 70 characters without a full stop", notes.Title)
		}
		for _, reference := range notes.References {
			if !strings.HasPrefix(reference.URL, "https://") || reference.Title == "" {
				t.Errorf("reference %+v: an https address and a description", reference)
			}
		}
	})
}

// Every page tells what looks like its finding and is something else.
func TestPagesNameLookAlikes(t *testing.T) {
	t.Parallel()
	for _, rule := range engine(t).Rules() {
		if !strings.Contains(rule.Description, "Not this: ") && !strings.Contains(rule.Description, "It is not this ") {
			t.Errorf("%s: the description says of nothing that it is not this", rule.ID)
		}
	}
}

// TestComplete: a rule's folder holds all its parts and nothing else. Examples are
// held by TestExamples.
func TestComplete(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, rule folder) {
		entries, err := os.ReadDir(rule.dir)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, entry := range entries {
			got = append(got, entry.Name())
		}
		want := []string{"README.md", rule.id + ".rego", rule.id + "_test.rego", "testdata"}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the folder (-want +got):\n%s", diff)
		}
		text, err := os.ReadFile(path.Join(rule.dir, rule.id+".rego"))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("TODO")) {
			t.Error("a TODO is left in the rule")
		}
	})
}
