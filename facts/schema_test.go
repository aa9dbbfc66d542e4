package facts

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

const schemaFile = "../rego/schemas/facts.json"

func TestSchemaOfRegoIsTheDocuments(t *testing.T) {
	t.Parallel()
	got := Schema()
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is out of date, run go test ./facts -update:\n%s", schemaFile, diff)
	}
}

func TestSchemaIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	first := Schema()
	for range 20 {
		if !bytes.Equal(first, Schema()) {
			t.Fatal("two schemas of one document differ")
		}
	}
}

func TestEveryTableIsKeyedByTheIDOfItsRows(t *testing.T) {
	t.Parallel()
	tables := 0
	for field := range fields(reflect.TypeFor[Document]()) {
		switch field.Name {
		case "FactsVersion", "Component":
			continue
		}
		if field.Type.Kind() != reflect.Map || field.Type.Key().Kind() != reflect.String || field.Type.Elem().Kind() != reflect.Struct {
			t.Errorf("%s is a %s and no table keyed by id", field.Name, field.Type)
			continue
		}
		tables++
		id, ok := field.Type.Elem().FieldByName("ID")
		if !ok || id.Type.Kind() != reflect.String || id.Tag.Get("json") != "id" {
			t.Errorf("rows of %s have no id", field.Name)
		}
	}
	if tables != 30 {
		t.Errorf("the document has %d tables, want 30", tables)
	}
}
