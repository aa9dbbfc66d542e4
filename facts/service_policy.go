package facts

import (
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// servicePolicyStep judges what the policy of an interface endpoint lets the host
// ask for.
func (w *walk) servicePolicyStep(s site, endpoint *graph.Endpoint, t target) (hop step, applies bool) {
	document, at, doubt := w.policyOf(endpoint)
	hop = step{kind: hopPolicy, place: at}
	actions := w.actionsOf(s, t)
	switch {
	case doubt != nil:
		why := because("the policy of "+label("endpoint", endpoint)+" is not known", *doubt)
		hop.story, hop.settle = why.Text, why.Settle
	case document.Kind == value.Absent:
		hop.verdict, hop.story = passes, label("endpoint", endpoint)+" has no policy of its own, which is full access"
	case len(actions) == 0:
		hop.story = "what hosts ask of " + t.destination.Service + " is not listed, so whether the policy of " + label("endpoint", endpoint) + " allows it is not known"
		hop.settle = "compare the policy with what the hosts ask for"
	default:
		w.decideAll(document.Guards())
		hop = w.judgeActions(s, endpoint, t, document.In(w.world), at, actions)
	}
	return hop, true
}

// actionsOf lists what the host asks of the service.
func (w *walk) actionsOf(s site, t target) []*destination.Action {
	var called []*destination.Action
	situation := w.situationOf(s.host)
	for i := range t.destination.Actions {
		if action := &t.destination.Actions[i]; action.CalledBy(situation) {
			called = append(called, action)
		}
	}
	return called
}

// judgeActions is the worst of what a policy says of several actions.
func (w *walk) judgeActions(s site, endpoint *graph.Endpoint, t target, document value.Value, at place, actions []*destination.Action) step {
	parsed, _ := policy.Parse(document, w.options.ReadFile)
	parsed = parsed.Fill(literalSymbols(w.fixed(idOf(s.vpc.node), "")))
	var decided policy.Decision
	var about *destination.Action
	for _, action := range actions {
		made := parsed.Evaluate(w.callOf(s, endpoint, action))
		if about == nil || made.Outcome == policy.Denied || made.Outcome == policy.Undetermined && decided.Outcome == policy.Allowed {
			decided, about = made, action
		}
		if made.Outcome == policy.Denied {
			break
		}
	}
	hop := step{kind: hopPolicy, place: deciding(at, decided)}
	switch decided.Outcome {
	case policy.Allowed:
		hop.verdict, hop.story = passes, allowedStory(endpoint, parsed, decided)
	case policy.Denied:
		hop.verdict, hop.story = blocked, deniedStory(endpoint, decided)
		detail := w.policyDetail(t, document, decided)
		detail["action"] = about.Name
		switch {
		case !slices.Contains(append(agentServices, "ec2messages"), t.destination.Service):
			detail["fix"], detail["actions"] = "further", actionNames(actions)
		case about.AWSOwned:
			detail["fix"] = "aws_owned"
		case about.Node:
			detail["fix"] = "node"
		}
		hop.fault = &fault{kind: CausePolicyBlocks, node: endpoint, place: hop.place, story: hop.story, detail: detail}
	case policy.Undetermined:
		why := because("whether the policy of "+label("endpoint", endpoint)+" allows "+about.Name+" is not known", decided.Reason)
		hop.story, hop.settle = why.Text, why.Settle
	}
	return hop
}

// actionNames lists actions as the elements of a list.
func actionNames(actions []*destination.Action) string {
	var names []string
	for _, action := range actions {
		names = append(names, strconv.Quote(action.Name))
	}
	return strings.Join(names, ", ")
}

// callOf is the call of one action through an endpoint.
func (w *walk) callOf(s site, endpoint *graph.Endpoint, action *destination.Action) policy.Request {
	symbols := w.fixed(idOf(s.vpc.node), "")
	call := policy.Read{
		Foreign: action.AWSOwned, HTTPS: true, Region: value.SymbolText(value.Region), Endpoint: spellings(endpoint),
		VPC: spellings(s.vpc.node), Resources: []value.Text{action.ARN(symbols)}, Interface: value.True,
	}
	if region, known := symbols[value.Region]; known {
		call.Region = region
	}
	for _, block := range w.localRangesOf(s.vpc.node) {
		call.Address = append(call.Address, value.Literal(block.String()))
	}
	if action.Node {
		return policy.NodeCall(action.Name, call)
	}
	var signer policy.Signer
	if role := w.roleOf(s.host); role != nil {
		signer = w.signerOf(role)
	}
	return policy.SignedCall(action.Name, call, signer)
}
