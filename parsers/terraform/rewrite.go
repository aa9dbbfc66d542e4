package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// The nodes below replace hclsyntax's own where Terraform's treatment of
// unknowns would lose what we keep. Embedding the original satisfies
// hclsyntax's unexported methods.
type (
	template    struct{ *hclsyntax.TemplateExpr }
	comparison  struct{ *hclsyntax.BinaryOpExpr }
	conditional struct{ *hclsyntax.ConditionalExpr }
	call        struct{ *hclsyntax.FunctionCallExpr }
	index       struct{ *hclsyntax.IndexExpr }
	loop        struct{ *hclsyntax.ForExpr }
	joining     struct{ *hclsyntax.TemplateJoinExpr }
)

func rewriteBody(body *hclsyntax.Body) {
	for _, attribute := range body.Attributes {
		attribute.Expr = rewrite(attribute.Expr)
	}
	for _, b := range body.Blocks {
		rewriteBody(b.Body)
	}
}

// rewrite replaces the nodes of an expression, deepest first.
func rewrite(expr hclsyntax.Expression) hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		rewriteAll(e.Parts)
		return &template{e}
	case *hclsyntax.TemplateJoinExpr:
		e.Tuple = rewrite(e.Tuple)
		return &joining{e}
	case *hclsyntax.TemplateWrapExpr:
		e.Wrapped = rewrite(e.Wrapped)
	case *hclsyntax.BinaryOpExpr:
		e.LHS, e.RHS = rewrite(e.LHS), rewrite(e.RHS)
		return &comparison{e}
	case *hclsyntax.UnaryOpExpr:
		e.Val = rewrite(e.Val)
	case *hclsyntax.ConditionalExpr:
		e.Condition, e.TrueResult, e.FalseResult = rewrite(e.Condition), rewrite(e.TrueResult), rewrite(e.FalseResult)
		return &conditional{e}
	case *hclsyntax.ForExpr:
		e.CollExpr, e.KeyExpr, e.ValExpr, e.CondExpr = rewrite(e.CollExpr), rewrite(e.KeyExpr), rewrite(e.ValExpr), rewrite(e.CondExpr)
		return &loop{e}
	case *hclsyntax.FunctionCallExpr:
		rewriteAll(e.Args)
		return &call{e}
	case *hclsyntax.IndexExpr:
		e.Collection, e.Key = rewrite(e.Collection), rewrite(e.Key)
		return &index{e}
	case *hclsyntax.SplatExpr:
		e.Source, e.Each = rewrite(e.Source), rewrite(e.Each)
	case *hclsyntax.RelativeTraversalExpr:
		e.Source = rewrite(e.Source)
	case *hclsyntax.TupleConsExpr:
		rewriteAll(e.Exprs)
	case *hclsyntax.ObjectConsExpr:
		for i := range e.Items {
			e.Items[i].KeyExpr, e.Items[i].ValueExpr = rewrite(e.Items[i].KeyExpr), rewrite(e.Items[i].ValueExpr)
		}
	case *hclsyntax.ObjectConsKeyExpr:
		e.Wrapped = rewrite(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		e.Expression = rewrite(e.Expression)
	}
	return expr
}

func rewriteAll(exprs []hclsyntax.Expression) {
	for i := range exprs {
		exprs[i] = rewrite(exprs[i])
	}
}

