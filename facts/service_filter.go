package facts

import (
	"fmt"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// egressToEndpoint judges whether the host's groups let TCP 443 out to every
// interface of an endpoint: its name leads to any of them.
func (w *walk) egressToEndpoint(s site, endpoint *graph.Endpoint, spots []spot, t target) step {
	return w.egressOver(s, t, label("interface endpoint", endpoint), func(set groupSet) outlet {
		return overSpots(spots, func(one spot) outlet { return w.outletOf(set, one, t.port) })
	})
}

// egressToInternet judges whether they let it out to a service's public addresses.
func (w *walk) egressToInternet(s site, t target) step {
	return w.egressOver(s, t, t.destination.Title, func(set groupSet) outlet { return w.outletOf(set, w.publicArea(s, ipv4), t.port) })
}

// egressAtAll judges whether they let it out at all, where nobody knows to what.
func (w *walk) egressAtAll(s site, t target) step {
	return w.egressOver(s, t, "", func(set groupSet) outlet { return w.outletOf(set, anywhere{}, t.port) })
}

// anywhere is covered by every rule that names any peer.
type anywhere struct{}

func (anywhere) block(fact value.Fact[value.Text]) (coverage, value.Reason) {
	literal, known := fact.Value.Literal()
	block, isBlock := parseBlock(literal)
	switch {
	case fact.State == value.NotStated, known && fact.State == value.Known && !isBlock:
		return coversNothing, value.Reason{}
	case known && within(block, nowhere):
		return coversNothing, value.Reason{}
	}
	return coversAll, value.Reason{}
}

func (anywhere) list(_ graph.ID, add func(coverage, value.Reason)) { add(coversAll, value.Reason{}) }

func (anywhere) group(value.Fact[graph.ID]) (coverage, value.Reason) {
	return coversAll, value.Reason{}
}

func (anywhere) listName(graph.ID) string { return "a prefix list" }

// egressOver judges the egress hop towards what reach tells of one set of groups;
// subject is what stories call it, "" for anything.
func (w *walk) egressOver(s site, t target, subject string, reach func(groupSet) outlet) step {
	hop := step{kind: hopEgress}
	sets := w.groupSets(s)
	hop.place = groupPlace(sets)
	before := w.undecided
	result := overSets(sets, reach)
	if result.open != value.Unknown {
		// A rule that surely lets out outweighs all others, whatever decides about those.
		w.undecided = before
	}
	to := ""
	if subject != "" {
		to = " to " + subject
	}
	switch result.open {
	case value.True:
		hop.verdict, hop.story = passes, fmt.Sprintf("TCP %d goes out%s by %s", t.port, to, result.by)
	case value.Unknown:
		hop.story, hop.settle = result.reason.Text, result.reason.Settle
		if hop.story == "" {
			hop.story = fmt.Sprintf("whether TCP %d goes out%s is not known", t.port, to)
		}
	case value.False:
		kind := CauseEgressEndpointHTTPSMissing
		if overSets(sets, func(set groupSet) outlet { return w.outletOf(set, anywhere{}, t.port) }).open == value.False {
			// Nothing gets out: that is one fault, whatever the destination.
			kind, to = CauseEgressHTTPSMissing, ""
		}
		hop.verdict, hop.fault = blocked, egressFaultAt(sets, kind, t.port)
		hop.fault.story = strings.TrimSuffix(hop.fault.story, " to Amazon S3") + to
		hop.story = hop.fault.story
	}
	return hop
}

// overSets is what holds for every set of groups, since a machine has any of them.
func overSets(sets []groupSet, one func(groupSet) outlet) outlet {
	result := outlet{open: value.True}
	for i, set := range sets {
		made := one(set)
		if i == 0 || made.open == value.False && result.open != value.False || made.open == value.Unknown && result.open == value.True {
			result = made
		}
	}
	return result
}

// overSpots is what holds for all of several places. Where some are let through
// and others are not, whether it works depends on which one the client tries.
func overSpots(spots []spot, one func(spot) outlet) outlet {
	var through, stopped, open []outlet
	names := map[string][]string{}
	for _, place := range spots {
		switch made := one(place); made.open {
		case value.True:
			through = append(through, made)
		case value.False:
			stopped, names["stopped"] = append(stopped, made), append(names["stopped"], place.name())
		case value.Unknown:
			open = append(open, made)
		}
	}
	switch {
	case len(stopped) == 0 && len(open) == 0 && len(through) > 0:
		return through[0]
	case len(through) == 0 && len(open) == 0 && len(stopped) > 0:
		return stopped[0]
	case len(stopped) > 0 && len(through) > 0:
		return outlet{open: value.Unknown, reason: value.Reason{
			Text:   "the interfaces in " + strings.Join(names["stopped"], " and ") + " are not reached, and which of them a client tries is not known",
			Settle: "let the traffic to all of the endpoint's subnets through",
		}}
	case len(open) > 0:
		return open[0]
	}
	return outlet{open: value.Unknown, reason: value.Reason{Text: "where the endpoint's interfaces are is not known"}}
}

// endpointStep judges the endpoint itself: that it is in a subnet, and that its
// groups let the host in.
func (w *walk) endpointStep(s site, endpoint *graph.Endpoint, t target) step {
	hop := step{kind: hopEndpoint, place: header(endpoint)}
	subnets, more := w.subnetsAt(endpoint)
	if len(subnets) == 0 && more == nil {
		hop.verdict = blocked
		hop.story = label("interface endpoint", endpoint) + " is in no subnet, so nothing answers"
		hop.fault = &fault{
			kind: CauseSSMEndpointMissing, node: endpoint, story: hop.story, exported: endpoint.Exported,
			place:  argument(endpoint, "subnets", endpoint.Subnets.Range, "subnet_ids", "SubnetIds"),
			detail: map[string]string{"services": t.destination.Service, "service": t.destination.Service, "vpc": s.vpc.node.Label(), "fix": "subnets"},
		}
		return hop
	}
	set, byDefault := w.groupsAt(endpoint, s.vpc.node)
	inlet := overSets(w.groupSets(s), func(hosts groupSet) outlet { return w.inletOf(set, w.spotOfHost(s, hosts), t.port) })
	switch inlet.open {
	case value.True:
		hop.verdict, hop.story = passes, label("interface endpoint", endpoint)+" lets the host in by "+inlet.by
	case value.Unknown:
		hop.story, hop.settle = inlet.reason.Text, inlet.reason.Settle
		if hop.story == "" {
			hop.story = "whether " + label("interface endpoint", endpoint) + " lets the host in is not known"
		}
	case value.False:
		hop.verdict, hop.fault = blocked, ingressFault(endpoint, set, byDefault, t.port)
		hop.story, hop.place = hop.fault.story, hop.fault.place
	}
	return hop
}

// spotOfHost is the host as the endpoint's groups meet it.
func (w *walk) spotOfHost(s site, hosts groupSet) spot {
	at := spot{walk: w, vpc: s.vpc.node, subnet: s.subnet, hidden: hosts.reason}
	if hosts.allowAll != "" {
		at.hidden = &value.Reason{Text: "the host has " + hosts.allowAll + ", whose members are not in view"}
	}
	for _, group := range hosts.groups {
		at.groups = append(at.groups, group.ID)
	}
	return at
}

// inletOf says whether a set of groups lets a port in from an area.
func (w *walk) inletOf(set groupSet, from area, port int) outlet {
	covered := newUnion()
	reason := set.reason
	for _, group := range set.groups {
		if hidden := w.addIngress(&covered, group, from, port); hidden != nil && reason == nil {
			reason = hidden
		}
	}
	let, by := covered.result()
	if let != value.True && reason != nil {
		return outlet{open: value.Unknown, reason: *reason}
	}
	return outlet{open: let, by: by, reason: covered.reason}
}

// addIngress adds what one group lets in: AWS's own default group lets in its
// members
// (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html).
func (w *walk) addIngress(covered *union, group *graph.SecurityGroup, from area, port int) (hidden *value.Reason) {
	if group.Default && group.Implicit && group.Open == nil {
		much, reason := from.group(value.Fact[graph.ID]{State: value.Known, Value: group.ID})
		covered.add(much, value.True, label("security group", group)+", which lets its members in", reason)
	}
	rules, _, loose := w.rulesOf(group, w.ingress)
	for _, rule := range rules {
		applies := w.exists(rule).And(w.exactly(rule.Group.Of, group.ID)).And(w.letsPort(rule, port))
		w.addPeers(covered, rule, applies, w.whyRule(rule), from)
	}
	switch {
	case group.MoreIngress != nil:
		reason := because("the rules of "+label("security group", group)+" are not all known", outOfViewIf(group.Open != nil, *group.MoreIngress))
		return &reason
	case incomplete(group) != nil:
		reason := because("a rule of "+label("security group", group)+" may be declared elsewhere", *incomplete(group))
		return &reason
	}
	return loose
}

func outOfViewIf(elsewhere bool, reason value.Reason) value.Reason {
	if elsewhere {
		return outOfView(reason)
	}
	return reason
}

// ingressFault points at the endpoint's group, or at the endpoint where it names none.
func ingressFault(endpoint *graph.Endpoint, set groupSet, byDefault bool, port int) *fault {
	names := make([]string, 0, len(set.groups))
	for _, group := range set.groups {
		names = append(names, label("security group", group))
	}
	guilty := set.groups[0]
	f := &fault{
		kind: CauseEndpointIngressHTTPSMissing, node: guilty, place: overridden(guilty, "ingress", "SecurityGroupIngress"), exported: guilty.Exported,
		story:  fmt.Sprintf("%s of %s does not let TCP %d in", strings.Join(names, " and "), label("interface endpoint", endpoint), port),
		detail: map[string]string{"port": fmt.Sprint(port), "endpoint": endpoint.Label(), "groups": strings.Join(names, ", ")},
	}
	if byDefault {
		f.node, f.place = endpoint, argument(endpoint, "groups", endpoint.Groups.Range, "security_group_ids", "SecurityGroupIds")
		f.story = fmt.Sprintf("%s names no security group, and its VPC's default one lets only its own members in", label("interface endpoint", endpoint))
		f.detail["fix"] = "default_group"
	}
	return f
}
