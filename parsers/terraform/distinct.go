package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// distinctFunc leaves out what a list holds already. The library compares every
// pair of elements, which takes hours for lists of a hundred thousand.
var distinctFunc = function.New(&function.Spec{
	Params: stdlib.DistinctFunc.Params(),
	Type:   stdlib.DistinctFunc.ReturnTypeForValues,
	Impl: func(a []cty.Value, ty cty.Type) (cty.Value, error) {
		if a[0].LengthInt() == 0 || !a[0].IsWhollyKnown() {
			return stdlib.DistinctFunc.Call(a)
		}
		seen := map[string]bool{}
		var kept []cty.Value
		for it := a[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			if key := identityOf(v); !seen[key] {
				seen[key] = true
				kept = append(kept, v)
			}
		}
		return cty.ListVal(kept), nil
	},
})

// setOfKnown is a set; a tuple where what is not known may make two elements one, or
// where they are not of one type.
func setOfKnown(items []cty.Value) cty.Value {
	for _, item := range items {
		if !item.IsWhollyKnown() || tokenIn(item) || !item.Type().Equals(items[0].Type()) {
			return cty.TupleVal(items)
		}
	}
	return cty.SetVal(items)
}

// unrepeated are the elements of a set: of those that are known and the same, the
// first one.
func unrepeated(items []value.Value) []value.Value {
	if len(items) < 2 {
		return items
	}
	seen := map[string]bool{}
	var kept []value.Value
	for _, item := range items {
		var text strings.Builder
		if writeKnown(&text, item) {
			if seen[text.String()] {
				continue
			}
			seen[text.String()] = true
		}
		kept = append(kept, item)
	}
	return kept
}

// writeKnown writes what v says, but for members that are null; false when not all
// of it is known.
func writeKnown(b *strings.Builder, v value.Value) bool {
	switch v.Kind {
	case value.NotKnown, value.Choice:
		return false
	case value.Absent, value.Bool, value.Number, value.String:
		_, known := v.Text.Literal()
		b.WriteString(v.Identity())
		return known
	case value.List:
		b.WriteString("[")
		for _, item := range v.Items {
			if !writeKnown(b, item) {
				return false
			}
		}
		b.WriteString("]")
	case value.Map:
		b.WriteString("{")
		for _, name := range namesIn(v) {
			b.WriteString(strconv.Quote(name))
			if !writeKnown(b, v.Get(name)) {
				return false
			}
		}
		b.WriteString("}")
	}
	return v.More == nil
}

// namesIn are the members of a map that are not null, sorted.
func namesIn(v value.Value) []string {
	var names []string
	for _, entry := range v.Entries {
		if entry.Value.Kind != value.Absent {
			names = append(names, entry.Key)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// identityOf is the same for values of one type exactly when they are equal. The
// value is known in all its parts.
func identityOf(v cty.Value) string {
	if !v.IsNull() && v.Type() == cty.String {
		return "t" + v.AsString()
	}
	var b strings.Builder
	writeIdentity(&b, v)
	return b.String()
}

func writeIdentity(b *strings.Builder, v cty.Value) {
	switch ty := v.Type(); {
	case v.IsNull():
		b.WriteByte('n')
	case ty == cty.String:
		b.WriteString("s" + strconv.Itoa(len(v.AsString())) + ":" + v.AsString())
	case ty == cty.Number:
		b.WriteString("d" + v.AsBigFloat().Text('p', 0) + ";")
	case ty == cty.Bool:
		b.WriteString("b" + strconv.FormatBool(v.True())[:1])
	case v.CanIterateElements():
		b.WriteString("c" + strconv.Itoa(v.LengthInt()) + ":")
		for it := v.ElementIterator(); it.Next(); {
			key, member := it.Element()
			if ty.IsMapType() {
				writeIdentity(b, key)
			}
			writeIdentity(b, member)
		}
	}
}
