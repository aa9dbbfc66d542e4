package terraform

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// What Terraform certainly refuses is an error of the configuration. It is
// certain where the value is needed and everything that goes into it is known: not
// within try and can, not on the side of a conditional that is not chosen, not
// where something is left to the deployment, and not in some worlds only.

// evalNeeded is [scope.eval] of an expression that Terraform evaluates too.
func (s *scope) evalNeeded(expr hclsyntax.Expression) cty.Value {
	s.run.push()
	v, diagnostics := s.attempt(expr)
	touched := s.run.pop()
	for _, d := range diagnostics {
		if d.Severity == hcl.DiagError && s.isCertain(d, touched) {
			severity, text := judged(d)
			s.faultIn(touched, severity, *d.Subject, text)
			break
		}
	}
	return v
}

// fault notes an error of the configuration, once however many instances have it.
func (r *run) fault(severity source.Severity, at hcl.Range, text string) {
	if r.faults == nil {
		r.faults = map[source.Diagnostic]bool{}
	}
	r.faults[source.Diagnostic{Severity: severity, Message: text, Range: r.rangeOf(at)}] = true
}

// faultIn is a fault of something evaluated. Where it hangs on the default of a
// variable of the root it is a warning: another value may be given.
func (s *scope) faultIn(touched *frame, severity source.Severity, at hcl.Range, text string) {
	if touched.defaulted {
		severity, text = source.Warning, text+"; a variable that is not set has its default here"
	}
	if s.isSettled(touched) {
		s.run.fault(severity, at, text)
	}
}

// isSettled reports whether what was evaluated is needed, and the same, however
// the deployment turns out.
func (s *scope) isSettled(touched *frame) bool {
	everywhere := len(s.run.world) == 0 || s.in.caller == nil && s.count == cty.NilVal && s.each == nil
	return everywhere && len(touched.seen) == 0 && !touched.zones && !touched.assumed && len(s.in.module.lost) == 0
}

// isCertain reports whether Terraform would meet the same error.
func (s *scope) isCertain(d *hcl.Diagnostic, touched *frame) bool {
	expr, ok := d.Expression.(hclsyntax.Expression)
	if !ok || d.EvalContext == nil || d.Subject == nil || d.Subject.Filename == "" || isOwn(d) {
		return false
	}
	if touched.open || s.open {
		if _, isCall := d.Extra.(hclsyntax.FunctionCallDiagExtra); !isCall {
			return false // what is on record of the resource may lack a member
		}
	}
	anonymous := false
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		if _, ok := node.(*hclsyntax.AnonSymbolExpr); ok {
			anonymous = true
		}
		return nil
	})
	if anonymous {
		return false
	}
	for _, traversal := range expr.Variables() {
		v, diagnostics := traversal.TraverseAbs(d.EvalContext)
		if diagnostics.HasErrors() {
			if !s.leadsNowhere(traversal, d.EvalContext) {
				return false
			}
			continue
		}
		if !v.IsWhollyKnown() || tokenIn(v) || s.run.symbolicIn(v) {
			return false
		}
	}
	return true
}

// leadsNowhere reports whether the value before the step that fails is known.
func (s *scope) leadsNowhere(traversal hcl.Traversal, ctx *hcl.EvalContext) bool {
	if root := traversal.RootName(); root != "var" && root != "local" && root != "each" && !s.isLocal(root) {
		return false
	}
	for end := len(traversal) - 1; end > 0; end-- {
		v, diagnostics := traversal[:end].TraverseAbs(ctx)
		if !diagnostics.HasErrors() {
			return end > 1 && v.IsWhollyKnown() && !tokenIn(v) && !s.run.symbolicIn(v)
		}
	}
	return false
}

