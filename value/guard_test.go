package value

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	nat  = Atom{ID: "r#nat", Name: "CreateNat", Cases: []string{"false", "true"}}
	env  = Atom{ID: "r#env", Name: "Env", Cases: []string{"dev", "prod"}, Open: true}
	size = Atom{ID: "r#size", Name: "Size", Cases: []string{""}, Open: true}
)

func TestTruthTables(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ a, b, and, or Truth }{
		{True, True, True, True},
		{True, False, False, True},
		{True, Unknown, Unknown, True},
		{False, False, False, False},
		{False, Unknown, False, Unknown},
		{Unknown, Unknown, Unknown, Unknown},
	} {
		if got := test.a.And(test.b); got != test.and {
			t.Errorf("%s and %s is %s, want %s", test.a, test.b, got, test.and)
		}
		if got := test.b.And(test.a); got != test.and {
			t.Errorf("%s and %s is %s, want %s", test.b, test.a, got, test.and)
		}
		if got := test.a.Or(test.b); got != test.or {
			t.Errorf("%s or %s is %s, want %s", test.a, test.b, got, test.or)
		}
		if got := test.b.Or(test.a); got != test.or {
			t.Errorf("%s or %s is %s, want %s", test.b, test.a, got, test.or)
		}
	}
	if True.Not() != False || False.Not() != True || Unknown.Not() != Unknown {
		t.Error("not swaps true and false only")
	}
	if TruthOf(true) != True || TruthOf(false) != False {
		t.Error("a bool keeps its meaning")
	}
	if diff := cmp.Diff([]string{"unknown", "false", "true"}, []string{Unknown.String(), False.String(), True.String()}); diff != "" {
		t.Error(diff)
	}
}

