package cdk_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/cdk"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

func TestEveryAssemblyOfTheCorpusIsRead(t *testing.T) {
	t.Parallel()
	root := os.Getenv("REPOLINT_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	root = filepath.Join(root, "cdk")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("no corpus at %s; set REPOLINT_CORPUS", root)
	}
	tree, err := source.OpenTree(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	set := &source.Set{Tree: tree}
	manifests, _ := filepath.Glob(filepath.Join(root, "*", "manifest.json"))
	for _, manifest := range manifests {
		set.Units = append(set.Units, source.Unit{Dialect: source.CDK, Path: filepath.Base(filepath.Dir(manifest))})
	}
	components, diagnostics := cdk.Components(set, cloudformation.Options{})
	for _, diagnostic := range diagnostics {
		t.Errorf("%s: %s", diagnostic.Range, diagnostic.Message)
	}
	hosts := 0
	for _, component := range components {
		result := component.Parse(context.Background())
		for _, diagnostic := range result.Diagnostics {
			t.Errorf("%s: %s", diagnostic.Range, diagnostic.Message)
		}
		hosts += len(result.Graph.Hosts)
		if os.Getenv("SHOW") == component.Name {
			t.Log(graph.DumpWithRanges(result.Graph))
			for _, r := range result.Resources {
				t.Log(r.Address, r.Construct, r.Source)
			}
		}
	}
	t.Logf("%d assemblies, %d hosts", len(components), hosts)
}
