package terraform

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// describe turns an evaluated expression into a value.Value whose every part has
// the place where it is written: v says what, expr says where. Expressions that
// only pass values on are followed; from where they end, the expression's own
// range stands for all parts.
func (s *scope) describe(expr hclsyntax.Expression, v cty.Value) value.Value {
	described, _ := s.matched(expr, s.locate(expr, v, 0), v)
	return described
}

// matched makes a description say what v is: conversions on the way may have made
// something else of what is written. It reports whether it changed anything.
func (s *scope) matched(expr hclsyntax.Expression, described value.Value, v cty.Value) (value.Value, bool) {
	if v == cty.NilVal || !v.IsKnown() {
		return described, false
	}
	if !fits(described, v) {
		return s.plain(expr, v), true
	}
	changed := false
	switch {
	case v.IsNull():
	case isMapping(v):
		members := v.AsValueMap()
		for i, entry := range described.Entries {
			member, ok := members[entry.Key]
			if !ok && !slices.ContainsFunc(sortedKeys(members), hasToken) {
				return s.plain(expr, v), true
			} else if !ok {
				continue // its name is not known
			}
			if right, differs := s.matched(expr, entry.Value, member); differs {
				if !changed {
					described.Entries, changed = slices.Clone(described.Entries), true
				}
				described.Entries[i].Value = right
			}
		}
	case isSequence(v):
		i := 0
		for it := v.ElementIterator(); it.Next(); i++ {
			_, item := it.Element()
			if right, differs := s.matched(expr, described.Items[i], item); differs {
				if !changed {
					described.Items, changed = slices.Clone(described.Items), true
				}
				described.Items[i] = right
			}
		}
	}
	return described, changed
}

// maxLocate bounds how far positions are followed.
const maxLocate = 60

func (s *scope) locate(expr hclsyntax.Expression, v cty.Value, depth int) value.Value {
	if depth > maxLocate || v == cty.NilVal {
		return s.plain(expr, v)
	}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.locate(e.Expression, v, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return s.locate(e.Wrapped, v, depth+1)
	case *hclsyntax.TupleConsExpr:
		if isSequence(v) && v.LengthInt() == len(e.Exprs) && !v.Type().IsSetType() {
			return s.locateTuple(e, v, depth)
		}
		return s.pool(expr, v, e.Exprs, depth)
	case *hclsyntax.ObjectConsExpr:
		if isMapping(v) {
			return s.locateObject(e, v, depth)
		}
	case *conditional:
		if condition := s.eval(e.Condition); condition.IsKnown() && !condition.IsNull() && condition.Type() == cty.Bool {
			if condition.True() {
				return s.locate(e.TrueResult, v, depth+1)
			}
			return s.locate(e.FalseResult, v, depth+1)
		}
	case *hclsyntax.ScopeTraversalExpr:
		return s.locateTraversal(e, v, depth)
	case *call:
		return s.locateCall(e, v, depth)
	case *loop:
		return s.locateFor(e, v, depth)
	case *index:
		if located, ok := s.locateIndex(e, v, depth); ok {
			return located
		}
	case *template:
		return s.locateTemplate(e, v)
	}
	return s.plain(expr, v)
}

func isSequence(v cty.Value) bool {
	return v.IsKnown() && !v.IsNull() && (v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType())
}

func isMapping(v cty.Value) bool {
	return v.IsKnown() && !v.IsNull() && (v.Type().IsObjectType() || v.Type().IsMapType())
}

func (s *scope) locateTuple(e *hclsyntax.TupleConsExpr, v cty.Value, depth int) value.Value {
	list := value.Value{Kind: value.List, Range: s.run.rangeOf(e.Range())}
	i := 0
	for it := v.ElementIterator(); it.Next(); i++ {
		_, item := it.Element()
		list.Items = append(list.Items, s.locate(e.Exprs[i], item, depth+1))
	}
	return list
}

