package terraform

import (
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// scope is where an expression is evaluated: a module instance, what count and
// for_each give, and the iterators of dynamic blocks and loops.
type scope struct {
	run *run
	in  *instance
	scopeValues
}

type scopeValues struct {
	count cty.Value
	each  *eachValues
	// source is the for_each or count behind each and count.
	source hclsyntax.Expression
	// locals are iterators by name; origins say where their collections are written.
	locals  map[string]cty.Value
	origins map[string]value.Value
	// hidden says why what the iterators hold is secret.
	hidden string
	// open says that the iterators may hold more of a resource than is on record.
	open bool
}

type eachValues struct {
	key   cty.Value
	value func() cty.Value
}

// with is a copy of s, changed.
func (s *scope) with(change func(*scopeValues)) *scope {
	changed := *s
	change(&changed.scopeValues)
	return &changed
}

// withLocals adds iterators to a copy of s.
func (s *scope) withLocals(names map[string]cty.Value, origins map[string]value.Value) *scope {
	return s.with(func(v *scopeValues) {
		locals, from := map[string]cty.Value{}, map[string]value.Value{}
		for name, old := range v.locals {
			locals[name] = old
		}
		for name, old := range v.origins {
			from[name] = old
		}
		for name, added := range names {
			locals[name] = added
			delete(from, name)
		}
		for name, added := range origins {
			from[name] = added
		}
		v.locals, v.origins = locals, from
	})
}

// hidden is the variable through which our own nodes find their scope.
const hidden = "\x00scope"

var scopeType = cty.Capsule("scope", reflect.TypeFor[scope]())

func scopeOf(ctx *hcl.EvalContext) *scope {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[hidden]; ok {
			return v.EncapsulatedValue().(*scope) //nolint:forcetypeassert // only scopeType is stored there
		}
	}
	return nil
}

// eval evaluates an expression. What fails is unknown; why is kept for [scope.holeOf].
func (s *scope) eval(expr hclsyntax.Expression) cty.Value {
	v, _ := s.attempt(expr)
	return v
}

func (s *scope) attempt(expr hclsyntax.Expression) (cty.Value, hcl.Diagnostics) {
	if s.run.attempts != nil {
		s.run.attempts[expr.Range()]++
	}
	v, diagnostics := expr.Value(s.context(expr))
	for _, why := range s.run.refused {
		s.run.report(source.Error, expr.Range(), "%s", why)
	}
	s.run.refused = nil
	if diagnostics.HasErrors() {
		s.fail(expr, diagnostics)
		return cty.DynamicVal, diagnostics
	}
	return s.bounded(expr, v), nil
}

func (s *scope) fail(expr hclsyntax.Expression, diagnostics hcl.Diagnostics) {
	for _, d := range diagnostics {
		if d.Severity == hcl.DiagError {
			s.run.fail(expr.Range(), sentence(d))
			return
		}
	}
}

// coerce converts v to ty. Tokens where a number or a bool is wanted are unknown
// ones; what does not convert at all is unknown too.
func coerce(v cty.Value, ty cty.Type) cty.Value {
	if converted, err := convert.Convert(fitting(v, ty), ty); err == nil {
		return converted
	}
	if tokenIn(v) {
		if converted, err := convert.Convert(weaken(v, ty), ty); err == nil {
			return converted
		}
	}
	return cty.UnknownVal(ty.WithoutOptionalAttributesDeep())
}

