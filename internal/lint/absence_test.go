package lint

import (
	"testing"

	"github.com/repolint/repolint/value"
)

func TestElsewhereLooksAtTheOtherComponentsOnly(t *testing.T) {
	t.Parallel()
	a, c := &value.Reason{Text: "a"}, &value.Reason{Text: "c"}
	for name, test := range map[string]struct {
		absences []absence
		want     []*value.Reason
	}{
		"nothing unresolved":                     {[]absence{{rests: true}, {rests: true}}, []*value.Reason{nil, nil}},
		"nothing rests on an absence":            {[]absence{{unresolved: a}, {}}, []*value.Reason{nil, nil}},
		"another one is unresolved":              {[]absence{{unresolved: a}, {rests: true}}, []*value.Reason{nil, a}},
		"its own unresolved endpoint is no news": {[]absence{{unresolved: a, rests: true}, {}}, []*value.Reason{nil, nil}},
		"its own and another one's":              {[]absence{{unresolved: a, rests: true}, {rests: true}, {unresolved: c, rests: true}}, []*value.Reason{c, a, a}},
	} {
		got := elsewhere(test.absences, environments{of: make([]string, len(test.absences))})
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: component %d gets %v, want %v", name, i, got[i], test.want[i])
			}
		}
	}
}

func TestMissedByTellsEndpointsApart(t *testing.T) {
	t.Parallel()
	a, g := &value.Reason{Text: "a"}, &value.Reason{Text: "g"}
	all := []absences{
		{gateway: absence{unresolved: g}, agent: absence{unresolved: a}}, {gateway: absence{rests: true}}, {agent: absence{rests: true}},
	}
	got := missedBy(all, environments{of: make([]string, len(all))})
	for i, want := range []missed{{}, {gateway: g}, {agent: a}} {
		if got[i] != want {
			t.Errorf("component %d gets %v, want %v", i, got[i], want)
		}
	}
}
