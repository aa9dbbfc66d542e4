package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// variable is the value of an input variable of this module instance.
func (in *instance) variable(name string) cty.Value {
	declared := in.module.variables[name]
	return memo(in, cellKey{name: "var." + name}, declared.head, cty.DynamicVal, func() cty.Value {
		ty, defaults := variableType(declared)
		if isTrue(declared, "sensitive") {
			in.run.secret(sensitiveVariable(name))
		}
		given, ok := in.given(name, ty)
		if ok && given.IsNull() && !nullable(declared) {
			ok = false
		}
		if !ok {
			fallback := declared.body.Attributes["default"]
			if fallback == nil {
				return in.unset(name, ty)
			}
			given = in.base().evalNeeded(fallback.Expr)
			in.run.mark(func(f *frame) { f.defaulted = f.defaulted || in.caller == nil })
		}
		if defaults != nil && given.IsKnown() && !given.IsNull() {
			given = applyDefaults(defaults, given)
		}
		suited := coerce(given, ty)
		if !suited.IsKnown() {
			in.checkSuits(name, given, ty)
		}
		return suited
	})
}

// applyDefaults fills optional() defaults in. The library panics on values that
// do not fit the type at all; those are left to the conversion.
func applyDefaults(defaults *typeexpr.Defaults, v cty.Value) cty.Value {
	ty := v.Type()
	if !ty.IsObjectType() && !ty.IsMapType() && !ty.IsTupleType() && !ty.IsListType() && !ty.IsSetType() {
		return v
	}
	return defaults.Apply(v)
}

func variableType(declared *block) (cty.Type, *typeexpr.Defaults) {
	attribute := declared.body.Attributes["type"]
	if attribute == nil {
		return cty.DynamicPseudoType, nil
	}
	name, quoted := literalText(attribute.Expr) // type = "string", as before Terraform 0.12
	if !quoted {
		name = hcl.ExprAsKeyword(attribute.Expr)
	}
	switch {
	case name == "list":
		return cty.List(cty.DynamicPseudoType), nil
	case name == "map":
		return cty.Map(cty.DynamicPseudoType), nil
	case quoted:
		return cty.String, nil
	}
	ty, defaults, diagnostics := typeexpr.TypeConstraintWithDefaults(attribute.Expr)
	if diagnostics.HasErrors() {
		return cty.DynamicPseudoType, nil
	}
	return ty, defaults
}

func nullable(declared *block) bool {
	attribute := declared.body.Attributes["nullable"]
	if attribute == nil {
		return true
	}
	v, diagnostics := attribute.Expr.Value(nil)
	return diagnostics.HasErrors() || !v.IsKnown() || v.IsNull() || v.Type() != cty.Bool || v.True()
}

// given is what the caller, or for the root the user, passes.
func (in *instance) given(name string, ty cty.Type) (cty.Value, bool) {
	if in.caller != nil {
		if argument := in.call.body.Attributes[name]; argument != nil {
			return in.caller.evalNeeded(argument.Expr), true
		}
		return cty.NilVal, false
	}
	input, ok := in.run.inputs[name]
	if !ok {
		return cty.NilVal, false
	}
	declared := in.module.variables[name]
	return input.value(in.base(), ty, declared != nil && declared.body.Attributes["type"] != nil), true
}

// unset is a variable that nobody set and that has no default.
func (in *instance) unset(name string, ty cty.Type) cty.Value {
	if name == in.run.regionVariable && in.caller == nil {
		return in.run.unfixedRegion()
	}
	reason := in.unsetReason(name)
	atom := value.Atom{ID: reason.Key, Name: "var." + name, Cases: []string{"true", "false"}}
	fixed, isFixed := "", false
	if in.caller == nil {
		fixed, isFixed = in.run.taken(atom.ID)
	}
	switch {
	case isFixed && (fixed == "true" || fixed == "false") && (ty == cty.Bool || ty == cty.DynamicPseudoType):
		in.run.note(atom)
		return cty.BoolVal(fixed == "true")
	case isFixed && fixed != value.Other && ty != cty.Bool:
		return coerce(cty.StringVal(fixed), ty)
	case ty == cty.Bool && in.caller == nil:
		in.run.note(atom)
	}
	return in.run.unknown(ty, reason)
}

func (in *instance) unsetReason(name string) value.Reason {
	reason := value.Reason{
		Text: "variable \"" + name + "\" has no default", Settle: "pass --var " + name + "=…", Key: in.run.key(in.prefix + "var." + name),
	}
	if in.run.world[reason.Key] == tooMany {
		in.run.taken(reason.Key)
		reason.Text += fmt.Sprintf(", and what hangs on it hangs on more than %d combinations of undecided variables, too many to judge each", maxWorlds)
	}
	if in.caller != nil {
		reason.Text, reason.Settle = "variable \""+name+"\" of "+in.prefix[:len(in.prefix)-1]+" is not set", ""
	}
	return reason
}

// unknown makes an unknown of a type: texts are tokens, objects keep their shape.
func (r *run) unknown(ty cty.Type, reason value.Reason) cty.Value {
	switch {
	case ty == cty.String:
		return r.tokens.value(value.Hole{Reason: &reason})
	case ty.IsObjectType():
		members := map[string]cty.Value{}
		for name, member := range ty.AttributeTypes() {
			inner := reason
			if inner.Key != "" {
				inner.Key += "." + name
			}
			members[name] = r.unknown(member, inner)
		}
		return cty.ObjectVal(members)
	}
	return cty.UnknownVal(ty.WithoutOptionalAttributesDeep())
}

// origin is the expression a variable's value is written in, and its scope.
func (in *instance) variableOrigin(name string) (hclsyntax.Expression, *scope) {
	if in.caller != nil {
		if argument := in.call.body.Attributes[name]; argument != nil {
			return argument.Expr, in.caller
		}
	} else if input, ok := in.run.inputs[name]; ok {
		return input.expr, in.base()
	}
	if declared := in.module.variables[name]; declared != nil {
		if fallback := declared.body.Attributes["default"]; fallback != nil {
			return fallback.Expr, in.base()
		}
	}
	return nil, nil
}
