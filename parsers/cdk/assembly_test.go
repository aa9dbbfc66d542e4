package cdk_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/cdk"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestAssembliesGiveTheGraph reads every folder with a manifest.json that is not
// inside another one.
func TestAssembliesGiveTheGraph(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			checkAssembly(t, name)
		})
	}
}

func checkAssembly(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []txtar.File
	var want string
	for _, file := range archive.Files {
		if file.Name == "want" {
			want = string(file.Data)
			continue
		}
		inputs = append(inputs, file)
	}
	got := readAssemblies(t, inputs)
	if *update {
		archive.Files = append(inputs, txtar.File{Name: "want", Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func readAssemblies(t *testing.T, inputs []txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	var units []source.Unit
	for _, file := range inputs {
		full := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		if folder, ok := strings.CutSuffix(file.Name, "/manifest.json"); ok && !strings.Contains(folder, "assembly-") {
			units = append(units, source.Unit{Dialect: source.CDK, Path: folder})
		}
	}
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	components, diagnostics := cdk.Components(&source.Set{Tree: tree, Units: units}, cloudformation.Options{})
	var b bytes.Buffer
	for _, component := range components {
		result := component.Parse(context.Background())
		diagnostics = append(diagnostics, result.Diagnostics...)
		fmt.Fprintf(&b, "component %s: %s\n%s", component.Name, strings.Join(component.Roots, " "), graph.Dump(result.Graph))
		for _, r := range result.Resources {
			fmt.Fprintf(&b, "%s %s %s\n", r.ID(), r.Construct, r.Source)
		}
	}
	for _, d := range diagnostics.Sorted() {
		message := strings.ReplaceAll(d.Message, dir, "ROOT")
		fmt.Fprintf(&b, "%s: %s: %s\n", d.Range, d.Severity, message)
	}
	return b.String()
}
