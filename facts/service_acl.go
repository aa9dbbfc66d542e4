package facts

import (
	"fmt"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// networkACLsToEndpoint judges the network ACLs between a host and an endpoint's
// interfaces, in both directions. Traffic inside of a subnet is not filtered
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
func (w *walk) networkACLsToEndpoint(s site, endpoint *graph.Endpoint, spots []spot, t target) step {
	hop := step{kind: hopNetworkACL}
	if s.subnet == nil {
		hop.story, hop.settle = "the host's subnet is not known", "name the subnet"
		return hop
	}
	host := spot{walk: w, vpc: s.vpc.node, subnet: s.subnet}
	first := step{}
	result := overSpots(spots, func(one spot) outlet {
		if one.subnet == s.subnet {
			return outlet{open: value.True, by: "no network ACL, as the endpoint has an interface in the host's own subnet"}
		}
		for _, leg := range w.legs(s, host, one, t) {
			made := w.walkLeg(leg)
			switch {
			case made.verdict == blocked:
				if first.kind == "" {
					first = made
				}
				return outlet{open: value.False}
			case made.verdict == undetermined:
				return outlet{open: value.Unknown, reason: value.Reason{Text: made.story, Settle: made.settle}}
			}
		}
		return outlet{open: value.True, by: "the network ACLs of both subnets"}
	})
	switch result.open {
	case value.True:
		hop.verdict, hop.story = passes, "requests to "+label("interface endpoint", endpoint)+" and answers pass "+result.by
	case value.Unknown:
		hop.story, hop.settle = result.reason.Text, result.reason.Settle
	case value.False:
		return first
	}
	return hop
}

// leg is one crossing of a network ACL: ports from or to an area.
type leg struct {
	acl    found[graph.NetworkACL]
	peer   area
	egress bool
	ports  ports
	what   string
	// to is the host that answers go back to, nil where requests cross.
	to *graph.Host
}

// legs are the crossings of a request to a spot and of its answer.
func (w *walk) legs(s site, host, one spot, t target) []leg {
	ours := w.networkACLOf(s)
	theirs := missing[graph.NetworkACL](value.Reason{Text: "the endpoint's subnet is not known"})
	if one.subnet != nil {
		theirs = w.networkACLOf(site{subnet: one.subnet, vpc: s.vpc})
	}
	own := w.ephemeralOf(s.host)
	request, answers := fmt.Sprintf("TCP %d", t.port), fmt.Sprintf("answers to TCP %d-%d", own.from, own.to)
	return []leg{
		{ours, one, true, ports{t.port, t.port}, request + " out", nil},
		{theirs, host, false, ports{t.port, t.port}, request + " in", nil},
		{theirs, host, true, own, answers + " out", s.host},
		{ours, one, false, own, answers + " in", s.host},
	}
}

func (w *walk) walkLeg(l leg) step {
	hop := step{kind: hopNetworkACL}
	acl := l.acl.node
	switch {
	case acl == nil:
		hop.story, hop.settle = l.acl.reason.Text, l.acl.reason.Settle
		return hop
	case acl.Default && acl.Implicit:
		hop.verdict = passes
		return hop
	case acl.Open != nil:
		why := because("the entries of "+label("network ACL", acl)+" are declared elsewhere", outOfView(*acl.Open))
		hop.story, hop.settle = why.Text, why.Settle
		return hop
	}
	filter := aclFilter{acl: acl, peer: l.peer}
	made := w.verdictOfACL(filter, l.egress, l.ports)
	if l.to != nil {
		made = w.answersTo(filter, l.egress, l.to)
	}
	switch made.allowed {
	case value.True:
		hop.verdict = passes
	case value.Unknown:
		hop.story, hop.settle = made.reason.Text, made.reason.Settle
	case value.False:
		at := header(acl)
		hop.story = fmt.Sprintf("%s does not let %s", label("network ACL", acl), l.what)
		if made.by != nil {
			at = header(made.by)
			hop.story += " because of entry " + w.entryName(made.by)
		}
		hop.verdict, hop.place = blocked, at
		hop.fault = &fault{kind: CauseNetworkACLBlocks, node: acl, place: at, story: hop.story, detail: w.missingEntries(acl, l.egress, l.ports)}
	}
	return hop
}

// missingEntries are the details that a fix of a network ACL needs: which ports it
// lets through, in which direction, and by an entry of which number.
func (w *walk) missingEntries(acl *graph.NetworkACL, egress bool, of ports) map[string]string {
	direction := "in"
	if egress {
		direction = "out"
	}
	detail := map[string]string{
		"fix": CauseNetworkACLBlocks + "_" + direction, direction + "_from": fmt.Sprint(of.from), direction + "_to": fmt.Sprint(of.to),
		direction + "_number": w.numberBeforeDenials(acl, egress),
	}
	inline := func(entry *graph.NetworkACLEntry) bool { return entry.Address == acl.Address }
	if entries := w.entries.at[acl.ID]; len(entries) > 0 && !slices.ContainsFunc(entries, inline) {
		detail["syntax"] = "rules"
	}
	return detail
}

// numberBeforeDenials is the number of an entry that no other has and that comes
// before all that deny; "NUMBER" where there is none.
func (w *walk) numberBeforeDenials(acl *graph.NetworkACL, egress bool) string {
	const usual = 90
	entries, reason := w.entriesOf(acl, egress)
	if reason != nil {
		return fmt.Sprint(usual)
	}
	number, taken := usual, map[int]bool{}
	for _, entry := range entries {
		of := read(w, entry.Number).Value
		taken[of] = true
		if allow, known := read(w, entry.Allow).Or(false); !known || !allow {
			number = min(number, of-1)
		}
	}
	for taken[number] {
		number--
	}
	if number < 1 {
		return "NUMBER"
	}
	return fmt.Sprint(number)
}
