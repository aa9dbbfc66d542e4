package rego

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
)

// tablesRead lists the tables that modules name; nil means all of them, because
// a module takes the input as a whole.
func tablesRead(modules map[string]*ast.Module) []string {
	return namesUnder(ast.InputRootDocument, modules)
}

// tablesOf are the tables that any of the rules reads; nil means all.
func tablesOf(rules []*rule) map[string]bool {
	tables := map[string]bool{}
	for _, one := range rules {
		if one.Tables == nil {
			return nil
		}
		for _, table := range one.Tables {
			tables[table] = true
		}
	}
	return tables
}

// within are the modules that the rule whose package is given can come by: its own,
// helpers, and other rules where any of these names them.
func within(modules map[string]*ast.Module, pkg ast.Ref) map[string]*ast.Module {
	near := map[string]*ast.Module{}
	for name, module := range modules {
		if module.Package.Path.Equal(pkg) || packageNames(module)[0] != "rules" {
			near[name] = module
		}
	}
	if nameRules(near) {
		return modules
	}
	return near
}

// nameRules reports whether modules name the packages of rules, or all there are.
func nameRules(modules map[string]*ast.Module) bool {
	packages := namesUnder(ast.DefaultRootDocument, modules)
	return packages == nil || slices.Contains(packages, "rules")
}

// namesUnder lists what modules name directly under a root document, in order; nil
// means that they take all of it.
func namesUnder(root *ast.Term, modules map[string]*ast.Module) []string {
	names, whole := map[string]bool{}, false
	var note func(*ast.Term) bool
	note = func(term *ast.Term) bool {
		ref, ok := term.Value.(ast.Ref)
		if !ok {
			whole = whole || term.Equal(root)
			return false
		}
		if !ref[0].Equal(root) {
			return false
		}
		named := false
		if len(ref) > 1 {
			var name ast.String
			name, named = ref[1].Value.(ast.String)
			names[string(name)] = true
		}
		whole = whole || !named
		// The head, the root itself, is no use of it as a whole.
		for _, index := range ref[1:] {
			ast.WalkTerms(index, note)
		}
		return true
	}
	for _, module := range modules {
		// A package's own name is no use of it.
		for _, one := range module.Imports {
			ast.WalkTerms(one, note)
		}
		for _, one := range module.Rules {
			ast.WalkTerms(one, note)
		}
	}
	if whole {
		return nil
	}
	return append([]string{}, slices.Sorted(maps.Keys(names))...)
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
