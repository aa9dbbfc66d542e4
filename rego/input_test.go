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
	value, err := ast.JSON(inputOf(d, nil))
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

func TestTablesReadAreThoseThatModulesName(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		"some cause in input.causes":                      {"causes"},
		"input.paths[input.causes.c.paths[0]]":            {"causes", "paths"},
		`input["vpcs"].x; not input.subnets.y`:            {"subnets", "vpcs"},
		"x := {id | some id in input.causes[_].paths}; x": {"causes"},
		"every p in input.paths { input.hosts[p.host] }":  {"hosts", "paths"},
		"true":                                  {},
		"input":                                 nil,
		"object.get(input, [\"causes\"], null)": nil,
		"walk(input, [path, value]); path == value": nil,
		"some table in [\"causes\"]; input[table]":  nil,
		"f(input)":                                          nil,
		"input.causes.c == 1; count(input) > 0":             nil,
		"some table, rows in input; table == rows":          nil,
		`x := [y | y := input.causes[_]; y.id == input]; x`: nil,
	} {
		module := ast.MustParseModule("package p\n\nr if {\n\t" + body + "\n}\n\nf(x) if x\n")
		got := tablesRead(map[string]*ast.Module{"m": module})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	aliased := ast.MustParseModule("package p\n\nimport input.hosts as hosts\n\nr if hosts.h\n")
	if diff := cmp.Diff([]string{"hosts"}, tablesRead(map[string]*ast.Module{"m": aliased})); diff != "" {
		t.Errorf("an import (-want +got):\n%s", diff)
	}
}

func TestAnEmptyDocumentHasEveryTable(t *testing.T) {
	t.Parallel()
	value, err := ast.JSON(inputOf(&facts.Document{}, nil))
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
