package rego

import (
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
)

// subject is what a rule is about, as far as its text shows it: the rows of the
// tables that its findings begin with, one for each. Where none of them is there,
// the rule has nothing to say and is not asked. A rule about anything else has the
// zero subject and is always asked.
type subject []Rows

// Rows are those of a table; of causes they may be those of one kind, and of these
// those with one detail.
type Rows struct{ Table, Kind, Detail, Value string }

// subjectOf reads the subject of the rule whose package is given. Every line of a
// body must hold for a finding, so that it is enough to find `some x in
// input.<table>` among them, and where x is a cause `x.kind == "<kind>"` and
// `x.detail.<detail> == "<value>"`.
func subjectOf(modules map[string]*ast.Module, pkg ast.Ref) subject {
	var found subject
	for _, module := range modules {
		if !module.Package.Path.Equal(pkg) {
			continue
		}
		for _, r := range module.Rules {
			if r.Head.Ref().String() != entryPoint {
				continue
			}
			one, ok := rowsOf(r.Body)
			if !ok || r.Else != nil {
				return nil
			}
			found = append(found, one)
		}
	}
	return found
}

func rowsOf(body ast.Body) (Rows, bool) {
	for _, expression := range body {
		row, table, ok := iterates(expression)
		if !ok {
			continue
		}
		found := Rows{Table: table}
		for _, other := range body {
			field, text, ok := compares(other, row)
			switch {
			case !ok || table != "causes":
			case field.Equal(kindField):
				found.Kind = text
			case len(field) == 2 && field.HasPrefix(detailField) && found.Detail == "":
				name, _ := field[1].Value.(ast.String)
				found.Detail, found.Value = string(name), text
			}
		}
		return found, true
	}
	return Rows{}, false
}

// iterates reads `some row in input.<table>`.
func iterates(expression *ast.Expr) (row ast.Var, table string, ok bool) {
	declaration, ok := expression.Terms.(*ast.SomeDecl)
	if !ok || len(expression.With) > 0 || len(declaration.Symbols) != 1 {
		return "", "", false
	}
	call, ok := declaration.Symbols[0].Value.(ast.Call)
	if !ok || len(call) != 3 || !call[0].Equal(ast.NewTerm(ast.Member.Ref())) {
		return "", "", false
	}
	row, isVar := call[1].Value.(ast.Var)
	ref, isRef := call[2].Value.(ast.Ref)
	if !isVar || !isRef || len(ref) != 2 || !ref[0].Equal(ast.InputRootDocument) {
		return "", "", false
	}
	name, ok := ref[1].Value.(ast.String)
	return row, string(name), ok
}

var (
	kindField   = ast.Ref{ast.StringTerm("kind")}
	detailField = ast.Ref{ast.StringTerm("detail")}
)

// compares reads `row.<field> == "<text>"`.
func compares(expression *ast.Expr, row ast.Var) (field ast.Ref, text string, ok bool) {
	if expression.Negated || len(expression.With) > 0 || !expression.IsCall() || !expression.Operator().Equal(ast.Equal.Ref()) {
		return nil, "", false
	}
	ref, isRef := expression.Operand(0).Value.(ast.Ref)
	value, isText := expression.Operand(1).Value.(ast.String)
	if !isRef || !isText || !ref[0].Equal(ast.NewTerm(row)) || !ref.IsGround() {
		return nil, "", false
	}
	return ref[1:], string(value), true
}

// present says of what rows a document holds any.
func present(document *facts.Document) map[Rows]bool {
	found := map[Rows]bool{}
	for _, cause := range document.Causes {
		found[Rows{Table: "causes", Kind: cause.Kind}] = true
		for detail, value := range cause.Detail {
			found[Rows{"causes", cause.Kind, detail, value}] = true
			found[Rows{"causes", "", detail, value}] = true
		}
	}
	tables := reflect.ValueOf(document).Elem()
	for _, field := range fieldsOf(tables.Type()) {
		name, _ := field.key.Value.(ast.String)
		table := tables.FieldByIndex(field.index)
		// What is no table is a text or a number, which is always there.
		found[Rows{Table: string(name)}] = table.Kind() != reflect.Map && table.Kind() != reflect.Slice || table.Len() > 0
	}
	return found
}

// in reports whether a rule about the subject may have something to say.
func (s subject) in(there map[Rows]bool) bool {
	return len(s) == 0 || slices.ContainsFunc(s, func(one Rows) bool { return there[one] })
}
