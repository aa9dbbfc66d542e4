package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// limits bound an evaluation. What an expression makes can be far larger than what
// is written: they are looked at before it is made, so that they cost nothing to meet.
type limits struct {
	// elements bounds one value, with all that is nested in it; text one string.
	elements, text int
	// steps bounds the evaluation of one named value, and rootSteps that of a root:
	// an iteration, a call, or so many elements or bytes handed to one is a step.
	steps, rootSteps int
	// instances bounds what one count or for_each may make, nodes what all of a root
	// may, and modules the module instances among them.
	instances, nodes, modules int
}

var usualLimits = limits{
	elements: 200_000, text: maxText, steps: 400_000, rootSteps: 8_000_000, instances: 10_000, nodes: 200_000, modules: 20_000,
}

// maxText bounds one evaluated string.
const maxText = 16 << 20

const (
	elementsPerStep = 4
	bytesPerStep    = 256
)

// budget counts the steps of an evaluation.
type budget struct {
	steps, total int
	met          map[hcl.Range]bool
}

// spend counts steps; the diagnostics say that there are none left.
func (r *run) spend(at hcl.Range, steps int) hcl.Diagnostics {
	b := &r.budget
	before, beforeTotal := b.steps, b.total
	b.steps, b.total = before+steps, beforeTotal+steps
	switch {
	case b.steps <= r.limits.steps && b.total <= r.limits.rootSteps:
		return nil
	case beforeTotal <= r.limits.rootSteps && b.total > r.limits.rootSteps:
		return r.exceed(at, "evaluating the root module takes more than the limit of %d steps, which are met here", r.limits.rootSteps)
	case before <= r.limits.steps && b.total <= r.limits.rootSteps:
		return r.exceed(at, "evaluating this takes more than the limit of %d steps", r.limits.steps)
	}
	return r.spent(at)
}

// spent says whether no steps are left.
func (r *run) spent(at hcl.Range) hcl.Diagnostics {
	if r.budget.steps <= r.limits.steps && r.budget.total <= r.limits.rootSteps {
		return nil
	}
	return hcl.Diagnostics{problemAt(at, "the limit of steps is met")}
}

// exceed reports a limit that is met, once for each place.
func (r *run) exceed(at hcl.Range, format string, arguments ...any) hcl.Diagnostics {
	text := fmt.Sprintf(format, arguments...)
	if !r.budget.met[at] {
		if r.budget.met == nil {
			r.budget.met = map[hcl.Range]bool{}
		}
		r.budget.met[at] = true
		r.report(source.Error, at, "%s", text)
	}
	return hcl.Diagnostics{problemAt(at, text)}
}

func problemAt(at hcl.Range, text string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: text, Detail: text, Subject: &at}
}

// weight is how large a value is. What is in sets is sorted whenever it is read.
type weight struct {
	elements, bytes, sorted int
	huge                    bool
}

// weigh measures values; it stops where the elements are beyond the limit.
func (r *run) weigh(values ...cty.Value) weight {
	var w weight
	for _, v := range values {
		w.add(v, r.limits.elements)
	}
	return w
}

func (w *weight) add(v cty.Value, limit int) {
	if w.elements++; w.elements > limit || v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		w.bytes += len(v.AsString())
	case ty == cty.Number:
		w.huge = w.huge || isHuge(v)
	case ty.IsPrimitiveType() || ty.IsCapsuleType() || !v.CanIterateElements():
	default:
		if ty.IsSetType() {
			w.sorted += sorting(ty) * v.LengthInt()
		}
		for it := v.ElementIterator(); it.Next() && w.elements <= limit; {
			_, element := it.Element()
			w.add(element, limit)
		}
	}
}

// sorting is what one element of a set costs.
func sorting(set cty.Type) int {
	if set.ElementType().IsPrimitiveType() {
		return 4
	}
	return 32
}