// weaken replaces tokens that stand where ty wants no text by unknowns.
func weaken(v cty.Value, ty cty.Type) cty.Value {
	if v.IsNull() || !v.IsKnown() {
		return v
	}
	if v.Type() == cty.String {
		if hasToken(v.AsString()) && ty != cty.String && ty != cty.DynamicPseudoType {
			return cty.UnknownVal(ty.WithoutOptionalAttributesDeep())
		}
		return v
	}
	if !v.CanIterateElements() {
		return v
	}
	if v.Type().IsObjectType() || v.Type().IsMapType() {
		members := map[string]cty.Value{}
		for it := v.ElementIterator(); it.Next(); {
			key, member := it.Element()
			members[key.AsString()] = weaken(member, memberType(ty, key.AsString()))
		}
		return cty.ObjectVal(members)
	}
	var items []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		items = append(items, weaken(item, itemType(ty, len(items))))
	}
	return cty.TupleVal(items)
}

func memberType(ty cty.Type, name string) cty.Type {
	switch {
	case ty.IsMapType():
		return ty.ElementType()
	case ty.IsObjectType() && ty.HasAttribute(name):
		return ty.AttributeType(name)
	}
	return cty.DynamicPseudoType
}

func itemType(ty cty.Type, i int) cty.Type {
	switch {
	case ty.IsListType() || ty.IsSetType():
		return ty.ElementType()
	case ty.IsTupleType() && i < ty.Length():
		return ty.TupleElementType(i)
	}
	return cty.DynamicPseudoType
}

// context makes the evaluation context of an expression: only what it refers to.
func (s *scope) context(expr hclsyntax.Expression) *hcl.EvalContext {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{hidden: cty.CapsuleVal(scopeType, s)}, Functions: s.functions()}
	groups := map[string]map[string]cty.Value{}
	data := map[string]map[string]cty.Value{}
	traversals := expr.Variables()
	for _, traversal := range traversals {
		s.bind(ctx, groups, data, traversal)
	}
	if modules := s.bindModules(traversals); modules != nil {
		groups["module"] = modules
	}
	for root, members := range groups {
		ctx.Variables[root] = cty.ObjectVal(members)
	}
	if len(data) > 0 {
		ctx.Variables["data"] = objectOf(data)
	}
	return ctx
}

// bindModules gives the module calls that traversals name, with the outputs asked for.
func (s *scope) bindModules(traversals []hcl.Traversal) map[string]cty.Value {
	var wanted map[string][]string
	whole := map[string]bool{}
	for _, traversal := range traversals {
		if traversal.RootName() != "module" || s.isLocal("module") {
			continue
		}
		if wanted == nil {
			wanted = map[string][]string{}
		}
		for _, name := range s.names("module", traversal) {
			if s.in.module.calls[name] == nil {
				continue
			}
			output := outputOf(traversal)
			whole[name] = whole[name] || output == ""
			wanted[name] = append(wanted[name], output)
		}
	}
	if wanted == nil {
		return nil
	}
	values := map[string]cty.Value{}
	for _, name := range sortedKeys(wanted) {
		outputs := wanted[name]
		if whole[name] {
			outputs = nil
		}
		values[name] = s.in.moduleValue(name, outputs)
	}
	return values
}

func (s *scope) isLocal(root string) bool {
	_, ok := s.locals[root]
	return ok
}

func objectOf(groups map[string]map[string]cty.Value) cty.Value {
	members := map[string]cty.Value{}
	for name, group := range groups {
		members[name] = cty.ObjectVal(group)
	}
	return cty.ObjectVal(members)
}

