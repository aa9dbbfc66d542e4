package value

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/repolint/repolint/source"
)

var (
	here     = source.Range{File: "main.tf", Start: source.Pos{Line: 1, Column: 1}, End: source.Pos{Line: 1, Column: 4, Byte: 3}}
	compared = []cmp.Option{cmp.AllowUnexported(Text{}, Guard{}, guardNode{}, Of[string]{}), cmpopts.EquateEmpty()}
)

func choice(alternatives ...Alternative[Value]) Value {
	return Value{Kind: Choice, Choices: alternatives, Range: here}
}

func TestInResolvesEveryChoice(t *testing.T) {
	t.Parallel()
	on, off := When(nat, "true"), When(nat, "false")
	list := Value{Kind: List, Items: []Value{
		OfString("a", here),
		choice(Alternative[Value]{on, OfString("b", here)}),
	}}
	tree := Value{Kind: Map, Entries: []Entry{
		{Key: "list", Value: list},
		{Key: "gone", Value: choice(Alternative[Value]{off, OfBool(true, here)})},
		{Key: "text", Value: Value{Kind: String, Document: &list}},
	}}
	resolved := Value{Kind: List, Items: []Value{OfString("a", here), OfString("b", here)}}
	want := Value{Kind: Map, Entries: []Entry{
		{Key: "list", Value: resolved},
		{Key: "text", Value: Value{Kind: String, Document: &resolved}},
	}}
	if diff := cmp.Diff(want, tree.In(World{nat.ID: "true"}), compared...); diff != "" {
		t.Error(diff)
	}
	if len(tree.Entries) != 3 || len(tree.Entries[0].Value.Items[1].Choices) != 1 {
		t.Error("the value itself has changed")
	}
}

func TestInOfAnUndecidedChoiceIsNotKnown(t *testing.T) {
	t.Parallel()
	got := choice(Alternative[Value]{When(nat, "true"), OfBool(true, here)}).In(nil)
	want := OfReason(Reason{Text: "it depends on whether CreateNat is true"}, here)
	if diff := cmp.Diff(want, got, compared...); diff != "" {
		t.Error(diff)
	}
}

func TestFlattenKeepsWhatNoGuardCovers(t *testing.T) {
	t.Parallel()
	on, prod := When(nat, "true"), When(env, "prod")
	nested := choice(
		Alternative[Value]{on, choice(Alternative[Value]{prod, OfString("a", here)}, Alternative[Value]{prod.Not(), OfString("b", here)})},
	)
	want := []Alternative[Value]{
		{on.And(prod), OfString("a", here)},
		{on.And(prod.Not()), OfString("b", here)},
		{When(nat, "false"), Value{Range: here}},
	}
	if diff := cmp.Diff(want, Flatten(nested), compared...); diff != "" {
		t.Error(diff)
	}
	plain := OfString("a", here)
	if diff := cmp.Diff([]Alternative[Value]{{Value: plain}}, Flatten(plain), compared...); diff != "" {
		t.Error(diff)
	}
}

func TestTheLastOfTwoKeysCounts(t *testing.T) {
	t.Parallel()
	v := Value{Kind: Map, Entries: []Entry{{Key: "a", Value: OfString("1", here)}, {Key: "a", Value: OfString("2", here)}}}
	if got := v.Get("a").Text.String(); got != "2" {
		t.Errorf("got %s", got)
	}
	if got := v.Get("b").Kind; got != Absent {
		t.Errorf("got kind %d", got)
	}
}

func TestGuardsFindsEveryGuard(t *testing.T) {
	t.Parallel()
	inner := choice(Alternative[Value]{When(env, "prod"), OfBool(true, here)})
	v := Value{Kind: List, Items: []Value{
		choice(Alternative[Value]{When(nat, "true"), Value{Kind: Map, Entries: []Entry{{Key: "a", Value: inner}}}}),
		{Kind: String, Document: &inner},
	}}
	var written []string
	for _, guard := range v.Guards() {
		written = append(written, guard.String())
	}
	if diff := cmp.Diff([]string{"CreateNat is true", "Env is prod", "Env is prod"}, written); diff != "" {
		t.Error(diff)
	}
}

