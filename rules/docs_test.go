package rules_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/docgen"
)

// TestDocs holds the committed pages to what their rules' metadata, examples and
// the tool's own output make of them.
func TestDocs(t *testing.T) {
	t.Parallel()
	engine := engine(t)
	rules := engine.Rules()
	for _, rule := range rules {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(rule.Category, rule.ID)
			page, err := docgen.Page(context.Background(), speaking(t, engine, rule.ID), rule, dir)
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, filepath.Join(dir, "README.md"), page)
		})
	}
	checkPage(t, filepath.Join("..", "docs", "rules.md"), docgen.Index(rules))
}

func checkPage(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is stale; -update writes it (-want +got):\n%s", name, diff)
	}
}
