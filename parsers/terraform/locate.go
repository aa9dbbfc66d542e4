package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// locateCall follows the functions that only pass values on.
func (s *scope) locateCall(e *call, v cty.Value, depth int) value.Value {
	if len(e.Args) == 0 || e.ExpandFinal {
		return s.plain(e, v)
	}
	switch e.Name {
	case "jsonencode":
		encoded := s.plain(e, v)
		if encoded.Kind == value.String && encoded.Document == nil {
			document := s.locate(e.Args[0], s.eval(e.Args[0]), depth+1)
			encoded.Document = &document
		}
		return encoded
	case "try", "coalesce", "coalescelist", "tolist", "toset", "tomap", "sensitive", "nonsensitive", "one":
		return s.locatePassing(e, v, depth)
	case "merge":
		return s.locateMerge(e, v, depth)
	case "concat", "flatten", "distinct", "compact", "setunion":
		return s.locateItems(e, v, depth)
	case "lookup", "element":
		return s.locateMember(e, v, depth)
	case "templatefile":
		return s.locateTemplateFile(e, v)
	}
	return s.plain(e, v)
}

func (s *scope) locatePassing(e *call, v cty.Value, depth int) value.Value {
	if !v.IsKnown() && s.namesDeclared(e) {
		return s.plain(e, v)
	}
	for _, argument := range e.Args {
		candidate, diagnostics := argument.Value(s.context(argument))
		if diagnostics.HasErrors() {
			continue
		}
		if same(candidate, v) {
			return s.locate(argument, v, depth+1)
		}
		if isSequence(candidate) && isSequence(v) {
			return s.locateItems(e, v, depth)
		}
	}
	return s.plain(e, v)
}

func (s *scope) locateMerge(e *call, v cty.Value, depth int) value.Value {
	if !isMapping(v) {
		return s.plain(e, v)
	}
	from := make([]value.Value, 0, len(e.Args))
	for _, argument := range e.Args {
		from = append(from, s.locate(argument, s.eval(argument), depth+1))
	}
	merged := value.Value{Kind: value.Map, Range: s.run.rangeOf(e.Range())}
	members := v.AsValueMap()
	for _, name := range sortedKeys(members) {
		entry := value.Entry{Key: name, KeyRange: merged.Range, Value: s.plain(e, members[name])}
		for i := len(from) - 1; i >= 0; i-- {
			if found, ok := from[i].Entry(name); ok && fits(found.Value, members[name]) {
				entry = found
				break
			}
		}
		merged.Entries = append(merged.Entries, entry)
	}
	return merged
}

// locateItems looks each element of the result up among the elements of the
// arguments, however deep they are nested.
func (s *scope) locateItems(e *call, v cty.Value, depth int) value.Value {
	if !isSequence(v) {
		return s.plain(e, v)
	}
	type candidate struct {
		v    cty.Value
		from value.Value
	}
	var candidates []candidate
	var collect func(v cty.Value, from value.Value, nested int)
	collect = func(v cty.Value, from value.Value, nested int) {
		candidates = append(candidates, candidate{v, from})
		if nested == 0 || !isSequence(v) || from.Kind != value.List || len(from.Items) != v.LengthInt() {
			return
		}
		i := 0
		for it := v.ElementIterator(); it.Next(); i++ {
			_, item := it.Element()
			collect(item, from.Items[i], nested-1)
		}
	}
	for _, argument := range e.Args {
		given := s.eval(argument)
		collect(given, s.locate(argument, given, depth+1), 4)
	}
	list := value.Value{Kind: value.List, Range: s.run.rangeOf(e.Range())}
	next := 0
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		found := s.plain(e, item)
		for offset := range candidates {
			i := (next + offset) % len(candidates)
			if same(candidates[i].v, item) {
				found, next = candidates[i].from, i+1
				break
			}
		}
		list.Items = append(list.Items, found)
	}
	return list
}

