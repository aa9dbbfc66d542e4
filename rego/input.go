package rego

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
)

// tablesRead lists the tables that modules name; nil means all of them, because
// a module takes the input as a whole.
func tablesRead(modules map[string]*ast.Module) map[string]bool {
	tables, whole := map[string]bool{}, false
	var note func(*ast.Term) bool
	note = func(term *ast.Term) bool {
		ref, ok := term.Value.(ast.Ref)
		if !ok {
			whole = whole || term.Equal(ast.InputRootDocument)
			return false
		}
		if !ref[0].Equal(ast.InputRootDocument) {
			return false
		}
		named := false
		if len(ref) > 1 {
			var table ast.String
			table, named = ref[1].Value.(ast.String)
			tables[string(table)] = true
		}
		whole = whole || !named
		// The head, input itself, is no use of it as a whole.
		for _, index := range ref[1:] {
			ast.WalkTerms(index, note)
		}
		return true
	}
	for _, module := range modules {
		ast.WalkTerms(module, note)
	}
	if whole {
		return nil
	}
	return tables
}

// inputOf makes the rules' input, once per component, of the tables they read
// (nil for all). It walks the structs itself: by way of JSON text this takes
// longer than all the rules together. The keys are those of JSON; a list or table
// that is nil is empty.
func inputOf(document *facts.Document, tables map[string]bool) ast.Value {
	row := reflect.ValueOf(document).Elem()
	var pairs [][2]*ast.Term
	for _, field := range fieldsOf(row.Type()) {
		if name, ok := field.key.Value.(ast.String); ok && (tables == nil || tables[string(name)]) {
			pairs = append(pairs, [2]*ast.Term{field.key, ast.NewTerm(valueOf(row.FieldByIndex(field.index)))})
		}
	}
	return ast.NewObject(pairs...)
}

func valueOf(v reflect.Value) ast.Value {
	switch v.Kind() { //nolint:exhaustive // a document holds no other kinds, which the last line says
	case reflect.String:
		return ast.String(v.String())
	case reflect.Bool:
		return ast.InternedTerm(v.Bool()).Value
	case reflect.Int:
		return ast.InternedTerm(int(v.Int())).Value
	case reflect.Slice:
		terms := make([]*ast.Term, v.Len())
		for i := range terms {
			terms[i] = ast.NewTerm(valueOf(v.Index(i)))
		}
		return ast.NewArray(terms...)
	case reflect.Map:
		pairs := make([][2]*ast.Term, 0, v.Len())
		for entries := v.MapRange(); entries.Next(); {
			pairs = append(pairs, [2]*ast.Term{ast.StringTerm(entries.Key().String()), ast.NewTerm(valueOf(entries.Value()))})
		}
		return ast.NewObject(pairs...)
	case reflect.Struct:
		fields := fieldsOf(v.Type())
		pairs := make([][2]*ast.Term, len(fields))
		for i, field := range fields {
			pairs[i] = [2]*ast.Term{field.key, ast.NewTerm(valueOf(v.FieldByIndex(field.index)))}
		}
		return ast.NewObject(pairs...)
	}
	panic(fmt.Sprintf("facts hold a %s, which has no form in Rego", v.Type()))
}

// field is a field of a row, those of embedded structs included.
type field struct {
	key   *ast.Term
	index []int
}

var fields sync.Map // of reflect.Type to []field

func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	var found []field
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		found = append(found, field{ast.StringTerm(name), f.Index})
	}
	fields.Store(t, found)
	return found
}
