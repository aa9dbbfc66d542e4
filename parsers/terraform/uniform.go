package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// uniform turns a tuple or an object whose members all have one type into a list
// or a map of it. The library's conversion compares every pair of types, which
// takes hours on a million members.
func uniform(v cty.Value) cty.Value {
	ty := v.Type()
	if !ty.IsTupleType() && !ty.IsObjectType() || v.IsMarked() || !v.IsKnown() || v.IsNull() || v.LengthInt() == 0 {
		return v
	}
	shared := cty.NilType
	for it := v.ElementIterator(); it.Next(); {
		_, member := it.Element()
		if shared == cty.NilType {
			shared = member.Type()
		}
		if shared.HasDynamicTypes() || member.IsMarked() || !member.Type().Equals(shared) {
			return v
		}
	}
	if ty.IsTupleType() {
		return cty.ListVal(v.AsValueSlice())
	}
	return cty.MapVal(v.AsValueMap())
}

// collectionOf is tolist, toset or tomap.
func collectionOf(ty cty.Type) function.Function {
	library := stdlib.MakeToFunc(ty)
	return function.New(&function.Spec{
		Params: library.Params(),
		Type: func(a []cty.Value) (cty.Type, error) {
			return library.ReturnTypeForValues([]cty.Value{fitting(a[0], ty)})
		},
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			return library.Call([]cty.Value{fitting(a[0], ty)})
		},
	})
}

// fitting is uniform where ty is a collection made of such values.
func fitting(v cty.Value, ty cty.Type) cty.Value {
	sequence := v.Type().IsTupleType() && (ty.IsListType() || ty.IsSetType())
	if sequence || v.Type().IsObjectType() && ty.IsMapType() {
		return uniform(v)
	}
	return v
}