func (s *scope) locateMember(e *call, v cty.Value, depth int) value.Value {
	if isScalar(v) && !hasDocument(s, v) || len(e.Args) < 2 {
		return s.plain(e, v)
	}
	key := s.eval(e.Args[1])
	if !key.IsKnown() || key.IsNull() || !key.Type().IsPrimitiveType() {
		return s.plain(e, v)
	}
	whole := s.locate(e.Args[0], s.eval(e.Args[0]), depth+1)
	if found, ok := descend(whole, hcl.Traversal{hcl.TraverseIndex{Key: key}}); ok && fits(found, v) {
		return found
	}
	return s.plain(e, v)
}

func (s *scope) locateIndex(e *index, v cty.Value, depth int) (value.Value, bool) {
	if isScalar(v) && !hasDocument(s, v) {
		return value.Value{}, false
	}
	key := s.eval(e.Key)
	if !key.IsKnown() || key.IsNull() || !key.Type().IsPrimitiveType() {
		return value.Value{}, false
	}
	whole := s.locate(e.Collection, s.eval(e.Collection), depth+1)
	found, ok := descend(whole, hcl.Traversal{hcl.TraverseIndex{Key: key}})
	return found, ok && fits(found, v)
}

// maxLoops bounds the iterations whose positions are followed one by one.
const maxLoops = 500

// locateFor describes the result of a for expression with the range of its value
// expression, iteration by iteration.
func (s *scope) locateFor(e *loop, v cty.Value, depth int) value.Value {
	collection := s.eval(e.CollExpr)
	if e.Group || !collection.IsKnown() || collection.IsNull() || !collection.CanIterateElements() ||
		!isSequence(v) && !isMapping(v) || collection.LengthInt() > maxLoops {
		return s.plain(e, v)
	}
	origin := s.locate(e.CollExpr, collection, depth+1)
	list := value.Value{Kind: value.List, Range: s.run.rangeOf(e.Range())}
	object := value.Value{Kind: value.Map, Range: list.Range}
	members := map[string]cty.Value{}
	if isMapping(v) {
		members = v.AsValueMap()
	}
	position := -1
	for it := collection.ElementIterator(); it.Next(); {
		key, item := it.Element()
		position++
		if collection.Type().IsSetType() {
			key = item
		}
		inner := s.withLocals(iteration(e, key, item), map[string]value.Value{e.ValVar: elementOrigin(origin, key, item, position)})
		if e.CondExpr != nil {
			if keep := inner.eval(e.CondExpr); !keep.IsKnown() || keep.IsNull() || keep.Type() != cty.Bool || keep.False() {
				continue
			}
		}
		if e.KeyExpr == nil {
			list.Items = append(list.Items, inner.locate(e.ValExpr, inner.eval(e.ValExpr), depth+1))
			continue
		}
		name := keyText(inner.eval(e.KeyExpr))
		if member, ok := members[name]; ok {
			object.Entries = append(object.Entries, value.Entry{
				Key: s.run.tokens.read(name).String(), KeyRange: s.run.rangeOf(e.KeyExpr.Range()), Value: inner.locate(e.ValExpr, member, depth+1),
			})
		}
	}
	if isSequence(v) && len(list.Items) == v.LengthInt() {
		return list
	}
	if isMapping(v) && len(object.Entries) == len(members) {
		return object
	}
	return s.plain(e, v)
}

func iteration(e *loop, key, item cty.Value) map[string]cty.Value {
	names := map[string]cty.Value{e.ValVar: item}
	if e.KeyVar != "" {
		names[e.KeyVar] = key
	}
	return names
}

// locateTemplate describes a string template; one that holds JSON gets its
// document, with each part where it stands in the template.
func (s *scope) locateTemplate(e *template, v cty.Value) value.Value {
	described := s.plain(e, v)
	if described.Kind != value.String || described.Document != nil || !hasDocument(s, v) {
		return described
	}
	if document, ok := s.documentOf(e.Parts, v.AsString(), s.run.rangeOf(e.Range())); ok {
		described.Document = &document
	}
	return described
}
