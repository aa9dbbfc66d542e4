package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) routeTable(r *resource.Resource) {
	var gateways []value.Value
	for _, propagation := range l.attached("AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds", r) {
		gateways = append(gateways, single(under(propagation.Guard, propagation.Attributes.Get("VpnGatewayId"))))
	}
	l.builder.Add(&graph.RouteTable{
		Origin:      l.origin(r),
		VPC:         graph.RefFrom[graph.VPC](r.Attributes.Get("VpcId"), l.resolve),
		Propagating: graph.RefsFrom[graph.Gateway](gather(gateways...), l.resolve),
	})
}

// routeTargets are the properties that name a route's target, by kind.
var routeTargets = []struct {
	property string
	kind     graph.TargetKind
}{
	{"GatewayId", graph.TargetGateway},
	{"NatGatewayId", graph.TargetNATGateway},
	{"EgressOnlyInternetGatewayId", graph.TargetEgressOnlyInternetGateway},
	{"TransitGatewayId", graph.TargetTransitGateway},
	{"CoreNetworkArn", graph.TargetCoreNetwork},
	{"VpcPeeringConnectionId", graph.TargetPeering},
	{"InstanceId", graph.TargetInstance},
	{"NetworkInterfaceId", graph.TargetNetworkInterface},
	{"VpcEndpointId", graph.TargetEndpoint},
	{"CarrierGatewayId", graph.TargetCarrierGateway},
	{"LocalGatewayId", graph.TargetLocalGateway},
}

// route adds one node for each target that is written: where conditions choose
// between targets, each is a route of its own worlds.
func (l *lowering) route(r *resource.Resource) {
	a := r.Attributes
	destination := a.Get("DestinationCidrBlock")
	if destination.Kind == value.Absent {
		destination = a.Get("DestinationIpv6CidrBlock")
	}
	route := graph.Route{
		Origin:      l.origin(r),
		Table:       graph.RefFrom[graph.RouteTable](a.Get("RouteTableId"), l.resolve),
		Destination: value.TextOf(destination),
		PrefixList:  graph.RefFrom[graph.PrefixList](a.Get("DestinationPrefixListId"), l.resolve),
		Target:      graph.Nowhere[graph.Gateway]().Of,
		TargetKind:  graph.TargetNone,
	}
	written := 0
	for _, target := range routeTargets {
		v := a.Get(target.property)
		guard := stated(v)
		if guard.IsNever() {
			continue
		}
		one := route
		one.Target = graph.RefFrom[graph.Gateway](v, l.resolve).Of
		one.TargetKind = target.kind
		if written > 0 {
			one.ID += graph.ID(":" + target.property)
		}
		one.Guard = one.Guard.And(guard)
		written++
		l.builder.Add(&one)
	}
	if written == 0 {
		l.builder.Add(&route)
	}
}

// stated says in which worlds a value is written at all.
func stated(v value.Value) value.Guard {
	guard := value.Never()
	for _, choice := range value.Flatten(v) {
		if choice.Value.Kind != value.Absent {
			guard = guard.Or(choice.Guard)
		}
	}
	return guard
}

func (l *lowering) routeTableAssociation(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.RouteTableAssociation{
		Origin: l.origin(r),
		Table:  graph.RefFrom[graph.RouteTable](a.Get("RouteTableId"), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](a.Get("SubnetId"), l.resolve),
		VPC:    graph.Nowhere[graph.VPC](),
	})
}
