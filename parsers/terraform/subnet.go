package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var subnetTypes = map[string]func(*lowering, *resource.Resource){
	"aws_subnet":         func(l *lowering, r *resource.Resource) { l.subnet(r, false) },
	"aws_default_subnet": func(l *lowering, r *resource.Resource) { l.subnet(r, true) },
}

func (l *lowering) subnet(r *resource.Resource, isDefault bool) {
	a := r.Attributes
	node := &graph.Subnet{
		Origin: l.origin(r), Default: isDefault,
		VPC:              graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
		CIDR:             value.PrefixOf(a.Get("cidr_block")),
		IPv6CIDR:         value.TextOf(firstStated(a, "ipv6_cidr_block", "ipv6_ipam_pool_id")),
		AvailabilityZone: value.TextOf(a.Get("availability_zone")),
		MapPublicIP:      value.BoolOf(a.Get("map_public_ip_on_launch")),
		AssignIPv6:       value.BoolOf(a.Get("assign_ipv6_address_on_creation")),
		IPv6Only:         value.BoolOf(a.Get("ipv6_native")),
	}
	if isDefault && !isStated(a.Get("map_public_ip_on_launch")) {
		node.MapPublicIP = value.KnownOf(true, r.Range) // a default subnet gives public addresses
	}
	l.builder.Add(node)
}