// pool describes a collection whose order or length differs from how it is
// written (a set): each element is looked for among the written ones.
func (s *scope) pool(expr hclsyntax.Expression, v cty.Value, exprs []hclsyntax.Expression, depth int) value.Value {
	if !isSequence(v) {
		return s.plain(expr, v)
	}
	list := value.Value{Kind: value.List, Range: s.run.rangeOf(expr.Range())}
	used := make([]bool, len(exprs))
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		found := -1
		for i, candidate := range exprs {
			if !used[i] && same(s.eval(candidate), item) {
				found = i
				break
			}
		}
		if found < 0 {
			list.Items = append(list.Items, s.plain(expr, item))
			continue
		}
		used[found] = true
		list.Items = append(list.Items, s.locate(exprs[found], item, depth+1))
	}
	return list
}

// same reports whether two values are certainly equal, up to conversion.
func same(a, b cty.Value) bool {
	if a == cty.NilVal || b == cty.NilVal {
		return false
	}
	if !a.Type().Equals(b.Type()) {
		converted, err := convert.Convert(a, b.Type())
		if err != nil {
			return false
		}
		a = converted
	}
	return a.RawEquals(b)
}

func (s *scope) locateObject(e *hclsyntax.ObjectConsExpr, v cty.Value, depth int) value.Value {
	object := value.Value{Kind: value.Map, Range: s.run.rangeOf(e.Range())}
	members := v.AsValueMap()
	seen := map[string]bool{}
	for _, item := range e.Items {
		key := s.eval(item.KeyExpr)
		name, err := convert.Convert(key, cty.String)
		if err != nil || !name.IsKnown() || name.IsNull() {
			continue
		}
		member, ok := members[name.AsString()]
		if !ok || seen[name.AsString()] {
			continue
		}
		seen[name.AsString()] = true
		object.Entries = append(object.Entries, value.Entry{
			Key: s.run.tokens.read(name.AsString()).String(), KeyRange: s.run.rangeOf(item.KeyExpr.Range()), Value: s.locate(item.ValueExpr, member, depth+1),
		})
	}
	for _, name := range sortedKeys(members) {
		if !seen[name] {
			object.Entries = append(object.Entries, value.Entry{Key: name, KeyRange: object.Range, Value: s.plain(e, members[name])})
		}
	}
	return object
}

// via adds the place a value passed through, and makes the use its own range
// only when nothing better is known.
func via(v value.Value, at source.Range) value.Value {
	if v.Range.IsZero() {
		v.Range = at
		return v
	}
	v.Via = append([]source.Range{at}, v.Via...)
	return v
}

func (s *scope) locateTraversal(e *hclsyntax.ScopeTraversalExpr, v cty.Value, depth int) value.Value {
	at := s.run.rangeOf(e.Range())
	if isScalar(v) && !hasDocument(s, v) {
		return s.plain(e, v)
	}
	root := e.Traversal.RootName()
	if origin, ok := s.origins[root]; ok {
		if found, ok := descend(origin, e.Traversal[1:]); ok && fits(found, v) {
			return via(found, at)
		}
		return s.plain(e, v)
	}
	found, ok := s.written(e.Traversal)
	if !ok {
		return s.plain(e, v)
	}
	if located, ok := descend(s.run.whole(found, depth), found.rest); ok && fits(located, v) {
		return via(located, at)
	}
	return s.plain(e, v)
}

// named is a named value: where it is written, and what it is. key tells it
// apart from the others of its module instance.
type named struct {
	in    *instance
	key   string
	expr  hclsyntax.Expression
	scope *scope
	value func() cty.Value
	rest  hcl.Traversal
}

// whole describes a named value once, however often it is used.
func (r *run) whole(n named, depth int) value.Value {
	key := cellKey{name: n.key, part: " described"}
	c := n.in.cell(key)
	if described, ok := recall[value.Value](r, c); ok {
		return described
	}
	if c.busy {
		return n.scope.plain(n.expr, n.value())
	}
	return fill(n.in, key, c, func() value.Value { return n.scope.locate(n.expr, n.value(), depth+1) })
}

