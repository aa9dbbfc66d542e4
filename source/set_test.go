package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/source"
)

func openTree(t *testing.T, files map[string]string) (*source.Tree, string) {
	t.Helper()
	dir := layout(t, files)
	tree, err := source.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	return tree, dir
}

func TestTreeNeverReadsOutsideItsRoot(t *testing.T) {
	t.Parallel()
	tree, _ := openTree(t, map[string]string{
		"a/x.tf": "x", ".git/config": "token", "a/.git/config": "token", "link": "-> /etc/hostname", "up": "-> ../..", "in": "-> a/x.tf",
		"token": "-> .git/config", "git": "-> .git", "chain": "-> token", "a/deep": "-> ../git", "a/folder/y": "",
	})
	for name, want := range map[string]string{
		"../x":           "escapes",
		"a/../../x":      "escapes",
		"/etc/hostname":  "escapes",
		"link":           "escapes",
		"up/x":           "escapes",
		".git/config":    "never read",
		"a/.git/config":  "never read",
		"a/../.git/HEAD": "never read",
		".GIT/config":    "never read",
		"token":          "never read",
		"chain":          "never read",
		"git/config":     "never read",
		"a/deep/config":  "never read",
		"a/folder":       "not a regular file",
		"a/none":         "no such file",
	} {
		if file, err := tree.Read(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q) = %v, %v, want an error with %q", name, file, err, want)
		}
	}
	for _, name := range []string{"a/x.tf", "./a//x.tf", "in"} {
		if file, err := tree.Read(name); err != nil || string(file.Content) != "x" {
			t.Errorf("Read(%q): %v", name, err)
		}
	}
}

func TestTreeReadsAFileOverTheLimitNever(t *testing.T) {
	t.Parallel()
	tree, dir := openTree(t, map[string]string{"big.yaml": ""})
	if err := os.Truncate(filepath.Join(dir, "big.yaml"), source.MaxFileSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Read("big.yaml"); err == nil || !strings.Contains(err.Error(), "more than the limit") {
		t.Errorf("Read: %v", err)
	}
}

func TestTreeForgetsWhatItReadAndKeepsWhatWasAdmitted(t *testing.T) {
	t.Parallel()
	tree, dir := openTree(t, map[string]string{"x": "old"})
	outside := source.NewFile("/elsewhere/values", []byte("given"))
	tree.Admit(outside)
	if _, err := tree.Read("x"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "x"), []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	if file, err := tree.Read("x"); err != nil || string(file.Content) != "old" {
		t.Errorf("before Forget: %v", err)
	}
	tree.Forget("./x")
	if file, err := tree.Read("x"); err != nil || string(file.Content) != "new" {
		t.Errorf("after Forget: %v", err)
	}
	tree.Forget(outside.Path)
	if file, err := tree.Read("/elsewhere/values"); err != nil || file != outside {
		t.Errorf("an admitted file: %v", err)
	}
}
