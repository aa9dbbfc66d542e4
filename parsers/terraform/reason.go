package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// hole is [scope.holeOf] for a part evaluated in a context of hclsyntax's own
// (inside a for expression), whose variables the scope does not know.
func (s *scope) hole(part hclsyntax.Expression, ctx *hcl.EvalContext) value.Hole {
	names := map[string]cty.Value{}
	for _, traversal := range part.Variables() {
		root := traversal.RootName()
		for at := ctx; at != nil; at = at.Parent() {
			if v, ok := at.Variables[root]; ok {
				if at.Parent() != nil {
					names[root] = v
				}
				break
			}
		}
	}
	if len(names) > 0 {
		return s.withLocals(names, nil).holeOf(part)
	}
	return s.holeOf(part)
}

// holeOf says what stands where an expression is not known: a reference, or the
// reason of the first unknown thing it is made of.
func (s *scope) holeOf(expr hclsyntax.Expression) value.Hole {
	hole := s.trace(expr, 0)
	hole.Range = s.run.rangeOf(expr.Range())
	return hole
}

// passing are functions whose result is one of their arguments.
var passing = map[string]bool{
	"try": true, "coalesce": true, "tolist": true, "toset": true, "tomap": true, "tostring": true, "tonumber": true, "tobool": true,
	"nonsensitive": true, "sensitive": true, "one": true, "flatten": true, "coalescelist": true, "compact": true, "distinct": true, "sort": true,
}

// maxTrace bounds the search for a reason.
const maxTrace = 40

func (s *scope) trace(expr hclsyntax.Expression, depth int) value.Hole {
	if depth > maxTrace {
		return s.vague(expr)
	}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.trace(e.Expression, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return s.trace(e.Wrapped, depth+1)
	case *hclsyntax.ScopeTraversalExpr:
		if hole, ok := s.traceTraversal(e.Traversal, depth); ok {
			return value.Hole(hole)
		}
	case *call:
		if passing[e.Name] && !s.namesDeclared(e) {
			for _, argument := range e.Args {
				if v := s.eval(argument); !v.IsWhollyKnown() || tokenIn(v) {
					return s.trace(argument, depth+1)
				}
			}
		}
	case *index, *hclsyntax.RelativeTraversalExpr:
		if traversal, ok := s.flat(expr); ok {
			if hole, ok := s.traceTraversal(traversal, depth); ok {
				return value.Hole(hole)
			}
		}
	}
	return s.derived(expr, depth, s.isFixed(expr))
}

// isFixed reports whether the text of an expression means one thing in this
// module instance, whatever count, each and iterators are.
func (s *scope) isFixed(expr hclsyntax.Expression) bool {
	for _, traversal := range expr.Variables() {
		root := traversal.RootName()
		if root == "each" || root == "count" || root == "self" || s.isLocal(root) {
			return false
		}
	}
	return true
}

// derived is a value computed from something unknown: the reason is that thing's,
// the identity is the expression's own.
func (s *scope) derived(expr hclsyntax.Expression, depth int, fixed bool) value.Hole {
	reason := value.Reason{}
	ctx := s.context(expr)
	for _, traversal := range expr.Variables() {
		v, diagnostics := traversal.TraverseAbs(ctx)
		if !diagnostics.HasErrors() && v.IsWhollyKnown() && !tokenIn(v) {
			continue
		}
		hole, ok := s.traceTraversal(traversal, depth+1)
		if !ok {
			continue
		}
		// That a resource's own id is not known yet explains nothing where
		// something else is not known either.
		if reason.Text == "" || hole.Reason != nil {
			reason = hole.reason()
		}
		if hole.Reason != nil {
			break
		}
	}
	if reason.Text == "" {
		reason = s.vagueReason(expr)
	}
	reason.Key, reason.InView = "", reason.InView || s.namesDeclared(expr)
	if fixed {
		reason.Key = s.run.key(s.in.prefix + s.text(expr))
	}
	return value.Hole{Reason: &reason}
}

// namesDeclared reports whether something that an expression reads holds a resource
// that is declared, so that what it gives may be that one.
func (s *scope) namesDeclared(expr hclsyntax.Expression) bool {
	ctx := s.context(expr)
	for _, traversal := range expr.Variables() {
		if v, diagnostics := traversal.TraverseAbs(ctx); !diagnostics.HasErrors() && s.run.tokens.declared(v) {
			return true
		}
	}
	return false
}

const afterApply = " is known only after apply"

// reason puts any hole in words.
func (h traced) reason() value.Reason {
	switch {
	case h.Reason != nil:
		return *h.Reason
	case h.Ref != nil:
		_, address, _ := strings.Cut(h.Ref.Node, "#")
		return value.Reason{Text: address + "." + h.Ref.Attribute + afterApply}
	}
	return value.Reason{Text: "the " + h.Symbol.String() + " is not fixed", Settle: "set the provider's region, or the configuration's"}
}

type traced value.Hole