// checkCall reports arguments of a module call that its module does not take, and
// those it needs and does not get.
func (in *instance) checkCall(call *block, m *module) {
	if len(m.lost) > 0 || len(in.module.lost) > 0 {
		return
	}
	for _, name := range sortedKeys(call.body.Attributes) {
		if !callArguments[name] && m.variables[name] == nil {
			in.run.fault(source.Error, call.body.Attributes[name].NameRange, "module "+strconv.Quote(call.name)+" takes no argument \""+name+"\": declare the variable in "+m.dir+", or correct the name")
		}
	}
	for _, name := range sortedKeys(m.variables) {
		if m.variables[name].body.Attributes["default"] == nil && call.body.Attributes[name] == nil {
			in.run.fault(source.Error, call.head, "module "+strconv.Quote(call.name)+" needs the argument \""+name+"\", which has no default")
		}
	}
}

// callArguments are those of a module call that are not its module's variables.
var callArguments = map[string]bool{
	"source": true, "version": true, "providers": true, "count": true, "for_each": true, "depends_on": true,
}

// checkSuits reports a value that does not convert to a variable's type.
func (in *instance) checkSuits(name string, given cty.Value, ty cty.Type) {
	if !given.IsWhollyKnown() || tokenIn(given) || len(in.module.lost) > 0 {
		return
	}
	_, err := convert.Convert(fitting(given, ty), ty)
	if expr, _ := in.variableOrigin(name); err != nil && expr != nil {
		in.run.fault(source.Error, expr.Range(), "the value does not suit variable \""+name+"\": "+err.Error())
	}
}

// checkCount reports a count that is null, negative or no whole number.
func (s *scope) checkCount(count cty.Value, touched *frame, attribute *hclsyntax.Attribute) {
	switch {
	case !count.IsKnown():
	case count.IsNull():
		s.faultIn(touched, source.Error, attribute.Expr.Range(), "count is null: it takes a whole number")
	case count.AsBigFloat().Sign() < 0 || !count.AsBigFloat().IsInt():
		s.faultIn(touched, source.Error, attribute.Expr.Range(), "count is "+digits(count.AsBigFloat())+": it takes a whole number that is not negative")
	}
}

// checkEach reports a for_each that is neither a map nor a set of texts.
func (s *scope) checkEach(each cty.Value, touched *frame, attribute *hclsyntax.Attribute) {
	if !each.IsKnown() || touched.open {
		return
	}
	at := attribute.Expr.Range()
	ty := each.Type()
	switch {
	case each.IsNull():
		s.faultIn(touched, source.Error, at, "for_each is null: it takes a map or a set of texts")
	case ty.IsTupleType() || ty.IsListType():
		s.faultIn(touched, source.Error, at, "for_each is a list: it takes a map or a set of texts, such as toset() makes of a list")
	case ty.IsSetType() && ty.ElementType() != cty.String && ty.ElementType() != cty.DynamicPseudoType && each.LengthInt() > 0, ty.IsPrimitiveType():
		s.faultIn(touched, source.Error, at, "for_each is a "+ty.FriendlyName()+": it takes a map or a set of texts")
	case ty.IsSetType() && slices.ContainsFunc(each.AsValueSlice(), cty.Value.IsNull):
		s.faultIn(touched, source.Error, at, "for_each has a null among its texts: leave it out")
	}
}

// judged puts an error in words. Of a file that is not there it makes a warning:
// something may make it before Terraform runs.
func judged(d *hcl.Diagnostic) (source.Severity, string) {
	extra, ok := d.Extra.(hclsyntax.FunctionCallDiagExtra)
	if !ok || extra.FunctionCallError() == nil {
		return source.Error, sentence(d)
	}
	var missing *fs.PathError
	if errors.As(extra.FunctionCallError(), &missing) && errors.Is(missing, fs.ErrNotExist) {
		return source.Warning, missing.Path + " is not there, and " + extra.CalledFunctionName() + " needs it: make it before Terraform runs, or correct the path"
	}
	return source.Error, sentence(d)
}

// ownError is a failure of repolint alone: a limit, or what it cannot do.
type ownError struct{ error }

func isOwn(d *hcl.Diagnostic) bool {
	extra, ok := d.Extra.(hclsyntax.FunctionCallDiagExtra)
	var own ownError
	return ok && errors.As(extra.FunctionCallError(), &own)
}
