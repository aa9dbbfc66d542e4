package value_test

import (
	"testing"

	"github.com/repolint/repolint/value"
)

func TestAtomsOfOneNameStayApart(t *testing.T) {
	t.Parallel()
	first := value.When(value.Atom{ID: "a#param:CreateNat", Name: "CreateNat", Cases: []string{"false", "true"}}, "true")
	second := value.When(value.Atom{ID: "b#param:CreateNat", Name: "CreateNat", Cases: []string{"false", "true"}}, "true")
	if got := len(first.And(second).Atoms()); got != 2 {
		t.Errorf("%d atoms in the conjunction of two, want 2", got)
	}
	if first.And(second.Not()).IsNever() {
		t.Error("a guard contradicts one of another stack")
	}
	if !first.And(first.Not()).IsNever() {
		t.Error("a guard and its opposite hold together")
	}
}
