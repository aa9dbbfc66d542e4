package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// distinctFunc leaves out what a list holds already. The library compares every
// pair of elements, which takes minutes for lists that a set finishes at once.
var distinctFunc = function.New(&function.Spec{
	Params: stdlib.DistinctFunc.Params(),
	Type:   stdlib.DistinctFunc.ReturnTypeForValues,
	Impl: func(a []cty.Value, ty cty.Type) (cty.Value, error) {
		if a[0].LengthInt() == 0 || !ty.ElementType().IsPrimitiveType() || !a[0].IsWhollyKnown() {
			return stdlib.DistinctFunc.Call(a)
		}
		seen := cty.NewValueSet(ty.ElementType())
		var kept []cty.Value
		for it := a[0].ElementIterator(); it.Next(); {
			if _, v := it.Element(); !seen.Has(v) {
				seen.Add(v)
				kept = append(kept, v)
			}
		}
		return cty.ListVal(kept), nil
	},
})
