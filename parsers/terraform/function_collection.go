package terraform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func anyParameter(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true}
}

func variadic(name string) *function.Parameter {
	p := anyParameter(name)
	return &p
}

// untyped makes a function whose result type is that of its result.
func untyped(params []function.Parameter, rest *function.Parameter, impl func([]cty.Value) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Params: params, VarParam: rest,
		Type: func(arguments []cty.Value) (cty.Type, error) {
			v, err := impl(arguments)
			if err != nil {
				return cty.DynamicPseudoType, err
			}
			return v.Type(), nil
		},
		Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) { return impl(arguments) },
	})
}

var identityFunc = untyped([]function.Parameter{anyParameter("value")}, nil, func(a []cty.Value) (cty.Value, error) { return a[0], nil })

// joinFunc is Terraform's join: the lists' texts, tokens and all.
var joinFunc = function.New(&function.Spec{
	Params:   []function.Parameter{{Name: "separator", Type: cty.String}},
	VarParam: &function.Parameter{Name: "lists", Type: cty.List(cty.String), AllowUnknown: true},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		var texts []string
		for _, list := range a[1:] {
			if !list.IsWhollyKnown() {
				return cty.UnknownVal(cty.String), nil
			}
			for it := list.ElementIterator(); it.Next(); {
				_, item := it.Element()
				if item.IsNull() {
					return cty.NilVal, errors.New("a list to join has a null element")
				}
				texts = append(texts, item.AsString())
			}
		}
		return cty.StringVal(strings.Join(texts, a[0].AsString())), nil
	},
})

// coalesceFunc gives the first argument that is neither null nor an empty text;
// the standard library's takes empty texts.
var coalesceFunc = untyped(nil, variadic("values"), func(a []cty.Value) (cty.Value, error) {
	var types []cty.Type
	for _, v := range a {
		if len(types) <= maxOpenSet && !slices.ContainsFunc(types, v.Type().Equals) {
			types = append(types, v.Type())
		}
	}
	ty, _ := convert.UnifyUnsafe(types)
	if ty == cty.NilType {
		if !slices.ContainsFunc(a, tokenIn) {
			return cty.NilVal, errors.New("the arguments are of kinds that do not go together")
		}
		ty = cty.DynamicPseudoType
	}
	for _, v := range a {
		converted, err := convert.Convert(v, ty)
		switch {
		case err != nil:
			return cty.NilVal, err
		case !converted.IsKnown():
			return converted, nil
		case converted.IsNull() || converted.Type() == cty.String && converted.AsString() == "":
		default:
			return converted, nil
		}
	}
	return cty.NilVal, errors.New("no argument is neither null nor empty")
})

var oneFunc = untyped([]function.Parameter{anyParameter("list")}, nil, func(a []cty.Value) (cty.Value, error) {
	v := a[0]
	switch {
	case !v.IsKnown():
		return unknownElement(v), nil
	case v.IsNull():
		return cty.NullVal(cty.DynamicPseudoType), nil
	case !v.CanIterateElements() || v.Type().IsMapType() || v.Type().IsObjectType():
		return cty.NilVal, errors.New("one takes a list, a set or a tuple")
	case v.LengthInt() == 0 && v.Type().IsCollectionType():
		return cty.NullVal(v.Type().ElementType()), nil
	case v.LengthInt() == 0:
		return cty.NullVal(cty.DynamicPseudoType), nil
	case v.LengthInt() > 1:
		return cty.NilVal, errors.New("one takes a list of at most one element")
	}
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		return item, nil
	}
	return cty.DynamicVal, nil
})

// lengthOf is Terraform's length. Of a collection that stands for an unknown
// number of instances it is not known.
func (in *instance) lengthOf() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anyParameter("value")},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			if in.run.symbolicIn(a[0]) {
				return cty.UnknownVal(cty.Number), nil
			}
			return lengthFunc.Call(a)
		},
	})
}

var lengthFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParameter("value")},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		v := a[0]
		switch {
		case v.Type() == cty.String && v.IsKnown() && !v.IsNull():
			if hasToken(v.AsString()) {
				return cty.UnknownVal(cty.Number), nil
			}
			return stdlib.Strlen(v)
		case v.IsKnown() && v.IsNull():
			return cty.NilVal, errors.New("length of null")
		case v.Type().IsTupleType():
			return cty.NumberIntVal(int64(v.Type().Length())), nil
		case v.Type().IsObjectType():
			return cty.NumberIntVal(int64(len(v.Type().AttributeTypes()))), nil
		case !v.IsKnown():
			return cty.UnknownVal(cty.Number), nil
		case v.Type().IsSetType() && tokenIn(v) && v.LengthInt() > 1:
			return cty.UnknownVal(cty.Number), nil // two tokens may turn out equal
		case v.CanIterateElements():
			return cty.NumberIntVal(int64(v.LengthInt())), nil
		}
		return cty.NilVal, errors.New("length takes a text or a collection")
	},
})

var lookupFunc = untyped([]function.Parameter{anyParameter("map"), {Name: "key", Type: cty.String, AllowUnknown: true}}, variadic("default"),
	func(a []cty.Value) (cty.Value, error) {
		if len(a) > 3 {
			return cty.NilVal, errors.New("lookup takes two or three arguments")
		}
		ty := a[0].Type()
		if !ty.IsObjectType() && !ty.IsMapType() {
			if !a[0].IsKnown() {
				return cty.DynamicVal, nil
			}
			return cty.NilVal, errors.New("lookup takes a map")
		}
		if !a[1].IsKnown() || hasToken(a[1].AsString()) || !a[0].IsKnown() {
			return unknownElement(a[0]), nil
		}
		if a[0].IsNull() {
			return cty.NilVal, errors.New("lookup in null")
		}
		key := a[1].AsString()
		if ty.IsObjectType() && ty.HasAttribute(key) {
			return a[0].GetAttr(key), nil
		}
		if ty.IsMapType() && a[0].HasIndex(a[1]).True() {
			return a[0].Index(a[1]), nil
		}
		if len(a) < 3 {
			return cty.NilVal, fmt.Errorf("the map has no key %q, and there is no default", key)
		}
		if ty.IsMapType() {
			return convert.Convert(a[2], ty.ElementType())
		}
		return a[2], nil
	})

var indexFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParameter("list"), anyParameter("value")},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		if !a[0].IsKnown() || !a[1].IsKnown() {
			return cty.UnknownVal(cty.Number), nil
		}
		if a[0].IsNull() || !a[0].Type().IsListType() && !a[0].Type().IsTupleType() {
			return cty.NilVal, errors.New("index takes a list")
		}
		for it := a[0].ElementIterator(); it.Next(); {
			key, item := it.Element()
			equal := item.Equals(a[1])
			if !equal.IsKnown() {
				return cty.UnknownVal(cty.Number), nil
			}
			if equal.True() {
				return key, nil
			}
		}
		return cty.NilVal, errors.New("the list has no such element")
	},
})

var containsFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParameter("list"), anyParameter("value")},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		if !a[0].IsKnown() || !a[1].IsKnown() {
			return cty.UnknownVal(cty.Bool), nil
		}
		if !isSequence(a[0]) || a[1].IsNull() {
			return cty.NilVal, errors.New("contains takes a list, a set or a tuple, and a value that is not null")
		}
		answer := cty.False
		for it := a[0].ElementIterator(); it.Next(); {
			_, item := it.Element()
			equal := alike(item, a[1])
			switch {
			case !equal.IsKnown():
				answer = cty.UnknownVal(cty.Bool)
			case equal.True():
				return cty.True, nil
			}
		}
		return answer, nil
	},
})

