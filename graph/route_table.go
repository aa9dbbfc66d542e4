package graph

import (
	"github.com/repolint/repolint/value"
)

// RouteTable is a route table. Its local routes are implicit and never nodes.
type RouteTable struct {
	Origin
	VPC Ref[VPC]
	// Main marks the table that AWS makes with the VPC, implicit or adopted
	// (aws_default_route_table). A table made main by an association is not marked.
	Main bool
	// MoreRoutes, when set, says that routes may exist besides the [Route] nodes
	// (an inline list that could not be evaluated).
	MoreRoutes *value.Reason
	// Propagating lists the virtual private gateways that propagate routes into the table.
	Propagating Refs[Gateway]
}

// Kind implements [Node].
func (*RouteTable) Kind() Kind { return KindRouteTable }

func (n *RouteTable) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), n.Propagating.Guards())
}

// Route is one route of one table, inline or on its own. Destination is a CIDR
// block of either family, or a prefix list; exactly one of both is stated.
type Route struct {
	Origin
	Table       Ref[RouteTable]
	Destination value.Of[value.Text]
	PrefixList  Ref[PrefixList]
	// Target names the gateway, NAT gateway, endpoint, host … the route leads to.
	// TargetKind says which argument named it.
	Target     value.Of[ID]
	TargetKind TargetKind
}

// TargetKind says what kind of thing a route's target argument names. The zero
// kind is invalid.
type TargetKind int

// The kinds of targets. TargetGateway is the gateway_id argument, which takes an
// internet gateway, a virtual private gateway or "local".
const (
	_ TargetKind = iota
	TargetLocal
	TargetGateway
	TargetNATGateway
	TargetEgressOnlyInternetGateway
	TargetTransitGateway
	TargetCoreNetwork
	TargetPeering
	TargetInstance
	TargetNetworkInterface
	TargetEndpoint
	TargetCarrierGateway
	TargetLocalGateway
	TargetNone
)

// String is the target kind's name in facts.
func (k TargetKind) String() string {
	names := [...]string{"invalid", "local", "gateway", "nat_gateway", "egress_only_internet_gateway", "transit_gateway",
		"core_network", "vpc_peering_connection", "instance", "network_interface", "vpc_endpoint", "carrier_gateway",
		"local_gateway", "none"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Kind implements [Node].
func (*Route) Kind() Kind { return KindRoute }

func (n *Route) guards() []value.Guard {
	return gather(n.Guard, n.Table.Guards(), n.Destination.Guards(), n.PrefixList.Guards(), n.Target.Guards())
}

// RouteTableAssociation ties a table to a subnet, or, when Main, makes it the
// main table of a VPC.
type RouteTableAssociation struct {
	Origin
	Table  Ref[RouteTable]
	Subnet Ref[Subnet]
	Main   bool
	VPC    Ref[VPC]
}

// Kind implements [Node].
func (*RouteTableAssociation) Kind() Kind { return KindRouteTableAssociation }

func (n *RouteTableAssociation) guards() []value.Guard {
	return gather(n.Guard, n.Table.Guards(), n.Subnet.Guards(), n.VPC.Guards())
}
