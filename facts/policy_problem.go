package facts

import (
	"fmt"
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// endpointPolicies judges the policies themselves: what AWS does not take, and
// what is as good as none. What a path shows already is not told again.
func (d *deriver) endpointPolicies() {
	refused := map[string]bool{}
	for _, cause := range d.causes {
		if cause.Kind == CausePolicyBlocks {
			refused[cause.Node+" "+cause.Detail["statement"]] = true
		}
	}
	for _, endpoint := range inOrder(d.graph.Endpoints) {
		if endpoint.Open != nil {
			continue
		}
		leaves, err := inWorlds(d.index, func(w *walk) []weighed { return w.weighPolicy(endpoint) })
		if err != nil {
			continue
		}
		for _, one := range leaves {
			for _, found := range one.what {
				if statement := found.fault.detail["statement"]; statement == "" || !refused[string(endpoint.ID)+" "+statement] {
					d.fileDeclared(found.fault, found.weight, []value.World{one.world})
				}
			}
		}
	}
}

// weighed is a fault with the weight of what shows it.
type weighed struct {
	fault  *fault
	weight evidence
}

// weighPolicy lists what is wrong with an endpoint's policy in one world.
func (w *walk) weighPolicy(endpoint *graph.Endpoint) []weighed {
	if w.exists(endpoint) == value.False {
		return nil
	}
	document, at, doubt := w.policyOf(endpoint)
	w.decideAll(document.Guards())
	if doubt != nil {
		return nil
	}
	kind := w.policyKind(endpoint)
	parsed, problems := policy.Parse(document.In(w.world), w.options.ReadFile)
	problems = append(problems, parsed.Misuses(kind)...)
	var list []weighed
	for _, problem := range problems {
		list = append(list, policyFault(endpoint, at, problem))
	}
	if open := w.openPolicy(endpoint, parsed, at, kind); open != nil {
		list = append(list, weighed{open, fullEvidence})
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

func policyFault(endpoint *graph.Endpoint, at place, problem policy.Problem) weighed {
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
	return weighed{&fault{
		kind: CausePolicyInvalid, node: endpoint, place: at, detail: detail,
		story: "the policy of " + label("endpoint", endpoint) + " is not what AWS takes: " + problem.Text,
	}, weight}
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
