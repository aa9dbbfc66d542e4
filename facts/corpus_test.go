package facts_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// corpusComponents are the components of the corpus' templates, or skips.
func corpusComponents(t *testing.T) []resource.Component {
	t.Helper()
	root := os.Getenv("REPOLINT_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "corpus")
	}
	root = filepath.Join(root, "cloudformation")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no corpus at %s; set REPOLINT_CORPUS", root)
	}
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
		if file, err := tree.Read(name); err == nil && cloudformation.IsTemplate(file) {
			set.Units = append(set.Units, source.Unit{Dialect: source.CloudFormation, Path: name, Files: []string{name}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	components, _ := cloudformation.Components(set, cloudformation.Options{})
	return components
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("facts.json", parsedJSON(t, facts.Schema())); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("facts.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func parsedJSON(t *testing.T, text []byte) any {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestEveryDocumentOfTheCorpusMatchesItsSchema(t *testing.T) {
	t.Parallel()
	schema := compiledSchema(t)
	documents, hosts, paths, families := 0, 0, 0, map[string]int{}
	for _, component := range corpusComponents(t) {
		result := component.Parse(context.Background())
		before := graph.DumpWithRanges(result.Graph)
		doc := facts.Derive(result.Graph, facts.Options{Component: component.Name})
		if graph.DumpWithRanges(result.Graph) != before {
			t.Errorf("%s: deriving changed the graph", component.Name)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(parsedJSON(t, text)); err != nil {
			t.Errorf("%s: %v", component.Name, err)
		}
		documents, hosts, paths = documents+1, hosts+len(doc.Hosts), paths+len(doc.Paths)
		for _, host := range doc.Hosts {
			families[host.OS]++
		}
	}
	if documents == 0 || hosts == 0 {
		t.Errorf("%d documents with %d hosts", documents, hosts)
	}
	t.Logf("%d documents, %d hosts, %d paths; systems %v", documents, hosts, paths, families)
}
