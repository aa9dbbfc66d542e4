package facts

import (
	"net/netip"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// area is a set of addresses that a filter's rules are held against: what a peer
// of a rule covers of it.
type area interface {
	// block is what a CIDR block covers; the reason is set where that is not known.
	block(fact value.Fact[value.Text]) (coverage, value.Reason)
	// list adds what a prefix list covers, one by one.
	list(id graph.ID, add func(coverage, value.Reason))
	// group is what the members of a security group cover.
	group(fact value.Fact[graph.ID]) (coverage, value.Reason)
	// listName is what stories call a prefix list.
	listName(id graph.ID) string
}

// publicArea are Amazon S3's public addresses of one family, which stand for all
// public ones: see [coverage].
type publicArea struct {
	*walk
	vpc    *graph.VPC
	local  localRanges
	wanted family
}

func (w *walk) publicArea(s site, wanted family) publicArea {
	return publicArea{walk: w, vpc: s.vpc.node, local: w.localRangesOf(s.vpc.node), wanted: wanted}
}

func (a publicArea) block(fact value.Fact[value.Text]) (coverage, value.Reason) {
	return coverageOfText(fact, a.wanted, a.local)
}

func (a publicArea) list(id graph.ID, add func(coverage, value.Reason)) {
	a.listCoverage(id, idOf(a.vpc), a.wanted, a.local, add)
}

// group: a gateway endpoint has no network interface, and so no member of a group
// ever is Amazon S3.
func (publicArea) group(value.Fact[graph.ID]) (coverage, value.Reason) {
	return coversNothing, value.Reason{}
}

// spot is an unnamed address inside a VPC: that of a machine or of an endpoint's
// interface.
type spot struct {
	*walk
	vpc *graph.VPC
	// subnet is where it is, nil where that is not known.
	subnet *graph.Subnet
	// groups are those it is in; hidden says why there may be more of them.
	groups []graph.ID
	hidden *value.Reason
}

// name is what stories call the place.
func (p spot) name() string {
	switch {
	case p.subnet != nil:
		return label("subnet", p.subnet)
	case p.vpc != nil:
		return label("VPC", p.vpc)
	}
	return "a subnet that is not known"
}

func (p spot) block(fact value.Fact[value.Text]) (coverage, value.Reason) {
	switch fact.State {
	case value.NotStated:
		return coversNothing, value.Reason{}
	case value.Undetermined:
		return coversUnknown, fact.Reason
	case value.Known:
	}
	if literal, ok := fact.Value.Literal(); ok {
		block, ok := parseBlock(literal)
		if !ok || !block.Addr().Is4() {
			return coversNothing, value.Reason{}
		}
		return p.holds(block)
	}
	if hole, ok := fact.Value.Hole(); ok && hole.Ref != nil && strings.Contains(strings.ToLower(hole.Ref.Attribute), "cidr") {
		return p.rangeOf(graph.ID(hole.Ref.Node))
	}
	return coversUnknown, reasonOfText(fact.Value)
}

// holds is what a known block covers.
func (p spot) holds(block netip.Prefix) (coverage, value.Reason) {
	if block.Bits() == 0 {
		return coversAll, value.Reason{}
	}
	ranges, certain := p.ranges()
	inside, outside := 0, 0
	for _, r := range ranges {
		switch {
		case within(r, []netip.Prefix{block}):
			inside++
		case !block.Overlaps(r):
			outside++
		}
	}
	switch {
	case certain && len(ranges) > 0 && inside == len(ranges):
		return coversAll, value.Reason{}
	case certain && len(ranges) > 0 && outside == len(ranges):
		return coversNothing, value.Reason{}
	case certain && len(ranges) > 0:
		return coversPart, value.Reason{Text: block.String() + " holds a part of " + p.name()}
	case block.Bits() == 1 && block.Addr().As4()[0] < 128:
		return coversLowHalf, value.Reason{Text: "the range of " + p.name() + " is not known"}
	case block.Bits() == 1:
		return coversHighHalf, value.Reason{Text: "the range of " + p.name() + " is not known"}
	}
	return coversUnknown, value.Reason{Text: "the range of " + p.name() + " is not known"}
}

// ranges are the blocks one of which holds the address: the subnet's, or else
// those of the VPC. certain is false where there may be others.
func (p spot) ranges() (ranges []netip.Prefix, certain bool) {
	if p.subnet != nil {
		if fact := read(p.walk, p.subnet.CIDR); fact.State == value.Known {
			return []netip.Prefix{fact.Value}, true
		}
	}
	if p.vpc == nil {
		return nil, false
	}
	facts, more := readAll(p.walk, p.vpc.CIDRs)
	certain = more == nil && incomplete(p.vpc) == nil
	for _, fact := range facts {
		if fact.State != value.Known {
			certain = false
			continue
		}
		ranges = append(ranges, fact.Value)
	}
	return ranges, certain
}

// rangeOf is what the range of a VPC or a subnet covers, by that one's ID.
func (p spot) rangeOf(id graph.ID) (coverage, value.Reason) {
	other := p.graph.Subnets[id]
	switch {
	case p.vpc != nil && id == p.vpc.ID, p.subnet != nil && id == p.subnet.ID:
		return coversAll, value.Reason{}
	case other != nil && p.subnet != nil && other.Open == nil && p.subnet.Open == nil:
		// Ranges of two subnets of one VPC never overlap.
		return coversNothing, value.Reason{}
	}
	return coversUnknown, value.Reason{Text: "whether the range of another VPC or subnet holds " + p.name() + " is not known"}
}

// list: AWS's own lists hold public addresses only.
func (p spot) list(id graph.ID, add func(coverage, value.Reason)) {
	if gateway, ok := graph.EndpointOfPrefixList(id); ok && p.graph.Endpoints[gateway] != nil {
		return
	}
	list := p.graph.PrefixLists[id]
	switch {
	case isLiteral(id) && knownListID(strings.TrimPrefix(string(id), string(graph.ExternalID("")))):
		return
	case list == nil || list.Open != nil && len(list.ServiceName.Alternatives()) == 0:
		reason := value.Reason{Text: "the prefix list is declared nowhere in the files read"}
		if list != nil && list.Open != nil {
			reason = *list.Open
		}
		add(coversUnknown, reason)
		return
	case len(list.ServiceName.Alternatives()) > 0 && read(p.walk, list.ServiceName).State != value.NotStated:
		return
	}
	entries, more := readAll(p.walk, list.Entries)
	for _, entry := range entries {
		add(p.block(entry))
	}
	if more != nil {
		add(coversUnknown, *more)
	}
}

func (p spot) group(fact value.Fact[graph.ID]) (coverage, value.Reason) {
	if fact.State != value.Known {
		return coversUnknown, fact.Reason
	}
	doubt := p.hidden
	for _, member := range p.groups {
		if member == fact.Value {
			return coversAll, value.Reason{}
		}
		if p.couldBe(fact.Value, member) || p.couldBe(member, fact.Value) {
			doubt = &value.Reason{Text: "whether " + p.groupName(fact.Value) + " is " + p.groupName(member) + " is not known"}
		}
	}
	if doubt != nil {
		return coversUnknown, *doubt
	}
	return coversNothing, value.Reason{}
}

func (p spot) groupName(id graph.ID) string {
	if group := p.graph.SecurityGroups[id]; group != nil {
		return label("security group", group)
	}
	return "a security group"
}
