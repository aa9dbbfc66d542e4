package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// keeping are functions that move values around without looking into texts, so
// that tokens may pass.
var keeping = map[string]function.Function{
	"chunklist": stdlib.ChunklistFunc, "concat": stdlib.ConcatFunc, "distinct": distinctFunc, "element": stdlib.ElementFunc,
	"flatten": stdlib.FlattenFunc, "keys": stdlib.KeysFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc,
	"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
	"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "setsymmetricdifference": stdlib.SetSymmetricDifferenceFunc,
	"slice": stdlib.SliceFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc, "coalescelist": stdlib.CoalesceListFunc,
	"compact": stdlib.CompactFunc, "chomp": stdlib.ChompFunc, "indent": stdlib.IndentFunc, "trimspace": stdlib.TrimSpaceFunc,
	"tolist": collectionOf(cty.List(cty.DynamicPseudoType)), "toset": collectionOf(cty.Set(cty.DynamicPseudoType)),
	"tomap": collectionOf(cty.Map(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),
	"yamlencode": ctyyaml.YAMLEncodeFunc, "join": joinFunc, "coalesce": coalesceFunc, "one": oneFunc, "length": lengthFunc,
	"lookup": lookupFunc, "contains": containsFunc, "matchkeys": matchKeysFunc, "transpose": transposeFunc,
	"sensitive": identityFunc, "nonsensitive": identityFunc, "ephemeralasnull": identityFunc, "list": listFunc, "map": mapFunc,
}

// deciding are functions whose result hangs on what the texts are: with a token
// in an argument the result is not known.
var deciding = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "max": stdlib.MaxFunc,
	"min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc, "sum": sumFunc,
	"csvdecode": stdlib.CSVDecodeFunc, "formatdate": stdlib.FormatDateFunc, "jsondecode": stdlib.JSONDecodeFunc,
	"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "title": stdlib.TitleFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
	"replace": replaceFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "timeadd": stdlib.TimeAddFunc,
	"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimsuffix": stdlib.TrimSuffixFunc, "sort": stdlib.SortFunc,
	"tonumber": stdlib.MakeToFunc(cty.Number), "tobool": stdlib.MakeToFunc(cty.Bool), "index": indexFunc, "alltrue": allTrueFunc,
	"anytrue": anyTrueFunc, "startswith": startsWithFunc, "endswith": endsWithFunc, "strcontains": strContainsFunc,
	"cidrsubnet": cidrSubnetFunc, "cidrsubnets": cidrSubnetsFunc, "cidrhost": cidrHostFunc, "cidrnetmask": cidrNetmaskFunc,
	"cidrcontains": cidrContainsFunc, "base64decode": base64DecodeFunc, "base64gzip": base64GzipFunc, "base64gunzip": base64GunzipFunc, "base64sha256": base64SHA256Func,
	"base64sha512": base64SHA512Func, "md5": md5Func, "sha1": sha1Func, "sha256": sha256Func, "sha512": sha512Func,
	"urlencode": urlEncodeFunc, "urldecode": urlDecodeFunc, "uuidv5": uuidV5Func, "basename": basenameFunc, "dirname": dirnameFunc,
	"timecmp": timeCompareFunc, "yamldecode": ctyyaml.YAMLDecodeFunc, "textencodebase64": textEncodeBase64Func,
	"textdecodebase64": textDecodeBase64Func,
}

// unrepeatable are functions whose result differs from run to run, or depends
// on the machine.
var unrepeatable = map[string]cty.Type{
	"uuid": cty.String, "timestamp": cty.String, "plantimestamp": cty.String, "bcrypt": cty.String, "rsadecrypt": cty.String,
	"pathexpand": cty.String, "abspath": cty.String, "type": cty.DynamicPseudoType,
}

// fixedFunctions are those that need nothing of their surroundings.
var fixedFunctions = func() map[string]function.Function {
	table := map[string]function.Function{}
	for name, f := range keeping {
		table[name] = f
	}
	for name, f := range deciding {
		table[name] = guarded(f)
	}
	table["issensitive"] = isSensitiveFunc
	for name, ty := range unrepeatable {
		table[name] = never(ty)
	}
	return table
}()

// functionTable is what expressions of this scope may call. `core::` names are
// Terraform's spelled out.
func (s *scope) functions() map[string]function.Function {
	if s.in.functions != nil {
		return s.in.functions
	}
	table := make(map[string]function.Function, 2*len(fixedFunctions)+40)
	for name, f := range fixedFunctions {
		table[name] = f
	}
	s.in.addTextFunctions(table)
	s.in.addFileFunctions(table)
	for name, f := range table {
		table["core::"+name] = f
	}
	s.in.functions = table
	return table
}

