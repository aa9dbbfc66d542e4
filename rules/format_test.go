package rules_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/format"
)

var update = flag.Bool("update", false, "write the pages and format the Rego")

// TestFormat holds all Rego of the repository to `opa fmt`. Strict checks are
// part of TestRego: its compiler is strict.
func TestFormat(t *testing.T) {
	t.Parallel()
	for _, root := range []string{".", "../rego"} {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".rego" {
				return err
			}
			text, err := os.ReadFile(path.Join(root, name))
			if err != nil {
				return err
			}
			formatted, err := format.Source(name, text)
			if err != nil {
				return err
			}
			if bytes.Equal(text, formatted) {
				return nil
			}
			if *update {
				return os.WriteFile(path.Join(root, name), formatted, 0o644)
			}
			t.Errorf("%s is not formatted; -update writes (-have +want):\n%s", name, cmp.Diff(string(text), string(formatted)))
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
