package lint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// corpus is the folder of real inputs that are not part of the repository.
func corpus(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("REPOLINT_CORPUS")
	if folder == "" {
		folder = "../../../shared/corpus"
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("there is no corpus at %s: set REPOLINT_CORPUS to the folder that holds it", folder)
	}
	return folder
}

// outcome is everything a run says, as bytes.
func outcome(t *testing.T, engine *rego.Engine, root string, paths ...string) (report *finding.Report, text []byte) {
	t.Helper()
	scope, err := source.Locate(root, paths)
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	result, err := lint.Run(context.Background(), lint.Options{Scope: scope, Engine: engine, Version: "test", Today: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(struct {
		Report *finding.Report
		Paths  []finding.PathRow
	}{result.Report, result.Paths})
	if err != nil {
		t.Fatal(err)
	}
	return result.Report, text
}

// builtIn is the engine with the rules that repolint has, compiled once.
func builtIn(t *testing.T) *rego.Engine {
	t.Helper()
	engine, err := builtInRules()
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

var builtInRules = sync.OnceValues(func() (*rego.Engine, error) { return rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}}) })

// TestTheCorpusIsReadAlikeEveryTime is not parallel: it changes GOMAXPROCS.
func TestTheCorpusIsReadAlikeEveryTime(t *testing.T) {
	folder := corpus(t)
	engine := builtIn(t)
	parts, err := filepath.Glob(folder + "/*")
	if err != nil || len(parts) < 3 {
		t.Fatalf("the corpus at %s has %d parts (%v)", folder, len(parts), err)
	}
	before := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(before)
	report, want := outcome(t, engine, folder, folder)
	runtime.GOMAXPROCS(1)
	if _, got := outcome(t, engine, folder, folder); !bytes.Equal(want, got) {
		t.Error("one processor gives another outcome than two")
	}
	runtime.GOMAXPROCS(2)
	reversed := make([]string, 0, len(parts))
	for i := range parts {
		reversed = append(reversed, parts[len(parts)-1-i])
	}
	_, inOrder := outcome(t, engine, folder, parts...)
	if _, got := outcome(t, engine, folder, reversed...); !bytes.Equal(inOrder, got) {
		t.Error("another order of paths gives another outcome")
	}
	t.Logf("%d files in %d roots, %d paths, %d findings, %d diagnostics", report.Summary.Files, report.Summary.Roots,
		report.Summary.Paths, report.Summary.Findings, len(report.Diagnostics))
	if report.Summary.Roots < 100 || report.Summary.Paths < 100 {
		t.Errorf("only %d roots and %d paths were judged", report.Summary.Roots, report.Summary.Paths)
	}
}