// bind puts what one traversal names into the context.
func (s *scope) bind(ctx *hcl.EvalContext, groups, data map[string]map[string]cty.Value, traversal hcl.Traversal) {
	root := traversal.RootName()
	if local, ok := s.locals[root]; ok {
		ctx.Variables[root] = local
		return
	}
	put := func(group, name string, v cty.Value) {
		if groups[group] == nil {
			groups[group] = map[string]cty.Value{}
		}
		groups[group][name] = v
	}
	switch root {
	case "module":
	case "var", "local":
		for _, name := range s.names(root, traversal) {
			if v, ok := s.lookup(root, name); ok {
				put(root, name, v)
			}
		}
	case "count":
		if s.count != cty.NilVal {
			put("count", "index", s.count)
		}
	case "each":
		if s.each != nil {
			put("each", "key", s.each.key)
			if step(traversal, 1) != "key" {
				put("each", "value", s.each.value())
			}
		}
	case "path":
		put("path", "module", cty.StringVal(s.in.path()))
		put("path", "root", cty.StringVal("."))
		put("path", "cwd", s.run.workingFolder())
	case "terraform", "tofu":
		if s.run.options.Workspace == "" {
			s.run.mark(func(f *frame) { f.assumed = true })
		}
		put(root, "workspace", cty.StringVal(s.run.options.workspace()))
	case "self", "ephemeral": // neither is known before deployment
		ctx.Variables[root] = cty.DynamicVal
	case "data":
		s.bindData(data, traversal)
	case "resource":
		if typ, name := step(traversal, 1), step(traversal, 2); name != "" {
			if v, ok := s.resource(typ+"."+name, traversal); ok {
				previous, known := groups["resource"][typ]
				members := map[string]cty.Value{name: v}
				if known {
					for other, ov := range previous.AsValueMap() {
						members[other] = ov
					}
				}
				put("resource", typ, cty.ObjectVal(members))
			}
		}
	default:
		if name := step(traversal, 1); name != "" {
			if v, ok := s.resource(root+"."+name, traversal); ok {
				put(root, name, v)
			}
		}
	}
}

func (s *scope) bindData(data map[string]map[string]cty.Value, traversal hcl.Traversal) {
	typ, name := step(traversal, 1), step(traversal, 2)
	if name == "" {
		return
	}
	if v, ok := s.resource("data."+typ+"."+name, traversal); ok {
		if data[typ] == nil {
			data[typ] = map[string]cty.Value{}
		}
		data[typ][name] = v
	}
}

// step is the name of a traversal's attribute step, or "".
func step(traversal hcl.Traversal, at int) string {
	if at < len(traversal) {
		if attr, ok := traversal[at].(hcl.TraverseAttr); ok {
			return attr.Name
		}
		if i, ok := traversal[at].(hcl.TraverseIndex); ok && i.Key.Type() == cty.String {
			return i.Key.AsString()
		}
	}
	return ""
}

// names are the members of a root object that a traversal needs: one, or all.
func (s *scope) names(root string, traversal hcl.Traversal) []string {
	if name := step(traversal, 1); name != "" {
		return []string{name}
	}
	switch root {
	case "var":
		return sortedKeys(s.in.module.variables)
	case "local":
		return sortedKeys(s.in.module.locals)
	}
	return sortedKeys(s.in.module.calls)
}

func (s *scope) lookup(root, name string) (cty.Value, bool) {
	switch root {
	case "var":
		if s.in.module.variables[name] == nil {
			return cty.DynamicVal, false
		}
		return s.in.variable(name), true
	case "local":
		if s.in.module.locals[name] == nil {
			return cty.DynamicVal, false
		}
		return s.in.local(name), true
	}
	return cty.DynamicVal, false
}

func (s *scope) resource(key string, traversal hcl.Traversal) (cty.Value, bool) {
	d := s.in.module.resources[key]
	if d == nil {
		if strings.Contains(key, "_") {
			s.undeclared(traversal, "resource", key)
		}
		return cty.DynamicVal, false
	}
	return s.in.resourceValue(d, traversal), true
}

func (s *scope) undeclared(traversal hcl.Traversal, what, name string) {
	if len(s.in.module.lost) > 0 {
		return // a file of the module was not read: the declaration may be there
	}
	s.run.report(source.Error, traversal.SourceRange(), "%s %q is not declared in this module", what, name)
}

func (in *instance) local(name string) cty.Value {
	attribute := in.module.locals[name]
	return memo(in, cellKey{name: "local." + name}, attribute.NameRange, cty.DynamicVal, func() cty.Value { return in.base().evalNeeded(attribute.Expr) })
}
