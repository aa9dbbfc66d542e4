package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
)

// What a module installed from elsewhere makes is edited at the call: the line a
// person writes is there, the module's own line only says what came of it.

// maxArgumentSteps bounds the search for the argument behind an attribute.
const maxArgumentSteps = 100

// settle notes where an instance of an installed module is called, the outermost
// call of such a module counting.
func (in *instance) settle(called bool) {
	switch {
	case in.caller.in.installed != nil:
		in.installed = in.caller.in.installed
	case called:
		in.installed = in.call
	}
}

// written gives the line of the call, and for each attribute the argument of the
// call that it comes from; nothing for what a person wrote in place.
func (in *instance) written(d *declaration) (source.Range, map[string]source.Range) {
	if in.installed == nil {
		return source.Range{}, nil
	}
	assigned := map[string]source.Range{}
	left := maxArgumentSteps
	note := func(name string, expr hclsyntax.Expression) {
		if at := in.argumentBehind(d, expr, &left); !at.IsZero() {
			assigned[name] = at
		}
	}
	for _, name := range sortedKeys(d.body.Attributes) {
		if !metaArguments[name] {
			note(name, d.body.Attributes[name].Expr)
		}
	}
	for _, b := range d.body.Blocks {
		if each := b.Body.Attributes["for_each"]; b.Type == "dynamic" && len(b.Labels) == 1 && each != nil {
			note(b.Labels[0], each.Expr)
		}
	}
	return in.run.rangeOf(in.installed.head), assigned
}

// argumentBehind follows the first reference of an expression that leads to an
// argument of the outermost installed call.
func (in *instance) argumentBehind(d *declaration, expr hclsyntax.Expression, left *int) source.Range {
	for _, traversal := range expr.Variables() {
		if *left--; *left < 0 {
			return source.Range{}
		}
		found := source.Range{}
		name := step(traversal, 1)
		switch traversal.RootName() {
		case "var":
			argument := in.call.body.Attributes[name]
			if argument == nil {
				continue
			}
			if in.caller.in.installed == nil {
				return in.run.rangeOf(argument.SrcRange)
			}
			found = in.caller.in.argumentBehind(nil, argument.Expr, left)
		case "local":
			if attribute := in.module.locals[name]; attribute != nil {
				found = in.argumentBehind(nil, attribute.Expr, left)
			}
		case "each", "count":
			if d == nil {
				continue
			}
			for _, meta := range []string{"for_each", "count"} {
				if attribute := d.body.Attributes[meta]; attribute != nil {
					found = in.argumentBehind(nil, attribute.Expr, left)
				}
			}
		}
		if !found.IsZero() {
			return found
		}
	}
	return source.Range{}
}

// isInstalledFile reports whether `terraform init` put a file there.
func isInstalledFile(name string) bool {
	return strings.HasPrefix(name, ".terraform/") || strings.Contains(name, "/.terraform/")
}