func TestGuardsReadAsSentences(t *testing.T) {
	t.Parallel()
	on, prod := When(nat, "true"), When(env, "prod")
	for _, test := range []struct {
		guard Guard
		want  string
	}{
		{Guard{}, "always"},
		{Never(), "never"},
		{on, "CreateNat is true"},
		{on.Not(), "CreateNat is false"},
		{prod.Not(), "Env is not prod"},
		{prod.Not().Not(), "Env is prod"},
		{When(env, Other), "Env is another value"},
		{When(size, ""), `Size is ""`},
		{on.And(prod), "CreateNat is true and Env is prod"},
		{on.And(prod).Not(), "not (CreateNat is true and Env is prod)"},
		{on.Or(prod).And(When(size, "")), `(CreateNat is true or Env is prod) and Size is ""`},
		{on.And(Guard{}), "CreateNat is true"},
		{Guard{}.And(on), "CreateNat is true"},
		{on.And(on), "CreateNat is true"},
		{on.And(Never()), "never"},
		{Never().And(on), "never"},
		{on.And(on.Not()), "never"},
		{prod.And(When(env, "dev")), "never"},
		{prod.And(prod.Not()), "never"},
		{on.Or(Never()), "CreateNat is true"},
		{Never().Or(on), "CreateNat is true"},
		{on.Or(Guard{}), "always"},
		{Guard{}.Or(on), "always"},
		{on.Or(on.Not()), "always"},
		{on.Or(on), "CreateNat is true"},
		{Guard{}.Not(), "never"},
		{Never().Not(), "always"},
	} {
		if got := test.guard.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestGuardsOfOneNameHoldApart(t *testing.T) {
	t.Parallel()
	here := When(Atom{ID: "module.a#create", Name: "var.create", Cases: []string{"false", "true"}}, "true")
	there := When(Atom{ID: "module.b#create", Name: "var.create", Cases: []string{"false", "true"}}, "true")
	world := World{"module.a#create": "true", "module.b#create": "false"}
	if got := here.And(there).Holds(world); got != False {
		t.Errorf("both: %s", got)
	}
	if got := here.Not().Or(there.Not()).Holds(world); got != True {
		t.Errorf("not both: %s", got)
	}
	if got := here.And(there.Not()).Holds(world); got != True {
		t.Errorf("the one without the other: %s", got)
	}
	if got := here.Or(there.Not()).Holds(World{"module.a#create": "false", "module.b#create": "true"}); got != False {
		t.Errorf("neither: %s", got)
	}
}

func TestGuardHoldsInWorlds(t *testing.T) {
	t.Parallel()
	on, prod := When(nat, "true"), When(env, "prod")
	for _, test := range []struct {
		name  string
		guard Guard
		world World
		want  Truth
	}{
		{"always", Guard{}, nil, True},
		{"never", Never(), nil, False},
		{"fixed so", on, World{nat.ID: "true"}, True},
		{"fixed otherwise", on, World{nat.ID: "false"}, False},
		{"not fixed", on, World{env.ID: "prod"}, Unknown},
		{"one half decides", on.And(prod), World{env.ID: "dev"}, False},
		{"the other half is open", on.And(prod), World{env.ID: "prod"}, Unknown},
		{"either decides", on.Or(prod), World{env.ID: "prod"}, True},
		{"not", prod.Not(), World{env.ID: Other}, True},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.guard.Holds(test.world); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestGuardListsItsAtoms(t *testing.T) {
	t.Parallel()
	guard := When(nat, "true").And(When(env, "staging").Or(When(env, "prod")).Not())
	want := []Atom{
		{ID: "r#env", Name: "Env", Cases: []string{"dev", "prod", "staging"}, Open: true},
		{ID: "r#nat", Name: "CreateNat", Cases: []string{"false", "true"}},
	}
	if diff := cmp.Diff(want, guard.Atoms()); diff != "" {
		t.Error(diff)
	}
	if len((Guard{}).Atoms()) != 0 {
		t.Error("a guard that always holds depends on nothing")
	}
}

func TestWorldsAreEnumeratedInOrder(t *testing.T) {
	t.Parallel()
	worlds, err := Worlds([]Atom{nat, env}, 6)
	if err != nil {
		t.Fatal(err)
	}
	want := []World{
		{"r#env": "dev", "r#nat": "false"},
		{"r#env": "dev", "r#nat": "true"},
		{"r#env": "prod", "r#nat": "false"},
		{"r#env": "prod", "r#nat": "true"},
		{"r#env": Other, "r#nat": "false"},
		{"r#env": Other, "r#nat": "true"},
	}
	if diff := cmp.Diff(want, worlds); diff != "" {
		t.Error(diff)
	}
	if _, err := Worlds([]Atom{nat, env}, 5); !errors.Is(err, ErrTooManyWorlds) {
		t.Errorf("got %v, want ErrTooManyWorlds", err)
	}
}

func TestWorldsMergeAtomsOfOneID(t *testing.T) {
	t.Parallel()
	worlds, err := Worlds([]Atom{{ID: "a", Cases: []string{"1"}}, {ID: "a", Cases: []string{"2"}}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]World{{"a": "1"}, {"a": "2"}}, worlds); diff != "" {
		t.Error(diff)
	}
	none, err := Worlds(nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]World{{}}, none); diff != "" {
		t.Error(diff)
	}
}

func TestDescribeLeavesOutWhatMakesNoDifference(t *testing.T) {
	t.Parallel()
	atoms := []Atom{nat, env}
	all, err := Worlds(atoms, 64)
	if err != nil {
		t.Fatal(err)
	}
	where := func(guard Guard) []World {
		var worlds []World
		for _, world := range all {
			if guard.Holds(world) == True {
				worlds = append(worlds, world)
			}
		}
		return worlds
	}
	for _, test := range []struct {
		guard Guard
		want  string
	}{
		{Guard{}, ""},
		{When(nat, "false"), "CreateNat is false"},
		{When(env, "prod").And(When(nat, "true")), "CreateNat is true and Env is prod"},
		{When(env, "prod").Or(When(env, Other)), "Env is neither dev nor prod, or Env is prod"},
		{When(nat, "false").Or(When(env, "prod")), "CreateNat is false, or Env is prod"},
	} {
		if got := Describe(atoms, all, where(test.guard)); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
