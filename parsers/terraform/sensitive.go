package terraform

import (
	"cmp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// The frames of an evaluation tell that something sensitive was touched; what
// follows finds out which parts of the result it is in, by going through the
// expressions. Where it cannot tell, the whole is secret.

// maxSecretSteps bounds the search; what is not finished is taken for secret.
const maxSecretSteps = 2000

// search is one search for what is sensitive.
type search struct {
	left int
	// zones makes it a search for the zones of a region instead, where the number
	// of them counts.
	zones bool
}

func isTrue(b *block, name string) bool {
	attribute := b.body.Attributes[name]
	if attribute == nil {
		return false
	}
	v, diagnostics := attribute.Expr.Value(nil)
	return !diagnostics.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True()
}

// hide marks the secret parts of a described value.
func (q *search) hide(s *scope, expr hclsyntax.Expression, v value.Value) value.Value {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return q.hide(s, e.Expression, v)
	case *hclsyntax.TemplateWrapExpr:
		return q.hide(s, e.Wrapped, v)
	case *hclsyntax.TupleConsExpr:
		if v.Kind == value.List && len(v.Items) == len(e.Exprs) {
			items := make([]value.Value, len(v.Items))
			for i, item := range v.Items {
				items[i] = q.hide(s, e.Exprs[i], item)
			}
			v.Items = items
			return v
		}
	case *hclsyntax.ObjectConsExpr:
		if v.Kind == value.Map {
			return q.hideMembers(s, e, v)
		}
	case *index, *hclsyntax.RelativeTraversalExpr:
		if traversal, ok := s.flat(expr); ok && q.inKeys(s, expr) == "" {
			return q.hide(s, &hclsyntax.ScopeTraversalExpr{Traversal: traversal, SrcRange: expr.Range()}, v)
		}
	case *hclsyntax.ScopeTraversalExpr:
		found := q.behind(s, e.Traversal)
		for ; len(found.rest) > 0 && q.left > 0; q.left-- {
			reference, leads := found.expr.(*hclsyntax.ScopeTraversalExpr)
			if !leads {
				break
			}
			found = q.behind(found.scope, append(append(hcl.Traversal{}, reference.Traversal...), found.rest...))
		}
		if found.why == "" && found.expr != nil && len(found.rest) == 0 && q.left > 0 {
			q.left--
			return q.hide(found.scope, found.expr, v)
		}
		v.Secret = q.secret(found)
		return v
	}
	v.Secret = q.in(s, expr)
	return v
}

// sensitivity reports whether the value of an expression is marked as sensitive
// itself; ok is false where that cannot be told.
func (s *scope) sensitivity(expr hclsyntax.Expression, ctx *hcl.EvalContext) (marked, ok bool) {
	for _, traversal := range expr.Variables() {
		if ctx.Parent() != nil && ctx.Variables[traversal.RootName()] != cty.NilVal {
			return false, false // a variable of a loop
		}
	}
	q := &search{left: maxSecretSteps}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.sensitivity(e.Expression, ctx)
	case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr:
		return false, true
	case *hclsyntax.ScopeTraversalExpr:
		found := q.behind(s, e.Traversal)
		if found.why == "" && found.expr != nil && len(found.rest) == 0 {
			return found.scope.sensitivity(found.expr, found.scope.context(found.expr))
		}
		return q.secret(found) != "", q.left >= 0 && (found.why != "" || q.secret(found) == "")
	case *call:
		if e.Name == "sensitive" {
			return true, true
		}
		why := q.in(s, expr)
		return why != "", why == "" || marking[e.Name]
	}
	why := q.in(s, expr)
	_, isTemplate := expr.(*template)
	_, isComparison := expr.(*comparison)
	return why != "", why == "" || isTemplate || isComparison
}

// marking are functions whose result is sensitive as a whole where an argument is
// in any part; others keep apart what is not.
var marking = map[string]bool{
	"upper": true, "lower": true, "title": true, "trimspace": true, "trimprefix": true, "trimsuffix": true, "replace": true, "substr": true, "split": true,
	"base64encode": true, "base64decode": true, "md5": true, "sha1": true, "sha256": true, "sha512": true, "jsonencode": true, "yamlencode": true,
	"format": true, "join": true, "urlencode": true, "startswith": true, "endswith": true, "strcontains": true,
}

func (q *search) hideMembers(s *scope, e *hclsyntax.ObjectConsExpr, v value.Value) value.Value {
	entries := make([]value.Entry, len(v.Entries))
	copy(entries, v.Entries)
	found := 0
	for _, item := range e.Items {
		name := keyText(s.eval(item.KeyExpr))
		for i := range entries {
			if entries[i].Key == name {
				entries[i].Value = q.hide(s, item.ValueExpr, entries[i].Value)
				found++
			}
		}
	}
	if found != len(entries) {
		v.Secret = q.in(s, e)
		return v
	}
	v.Entries = entries
	return v
}

