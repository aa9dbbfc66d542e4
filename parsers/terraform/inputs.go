package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/zclconf/go-cty/cty"
)

// inputs are the values given to the root's variables, by name.
type inputs map[string]input

// input is one given value: an expression of a variables file, a text of a flag
// or the environment, or a value of a JSON file.
type input struct {
	expr hclsyntax.Expression
	text string
	json hcl.Expression
	// at is the name in a variables file.
	at source.Range
}

// value evaluates the input for a variable of type ty: texts are read as
// expressions unless a plain text is wanted or no type is written, as Terraform does.
func (i input) value(s *scope, ty cty.Type, typed bool) cty.Value {
	switch {
	case i.expr != nil:
		return s.eval(i.expr)
	case i.json != nil:
		v, diagnostics := i.json.Value(nil)
		if diagnostics.HasErrors() {
			return cty.DynamicVal
		}
		return v
	case ty.IsPrimitiveType() || !typed:
		return cty.StringVal(i.text)
	}
	expr, diagnostics := hclsyntax.ParseExpression([]byte(i.text), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return cty.StringVal(i.text)
	}
	return s.eval(rewrite(expr))
}

// gatherInputs reads the variables' values in Terraform's order of precedence:
// environment, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars(.json) in
// name order, then the user's files and values
// (https://developer.hashicorp.com/terraform/language/values/variables).
func gatherInputs(l *loader, dir string, options *Options) (inputs, source.Diagnostics) {
	given := inputs{}
	var diagnostics source.Diagnostics
	for name, text := range options.Planned {
		if expr, found := hcljson.ParseExpression([]byte(text), ""); !found.HasErrors() {
			given[name] = input{json: expr}
		}
	}
	for name, text := range options.VarEnv {
		given[name] = input{text: text}
	}
	var automatic []string
	entries, _ := l.tree.List(dir)
	for _, fixed := range []string{"terraform.tfvars", "terraform.tfvars.json"} {
		for _, entry := range entries {
			if entry.Name() == fixed {
				automatic = append(automatic, fixed)
			}
		}
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".auto.tfvars") || strings.HasSuffix(entry.Name(), ".auto.tfvars.json") {
			automatic = append(automatic, entry.Name())
		}
	}
	for _, name := range automatic {
		diagnostics = append(diagnostics, given.readFile(l, path.Join(dir, name))...)
	}
	if !options.sole {
		diagnostics = append(diagnostics, given.undeclared(l, dir)...)
	}
	for _, name := range options.VarFiles {
		diagnostics = append(diagnostics, given.readFile(l, name)...)
	}
	if options.sole {
		diagnostics = append(diagnostics, given.undeclared(l, dir)...)
	}
	for _, assignment := range options.Vars {
		if name, text, ok := strings.Cut(assignment, "="); ok {
			given[strings.TrimSpace(name)] = input{text: text}
		}
	}
	return given, append(diagnostics, given.withoutDeep()...)
}

// withoutDeep leaves out texts that are nested too deep to be read.
func (i inputs) withoutDeep() source.Diagnostics {
	var diagnostics source.Diagnostics
	for _, name := range sortedKeys(i) {
		if isDeepExpression(i[name].text) {
			delete(i, name)
			diagnostics = append(diagnostics, source.Diagnostic{
				Severity: source.Error, Message: "reading the value given to the variable " + name + ": " + errTooDeep.Error(),
			})
		}
	}
	return diagnostics
}

// undeclared warns, as Terraform does, of names in variables files that no variable
// has. Where there are several roots, files of the user's choice may be meant for
// another one.
func (i inputs) undeclared(l *loader, dir string) source.Diagnostics {
	var diagnostics source.Diagnostics
	root := l.load(dir)
	if root == nil {
		return nil
	}
	for _, name := range sortedKeys(i) {
		if root.variables[name] != nil || i[name].at.File == "" {
			continue
		}
		diagnostics = append(diagnostics, source.Diagnostic{
			Severity: source.Warning, Range: i[name].at, Message: "no variable \"" + name + "\" is declared in this root, so its value is not used: declare it or remove the line",
		})
	}
	return diagnostics
}

func (i inputs) readFile(l *loader, name string) source.Diagnostics {
	file, err := l.tree.Read(name)
	if err != nil {
		return source.Diagnostics{{Severity: source.Error, Message: err.Error(), Range: source.Range{File: name}}}
	}
	var diagnostics source.Diagnostics
	collect := func(found hcl.Diagnostics) {
		for _, d := range found {
			if d.Severity == hcl.DiagError {
				diagnostics = append(diagnostics, syntaxDiagnostic(file, d))
			}
		}
	}
	if strings.HasSuffix(name, ".json") {
		if mayBeDeep(file.Content) {
			if _, found := json.Parse(file); found.HasErrors() {
				return found // the other reader has no limit
			}
		}
		parsed, found := hcljson.Parse(file.Content, name)
		collect(found)
		if parsed == nil {
			return diagnostics
		}
		attributes, found := parsed.Body.JustAttributes()
		collect(found)
		for key, attribute := range attributes {
			i[key] = input{json: attribute.Expr, at: file.RangeFromBytes(attribute.NameRange.Start.Byte, attribute.NameRange.End.Byte)}
		}
		return diagnostics
	}
	if deep := tooDeep(file); deep != nil {
		return source.Diagnostics{*deep}
	}
	parsed, found := hclsyntax.ParseConfig(file.Content, name, hcl.InitialPos)
	collect(found)
	if parsed == nil {
		return diagnostics
	}
	if body, ok := parsed.Body.(*hclsyntax.Body); ok {
		for key, attribute := range body.Attributes {
			i[key] = input{expr: rewrite(attribute.Expr), at: file.RangeFromBytes(attribute.NameRange.Start.Byte, attribute.NameRange.End.Byte)}
		}
	}
	return diagnostics
}
