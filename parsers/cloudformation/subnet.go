package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) subnet(r *resource.Resource) {
	a := r.Attributes
	six := a.Get("Ipv6CidrBlock")
	for _, block := range l.attached("AWS::EC2::SubnetCidrBlock", "SubnetId", r) {
		six = under(block.Guard, block.Attributes.Get("Ipv6CidrBlock"))
	}
	l.builder.Add(&graph.Subnet{
		Origin:           l.origin(r),
		VPC:              graph.RefFrom[graph.VPC](a.Get("VpcId"), l.resolve),
		CIDR:             value.PrefixOf(a.Get("CidrBlock")),
		IPv6CIDR:         value.TextOf(six),
		AvailabilityZone: value.TextOf(a.Get("AvailabilityZone")),
		MapPublicIP:      value.BoolOf(a.Get("MapPublicIpOnLaunch")),
		AssignIPv6:       value.BoolOf(a.Get("AssignIpv6AddressOnCreation")),
		IPv6Only:         value.BoolOf(a.Get("Ipv6Native")),
	})
}
