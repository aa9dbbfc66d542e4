package regotest

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/repolint/repolint/rego"
)

// Run makes a subtest of every Rego test of the package rules.<category>.<id>_test
// and returns every document the tests put before a rule, as JSON: a test must
// not lie about the facts' shape. rules holds all rules, for a test may look at
// more than its own.
func Run(t *testing.T, rules fs.FS, category, id string) [][]byte {
	t.Helper()
	return RunPackage(t, rules, fmt.Sprintf("data.rules.%s.%s_test", category, id))
}

// RunPackage is [Run] for the test package at a path such as data.lib.finding_test.
func RunPackage(t *testing.T, rules fs.FS, path string) [][]byte {
	t.Helper()
	results, documents := run(t, rules, path)
	if len(results) == 0 {
		t.Errorf("no test in package %s", path)
	}
	for _, result := range results {
		t.Run(result.Name, func(t *testing.T) {
			switch {
			case result.Error != nil:
				t.Errorf("%s: %v", result.Location, result.Error)
			case result.Fail:
				t.Errorf("%s: the test is not true\n%s", result.Location, result.Output)
			}
		})
	}
	return documents
}

func run(t *testing.T, rules fs.FS, prefix string) ([]*tester.Result, [][]byte) {
	t.Helper()
	ctx := context.Background()
	compiler, modules, err := rego.Workbench(rules)
	if err != nil {
		t.Fatal(err)
	}
	store := inmem.NewFromReader(blanks(t))
	txn, err := store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Abort(ctx, txn)
	inputs := &inputs{Cover: cover.New(), seen: map[string]*ast.Term{}}
	results, err := tester.NewRunner().
		SetCompiler(compiler.WithEnablePrintStatements(true)).
		SetStore(store).
		SetModules(modules).
		SetPrefixMatchers(ast.MustParseRef(prefix)).
		CapturePrintOutput(true).
		RaiseBuiltinErrors(true).
		SetTimeout(10*time.Second).
		SetCoverageQueryTracer(inputs).
		RunTests(ctx, txn)
	if err != nil {
		t.Fatalf("compiling rules and their tests: %v", err)
	}
	var sorted []*tester.Result
	for result := range results {
		if result != nil && result.Package == prefix {
			sorted = append(sorted, result)
		}
	}
	slices.SortFunc(sorted, func(a, b *tester.Result) int { return strings.Compare(a.Name, b.Name) })
	return sorted, inputs.documents(t)
}

// inputs notes every input that a test puts before a rule.
type inputs struct {
	*cover.Cover
	mu   sync.Mutex
	seen map[string]*ast.Term
}

// TraceEvent implements topdown.QueryTracer.
func (i *inputs) TraceEvent(event topdown.Event) {
	if input := event.Input(); input != nil {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.seen[input.String()] = input
	}
}

// documents are the noted inputs as JSON, in a stable order.
func (i *inputs) documents(t *testing.T) [][]byte {
	t.Helper()
	var documents [][]byte
	for _, key := range slices.Sorted(maps.Keys(i.seen)) {
		value, err := ast.JSON(i.seen[key].Value)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, text)
	}
	return documents
}
