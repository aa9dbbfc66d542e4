package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) vpc(r *resource.Resource) {
	a := r.Attributes
	blocks := []value.Value{single(a.Get("CidrBlock"))}
	if blocks[0].Kind == value.Absent {
		reason := value.Reason{Text: "the block comes from an address pool"}
		blocks[0] = single(value.OfReason(reason, r.Range))
	}
	var six value.Value
	for _, block := range l.attached("AWS::EC2::VPCCidrBlock", "VpcId", r) {
		if v := block.Attributes.Get("CidrBlock"); v.Kind != value.Absent {
			blocks = append(blocks, single(under(block.Guard, v)))
		}
		for _, name := range []string{"AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6Pool"} {
			if v := block.Attributes.Get(name); v.Kind != value.Absent && v.Kind != value.Bool || v.Bool {
				six = under(block.Guard, value.OfBool(true, v.Range))
			}
		}
	}
	l.builder.Add(&graph.VPC{
		Origin:       l.origin(r),
		CIDRs:        value.ListFrom(gather(blocks...), value.PrefixOf),
		IPv6:         value.BoolOf(six),
		DNSSupport:   value.BoolOf(a.Get("EnableDnsSupport")),
		DNSHostnames: value.BoolOf(a.Get("EnableDnsHostnames")),
	})
}

// attached lists the resources of a type whose property names r.
func (l *lowering) attached(kind, property string, r *resource.Resource) []*resource.Resource {
	key := kind + "." + property
	if l.users[key] == nil {
		users := map[graph.ID][]*resource.Resource{}
		for _, candidate := range l.byType[kind] {
			for _, id := range l.referred(candidate.Attributes.Get(property)) {
				if known := users[id]; len(known) == 0 || known[len(known)-1] != candidate {
					users[id] = append(users[id], candidate)
				}
			}
		}
		l.users[key] = users
	}
	return l.users[key][r.ID()]
}
