package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
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

// What the library does with many types, or with many values of a set that are not
// known, takes the square of their number: beyond these it is not tried.
const (
	maxMixed   = 10_000
	maxOpenSet = 300
)

// fitting prepares a value for a conversion to a collection, so that the conversion
// takes no longer than there are members. It is unknown where it would.
func fitting(v cty.Value, ty cty.Type) cty.Value {
	sequence := isSequence(v) && (ty.IsListType() || ty.IsSetType())
	if !sequence && !(isMapping(v) && ty.IsMapType()) || v.IsMarked() {
		return v
	}
	if ty.IsSetType() && openMembers(v) > maxOpenSet {
		return cty.DynamicVal
	}
	v = uniform(v)
	if element := ty.ElementType(); v.LengthInt() > maxOpenSet && !element.HasDynamicTypes() && !ofType(v, element) {
		return converted(v, element)
	}
	if mixed(v) > maxMixed {
		return cty.DynamicVal
	}
	return v
}

// openMembers counts the members that are not wholly known.
func openMembers(v cty.Value) int {
	open := 0
	for it := v.ElementIterator(); it.Next(); {
		if _, member := it.Element(); !member.IsWhollyKnown() {
			open++
		}
	}
	return open
}

// mixed is the number of members where their types may differ.
func mixed(v cty.Value) int {
	if ty := v.Type(); !v.IsKnown() || v.IsNull() || !ty.IsTupleType() && !ty.IsObjectType() {
		return 0
	}
	return v.LengthInt()
}

func ofType(v cty.Value, element cty.Type) bool {
	return v.Type().IsCollectionType() && v.Type().ElementType().Equals(element)
}

// converted converts the members one by one; where one does not convert, it alone
// stands for all, so that the conversion of the whole says so.
func converted(v cty.Value, element cty.Type) cty.Value {
	members := map[string]cty.Value{}
	var items []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		key, member := it.Element()
		made, err := convert.Convert(member, element)
		switch {
		case err != nil && isMapping(v):
			return cty.ObjectVal(map[string]cty.Value{key.AsString(): member})
		case err != nil:
			return cty.TupleVal([]cty.Value{member})
		case isMapping(v):
			members[key.AsString()] = made
		default:
			items = append(items, made)
		}
	}
	if isMapping(v) {
		return cty.MapVal(members)
	}
	return cty.ListVal(items)
}