// everyOf makes alltrue and anytrue.
func everyOf(empty bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool), AllowUnknown: true}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			if !a[0].IsKnown() {
				return cty.UnknownVal(cty.Bool), nil
			}
			answer := cty.BoolVal(empty)
			for it := a[0].ElementIterator(); it.Next(); {
				_, item := it.Element()
				switch {
				case !item.IsKnown():
					answer = cty.UnknownVal(cty.Bool)
				case item.IsNull() && empty, !item.IsNull() && item.True() != empty:
					return cty.BoolVal(!empty), nil
				}
			}
			return answer, nil
		},
	})
}

var (
	allTrueFunc = everyOf(true)
	anyTrueFunc = everyOf(false)
)

var sumFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParameter("list")},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		if !a[0].IsWhollyKnown() {
			return cty.UnknownVal(cty.Number), nil
		}
		if !isSequence(a[0]) || a[0].LengthInt() == 0 {
			return cty.NilVal, errors.New("sum takes a list of numbers that is not empty")
		}
		total := cty.Zero
		for it := a[0].ElementIterator(); it.Next(); {
			_, item := it.Element()
			number, err := convert.Convert(item, cty.Number)
			if err != nil || number.IsNull() {
				return cty.NilVal, errors.New("sum takes numbers")
			}
			total = total.Add(number)
		}
		return total, nil
	},
})

var matchKeysFunc = untyped([]function.Parameter{listParameter("values"), anyParameter("keys"), anyParameter("wanted")}, nil,
	func(a []cty.Value) (cty.Value, error) {
		if !a[0].IsKnown() || !a[1].IsWhollyKnown() || !a[2].IsWhollyKnown() || tokenIn(a[1]) || tokenIn(a[2]) {
			return cty.DynamicVal, nil
		}
		if a[0].IsNull() || !isSequence(a[1]) || !isSequence(a[2]) || a[0].LengthInt() != a[1].LengthInt() {
			return cty.NilVal, errors.New("matchkeys takes two lists of one length and a list of keys")
		}
		var found []cty.Value
		keys, all := a[1].AsValueSlice(), a[2].AsValueSlice()
		for i, v := range a[0].AsValueSlice() {
			for _, wanted := range all {
				if same(keys[i], wanted) {
					found = append(found, v)
					break
				}
			}
		}
		if len(found) == 0 {
			return cty.ListValEmpty(a[0].Type().ElementType()), nil
		}
		return cty.ListVal(found), nil
	})

// listParameter is a list of anything: a tuple becomes one, or does not fit.
func listParameter(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.List(cty.DynamicPseudoType), AllowNull: true, AllowUnknown: true, AllowDynamicType: true}
}

var transposeFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "map", Type: cty.Map(cty.List(cty.String))}},
	Type:   function.StaticReturnType(cty.Map(cty.List(cty.String))),
	Impl: func(a []cty.Value, ty cty.Type) (cty.Value, error) {
		if !a[0].IsWhollyKnown() || tokenIn(a[0]) {
			return cty.UnknownVal(ty), nil
		}
		turned := map[string][]cty.Value{}
		for it := a[0].ElementIterator(); it.Next(); {
			key, list := it.Element()
			for _, item := range list.AsValueSlice() {
				turned[item.AsString()] = append(turned[item.AsString()], key)
			}
		}
		if len(turned) == 0 {
			return cty.MapValEmpty(cty.List(cty.String)), nil
		}
		members := map[string]cty.Value{}
		for key, list := range turned {
			members[key] = cty.ListVal(list)
		}
		return cty.MapVal(members), nil
	},
})

var listFunc = untyped(nil, variadic("items"), func(a []cty.Value) (cty.Value, error) {
	return convert.Convert(cty.TupleVal(a), cty.List(cty.DynamicPseudoType))
})

var mapFunc = untyped(nil, variadic("pairs"), func(a []cty.Value) (cty.Value, error) {
	members := map[string]cty.Value{}
	for i := 0; i+1 < len(a); i += 2 {
		if keyText(a[i]) == "" {
			return cty.DynamicVal, nil
		}
		members[keyText(a[i])] = a[i+1]
	}
	return convert.Convert(cty.ObjectVal(members), cty.Map(cty.DynamicPseudoType))
})