// Value joins the parts; a part that is not known becomes a token.
func (e *template) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if scope == nil {
		return e.TemplateExpr.Value(ctx)
	}
	var text []byte
	var diagnostics hcl.Diagnostics
	for _, part := range e.Parts {
		v, more := part.Value(ctx)
		diagnostics = append(diagnostics, more...)
		if more.HasErrors() {
			continue
		}
		if v.IsNull() {
			diagnostics = append(diagnostics, problem(part, ctx, "the expression in the template is null, and cannot be included in a string"))
			continue
		}
		if !v.IsKnown() {
			text = append(text, scope.run.tokens.text(scope.hole(part, ctx))...)
			continue
		}
		if isHuge(v) {
			return cty.UnknownVal(cty.String), append(diagnostics, scope.run.exceed(part.Range(), tooManyDigits)...)
		}
		s, err := convert.Convert(v, cty.String)
		if err != nil {
			diagnostics = append(diagnostics, problem(part, ctx, "the expression in the template is no text: "+err.Error()))
			continue
		}
		text = append(text, s.AsString()...)
		if len(text) > scope.run.limits.text {
			return cty.UnknownVal(cty.String), append(diagnostics, scope.run.exceed(e.Range(), tooLong, scope.run.limits.text>>20)...)
		}
	}
	if len(text) >= bytesPerStep {
		diagnostics = append(diagnostics, scope.run.spend(e.Range(), len(text)/bytesPerStep)...)
	}
	if diagnostics.HasErrors() {
		return cty.UnknownVal(cty.String), diagnostics
	}
	return cty.StringVal(string(text)), diagnostics
}

func problem(expr hclsyntax.Expression, ctx *hcl.EvalContext, text string) *hcl.Diagnostic {
	at := expr.Range()
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: text, Detail: text, Subject: &at, Expression: expr, EvalContext: ctx}
}

// Value compares; a string with a token in it decides nothing.
func (e *comparison) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if scope == nil {
		return e.BinaryOpExpr.Value(ctx)
	}
	left, diagnostics := e.LHS.Value(ctx)
	if decided, ok := e.decides(left); ok && !diagnostics.HasErrors() {
		return decided, diagnostics
	}
	right, more := e.RHS.Value(ctx)
	diagnostics = append(diagnostics, more...)
	if diagnostics.HasErrors() {
		return cty.UnknownVal(e.Op.Type), diagnostics
	}
	if e.Op != hclsyntax.OpEqual && e.Op != hclsyntax.OpNotEqual {
		result, err := e.apply(left, right)
		if err != nil {
			diagnostics = append(diagnostics, problem(e, ctx, err.Error()))
		}
		return result, diagnostics
	}
	same := scope.equal(operand{left, e.LHS}, operand{right, e.RHS}, ctx)
	if same.IsKnown() && e.Op == hclsyntax.OpNotEqual {
		same = same.Not()
	}
	return same, diagnostics
}

// decides says what && and || give when one side alone settles it.
func (e *comparison) decides(side cty.Value) (cty.Value, bool) {
	if e.Op != hclsyntax.OpLogicalAnd && e.Op != hclsyntax.OpLogicalOr || tokenIn(side) {
		return cty.NilVal, false
	}
	v, err := convert.Convert(side, cty.Bool)
	if err != nil || !v.IsKnown() || v.IsNull() || v.True() != (e.Op == hclsyntax.OpLogicalOr) {
		return cty.NilVal, false
	}
	return v, true
}

// apply does what hclsyntax does after evaluating both sides; calling it would
// evaluate them again, and chains of operators double at each link.
func (e *comparison) apply(left, right cty.Value) (cty.Value, error) {
	decided, isDecided := e.decides(right)
	if !isDecided && (tokenIn(left) || tokenIn(right)) {
		return cty.UnknownVal(e.Op.Type), nil
	}
	if isDecided && tokenIn(left) {
		return decided, nil
	}
	arguments := []cty.Value{left, right}
	for i, parameter := range e.Op.Impl.Params() {
		converted, err := convert.Convert(arguments[i], parameter.Type)
		if err != nil {
			return cty.UnknownVal(e.Op.Type), fmt.Errorf("the operand is unsuitable: %w", err)
		}
		arguments[i] = converted
	}
	if isDecided {
		return decided, nil
	}
	result, err := e.Op.Impl.Call(arguments)
	if err != nil {
		return cty.UnknownVal(e.Op.Type), err
	}
	return result, nil
}

