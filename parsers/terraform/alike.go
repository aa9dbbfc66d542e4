package terraform

import "github.com/zclconf/go-cty/cty"

// alike compares two values of which parts may be unknown, or tokens: what is
// known may still show that they differ. The library's comparison answers by the
// order in which it happens to meet the members.
func alike(a, b cty.Value) cty.Value { return alikeParts(shape(a), shape(b)) }

func alikeParts(a, b cty.Value) cty.Value {
	settled := !a.IsKnown() || !b.IsKnown() || a.IsNull() || b.IsNull() || a.IsWhollyKnown() && b.IsWhollyKnown()
	if settled || !a.Type().Equals(b.Type()) || a.Type().IsSetType() {
		return alikeWhole(a, b)
	}
	if a.LengthInt() != b.LengthInt() {
		return cty.False
	}
	answer := cty.True
	for it := a.ElementIterator(); it.Next(); {
		key, member := it.Element()
		other, ok := memberAt(b, key)
		if !ok {
			return cty.False
		}
		equal := alikeParts(member, other)
		switch {
		case !equal.IsKnown():
			answer = cty.UnknownVal(cty.Bool)
		case equal.False():
			return cty.False
		}
	}
	return answer
}

// alikeWhole compares what has no members to go through one by one. Elements of
// sets are compared as they stand, so that an unknown part of one settles nothing.
func alikeWhole(a, b cty.Value) cty.Value {
	isSet := a.Type().IsSetType() && b.Type().IsSetType()
	if isSet && !a.IsNull() && !b.IsNull() && (!a.IsWhollyKnown() || !b.IsWhollyKnown()) {
		return cty.UnknownVal(cty.Bool)
	}
	return a.Equals(b)
}

func memberAt(v, key cty.Value) (cty.Value, bool) {
	if v.Type().IsObjectType() {
		return v.GetAttr(key.AsString()), true
	}
	if has := v.HasIndex(key); !has.IsKnown() || has.False() {
		return cty.NilVal, false
	}
	return v.Index(key), true
}

// shape is a value with unknowns where tokens stand.
func shape(v cty.Value) cty.Value {
	if !tokenIn(v) {
		return v
	}
	made, err := cty.Transform(v, func(_ cty.Path, part cty.Value) (cty.Value, error) {
		if part.IsKnown() && !part.IsNull() && part.Type() == cty.String && hasToken(part.AsString()) {
			return cty.UnknownVal(cty.String), nil
		}
		return part, nil
	})
	if err != nil {
		return cty.UnknownVal(v.Type())
	}
	return made
}
