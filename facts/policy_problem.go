package facts

import (
	"fmt"
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// policyFaults lists what is wrong with an endpoint's policy in one world: what AWS
// does not take, and what is as good as no policy.
func (w *walk) policyFaults(endpoint *graph.Endpoint) []*fault {
	document, at, doubt := w.policyOf(endpoint)
	w.decideAll(document.Guards())
	if doubt != nil {
		return nil
	}
	kind := w.policyKind(endpoint)
	parsed, problems := policy.Parse(document.In(w.world), w.options.ReadFile)
	problems = append(problems, parsed.Misuses(kind)...)
	var list []*fault
	for _, problem := range problems {
		list = append(list, policyFault(endpoint, at, problem))
	}
	if open := w.openPolicy(endpoint, parsed, at, kind); open != nil {
		list = append(list, open)
	}
	return list
}

// policyKind tells endpoints apart as policies differ for them.
func (w *walk) policyKind(endpoint *graph.Endpoint) policy.Kind {
	switch w.isGateway(endpoint) {
	case value.True:
		if w.serviceOf(endpoint, read(w, endpoint.VPC.Of).Value).is == value.True {
			return policy.S3Gateway
		}
	case value.False:
		return policy.Interface
	case value.Unknown:
	}
	return 0
}

func policyFault(endpoint *graph.Endpoint, at place, problem policy.Problem) *fault {
	if !problem.Range.IsZero() && problem.Range != at.at {
		at = place{node: at.node, part: fmt.Sprintf("policy:%d:%d", problem.Range.Start.Line, problem.Range.Start.Column), at: problem.Range}
	}
	detail := map[string]string{"statement": "", "documented": strconv.FormatBool(problem.Documented)}
	if problem.Statement >= 0 {
		detail["statement"] = strconv.Itoa(problem.Statement + 1)
	}
	weight := fullEvidence
	if problem.Documented {
		weight = loweredEvidence
	}
	return &fault{
		kind: CausePolicyInvalid, node: endpoint, place: at, detail: detail, weight: weight,
		story: "the policy of " + label("endpoint", endpoint) + " is not what AWS takes: " + problem.Text,
	}
}

// openPolicy is the fault of an S3 endpoint that lets everybody do everything in
// a VPC that has closed subnets.
func (w *walk) openPolicy(endpoint *graph.Endpoint, parsed *policy.Document, at place, kind policy.Kind) *fault {
	if kind != policy.S3Gateway && w.serviceOf(endpoint, read(w, endpoint.VPC.Of).Value).is != value.True {
		return nil
	}
	_, written, open := parsed.Open()
	if open != value.True || !w.hasClosedSubnet(read(w, endpoint.VPC.Of)) {
		return nil
	}
	story := label("endpoint", endpoint) + " has no policy of its own, so it lets every request through to every bucket"
	if !parsed.Default {
		story = "the policy of " + label("endpoint", endpoint) + " lets every request through to every bucket"
		if !written.IsZero() && written != at.at {
			at = place{node: at.node, part: fmt.Sprintf("policy:%d:%d", written.Start.Line, written.Start.Column), at: written}
		}
	}
	return &fault{kind: CausePolicyTooOpen, node: endpoint, place: at, story: story}
}

// hasClosedSubnet reports whether a VPC has a subnet in view from which nothing
// leads to the internet.
func (w *walk) hasClosedSubnet(vpc value.Fact[graph.ID]) bool {
	if vpc.State != value.Known {
		return false
	}
	for _, subnet := range inOrder(w.graph.Subnets) {
		if subnet.Open == nil && w.is(subnet.VPC.Of, vpc.Value) == value.True && w.holds(subnet.Guard) == value.True &&
			w.reachOf(w.siteOf(nil, subnet)).path == noPath {
			return true
		}
	}
	return false
}
