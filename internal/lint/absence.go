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

// absences are a component's: of the gateway endpoint of Amazon S3, and of the
// interface endpoints of the Systems Manager agent.
type absences struct{ gateway, agent absence }

// missed are the reasons why another component may hold what is absent in one.
type missed struct{ gateway, agent *value.Reason }

func absencesOf(document *facts.Document, parsed resource.Result) absences {
	found := absences{absence{unresolved: facts.Unresolved(parsed.Graph)}, absence{unresolved: facts.UnresolvedAgent(parsed.Graph)}}
	for _, cause := range document.Causes {
		switch cause.Kind {
		case facts.CauseEndpointMissing, facts.CauseTableNotAttached:
			found.gateway.rests = true
		case facts.CauseSSMEndpointMissing, facts.CauseServiceEndpointMissing:
			found.agent.rests = true
		}
	}
	return found
}

// missedBy is [elsewhere] for both kinds of endpoints.
func missedBy(all []absences, e environments) []missed {
	gateways, agents := make([]absence, len(all)), make([]absence, len(all))
	for i := range all {
		gateways[i], agents[i] = all[i].gateway, all[i].agent
	}
	reasons := make([]missed, len(all))
	forGateways, forAgents := elsewhere(gateways, e), elsewhere(agents, e)
	for i := range reasons {
		reasons[i] = missed{forGateways[i], forAgents[i]}
	}
	return reasons
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
