package cloudformation_test

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

// corpus opens a folder of the corpus, or skips.
func corpus(t testing.TB, folder string) *source.Set {
	t.Helper()
	root := os.Getenv("REPOLINT_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	root = filepath.Join(root, folder)
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no corpus at %s; set REPOLINT_CORPUS", root)
	}
	return templatesBelow(t, root)
}

// templatesBelow is the Set of all templates below a folder.
func templatesBelow(t testing.TB, root string) *source.Set {
	t.Helper()
	tree, err := source.OpenTree(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	set := &source.Set{Tree: tree}
	err = fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := tree.Read(name)
		if err == nil && cloudformation.IsTemplate(file) {
			set.Units = append(set.Units, source.Unit{Dialect: source.CloudFormation, Path: name, Files: []string{name}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// nestsWhatIsMissing are templates of the corpus that are good in themselves but
// name local nested templates that are not there.
var nestsWhatIsMissing = map[string]bool{
	"sub.yaml": true, "sam_stacks.yaml": true, "stacks.yaml": true, "templated_code_sam.yaml": true,
}

func TestEveryTemplateOfTheCorpusIsRead(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	components, diagnostics := cloudformation.Components(set, cloudformation.Options{})
	if len(diagnostics) > 0 {
		t.Fatalf("diagnostics without any parameter: %v", diagnostics)
	}
	roots, resources := 0, 0
	for _, component := range components {
		result := component.Parse(context.Background())
		if result.Graph == nil {
			t.Errorf("%s: no graph", component.Name)
		}
		roots += len(component.Roots)
		resources += len(result.Resources)
		for _, diagnostic := range result.Diagnostics {
			if diagnostic.Severity == source.Error && strings.Contains(diagnostic.Range.File, "/good/") && !nestsWhatIsMissing[path.Base(diagnostic.Range.File)] {
				t.Errorf("%s: %s", diagnostic.Range, diagnostic.Message)
			}
		}
	}
	t.Logf("%d templates, %d roots in %d components, %d resources", len(set.Units), roots, len(components), resources)
}

// invalid are the templates of the corpus that are no YAML or JSON, with the one
// thing to say about each.
var invalid = map[string]string{
	"awstut-fa/059/fa-059-vpc.yaml":         ":75:3: reading YAML: the line is indented with '\\u3000'; indent it with spaces",
	"cfn-lint-fixtures/bad/json_parse.json": ":5:11: reading JSON: expected \":\" after the key, found '{'",
	"cfn-lint-fixtures/bad/template.yaml":   ":12:9: reading YAML: did not find expected key",
}

func TestEachInvalidFileOfTheCorpusHasOneDiagnostic(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	components, _ := cloudformation.Components(set, cloudformation.Options{})
	got, want := map[string][]string{}, map[string][]string{}
	var all source.Diagnostics
	for _, component := range components {
		all = append(all, component.Parse(context.Background()).Diagnostics...)
	}
	for _, diagnostic := range all.Sorted() {
		if name := diagnostic.Range.File; strings.HasPrefix(diagnostic.Message, "reading ") {
			got[name] = append(got[name], strings.TrimPrefix(diagnostic.Range.String(), name)+": "+diagnostic.Message)
		}
	}
	for name, text := range invalid {
		want[name] = []string{text}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	t.Logf("%d templates read", len(set.Units))
}