// in says why an expression gives something secret, or "".
func (q *search) in(s *scope, expr hclsyntax.Expression) string {
	w := &secretWalk{search: q, scope: s}
	_ = hclsyntax.Walk(expr, w)
	return w.why
}

// secretWalk looks for what is sensitive outside nonsensitive().
type secretWalk struct {
	search *search
	scope  *scope
	lifted int
	why    string
}

// Enter implements [hclsyntax.Walker].
func (w *secretWalk) Enter(node hclsyntax.Node) hcl.Diagnostics {
	name := ""
	if c, ok := node.(*call); ok {
		name = c.Name
	}
	switch {
	case w.lifted > 0 || w.search.lifts(name):
		w.lifted++
		return nil
	case w.why != "" || w.search.zones && name != "":
		return nil
	case name == "sensitive" || name == "core::sensitive":
		w.why = markedSensitive
	}
	switch e := node.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		w.why = w.search.secret(w.search.behind(w.scope, e.Traversal))
	case *index:
		w.flat(e)
	case *hclsyntax.RelativeTraversalExpr:
		w.flat(e)
	}
	return nil
}

// flat follows a reference through the keys in it, and leaves out what they pass by.
func (w *secretWalk) flat(expr hclsyntax.Expression) {
	if traversal, ok := w.scope.flat(expr); ok && !w.search.zones {
		w.why = cmp.Or(w.search.inKeys(w.scope, expr), w.search.secret(w.search.behind(w.scope, traversal)))
		w.lifted++
	}
}

// inKeys says why a key of a reference is secret, or "".
func (q *search) inKeys(s *scope, expr hclsyntax.Expression) string {
	switch e := expr.(type) {
	case *hclsyntax.RelativeTraversalExpr:
		return q.inKeys(s, e.Source)
	case *index:
		return cmp.Or(q.in(s, e.Key), q.inKeys(s, e.Collection))
	}
	return ""
}

// lifts reports whether what is searched for does not come out of a call.
func (q *search) lifts(name string) bool {
	if q.zones {
		return name == "slice" || name == "element"
	}
	return name == "nonsensitive" || name == "core::nonsensitive" || name == "issensitive"
}

// Exit implements [hclsyntax.Walker].
func (w *secretWalk) Exit(hclsyntax.Node) hcl.Diagnostics {
	if w.lifted > 0 {
		w.lifted--
	}
	return nil
}

const markedSensitive = "it is marked with sensitive()"

// origin is the expression behind a reference, or why the reference is secret.
// The steps of rest are those that lead on from there and are not written out.
type origin struct {
	scope *scope
	expr  hclsyntax.Expression
	rest  hcl.Traversal
	why   string
}

func (q *search) secret(found origin) string {
	if found.why != "" || found.expr == nil {
		return found.why
	}
	if q.left--; q.left < 0 {
		return "it may hold something sensitive"
	}
	if reference, ok := found.expr.(*hclsyntax.ScopeTraversalExpr); ok {
		longer := append(append(hcl.Traversal{}, reference.Traversal...), found.rest...)
		return q.secret(q.behind(found.scope, longer))
	}
	return q.in(found.scope, found.expr)
}

// behind finds the expression that a reference stands for.
func (q *search) behind(s *scope, traversal hcl.Traversal) origin {
	root, name := traversal.RootName(), step(traversal, 1)
	if s.isLocal(root) {
		return origin{why: s.hidden}
	}
	switch root {
	case "var":
		declared := s.in.module.variables[name]
		if declared == nil {
			return origin{}
		}
		if isTrue(declared, "sensitive") && !q.zones {
			return origin{why: sensitiveVariable(name)}
		}
		expr, scope := s.in.variableOrigin(name)
		return along(scope, expr, traversal[2:])
	case "local":
		if attribute := s.in.module.locals[name]; attribute != nil {
			return along(s.in.base(), attribute.Expr, traversal[2:])
		}
		return origin{}
	case "module":
		return q.behindModule(s, traversal)
	case "each":
		return s.behindEach(traversal)
	case "count":
		return origin{} // Terraform takes no secret number of instances
	case "data":
		if q.zones && name == "aws_availability_zones" {
			return origin{why: zonesOf(traversal)}
		}
		return q.behindResource(s, "data."+name+"."+step(traversal, 2), traversal[min(3, len(traversal)):])
	case "resource":
		return q.behindResource(s, name+"."+step(traversal, 2), traversal[min(3, len(traversal)):])
	}
	return q.behindResource(s, root+"."+name, traversal[min(2, len(traversal)):])
}