// never is a function whose result is never known.
func never(ty cty.Type) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "arguments", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true},
		Type:     function.StaticReturnType(ty),
		Impl:     func([]cty.Value, cty.Type) (cty.Value, error) { return cty.UnknownVal(ty), nil },
	})
}

// guarded wraps a function so that a token in an argument makes the result unknown.
func guarded(f function.Function) function.Function {
	spec := &function.Spec{VarParam: openParameter(f.VarParam())}
	for _, parameter := range f.Params() {
		spec.Params = append(spec.Params, *openParameter(&parameter))
	}
	spec.Type = func(arguments []cty.Value) (cty.Type, error) { return f.ReturnTypeForValues(veiled(f, arguments)) }
	spec.Impl = func(arguments []cty.Value, ty cty.Type) (cty.Value, error) {
		for _, argument := range arguments {
			if tokenIn(argument) {
				return cty.UnknownVal(ty), nil
			}
		}
		return f.Call(arguments)
	}
	return function.New(spec)
}

func openParameter(p *function.Parameter) *function.Parameter {
	if p == nil {
		return nil
	}
	open := *p
	open.AllowUnknown, open.AllowDynamicType = true, true
	return &open
}

// veiled replaces arguments with tokens by unknowns of their types.
func veiled(f function.Function, arguments []cty.Value) []cty.Value {
	hidden := make([]cty.Value, len(arguments))
	for i, argument := range arguments {
		hidden[i] = argument
		if tokenIn(argument) {
			hidden[i] = cty.UnknownVal(argument.Type())
		}
	}
	return hidden
}

// Value calls the function. try and can are expressions of their own: hclsyntax
// would give up as soon as anything is unknown.
func (e *call) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	switch e.Name {
	case "try", "core::try":
		v, diagnostics := e.try(ctx)
		return e.doubted(v, ctx), diagnostics
	case "coalesce", "core::coalesce":
		if scope := scopeOf(ctx); scope != nil {
			v, diagnostics := e.limited(scope, ctx)
			return e.doubted(v, ctx), diagnostics
		}
	case "sensitive", "core::sensitive":
		if scope := scopeOf(ctx); scope != nil {
			scope.run.secret(markedSensitive)
		}
	case "issensitive", "core::issensitive":
		return e.issensitive(ctx)
	case "convert", "core::convert":
		return e.convert(ctx)
	case "can", "core::can":
		if len(e.Args) == 1 {
			v, diagnostics := e.Args[0].Value(ctx)
			if !diagnostics.HasErrors() && !v.IsWhollyKnown() {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(!diagnostics.HasErrors()), nil
		}
	}
	scope := scopeOf(ctx)
	if scope == nil {
		return e.FunctionCallExpr.Value(ctx)
	}
	if len(e.Name) > 10 && e.Name[:10] == "provider::" {
		return cty.DynamicVal, nil
	}
	return e.limited(scope, ctx)
}

// issensitive looks for what is sensitive behind its argument. Only what marks the
// value itself counts, not what marks a member of it.
func (e *call) issensitive(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	scope := scopeOf(ctx)
	if len(e.Args) != 1 || scope == nil {
		return e.FunctionCallExpr.Value(ctx)
	}
	v, diagnostics := e.Args[0].Value(ctx)
	if diagnostics.HasErrors() {
		return cty.UnknownVal(cty.Bool), diagnostics
	}
	if answer, ok := scope.sensitivity(e.Args[0], ctx); ok && (answer || v.IsKnown() && !tokenIn(v)) {
		return cty.BoolVal(answer), nil
	}
	return cty.UnknownVal(cty.Bool), nil
}

// convert is a conversion to a type that is written as for a variable
// (https://opentofu.org/docs/language/functions/convert/).
func (e *call) convert(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if len(e.Args) != 2 {
		return cty.DynamicVal, hcl.Diagnostics{problem(e, ctx, "convert takes a value and a type")}
	}
	v, diagnostics := e.Args[0].Value(ctx)
	ty, defaults, more := typeexpr.TypeConstraintWithDefaults(e.Args[1])
	if diagnostics = append(diagnostics, more...); diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	if defaults != nil && v.IsKnown() && !v.IsNull() {
		v = applyDefaults(defaults, v)
	}
	converted := coerce(v, ty)
	if !converted.IsKnown() && v.IsWhollyKnown() && !tokenIn(v) {
		return converted, hcl.Diagnostics{problem(e, ctx, "the value does not convert to "+ty.FriendlyName())}
	}
	return converted, diagnostics
}

func (e *call) try(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	var last hcl.Diagnostics
	for _, argument := range e.Args {
		v, diagnostics := argument.Value(ctx)
		if !diagnostics.HasErrors() {
			return v, nil
		}
		last = diagnostics
	}
	return cty.DynamicVal, last
}

