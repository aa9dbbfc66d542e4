package rego

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
)

// inputOf makes the rules' input, once per component. It walks the structs
// itself: by way of JSON text this takes longer than all the rules together. The
// keys are those of JSON; a list or table that is nil is empty.
func inputOf(document *facts.Document) ast.Value {
	return valueOf(reflect.ValueOf(document).Elem())
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