// behindEach finds what each.value is; keys are never secret.
func (s *scope) behindEach(traversal hcl.Traversal) origin {
	if s.each == nil || s.source == nil || step(traversal, 1) != "value" {
		return origin{}
	}
	if !s.each.key.IsKnown() {
		return along(s.in.base(), s.source, nil)
	}
	found := along(s.in.base(), s.source, append(hcl.Traversal{hcl.TraverseIndex{Key: s.each.key}}, traversal[2:]...))
	if _, leads := found.expr.(*hclsyntax.ScopeTraversalExpr); !leads && len(found.rest) > 0 {
		return origin{} // a secret text is found wherever it is repeated
	}
	return found
}

func along(s *scope, expr hclsyntax.Expression, rest hcl.Traversal) origin {
	for len(rest) > 0 && expr != nil {
		inner := memberExpr(expr, rest[0])
		if inner == nil {
			break
		}
		expr, rest = inner, rest[1:]
	}
	return origin{scope: s, expr: expr, rest: rest}
}

func (q *search) behindModule(s *scope, traversal hcl.Traversal) origin {
	c := s.in.child(step(traversal, 1))
	if c == nil || len(c.instances) == 0 {
		return origin{}
	}
	inner, output := c.instances[0], outputOf(traversal)
	if output == "" {
		for _, name := range sortedKeys(inner.module.outputs) {
			if why := q.secret(q.output(inner, name, nil)); why != "" {
				return origin{why: why}
			}
		}
		return origin{}
	}
	rest := traversal[min(3, len(traversal)):]
	if _, indexed := traversal[2].(hcl.TraverseIndex); indexed {
		rest = traversal[min(4, len(traversal)):]
	}
	return q.output(inner, output, rest)
}

func (q *search) output(in *instance, name string, rest hcl.Traversal) origin {
	declared := in.module.outputs[name]
	if declared == nil || declared.body.Attributes["value"] == nil {
		return origin{}
	}
	if isTrue(declared, "sensitive") && !q.zones {
		return origin{why: sensitiveOutput(name)}
	}
	return along(in.base(), declared.body.Attributes["value"].Expr, rest)
}

func (q *search) behindResource(s *scope, key string, rest hcl.Traversal) origin {
	d := s.in.module.resources[key]
	if d == nil {
		return origin{}
	}
	expanded := s.in.expand(d.key, d.body)
	if len(expanded.members) == 0 {
		return origin{}
	}
	if _, indexed := traverser(rest).(hcl.TraverseIndex); indexed && expanded.mode != single {
		rest = rest[1:]
	}
	inner := expanded.members[0].scope
	if attribute := d.body.Attributes[step(rest, 0)]; attribute != nil {
		return along(inner, attribute.Expr, rest[1:])
	}
	if len(rest) > 0 && len(d.body.Blocks) == 0 {
		return origin{} // what the provider makes
	}
	for _, name := range sortedKeys(d.body.Attributes) {
		if why := q.in(inner, d.body.Attributes[name].Expr); why != "" {
			return origin{why: why}
		}
	}
	return origin{}
}

func traverser(rest hcl.Traversal) hcl.Traverser {
	if len(rest) == 0 {
		return nil
	}
	return rest[0]
}

func sensitiveVariable(name string) string { return "variable \"" + name + "\" is sensitive" }

func sensitiveOutput(name string) string { return "output \"" + name + "\" is sensitive" }

// assumedZones is how many zones every region is sure to give an account.
const assumedZones = 2

// zonesOf says why a reference to the zones of a region is in doubt: it is one to
// all of them.
func zonesOf(traversal hcl.Traversal) string {
	if last, ok := traversal[len(traversal)-1].(hcl.TraverseAttr); !ok || last.Name != "names" && last.Name != "zone_ids" {
		return ""
	}
	return "how many availability zones the region has is assumed"
}

// doubtZones says of the instances beyond the zones that are sure to exist that
// they may not be there, where their number is that of the zones.
func (s *scope) doubtZones(made *expansion, touched *frame, attribute *hclsyntax.Attribute) {
	if !touched.zones || len(made.members) <= assumedZones {
		return
	}
	q := &search{left: maxSecretSteps, zones: true}
	why := q.in(s, attribute.Expr)
	if why == "" {
		return
	}
	for i := range made.members[assumedZones:] {
		made.members[assumedZones+i].doubt = &value.Reason{Text: why, Settle: "take the zones from a variable, or slice them"}
	}
}
