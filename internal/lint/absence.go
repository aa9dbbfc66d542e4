package lint

import (
	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// absence is what a component means for "there is no endpoint" in the others.
// unresolved says why an endpoint of the component may be attached to another
// one's tables; rests that a path is blocked because there is none.
type absence struct {
	unresolved *value.Reason
	rests      bool
}

func absenceOf(document *facts.Document, parsed resource.Result) absence {
	found := absence{unresolved: facts.Unresolved(parsed.Graph)}
	for _, cause := range document.Causes {
		if cause.Kind == facts.CauseEndpointMissing || cause.Kind == facts.CauseTableNotAttached {
			found.rests = true
		}
	}
	return found
}

// elsewhere gives, for every component that rests on an absence, the reason why
// another one may hold what is missing; nil where nothing needs a second look.
// One environment is not elsewhere for another.
func elsewhere(absences []absence, e environments) []*value.Reason {
	reasons := make([]*value.Reason, len(absences))
	for _, environment := range append([]string{""}, e.all...) {
		first, second := -1, -1
		for i := range absences {
			switch {
			case absences[i].unresolved == nil || environment != "" && e.of[i] != "" && e.of[i] != environment:
			case first < 0:
				first = i
			case second < 0:
				second = i
			}
		}
		for i := range absences {
			other := first
			if i == first {
				other = second
			}
			if e.of[i] == environment && absences[i].rests && other >= 0 {
				reasons[i] = absences[other].unresolved
			}
		}
	}
	return reasons
}
