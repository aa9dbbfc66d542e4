package cdk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/source"
)

func TestANeighbourIsFoundWhereItIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{
		"one/lib/net.ts", "one/lib/both.ts", "two/lib/both.ts", "two/deep/lib/net.ts", "node_modules/lib/other.ts", ".git/lib/hidden.ts",
		"three/x/lib/own.ts", "three/lib/own.ts", "alone.ts", "two/folder.ts/file.ts",
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	made := newTrace(tree, ".", newNeighbours(tree))
	for file, want := range map[string]string{
		"src/lib/net.ts":         "one/lib/net.ts",
		"src/deep/lib/net.ts":    "", // one has lib/net.ts, two has deep/lib/net.ts
		"src/lib/both.ts":        "",
		"src/lib/other.ts":       "",
		"src/lib/hidden.ts":      "",
		"src/x/lib/own.ts":       "three/x/lib/own.ts",
		"src/three/alone.ts":     "",
		"src/folder.ts":          "",
		"src/two/folder.ts":      "",
		"src/lib/net.ts/more.ts": "",
		"net.ts":                 "",
	} {
		for range 2 { // the second time from what is known
			if got := made.neighbours.unique(".", strings.Split(file, "/"), made.isFile); got != want {
				t.Errorf("%s is %q, want %q", file, got, want)
			}
		}
	}
}
