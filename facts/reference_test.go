package facts

import (
	"net/netip"
	"slices"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
)

// reference walks a network packet by packet: the slow and plain way to know what
// package facts works out with unions and prefixes. It uses nothing of the package
// under test. It knows networks in which everything is in view and stated once.
//
// Where Amazon S3's addresses lie is not known, so that it walks three worlds: they
// lie in the lower half of the address space, in the upper, or in both.
type reference struct {
	g      *graph.Graph
	region string
	// allows says what a policy, by the ID of its endpoint, does with an unsigned read.
	allows map[graph.ID]bool
}

// s3Worlds are addresses of Amazon S3, as they may be.
var s3Worlds = [][]netip.Addr{
	{netip.MustParseAddr("52.219.0.10")},
	{netip.MustParseAddr("150.222.1.10")},
	{netip.MustParseAddr("52.219.0.10"), netip.MustParseAddr("150.222.1.10")},
}

// inVPC is a packet's address inside of the VPC.
func inVPC(a netip.Addr) bool { return netip.MustParsePrefix("10.0.0.0/16").Contains(a) }

// ends are ports that the host's kernel may take for its own end of a connection:
// borders of what entries of a network ACL are made of, and some between.
var ends = []int{32768, 32769, 39999, 40000, 40001, 50000, 60998, 60999}

// answer is a verdict in words: "passes", "blocked" or "undetermined".
type answer = string

// settle makes one answer of those in all worlds.
func settle(answers ...answer) answer {
	for _, a := range answers {
		if a != answers[0] {
			return "undetermined"
		}
	}
	return answers[0]
}

func said(ok bool) answer {
	if ok {
		return "passes"
	}
	return "blocked"
}

// path walks from a host in a subnet to a destination of Amazon S3 and says how
// each hop fares, and the whole.
func (r reference) path(host *graph.Host, subnet *graph.Subnet, d destination.Destination) (hops map[string]answer, whole answer) {
	port := d.RequiredPort()
	hops = map[string]answer{"dns": said(r.resolves(subnet))}
	in := map[string][]answer{}
	endpoint := r.endpointOn(r.table(subnet))
	for _, world := range s3Worlds {
		egress, acl := true, true
		var ways []answer
		for _, to := range world {
			egress = egress && r.letsOut(host, to, port)
			acl = acl && r.passesACL(subnet, to, port)
			way := "passes"
			if endpoint == nil {
				way = r.leads(host, subnet, to, nil)
			}
			ways = append(ways, way)
		}
		in["egress"], in["network_acl"] = append(in["egress"], said(egress)), append(in["network_acl"], said(acl))
		in["route"] = append(in["route"], worst(ways))
	}
	for hop, answers := range in {
		hops[hop] = settle(answers...)
	}
	if endpoint != nil {
		hops["policy"] = said(r.allows[endpoint.ID])
	}
	var all []answer
	for _, hop := range hops {
		all = append(all, hop)
	}
	return hops, worst(all)
}

// worst: blocked before undetermined before passing.
func worst(answers []answer) answer {
	for _, bad := range []answer{"blocked", "undetermined"} {
		if slices.Contains(answers, bad) {
			return bad
		}
	}
	return "passes"
}

func (r reference) resolves(subnet *graph.Subnet) bool {
	vpc := r.g.VPCs[subnet.VPC.Alternatives()[0].Value.Value]
	support := vpc.DNSSupport.Alternatives()
	return len(support) == 0 || support[0].Value.Value
}

// letsOut asks every rule of every group of the host.
func (r reference) letsOut(host *graph.Host, to netip.Addr, port int) bool {
	for _, group := range host.Launch.Groups.Items {
		for _, rule := range r.g.SecurityGroupRules {
			if rule.Egress && rule.Group.Alternatives()[0].Value.Value == group.Alternatives()[0].Value.Value &&
				carries(rule.Protocol.Alternatives()[0].Value.Value.String(), portOf(rule.FromPort.Alternatives()), portOf(rule.ToPort.Alternatives()), port) &&
				r.isPeer(rule, to) {
				return true
			}
		}
	}
	return false
}

// portOf reads a port, -1 where none is stated, whatever a fact is made of.
func portOf[A any](alternatives []A) int { return portIn(any(alternatives)) }

func carries(protocol string, from, to, port int) bool {
	return protocol == "-1" || protocol == "tcp" && from <= port && port <= to
}

func (r reference) isPeer(rule *graph.SecurityGroupRule, to netip.Addr) bool {
	for _, block := range rule.CIDRs.Items {
		if netip.MustParsePrefix(block.Alternatives()[0].Value.Value.String()).Contains(to) {
			return true
		}
	}
	// The only prefix list of these networks is Amazon S3's own.
	return len(rule.PrefixLists.Items) > 0 && !inVPC(to)
}

