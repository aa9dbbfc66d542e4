package terraform_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestConfigurationsGiveTheGraph runs every case of testdata: the files are
// written to a folder and every folder with configuration is a unit. A line
// "--var K=V", "--var-file F", "--region R" or "--workspace W" of the comment is
// an option. The section "resources" shows what was evaluated, "graph" what
// became of it; only the sections that a case has are compared.
func TestConfigurationsGiveTheGraph(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			checkCase(t, name)
		})
	}
}

var sections = []string{"resources", "graph", "diagnostics"}

func checkCase(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files, want := map[string]string{}, map[string]string{}
	for _, file := range archive.Files {
		if slices.Contains(sections, file.Name) {
			want[file.Name] = string(file.Data)
		} else {
			files[file.Name] = string(file.Data)
		}
	}
	if len(want) == 0 {
		t.Fatal("the case has no section to compare")
	}
	got := read(t, files, optionsOf(string(archive.Comment)))
	if *update {
		for i, file := range archive.Files {
			if slices.Contains(sections, file.Name) {
				archive.Files[i].Data = []byte(got[file.Name])
			}
		}
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for section, text := range want {
		if diff := cmp.Diff(text, got[section]); diff != "" {
			t.Errorf("%s (-want +got)\n%s", section, diff)
		}
	}
}

func optionsOf(comment string) terraform.Options {
	var options terraform.Options
	for _, line := range strings.Split(comment, "\n") {
		option, text, _ := strings.Cut(line, " ")
		switch option {
		case "--var":
			options.Vars = append(options.Vars, text)
		case "--var-file":
			options.VarFiles = append(options.VarFiles, text)
		case "--region":
			options.Region = text
		case "--workspace":
			options.Workspace = text
		}
	}
	return options
}

// read evaluates all roots among the files and renders what they give.
func read(t testing.TB, files map[string]string, options terraform.Options) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	folders := map[string]bool{}
	for name := range files {
		if strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, ".tofu") || strings.HasSuffix(name, ".tf.json") {
			if !strings.Contains(name, ".terraform/") {
				folders[path.Dir(name)] = true
			}
		}
	}
	set := &source.Set{Tree: tree}
	for folder := range folders {
		set.Units = append(set.Units, source.Unit{Dialect: source.Terraform, Path: folder})
	}
	slices.SortFunc(set.Units, func(a, b source.Unit) int { return strings.Compare(a.Path, b.Path) })
	return render(set, options)
}

func render(set *source.Set, options terraform.Options) map[string]string {
	components, all := terraform.Components(set, options)
	var graphs, resources, lines bytes.Buffer
	for _, component := range components {
		result := component.Parse(context.Background())
		all = append(all, result.Diagnostics...)
		if len(components) > 1 {
			fmt.Fprintf(&graphs, "component %s\n", component.Name)
			fmt.Fprintf(&resources, "component %s\n", component.Name)
		}
		graphs.WriteString(graph.Dump(result.Graph))
		writeResources(&resources, result.Resources)
	}
	for _, d := range all.Sorted() {
		fmt.Fprintf(&lines, "%s: %s: %s\n", d.Range, d.Severity, d.Message)
	}
	return map[string]string{"graph": graphs.String(), "resources": resources.String(), "diagnostics": lines.String()}
}

func writeResources(b *bytes.Buffer, resources []resource.Resource) {
	for _, one := range resources {
		fmt.Fprintf(b, "%s %s", one.Range, one.Address)
		if !one.Guard.IsAlways() {
			fmt.Fprintf(b, " when %s", one.Guard)
		}
		if one.Symbolic != nil {
			fmt.Fprintf(b, " symbolic: %s", one.Symbolic.Text)
		}
		b.WriteByte('\n')
		for _, entry := range one.Attributes.Entries {
			if entry.Key == "region" || entry.Key == "tags_all" {
				continue
			}
			fmt.Fprintf(b, "  %s = %s", entry.Key, show(entry.Value))
			if at := entry.Value.Range; !at.IsZero() {
				fmt.Fprintf(b, " @ %s", at)
			}
			b.WriteByte('\n')
			if document := entry.Value.Document; document != nil {
				writeDocument(b, "document", *document)
			}
		}
	}
}

// writeDocument writes every leaf of a document with its place.
func writeDocument(b *bytes.Buffer, path string, v value.Value) {
	switch v.Kind {
	case value.Map:
		for _, entry := range v.Entries {
			writeDocument(b, path+"."+entry.Key, entry.Value)
		}
	case value.List:
		for i, item := range v.Items {
			writeDocument(b, fmt.Sprintf("%s[%d]", path, i), item)
		}
	case value.Absent, value.Bool, value.Number, value.String, value.NotKnown, value.Choice:
		fmt.Fprintf(b, "    %s = %s @ %s-%d:%d\n", path, show(v), v.Range, v.Range.End.Line, v.Range.End.Column)
	}
}