func isScalar(v cty.Value) bool {
	return !v.IsKnown() || v.IsNull() || v.Type().IsPrimitiveType()
}

// hasDocument reports whether a text may have a structure worth following.
func hasDocument(s *scope, v cty.Value) bool {
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return false
	}
	for _, c := range v.AsString() {
		switch c {
		case ' ', '\n', '\t', '\r':
			continue
		case '{', '[':
			return true
		}
		return false
	}
	return false
}

// written finds what the head of a traversal names, where it is written out.
func (s *scope) written(traversal hcl.Traversal) (named, bool) {
	name, in := step(traversal, 1), s.in
	switch traversal.RootName() {
	case "local":
		if attribute := in.module.locals[name]; attribute != nil {
			return named{in, "local." + name, attribute.Expr, in.base(), func() cty.Value { return in.local(name) }, traversal[2:]}, true
		}
	case "var":
		if expr, scope := in.variableOrigin(name); expr != nil && in.module.variables[name] != nil {
			return named{in, "var." + name, expr, scope, func() cty.Value { return in.variable(name) }, traversal[2:]}, true
		}
	case "each":
		if name == "value" && s.source != nil && s.each != nil && s.each.key.IsKnown() && s.each.key.Type() == cty.String {
			source := s.source
			rest := append(hcl.Traversal{hcl.TraverseIndex{Key: s.each.key}}, traversal[2:]...)
			return named{in, "each at " + source.Range().String(), source, in.base(), func() cty.Value { return in.base().eval(source) }, rest}, true
		}
	case "module":
		return s.writtenOutput(traversal)
	}
	return named{}, false
}

func (s *scope) writtenOutput(traversal hcl.Traversal) (named, bool) {
	c := s.in.child(step(traversal, 1))
	output := outputOf(traversal)
	if c == nil || output == "" {
		return named{}, false
	}
	rest := traversal[3:]
	key := ""
	if _, indexed := traversal[2].(hcl.TraverseIndex); indexed {
		key, rest = stepName(traversal[2]), traversal[4:]
	}
	for i, inner := range c.instances {
		declared := inner.module.outputs[output]
		if key != "" && keyText(c.expansion.members[i].key) != key || declared == nil || declared.body.Attributes["value"] == nil {
			continue
		}
		expr := declared.body.Attributes["value"].Expr
		return named{inner, "output." + output, expr, inner.base(), func() cty.Value { return inner.output(output) }, rest}, true
	}
	return named{}, false
}

func keyText(key cty.Value) string {
	if key == cty.NilVal || !key.IsKnown() || key.IsNull() {
		return ""
	}
	text, err := convert.Convert(key, cty.String)
	if err != nil {
		return ""
	}
	return text.AsString()
}

// descend goes into a described value along a traversal.
func descend(v value.Value, rest hcl.Traversal) (value.Value, bool) {
	for _, one := range rest {
		switch v.Kind {
		case value.Map:
			entry, ok := v.Entry(stepName(one))
			if !ok {
				return v, false
			}
			v = entry.Value
		case value.List:
			i, ok := one.(hcl.TraverseIndex)
			if !ok || i.Key.Type() != cty.Number {
				return v, false
			}
			at, _ := i.Key.AsBigFloat().Int64()
			if at < 0 || int(at) >= len(v.Items) {
				return v, false
			}
			v = v.Items[at]
		default:
			return v, false
		}
	}
	return v, true
}

// fits reports whether a described value has the shape of v, so that a
// conversion on the way cannot make the description lie.
func fits(described value.Value, v cty.Value) bool {
	switch {
	case !v.IsKnown():
		return described.Kind == value.NotKnown
	case v.IsNull():
		return described.Kind == value.Absent
	case v.Type() == cty.String:
		text, literal := described.Text.Literal()
		return described.Kind == value.String && (!literal || text == v.AsString())
	case v.Type() == cty.Bool:
		return described.Kind == value.Bool && described.Bool == v.True()
	case v.Type() == cty.Number:
		text, literal := described.Text.Literal()
		return described.Kind == value.Number && (!literal || text == digits(v.AsBigFloat()))
	case isMapping(v):
		return described.Kind == value.Map && len(described.Entries) == v.LengthInt()
	case isSequence(v):
		return described.Kind == value.List && len(described.Items) == v.LengthInt()
	}
	return false
}