// passesACL sends the request out and the answer back to every end.
func (r reference) passesACL(subnet *graph.Subnet, to netip.Addr, port int) bool {
	acl := r.acl(subnet)
	if acl == nil {
		return true // the default network ACL
	}
	if !r.entryAllows(acl, true, to, port) {
		return false
	}
	for _, end := range ends {
		if !r.entryAllows(acl, false, to, end) {
			return false
		}
	}
	return true
}

func (r reference) acl(subnet *graph.Subnet) *graph.NetworkACL {
	for _, acl := range r.g.NetworkACLs {
		for _, listed := range acl.Subnets.Items {
			if listed.Alternatives()[0].Value.Value == subnet.ID {
				return acl
			}
		}
	}
	return nil
}

func (r reference) entryAllows(acl *graph.NetworkACL, out bool, peer netip.Addr, port int) bool {
	var entries []*graph.NetworkACLEntry
	for _, entry := range r.g.NetworkACLEntries {
		if entry.ACL.Alternatives()[0].Value.Value == acl.ID && entry.Egress.Alternatives()[0].Value.Value == out {
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, func(a, b *graph.NetworkACLEntry) int {
		return portOf(a.Number.Alternatives()) - portOf(b.Number.Alternatives())
	})
	for _, entry := range entries {
		if carries(entry.Protocol.Alternatives()[0].Value.Value.String(), portOf(entry.FromPort.Alternatives()), portOf(entry.ToPort.Alternatives()), port) &&
			netip.MustParsePrefix(entry.CIDR.Alternatives()[0].Value.Value.String()).Contains(peer) {
			return entry.Allow.Alternatives()[0].Value.Value
		}
	}
	return false
}

// table is the subnet's own route table, nil for the main one, which only has the
// local route.
func (r reference) table(subnet *graph.Subnet) *graph.RouteTable {
	for _, association := range r.g.RouteTableAssociations {
		if association.Subnet.Alternatives()[0].Value.Value == subnet.ID {
			return r.g.RouteTables[association.Table.Alternatives()[0].Value.Value]
		}
	}
	return nil
}

// endpointOn is the S3 gateway endpoint whose route stands in a table.
func (r reference) endpointOn(table *graph.RouteTable) *graph.Endpoint {
	for _, endpoint := range r.g.Endpoints {
		if endpoint.Service.Alternatives()[0].Value.Value.String() != "com.amazonaws."+r.region+".s3" {
			continue
		}
		for _, listed := range endpoint.RouteTables.Items {
			if table != nil && listed.Alternatives()[0].Value.Value == table.ID {
				return endpoint
			}
		}
	}
	return nil
}

// leads follows a packet from a subnet to a public address: the longest prefix of
// the subnet's table wins.
func (r reference) leads(host *graph.Host, subnet *graph.Subnet, to netip.Addr, seen []graph.ID) answer {
	table := r.table(subnet)
	if table == nil {
		return "blocked"
	}
	var chosen *graph.Route
	bits := -1
	for _, route := range r.g.Routes {
		block := netip.MustParsePrefix(route.Destination.Alternatives()[0].Value.Value.String())
		if route.Table.Alternatives()[0].Value.Value == table.ID && block.Contains(to) && block.Bits() > bits {
			chosen, bits = route, block.Bits()
		}
	}
	if chosen == nil {
		return "blocked"
	}
	target := chosen.Target.Alternatives()[0].Value.Value
	switch chosen.TargetKind {
	case graph.TargetGateway:
		return said(host == nil || r.isPublic(host, subnet))
	case graph.TargetNATGateway:
		nat := r.g.NATGateways[target]
		private := nat.Private.Alternatives()
		if slices.Contains(seen, target) {
			return "blocked"
		}
		next := r.leads(nil, r.g.Subnets[nat.Subnet.Alternatives()[0].Value.Value], to, append(slices.Clone(seen), target))
		if next == "passes" && len(private) > 0 && private[0].Value.Value {
			return "blocked" // the internet gateway drops what a private one sends
		}
		return next
	}
	return "undetermined" // a transit gateway
}

func (r reference) isPublic(host *graph.Host, subnet *graph.Subnet) bool {
	if own := host.Launch.PublicIP.Alternatives(); len(own) > 0 {
		return own[0].Value.Value
	}
	mapped := subnet.MapPublicIP.Alternatives()
	return len(mapped) > 0 && mapped[0].Value.Value
}