func (s *scope) traceTraversal(traversal hcl.Traversal, depth int) (traced, bool) {
	if depth > maxTrace {
		return traced{}, false
	}
	root := traversal.RootName()
	ctxValue := func() (cty.Value, bool) {
		v, diagnostics := traversal.TraverseAbs(s.context(&hclsyntax.ScopeTraversalExpr{Traversal: traversal, SrcRange: traversal.SourceRange()}))
		return v, !diagnostics.HasErrors()
	}
	if v, ok := ctxValue(); ok {
		if hole, isToken := s.run.tokens.sole(v); isToken {
			return traced(hole), true
		}
	}
	switch root {
	case "var":
		return s.traceVariable(traversal, depth)
	case "local":
		if attribute := s.in.module.locals[step(traversal, 1)]; attribute != nil {
			return s.follow(s.in.base(), attribute.Expr, traversal[2:], depth)
		}
	case "module":
		return s.traceModule(traversal, depth)
	case "each", "count":
		if s.source != nil {
			return s.suffixed(traced(s.trace(s.source, depth+1)), "["+s.member()+"]", traversal[1:]), true
		}
	case "data":
		return s.traceResource("data."+step(traversal, 1)+"."+step(traversal, 2), traversal[min(3, len(traversal)):], depth)
	case "resource":
		return s.traceResource(step(traversal, 1)+"."+step(traversal, 2), traversal[min(3, len(traversal)):], depth)
	default:
		return s.traceResource(root+"."+step(traversal, 1), traversal[min(2, len(traversal)):], depth)
	}
	return traced{}, false
}

func (s *scope) member() string {
	if s.each != nil && s.each.key.IsKnown() && s.each.key.Type() == cty.String {
		return s.each.key.AsString()
	}
	return "?"
}

func (s *scope) traceVariable(traversal hcl.Traversal, depth int) (traced, bool) {
	name := step(traversal, 1)
	if s.in.module.variables[name] == nil {
		return traced{}, false
	}
	if expr, scope := s.in.variableOrigin(name); expr != nil {
		return s.follow(scope, expr, traversal[2:], depth)
	}
	reason := s.in.unsetReason(name)
	return s.suffixed(traced{Reason: &reason}, "", traversal[min(2, len(traversal)):]), true
}

// follow traces into the expression a name stands for, along the steps that remain.
func (s *scope) follow(scope *scope, expr hclsyntax.Expression, rest hcl.Traversal, depth int) (traced, bool) {
	for len(rest) > 0 {
		inner := memberExpr(expr, rest[0])
		if inner == nil {
			break
		}
		expr, rest = inner, rest[1:]
	}
	if traversal, ok := expr.(*hclsyntax.ScopeTraversalExpr); ok && len(rest) > 0 {
		longer := append(append(hcl.Traversal{}, traversal.Traversal...), rest...)
		return scope.traceTraversal(longer, depth+1)
	}
	return s.suffixed(traced(scope.trace(expr, depth+1)), "", rest), true
}

// memberExpr is the expression of one member of an object or tuple written out.
func memberExpr(expr hclsyntax.Expression, step hcl.Traverser) hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.ObjectConsExpr:
		name := stepName(step)
		for _, item := range e.Items {
			key, diagnostics := item.KeyExpr.Value(nil)
			if !diagnostics.HasErrors() && key.IsKnown() && !key.IsNull() && key.Type() == cty.String && key.AsString() == name {
				return item.ValueExpr
			}
		}
	case *hclsyntax.TupleConsExpr:
		if i, ok := step.(hcl.TraverseIndex); ok && i.Key.Type() == cty.Number {
			if at, _ := i.Key.AsBigFloat().Int64(); at >= 0 && int(at) < len(e.Exprs) {
				return e.Exprs[at]
			}
		}
	}
	return nil
}

func stepName(s hcl.Traverser) string {
	switch t := s.(type) {
	case hcl.TraverseAttr:
		return t.Name
	case hcl.TraverseIndex:
		if t.Key.Type() == cty.String {
			return t.Key.AsString()
		}
		if t.Key.Type() == cty.Number {
			return t.Key.AsBigFloat().Text('f', -1)
		}
	}
	return "?"
}

// suffixed narrows an unknown to a part of it.
func (s *scope) suffixed(hole traced, prefix string, rest hcl.Traversal) traced {
	path := prefix
	for _, one := range rest {
		if _, ok := one.(hcl.TraverseAttr); ok {
			path += "." + stepName(one)
		} else {
			path += "[" + stepName(one) + "]"
		}
	}
	if path == "" {
		return hole
	}
	reason := hole.reason()
	if hole.Ref != nil {
		reason.Key = hole.Ref.Node + "." + hole.Ref.Attribute
	}
	if reason.Key != "" {
		reason.Key += path
	}
	return traced{Reason: &reason}
}

func (s *scope) vague(expr hclsyntax.Expression) value.Hole {
	reason := s.vagueReason(expr)
	return value.Hole{Reason: &reason}
}

func (s *scope) vagueReason(expr hclsyntax.Expression) value.Reason {
	if why := s.run.failed(expr.Range()); why != "" {
		return value.Reason{Text: s.text(expr) + " does not evaluate: " + why}
	}
	return value.Reason{Text: s.text(expr) + " is not known before deployment"}
}

// text is an expression as written, on one line.
func (s *scope) text(expr hclsyntax.Expression) string {
	at := expr.Range()
	file, err := s.run.loader.tree.Read(at.Filename)
	if at.Filename == "" || err != nil || at.End.Byte > len(file.Content) || at.Start.Byte > at.End.Byte {
		return "the expression"
	}
	words := strings.Join(strings.Fields(string(file.Content[at.Start.Byte:at.End.Byte])), " ")
	if words == "" {
		return "the expression"
	}
	if runes := []rune(words); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return words
}