// plain describes v with the expression's own range for all its parts.
func (s *scope) plain(expr hclsyntax.Expression, v cty.Value) value.Value {
	at := s.run.rangeOf(expr.Range())
	return s.plainAt(v, at, func() value.Value {
		hole := s.holeOf(expr)
		hole.Range = at
		if hole.Reason != nil {
			return value.OfReason(*hole.Reason, at)
		}
		return value.OfText(value.HoleText(hole), at)
	})
}

// plainAt converts v; unknown parts are what unknown gives.
func (s *scope) plainAt(v cty.Value, at source.Range, unknown func() value.Value) value.Value {
	switch {
	case v == cty.NilVal || v.IsKnown() && v.IsNull():
		return value.Value{Range: at}
	case !v.IsKnown():
		return unknown()
	case v.Type() == cty.String:
		return s.textAt(v.AsString(), at)
	case v.Type() == cty.Bool:
		return value.OfBool(v.True(), at)
	case v.Type() == cty.Number:
		return value.OfNumber(digits(v.AsBigFloat()), at)
	case isMapping(v):
		object := value.Value{Kind: value.Map, Range: at}
		members := v.AsValueMap()
		for _, name := range sortedKeys(members) {
			object.Entries = append(object.Entries, value.Entry{
				Key: s.run.tokens.read(name).String(), KeyRange: at, Value: s.plainAt(members[name], at, unknown),
			})
		}
		return object
	case isSequence(v):
		list := value.Value{Kind: value.List, Range: at}
		for it := v.ElementIterator(); it.Next(); {
			_, item := it.Element()
			list.Items = append(list.Items, s.plainAt(item, at, unknown))
		}
		return list
	}
	return value.OfReason(value.Reason{Text: "it has no plain value"}, at)
}

// digits writes a number as a plan does: in the shortest form where it is exactly
// a floating-point number of 64 bits.
func digits(number *big.Float) string {
	if whole, accuracy := number.Int64(); accuracy == big.Exact && (whole != 0 || !number.Signbit()) {
		return strconv.FormatInt(whole, 10)
	}
	if float, accuracy := number.Float64(); accuracy == big.Exact {
		return big.NewFloat(float).Text('f', -1)
	}
	return number.Text('f', -1)
}

// textAt is a text with its holes placed, and with its document when it is one.
func (s *scope) textAt(text string, at source.Range) value.Value {
	if document, ok := s.run.documents[text]; ok {
		document.Via = append([]source.Range{at}, document.Via...)
		return document
	}
	return value.OfText(place(s.run.tokens.read(text), at), at)
}

// place gives every hole the range where it is used.
func place(text value.Text, at source.Range) value.Text {
	var parts []value.Text
	for _, piece := range text.Pieces() {
		if piece.Hole == nil {
			parts = append(parts, value.Literal(piece.Literal))
			continue
		}
		hole := *piece.Hole
		hole.Range = at
		parts = append(parts, value.HoleText(hole))
	}
	return value.Concat(parts...)
}

// elementOrigin picks the description of one element of a described collection.
func elementOrigin(origin value.Value, key, v cty.Value, position int) value.Value {
	switch origin.Kind {
	case value.Map:
		if entry, ok := origin.Entry(keyText(key)); ok {
			return entry.Value
		}
	case value.List:
		if position < len(origin.Items) && fits(origin.Items[position], v) {
			return origin.Items[position]
		}
	case value.Absent, value.Bool, value.Number, value.String, value.NotKnown, value.Choice:
	}
	return value.Value{Kind: value.NotKnown, Range: origin.Range}
}
