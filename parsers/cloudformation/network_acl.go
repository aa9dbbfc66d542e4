package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) networkACL(r *resource.Resource) {
	l.builder.Add(&graph.NetworkACL{
		Origin: l.origin(r), VPC: graph.RefFrom[graph.VPC](r.Attributes.Get("VpcId"), l.resolve),
		Subnets: graph.RefsFrom[graph.Subnet](value.Value{}, l.resolve),
	})
}

func (l *lowering) networkACLEntry(r *resource.Resource) {
	a := r.Attributes
	block := a.Get("CidrBlock")
	if block.Kind == value.Absent {
		block = a.Get("Ipv6CidrBlock")
	}
	l.builder.Add(&graph.NetworkACLEntry{
		Origin:   l.origin(r),
		ACL:      graph.RefFrom[graph.NetworkACL](a.Get("NetworkAclId"), l.resolve),
		Egress:   value.BoolOf(a.Get("Egress")),
		Number:   value.IntOf(a.Get("RuleNumber")),
		Allow:    textIs(a.Get("RuleAction"), "allow"),
		Protocol: value.TextOf(a.Get("Protocol")),
		CIDR:     value.TextOf(block),
		FromPort: value.IntOf(dig(a, "PortRange", "From")),
		ToPort:   value.IntOf(dig(a, "PortRange", "To")),
	})
}

func (l *lowering) networkACLAssociation(r *resource.Resource) {
	l.builder.Add(&graph.NetworkACLAssociation{
		Origin: l.origin(r),
		ACL:    graph.RefFrom[graph.NetworkACL](r.Attributes.Get("NetworkAclId"), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](r.Attributes.Get("SubnetId"), l.resolve),
	})
}
