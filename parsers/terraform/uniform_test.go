package terraform

import (
	"testing"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func TestCollectionsAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	str, num := cty.StringVal, cty.NumberIntVal
	tests := []struct {
		name string
		to   cty.Type
		v    cty.Value
	}{
		{"texts with a duplicate become a set", cty.Set(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), str("a"), str("b")})},
		{"texts become a list", cty.List(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), str("a")})},
		{"a text and a number become texts", cty.Set(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), num(1)})},
		{"nothing stays nothing", cty.Set(cty.DynamicPseudoType), cty.EmptyTupleVal},
		{"a null among texts stays", cty.List(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), cty.NullVal(cty.String)})},
		{"a null without a type takes that of its neighbour", cty.List(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), cty.NullVal(cty.DynamicPseudoType)})},
		{"an unknown text stays unknown", cty.List(cty.DynamicPseudoType), cty.TupleVal([]cty.Value{str("b"), cty.UnknownVal(cty.String)})},
		{"an object of numbers becomes a map", cty.Map(cty.DynamicPseudoType), cty.ObjectVal(map[string]cty.Value{"a": num(1), "b": num(2)})},
		{"an object of both becomes a map of texts", cty.Map(cty.DynamicPseudoType), cty.ObjectVal(map[string]cty.Value{"a": num(1), "b": str("x")})},
		{"an object is no list", cty.List(cty.DynamicPseudoType), cty.ObjectVal(map[string]cty.Value{"a": num(1)})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want, wantErr := stdlib.MakeToFunc(test.to).Call([]cty.Value{test.v})
			got, err := collectionOf(test.to).Call([]cty.Value{test.v})
			if (err == nil) != (wantErr == nil) {
				t.Fatalf("error %v, want %v", err, wantErr)
			}
			if err == nil && !got.RawEquals(want) {
				t.Errorf("got %#v, want %#v", got, want)
			}
		})
	}
}

// The library compares every pair of types: this would take an hour.
func TestASetOfManyTextsIsMadeInLinearTime(t *testing.T) {
	t.Parallel()
	texts := make([]cty.Value, 500_000)
	for i := range texts {
		texts[i] = cty.StringVal("same")
	}
	for name, ty := range map[string]cty.Type{"toset": cty.Set(cty.DynamicPseudoType), "a variable's type": cty.Set(cty.String)} {
		v, err := collectionOf(ty).Call([]cty.Value{cty.TupleVal(texts)})
		if err != nil || v.LengthInt() != 1 {
			t.Errorf("%s: %v, %v; want one element", name, v.LengthInt(), err)
		}
	}
}
