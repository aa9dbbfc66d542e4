package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// servicePolicyStep judges what the policy of an interface endpoint lets the host
// ask for.
func (w *walk) servicePolicyStep(s site, endpoint *graph.Endpoint, t target) (hop step, applies bool) {
	document, at, doubt := w.policyOf(endpoint)
	hop = step{kind: hopPolicy, place: at}
	switch {
	case doubt != nil:
		why := because("the policy of "+label("endpoint", endpoint)+" is not known", *doubt)
		hop.story, hop.settle = why.Text, why.Settle
	case document.Kind == value.Absent:
		hop.verdict, hop.story = passes, label("endpoint", endpoint)+" has no policy of its own, which is full access"
	default:
		hop.story = "what the policy of " + label("endpoint", endpoint) + " allows the agent is not known"
		hop.settle = "compare it with what the agent of " + label("VPC", s.vpc.node) + " asks of " + t.destination.Service
	}
	return hop, true
}