// Value chooses. A condition that is not known is noted: if it hangs on an unset
// boolean, the root is evaluated again for either answer.
func (e *conditional) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if scope == nil {
		return e.ConditionalExpr.Value(ctx)
	}
	condition, diagnostics := scope.decide(e.Condition, ctx)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	if condition.IsKnown() && !condition.IsNull() && condition.Type() == cty.Bool {
		return e.chosen(scope, ctx, condition.True())
	}
	return e.undecided(condition, ctx)
}

// undecided is either side: something unknown of the type that suits both.
func (e *conditional) undecided(condition cty.Value, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	first, diagnostics := e.TrueResult.Value(ctx)
	second, more := e.FalseResult.Value(ctx)
	if diagnostics = append(diagnostics, more...); diagnostics.HasErrors() || differing(first, second) > maxMixed {
		return cty.DynamicVal, diagnostics
	}
	one := *e.ConditionalExpr
	one.Condition = fixed(condition, e.Condition.Range())
	one.TrueResult, one.FalseResult = fixed(first, e.TrueResult.Range()), fixed(second, e.FalseResult.Range())
	v, more := one.Value(ctx)
	return v, append(diagnostics, asWritten(more, map[hcl.Expression]hcl.Expression{
		&one: e, one.Condition: e.Condition, one.TrueResult: e.TrueResult, one.FalseResult: e.FalseResult,
	})...)
}

// differing is how many types are to be made one where two values are not alike.
func differing(a, b cty.Value) int {
	if a.Type().Equals(b.Type()) {
		return 0
	}
	return mixed(a) + mixed(b)
}

// chosen gives one side the type that both have in common. The side not chosen
// may fail; it must not be of another kind, as in Terraform.
func (e *conditional) chosen(s *scope, ctx *hcl.EvalContext, first bool) (cty.Value, hcl.Diagnostics) {
	taken, other := e.TrueResult, e.FalseResult
	if !first {
		taken, other = other, taken
	}
	s.run.push()
	v, diagnostics := taken.Value(ctx)
	rejected, _ := other.Value(ctx)
	touched := s.run.pop()
	if diagnostics.HasErrors() {
		return v, diagnostics
	}
	ty := rejected.Type()
	if null := cty.NullVal(cty.DynamicPseudoType); !v.RawEquals(null) {
		if rejected.RawEquals(null) || ty == cty.DynamicPseudoType || v.Type() == cty.DynamicPseudoType {
			return v, diagnostics
		}
		if differing(v, rejected) > maxMixed {
			return v, diagnostics
		}
		ty, _ = convert.UnifyUnsafe([]cty.Type{v.Type(), ty})
	}
	if ty != cty.NilType {
		if converted, err := convert.Convert(v, ty); err == nil {
			return converted, diagnostics
		}
	}
	if touched.open || tokenIn(v) || tokenIn(rejected) {
		return v, diagnostics // the types on record are not all there is
	}
	return cty.DynamicVal, append(diagnostics, problem(e, ctx, "the two sides of the conditional are of kinds that do not go together"))
}

// Value indexes; a key with a token in it selects nothing certain.
func (e *index) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	collection, diagnostics := e.Collection.Value(ctx)
	key, more := e.Key.Value(ctx)
	diagnostics = append(diagnostics, more...)
	switch {
	case diagnostics.HasErrors():
		return cty.DynamicVal, diagnostics
	case tokenIn(key):
		return unknownElement(collection), diagnostics
	}
	at := e.Range()
	found, more := hcl.Index(collection, key, &at)
	for _, d := range more {
		d.Expression, d.EvalContext = e, ctx
	}
	return found, append(diagnostics, more...)
}

// unknownElement is any element of a collection.
func unknownElement(collection cty.Value) cty.Value {
	ty := collection.Type()
	if ty.IsCollectionType() {
		return cty.UnknownVal(ty.ElementType())
	}
	return cty.DynamicVal
}
