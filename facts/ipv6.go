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
			w.verdictOfACL(filter, false, w.ephemeralOf(s.host)).allowed == value.False
	}
	if !stops(ipv6) || stops(ipv4) {
		return ""
	}
	return label("network ACL", acl.node) + " lets nothing through"
}
