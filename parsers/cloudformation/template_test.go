package cloudformation_test

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
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestTemplatesGiveTheGraph runs every case of testdata: the files are written to
// a folder and all templates among them read. A line "--parameter X" or
// "--region X" of the comment is an option.
func TestTemplatesGiveTheGraph(t *testing.T) {
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

func checkCase(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	want := map[string]string{}
	var kept []txtar.File
	for _, file := range archive.Files {
		if file.Name == "graph" || file.Name == "diagnostics" {
			want[file.Name] = string(file.Data)
			continue
		}
		files[file.Name] = string(file.Data)
		kept = append(kept, file)
	}
	dump, diagnostics := read(t, files, optionsOf(string(archive.Comment)))
	got := map[string]string{"graph": dump, "diagnostics": diagnostics}
	if *update {
		archive.Files = kept
		for _, section := range []string{"graph", "diagnostics"} {
			archive.Files = append(archive.Files, txtar.File{Name: section, Data: []byte(got[section])})
		}
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func optionsOf(comment string) cloudformation.Options {
	var options cloudformation.Options
	for _, line := range strings.Split(comment, "\n") {
		if text, ok := strings.CutPrefix(line, "--parameter "); ok {
			options.Parameters = append(options.Parameters, text)
		}
		if text, ok := strings.CutPrefix(line, "--parameter-file "); ok {
			options.ParameterFiles = append(options.ParameterFiles, text)
		}
		if text, ok := strings.CutPrefix(line, "--region "); ok {
			options.Region = text
		}
	}
	return options
}

// read parses all templates among the files and renders what they give.
func read(t testing.TB, files map[string]string, options cloudformation.Options) (dump, diagnostics string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return render(templatesBelow(t, dir), options)
}

func render(set *source.Set, options cloudformation.Options) (dump, diagnostics string) {
	components, all := cloudformation.Components(set, options)
	var b bytes.Buffer
	for _, component := range components {
		result := component.Parse(context.Background())
		all = append(all, result.Diagnostics...)
		if len(components) > 1 || len(component.Roots) > 1 {
			fmt.Fprintf(&b, "component %s\n", strings.Join(component.Roots, " "))
		}
		b.WriteString(graph.Dump(result.Graph))
	}
	var lines bytes.Buffer
	for _, d := range all.Sorted() {
		fmt.Fprintf(&lines, "%s: %s: %s\n", d.Range, d.Severity, d.Message)
	}
	return b.String(), lines.String()
}