// doubted is what try or coalesce gives where the argument that they take is not
// known: it may fail or be null, so that a resource behind it is given.
func (e *call) doubted(v cty.Value, ctx *hcl.EvalContext) cty.Value {
	scope := scopeOf(ctx)
	if scope == nil {
		return v
	}
	if hole, ok := scope.run.tokens.sole(v); ok && hole.Reason != nil && scope.namesDeclared(e) {
		return cty.UnknownVal(v.Type())
	}
	return v
}

// decide evaluates a condition, and notes the atoms an undecided one hangs on.
func (s *scope) decide(expr hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	s.run.push()
	v, diagnostics := expr.Value(ctx)
	if !diagnostics.HasErrors() {
		if tokenIn(v) {
			v = cty.UnknownVal(cty.Bool)
		}
		if converted := coerce(v, cty.Bool); converted.IsKnown() {
			v = converted
		}
		if !v.IsKnown() {
			s.noteUntyped(expr)
		}
	}
	touched := s.run.pop()
	if !diagnostics.HasErrors() && !v.IsKnown() {
		s.run.undecided(touched)
	}
	return v, diagnostics
}

// operand is one side of a comparison.
type operand struct {
	v    cty.Value
	expr hclsyntax.Expression
}

// equal compares two values. An unset variable compared with a text is an atom:
// it is that text, or another.
func (s *scope) equal(left, right operand, ctx *hcl.EvalContext) cty.Value {
	if !tokenIn(left.v) && !tokenIn(right.v) && left.v.IsWhollyKnown() && right.v.IsWhollyKnown() {
		return left.v.Equals(right.v)
	}
	for _, pair := range [][2]operand{{left, right}, {right, left}} {
		if known, ok := s.compareAtom(pair[0], pair[1], ctx); ok {
			return known
		}
	}
	a, isA := s.run.tokens.sole(left.v)
	b, isB := s.run.tokens.sole(right.v)
	switch {
	case isA && isB && sameHole(a, b):
		return cty.True
	case isA && a.Reason == nil && isEmptyOrNull(right.v), isB && b.Reason == nil && isEmptyOrNull(left.v):
		return cty.False // an attribute of a resource that exists is neither, and no region is
	case isA || isB:
		return cty.UnknownVal(cty.Bool)
	case s.run.symbolicIn(left.v) && !right.v.IsNull() || s.run.symbolicIn(right.v) && !left.v.IsNull():
		return cty.UnknownVal(cty.Bool) // it stands for any number of instances
	}
	return alike(left.v, right.v)
}

func isEmptyOrNull(v cty.Value) bool {
	return v.IsKnown() && (v.IsNull() || v.Type() == cty.String && v.AsString() == "")
}

func sameHole(a, b value.Hole) bool {
	switch {
	case a.Ref != nil:
		return b.Ref != nil && *a.Ref == *b.Ref
	case a.Symbol != value.NoSymbol:
		return a.Symbol == b.Symbol
	case a.Reason != nil:
		return b.Reason != nil && a.Reason.Key != "" && a.Reason.Key == b.Reason.Key
	}
	return false
}

// compareAtom compares an unset variable of the root with a literal.
func (s *scope) compareAtom(unset, with operand, ctx *hcl.EvalContext) (cty.Value, bool) {
	if !isLiteral(with.v) || unset.v.IsKnown() && unset.v.IsNull() {
		return cty.NilVal, false
	}
	hole, ok := s.run.tokens.sole(unset.v)
	if !ok && !unset.v.IsKnown() && unset.v.Type() == cty.DynamicPseudoType {
		hole, ok = s.hole(unset.expr, ctx), true
	}
	if !ok || hole.Reason == nil || !s.run.isUnset(hole.Reason.Key) {
		return cty.NilVal, false
	}
	text := with.v.AsString()
	atom := value.Atom{ID: hole.Reason.Key, Name: hole.Reason.Key[len(s.run.key("")):], Cases: []string{text}, Open: true}
	s.run.note(atom)
	if fixed, _ := s.run.taken(atom.ID); fixed == value.Other && slices.Contains(s.run.deciders[atom.ID].Cases, text) {
		return cty.False, true
	}
	return cty.UnknownVal(cty.Bool), true
}

// noteUntyped makes an atom of an unset variable without a type that is itself
// used as a condition.
func (s *scope) noteUntyped(expr hclsyntax.Expression) {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.ParenthesesExpr, *hclsyntax.TemplateWrapExpr:
	case *call:
		if !passing[e.Name] {
			return
		}
	default:
		return // what is computed from a variable is not the variable
	}
	hole := s.holeOf(expr)
	if hole.Reason == nil || !s.run.isUnset(hole.Reason.Key) {
		return
	}
	s.run.note(value.Atom{ID: hole.Reason.Key, Name: hole.Reason.Key[len(s.run.key("")):], Cases: []string{"true", "false"}})
}
