package facts

import (
	"fmt"

	"github.com/repolint/repolint/value"
)

// usable is what a site reaches by the families that its filters let out. A host
// whose groups or network ACL stop IPv6 goes by IPv4 alone, and what stops it
// there is the fault, as long as IPv4 gets out of the host.
func (w *walk) usable(s site, r reach, t target) reach {
	if r.four == nil {
		return r
	}
	stop := ""
	if s.host != nil {
		stop = w.groupsStopIPv6(s, t)
	}
	if stop == "" {
		stop = w.networkACLStopsIPv6(s, t)
	}
	if stop == "" {
		return r
	}
	alone := *r.four
	if alone.path == noPath && alone.story != "" {
		alone.story += " by IPv4, and by IPv6 " + stop
	}
	return alone
}

// ipv6Only says whether the hosts of a site's subnet have no IPv4 address.
func (w *walk) ipv6Only(s site) value.Truth {
	if s.subnet == nil || len(s.subnet.IPv6Only.Alternatives()) == 0 {
		return value.False
	}
	only, known := read(w, s.subnet.IPv6Only).Or(false)
	if !known {
		return value.Unknown
	}
	return value.TruthOf(only)
}

// forFamily leaves open the route of a gateway endpoint whose list holds IPv4
// ranges where hosts have IPv6 addresses only: the endpoint's address type says
// what it carries
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
func (w *walk) forFamily(s site, a attachment) attachment {
	if a.attached != value.True || w.ipv6Only(s) == value.False || w.isDualStack(a.endpoint) == value.True {
		return a
	}
	a.attached = value.Unknown
	a.reason = value.Reason{
		Text:   label("subnet", s.subnet) + " has IPv6 addresses only, and S3 gateway endpoint " + quoted(a.endpoint.Label()) + " is not stated to carry IPv6",
		Settle: "give the endpoint the IP address type dualstack",
	}
	return a
}

// groupsStopIPv6 says that the host's groups let IPv4 out and not IPv6; "" where
// they may do otherwise.
func (w *walk) groupsStopIPv6(s site, t target) string {
	e := exit{sets: w.groupSets(s), site: s, six: value.True}
	if w.settledOutlet(e, t.port).open != value.False {
		return ""
	}
	e.four, e.six = true, value.False
	if w.settledOutlet(e, t.port).open == value.False {
		return ""
	}
	return fmt.Sprintf("the host's security groups let no TCP %d out", t.port)
}

// networkACLStopsIPv6 says that the subnet's network ACL lets IPv4 through and
// not IPv6; "" where it may do otherwise.
func (w *walk) networkACLStopsIPv6(s site, t target) string {
	acl := w.networkACLOf(s)
	if acl.node == nil || acl.node.Open != nil || acl.node.Default && acl.node.Implicit {
		return ""
	}
	stops := func(wanted family) bool {
		filter := aclFilter{acl: acl.node, peer: w.publicArea(s, wanted)}
		return w.verdictOfACL(filter, true, ports{t.port, t.port}).allowed == value.False ||
			w.answersTo(filter, false, s.host).allowed == value.False
	}
	if !stops(ipv6) || stops(ipv4) {
		return ""
	}
	return label("network ACL", acl.node) + " lets nothing through"
}
