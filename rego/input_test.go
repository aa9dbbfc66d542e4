package rego

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
)

// TestInputIsTheDocumentAsJSON compares the short way with the one that
// `repolint facts` prints.
func TestInputIsTheDocumentAsJSON(t *testing.T) {
	t.Parallel()
	d := document()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	value, err := ast.JSON(inputOf(d))
	if err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(value); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	// encoding/json writes a nil table as null; rules see an empty one.
	empty := cmp.FilterValues(func(a, b any) bool { return isEmpty(a) && isEmpty(b) }, cmp.Ignore())
	if diff := cmp.Diff(want, got, empty); diff != "" {
		t.Errorf("(-JSON +input):\n%s", diff)
	}
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func TestAnEmptyDocumentHasEveryTable(t *testing.T) {
	t.Parallel()
	value, err := ast.JSON(inputOf(&facts.Document{}))
	if err != nil {
		t.Fatal(err)
	}
	document, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("the input is a %T", value)
	}
	for _, table := range []string{"vpcs", "paths", "causes", "destinations"} {
		if rows, ok := document[table].(map[string]any); !ok || len(rows) > 0 {
			t.Errorf("table %s is %v, want an empty object", table, document[table])
		}
	}
}