// pay spends what going through values costs.
func (r *run) pay(at hcl.Range, values ...cty.Value) (weight, hcl.Diagnostics) {
	w := r.weigh(values...)
	if w.elements > r.limits.elements {
		return w, r.exceed(at, "the value has more than the limit of %d elements", r.limits.elements)
	}
	if w.huge {
		return w, r.exceed(at, tooManyDigits)
	}
	steps := 1 + w.elements/elementsPerStep + w.sorted
	for _, v := range values {
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			steps += len(v.AsString()) / bytesPerStep
		}
	}
	return w, r.spend(at, steps)
}

// bounded gives v, or something unknown when it is too large.
func (s *scope) bounded(expr hclsyntax.Expression, v cty.Value) cty.Value {
	switch w := s.run.weigh(v); {
	case w.huge:
		s.fail(expr, s.run.exceed(expr.Range(), tooManyDigits))
	case w.elements > s.run.limits.elements:
		s.fail(expr, s.run.exceed(expr.Range(), "the value has more than the limit of %d elements", s.run.limits.elements))
	default:
		return v
	}
	return cty.DynamicVal
}

// maxExponent bounds numbers, as powers of two: written out, a number beyond it has
// more digits than tooManyDigits says.
const (
	maxExponent   = 332_193
	tooManyDigits = "the number has more than the limit of 100000 digits"
)

func isHuge(v cty.Value) bool {
	if v.Type() != cty.Number || !v.IsKnown() || v.IsNull() || v.AsBigFloat().IsInf() {
		return false
	}
	exponent := v.AsBigFloat().MantExp(nil)
	return exponent > maxExponent || exponent < -maxExponent
}

// fixed is an expression that was evaluated already.
func fixed(v cty.Value, at hcl.Range) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}
}

// Value goes through a collection unless it is too large.
func (e *loop) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if scope == nil {
		return e.ForExpr.Value(ctx)
	}
	if met := scope.run.spent(e.Range()); met != nil {
		return cty.DynamicVal, met
	}
	collection, diagnostics := e.CollExpr.Value(ctx)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	w, met := scope.run.pay(e.Range(), collection)
	if met == nil && collection.IsKnown() && !collection.IsNull() && collection.CanIterateElements() {
		met = scope.run.spend(e.Range(), min(w.elements, collection.LengthInt()))
	}
	if met != nil {
		return cty.DynamicVal, met
	}
	one := *e.ForExpr
	one.CollExpr = fixed(collection, e.CollExpr.Range())
	v, more := one.Value(ctx)
	return v, asWritten(more, map[hcl.Expression]hcl.Expression{one.CollExpr: e.CollExpr, &one: e})
}

// asWritten makes diagnostics name the expressions as they are written instead of
// those that were evaluated before.
func asWritten(diagnostics hcl.Diagnostics, written map[hcl.Expression]hcl.Expression) hcl.Diagnostics {
	for _, d := range diagnostics {
		if expr, ok := written[d.Expression]; ok {
			d.Expression = expr
		}
	}
	return diagnostics
}

// Value joins what a template's loop gives, unless that is too long.
func (e *joining) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if scope == nil {
		return e.TemplateJoinExpr.Value(ctx)
	}
	pieces, diagnostics := e.Tuple.Value(ctx)
	if diagnostics.HasErrors() {
		return cty.UnknownVal(cty.String), diagnostics
	}
	w, met := scope.run.pay(e.Range(), pieces)
	if met == nil && w.bytes > scope.run.limits.text {
		met = scope.run.exceed(e.Range(), tooLong, scope.run.limits.text>>20)
	}
	if met != nil {
		return cty.UnknownVal(cty.String), met
	}
	return (&hclsyntax.TemplateJoinExpr{Tuple: fixed(pieces, e.Tuple.Range())}).Value(ctx)
}

// tooLong says that a text is beyond the limit.
const tooLong = "the text is longer than the limit of %d MiB"

