package terraform_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// FuzzParse feeds one file. Whatever it holds: no panic, every range inside its
// file, and the same result twice.
func FuzzParse(f *testing.F) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if filepath.Ext(file.Name) == ".tf" {
				f.Add(file.Data)
			}
		}
	}
	dir, options := f.TempDir(), terraform.Tight()
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		first, second := parse(t, dir, ".", options), parse(t, dir, ".", options)
		if one, two := graph.Dump(first.Graph), graph.Dump(second.Graph); one != two {
			t.Errorf("two readings differ\n%s", cmp.Diff(one, two))
		}
		if !slices.Equal(first.Diagnostics, second.Diagnostics) {
			t.Errorf("the diagnostics of two readings differ\n%s", cmp.Diff(first.Diagnostics, second.Diagnostics))
		}
		inside(t, len(content), first)
	})
}

func inside(t *testing.T, size int, result resource.Result) {
	t.Helper()
	check := func(at source.Range) {
		if at.End.Byte > size || at.Start.Byte > at.End.Byte || !at.IsZero() && at.File != "main.tf" {
			t.Errorf("range %v-%v of %s is not inside the file of %d bytes", at.Start, at.End, at.File, size)
		}
	}
	var walk func(value.Value)
	walk = func(v value.Value) {
		check(v.Range)
		for _, item := range v.Items {
			walk(item)
		}
		for _, entry := range v.Entries {
			check(entry.KeyRange)
			walk(entry.Value)
		}
		for _, choice := range v.Choices {
			walk(choice.Value)
		}
		if v.Document != nil {
			walk(*v.Document)
		}
	}
	for _, one := range result.Resources {
		check(one.Range)
		walk(one.Attributes)
	}
	for _, d := range result.Diagnostics {
		check(d.Range)
	}
}
