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
func elsewhere(absences []absence) []*value.Reason {
	var first, second *value.Reason
	at := -1
	for i, one := range absences {
		switch {
		case one.unresolved == nil:
		case first == nil:
			first, at = one.unresolved, i
		case second == nil:
			second = one.unresolved
		}
	}
	reasons := make([]*value.Reason, len(absences))
	for i, one := range absences {
		switch {
		case !one.rests:
		case i == at:
			reasons[i] = second
		default:
			reasons[i] = first
		}
	}
	return reasons
}