// limited calls a function unless its arguments, or what it would make of them,
// are too large.
func (e *call) limited(scope *scope, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	diagnostics := scope.run.spent(e.Range())
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	steps := 0
	one := *e.FunctionCallExpr
	one.Args = make([]hclsyntax.Expression, len(e.Args))
	arguments := make([]cty.Value, len(e.Args))
	f := scope.functions()[e.Name]
	for i, argument := range e.Args {
		v, more := argument.Value(ctx)
		diagnostics = append(diagnostics, more...)
		if p := wanted(e.Name, f, i); p != cty.NilType && !more.HasErrors() {
			fitted := fitting(v, p)
			if !fitted.IsKnown() && mixed(v) > maxMixed {
				diagnostics = scope.run.exceed(argument.Range(), "the value has more members of different types than the limit of %d", maxMixed)
			}
			v = fitted
			steps += unifying(v, p)
		}
		arguments[i], one.Args[i] = v, fixed(v, argument.Range())
	}
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	w, met := scope.run.pay(e.Range(), arguments...)
	if met == nil {
		// What is refused is not done: it leaves the rest of the root its steps.
		met = scope.run.spend(e.Range(), min(steps+e.work(arguments), scope.run.limits.steps+1))
	}
	if met == nil {
		if makes := growing[e.Name]; makes != nil && !e.ExpandFinal && allKnown(arguments) {
			elements, bytes := makes(arguments, w)
			switch {
			case elements > scope.run.limits.elements:
				met = scope.run.exceed(e.Range(), "%s makes %d elements, more than the limit of %d", e.Name, elements, scope.run.limits.elements)
			case bytes > scope.run.limits.text:
				met = scope.run.exceed(e.Range(), tooLong, scope.run.limits.text>>20)
			default:
				met = scope.run.spend(e.Range(), elements/elementsPerStep+bytes/bytesPerStep)
			}
		}
	}
	if met != nil {
		return cty.DynamicVal, met
	}
	v, diagnostics := one.Value(ctx)
	if diagnostics.HasErrors() {
		written := map[hcl.Expression]hcl.Expression{&one: e}
		for i := range e.Args {
			written[one.Args[i]] = e.Args[i]
		}
		diagnostics = asWritten(diagnostics, written)
	}
	return v, diagnostics
}

// pairsPerStep is how many pairs of types the library compares in a step.
const pairsPerStep = 512

// unifying is what finding one type for the members of a value costs, and what
// making a set of them.
func unifying(v cty.Value, ty cty.Type) int {
	if !ty.IsCollectionType() {
		return 0
	}
	steps := mixed(v) * mixed(v) / pairsPerStep
	if ty.IsSetType() && isSequence(v) && v.LengthInt() > 0 {
		_, first := firstOf(v)
		steps += sorting(cty.Set(first.Type())) * v.LengthInt()
	}
	return steps
}

func firstOf(v cty.Value) (key, member cty.Value) {
	it := v.ElementIterator()
	it.Next()
	return it.Element()
}

// work is what a call costs beyond going through its arguments.
func (e *call) work(arguments []cty.Value) int {
	steps := 0
	if e.ExpandFinal && unites[e.Name] {
		n := length(arguments[len(arguments)-1])
		steps = times(n, n) / pairsPerStep
	}
	if costs := working[e.Name]; costs != nil && allKnown(arguments) {
		steps += costs(arguments)
	}
	return steps
}

// unites are functions that find one type for all their arguments.
var unites = map[string]bool{
	"concat": true, "coalescelist": true, "setunion": true, "setintersection": true, "setsymmetricdifference": true, "list": true, "map": true, "formatlist": true,
}

// making are functions that take anything and make one kind of collection of it.
var making = map[string]cty.Type{
	"tolist": cty.List(cty.DynamicPseudoType), "toset": cty.Set(cty.DynamicPseudoType), "tomap": cty.Map(cty.DynamicPseudoType),
}

// wanted is the type that a function wants of an argument, if it is known.
func wanted(name string, f function.Function, i int) cty.Type {
	if ty, ok := making[name]; ok {
		return ty
	}
	if f == (function.Function{}) {
		return cty.NilType
	}
	if params := f.Params(); i < len(params) {
		return params[i].Type
	}
	if rest := f.VarParam(); rest != nil {
		return rest.Type
	}
	return cty.NilType
}

func allKnown(values []cty.Value) bool {
	for _, v := range values {
		if !v.IsKnown() || v.IsNull() {
			return false
		}
	}
	return true
}
