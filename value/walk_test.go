package value

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func TestRefsMeetItemsMembersAndChoicesInOrder(t *testing.T) {
	t.Parallel()
	ref := func(name string) Value { return OfRef(Ref{Node: name, Attribute: "id"}, source.Range{}) }
	v := Value{Kind: List, Items: []Value{
		ref("a"),
		{Kind: Map, Entries: []Entry{{Key: "k", Value: ref("b")}}},
		{Kind: Choice, Choices: []Alternative[Value]{{Value: ref("c")}, {Value: ref("d")}}},
		{Kind: String, Document: &Value{Kind: List, Items: []Value{ref("hidden")}}},
	}}
	want := []Ref{{"a", "id"}, {"b", "id"}, {"c", "id"}, {"d", "id"}}
	if diff := cmp.Diff(want, slices.Collect(v.Refs())); diff != "" {
		t.Error(diff)
	}
	for first := range v.Refs() {
		if first != want[0] {
			t.Errorf("the first is %v", first)
		}
		break
	}
}

func TestIdentityTellsValuesApartAndPlacesNot(t *testing.T) {
	t.Parallel()
	here, there := source.Range{File: "a.tf"}, source.Range{File: "b.tf"}
	same := []Value{OfString("x", here), OfString("x", there)}
	if same[0].Identity() != same[1].Identity() {
		t.Error("one text in two places has two identities")
	}
	for _, other := range []Value{OfString("y", here), OfNumber("1", here), OfBool(true, here), {Kind: List, Items: same[:1]}, {}} {
		if other.Identity() == same[0].Identity() {
			t.Errorf("%v has the identity of %v", other, same[0])
		}
	}
}