func TestScalarsConvert(t *testing.T) {
	t.Parallel()
	type fact struct {
		State State
		Value any
		Text  string
	}
	of := func(state State, value any, reason Reason) fact { return fact{state, value, reason.Text} }
	boolean := func(v Value) fact { f := BoolOf(v).In(nil); return of(f.State, f.Value, f.Reason) }
	integer := func(v Value) fact { f := IntOf(v).In(nil); return of(f.State, f.Value, f.Reason) }
	prefix := func(v Value) fact { f := PrefixOf(v).In(nil); return of(f.State, f.Value.String(), f.Reason) }
	written := func(v Value) fact { f := TextOf(v).In(nil); return of(f.State, f.Value.String(), f.Reason) }
	for _, test := range []struct {
		name string
		got  fact
		want fact
	}{
		{"true", boolean(OfBool(true, here)), fact{Known, true, ""}},
		{"true as text", boolean(OfString("True", here)), fact{Known, true, ""}},
		{"one as text", boolean(OfNumber("0", here)), fact{Known, false, ""}},
		{"no boolean", boolean(OfString("yes", here)), fact{Undetermined, false, `"yes" is neither true nor false`}},
		{"absent", boolean(Value{}), fact{NotStated, false, ""}},
		{"unknown", boolean(OfReason(Reason{Text: "var.a is not set"}, here)), fact{Undetermined, false, "var.a is not set"}},
		{"a list is no scalar", boolean(Value{Kind: List}), fact{Undetermined, false, "it is no plain value"}},
		{"a number", integer(OfNumber("443", here)), fact{Known, 443, ""}},
		{"a number as text", integer(OfString("-1", here)), fact{Known, -1, ""}},
		{"a number with an exponent", integer(OfNumber("1e2", here)), fact{Known, 100, ""}},
		{"no whole number", integer(OfNumber("1.5", here)), fact{Undetermined, 0, `"1.5" is no whole number`}},
		{"a number with a hole", integer(OfText(text("1", region), here)), fact{Undetermined, 0, "1${region} is not known before deployment"}},
		{"a block", prefix(OfString("10.0.1.7/16", here)), fact{Known, netip.MustParsePrefix("10.0.0.0/16").String(), ""}},
		{"no block", prefix(OfString("10.0.0.0", here)), fact{Undetermined, "invalid Prefix", `"10.0.0.0" is no CIDR block`}},
		{"a text with a hole", written(OfText(text("a-", region), here)), fact{Known, "a-${region}", ""}},
		{"a boolean as text", written(OfBool(true, here)), fact{Known, "true", ""}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestConvertKeepsTheGuards(t *testing.T) {
	t.Parallel()
	of := BoolOf(choice(Alternative[Value]{When(nat, "true"), OfBool(true, here)}))
	if got := of.In(World{nat.ID: "true"}); got.State != Known || !got.Value {
		t.Errorf("got %+v", got)
	}
	if got := of.In(World{nat.ID: "false"}); got.State != NotStated {
		t.Errorf("got %+v", got)
	}
	if got := of.In(nil); got.State != Undetermined || got.Reason.Text != "it depends on whether CreateNat is true" {
		t.Errorf("got %+v", got)
	}
	if got := len(of.Guards()); got != 2 {
		t.Errorf("%d guards, want 2", got)
	}
}

func TestTheZeroOfIsUndetermined(t *testing.T) {
	t.Parallel()
	var of Of[int]
	if got := of.In(nil); got.State != Undetermined || got.Reason.Text == "" {
		t.Errorf("got %+v", got)
	}
	if _, ok := of.In(nil).Or(7); ok {
		t.Error("an undetermined value has no fallback")
	}
	if got, ok := AbsentOf[int](here).In(nil).Or(7); !ok || got != 7 {
		t.Errorf("got %d, %t", got, ok)
	}
	if got, ok := KnownOf(3, here).In(nil).Or(7); !ok || got != 3 {
		t.Errorf("got %d, %t", got, ok)
	}
}

func TestListFromTellsWhatMayFollow(t *testing.T) {
	t.Parallel()
	more := Reason{Text: "the rest is not known"}
	v := choice(
		Alternative[Value]{When(env, "dev"), Value{Kind: List, Items: []Value{OfString("a", here)}, More: &more}},
		Alternative[Value]{When(env, "prod"), OfString("b", here)},
		Alternative[Value]{When(env, "new"), OfReason(Reason{Text: "unreadable"}, here)},
	)
	list := ListFrom(v, TextOf)
	for _, test := range []struct {
		world    string
		items    []string
		more     string
		unstated Truth
	}{
		{"dev", []string{"a"}, "the rest is not known", False},
		{"prod", []string{"b"}, "", False},
		{"new", nil, "unreadable", False},
		{Other, nil, "", True},
	} {
		world := World{env.ID: test.world}
		facts, more := list.In(world)
		var items []string
		for _, item := range facts {
			items = append(items, item.Value.String())
		}
		if diff := cmp.Diff(test.items, items); diff != "" {
			t.Errorf("%s: %s", test.world, diff)
		}
		if (more == nil) != (test.more == "") || more != nil && more.Text != test.more {
			t.Errorf("%s: more is %+v, want %q", test.world, more, test.more)
		}
		if got := list.Unstated.Holds(world); got != test.unstated {
			t.Errorf("%s: unstated is %s, want %s", test.world, got, test.unstated)
		}
	}
}

func TestListFromOfNothingIsUnstated(t *testing.T) {
	t.Parallel()
	list := ListFrom(Value{}, TextOf)
	if !list.Unstated.IsAlways() || len(list.Items) != 0 {
		t.Errorf("got %+v", list)
	}
	if empty := ListFrom(Value{Kind: List}, TextOf); !empty.Unstated.IsNever() {
		t.Errorf("an empty list is written: %+v", empty)
	}
}

func TestAListListsItsGuards(t *testing.T) {
	t.Parallel()
	more := Reason{Text: "the rest is not known"}
	list := ListFrom(choice(
		Alternative[Value]{When(nat, "true"), Value{Kind: List, Items: []Value{OfString("a", here)}, More: &more}},
	), TextOf)
	var written []string
	for _, guard := range list.Guards() {
		written = append(written, guard.String())
	}
	want := []string{"CreateNat is false", "CreateNat is true", "CreateNat is false", "CreateNat is true"}
	if diff := cmp.Diff(want, written); diff != "" {
		t.Error(diff)
	}
}

func TestFactsOfAReferenceAndOfAnUnknown(t *testing.T) {
	t.Parallel()
	got := TextOf(OfRef(Ref{Node: ".#aws_vpc.main", Attribute: "id"}, here)).In(nil)
	if hole, ok := got.Value.Hole(); got.State != Known || !ok || *hole.Ref != (Ref{".#aws_vpc.main", "id"}) || got.Range != here {
		t.Errorf("got %+v", got)
	}
	unknown := UnknownOf[int](Reason{Text: "no default"}, here)
	if got := unknown.In(nil); got.State != Undetermined || got.Reason.Text != "no default" || got.Range != here {
		t.Errorf("got %+v", got)
	}
	if got := OfFacts(unknown.Alternatives()).In(nil); got.Reason.Text != "no default" {
		t.Errorf("got %+v", got)
	}
}
