package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/repolint/repolint/value"
)

func TestTooManyUndecidedVariablesSaySo(t *testing.T) {
	t.Parallel()
	for count, want := range map[int]bool{maxAtoms: false, maxAtoms + 1: true} {
		r := &run{world: value.World{}, crowded: count > maxAtoms}
		in := &instance{run: r}
		text := in.unsetReason(fmt.Sprint("v", count)).Text
		if got := strings.Contains(text, "more than 6 variables or 64 combinations"); got != want {
			t.Errorf("%d variables: %q", count, text)
		}
		deciders := map[string]value.Atom{}
		for i := range count {
			id := fmt.Sprint("v", i)
			deciders[id] = value.Atom{ID: id, Name: id, Cases: []string{"true", "false"}}
		}
		if count > maxAtoms {
			if _, _, crowded := explore(deciders, nil); !crowded {
				t.Errorf("%d variables are not too many", count)
			}
		}
	}
}
