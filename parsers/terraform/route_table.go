package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var routeTableTypes = map[string]func(*lowering, *resource.Resource){
	"aws_route_table":                   func(l *lowering, r *resource.Resource) { l.routeTable(r, false) },
	"aws_default_route_table":           func(l *lowering, r *resource.Resource) { l.routeTable(r, true) },
	"aws_route":                         (*lowering).route,
	"aws_route_table_association":       (*lowering).routeTableAssociation,
	"aws_main_route_table_association":  (*lowering).mainRouteTableAssociation,
	"aws_vpn_gateway_route_propagation": func(*lowering, *resource.Resource) {},
}

func (l *lowering) routeTable(r *resource.Resource, isMain bool) {
	a := r.Attributes
	node := &graph.RouteTable{
		Origin: l.origin(r), Main: isMain, VPC: graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
		Propagating: graph.RefsFrom[graph.Gateway](a.Get("propagating_vgws"), l.resolve),
	}
	if isMain && !isStated(a.Get("vpc_id")) {
		node.VPC = l.vpcOfDefault(r, "default_route_table_id")
	}
	for _, other := range l.byType["aws_vpn_gateway_route_propagation"] {
		if l.names(other.Attributes.Get("route_table_id"), node.ID) {
			more := graph.RefsFrom[graph.Gateway](guardedValue(other.Guard, other.Attributes.Get("vpn_gateway_id")), l.resolve)
			node.Propagating = graph.Refs[graph.Gateway]{ListOf: allItems(node.Propagating.ListOf, more.ListOf)}
		}
	}
	routes, more, _ := blocks(a.Get("route"))
	node.MoreRoutes = more
	l.builder.Add(node)
	ids := setIDs{}
	for _, route := range routes {
		origin := l.part(r, "route", route.guard, route.value)
		origin.ID = ids.id(origin.ID, l.routeContent(route.value))
		l.addRoutes(origin, graph.To[graph.RouteTable](node.ID, r.Range), route.value)
	}
}

// vpcOfDefault is the VPC behind an adopted default: `aws_vpc.x.default_…_id`.
func (l *lowering) vpcOfDefault(r *resource.Resource, argument string) graph.Ref[graph.VPC] {
	v := r.Attributes.Get(argument)
	if hole, ok := v.Text.Hole(); ok && hole.Ref != nil {
		return graph.RefFrom[graph.VPC](value.OfRef(value.Ref{Node: hole.Ref.Node, Attribute: "id"}, v.Range), l.resolve)
	}
	return graph.Ref[graph.VPC]{Of: value.UnknownOf[graph.ID](value.Reason{Text: "the VPC of the adopted default is not in view"}, v.Range)}
}

func (l *lowering) route(r *resource.Resource) {
	l.addRoutes(l.origin(r), graph.RefFrom[graph.RouteTable](r.Attributes.Get("route_table_id"), l.resolve), r.Attributes)
}

// routeTargets are the arguments that name a route's target.
var routeTargets = []struct {
	argument string
	kind     graph.TargetKind
}{
	{"gateway_id", graph.TargetGateway},
	{"nat_gateway_id", graph.TargetNATGateway},
	{"egress_only_gateway_id", graph.TargetEgressOnlyInternetGateway},
	{"transit_gateway_id", graph.TargetTransitGateway},
	{"core_network_arn", graph.TargetCoreNetwork},
	{"vpc_peering_connection_id", graph.TargetPeering},
	{"instance_id", graph.TargetInstance},
	{"network_interface_id", graph.TargetNetworkInterface},
	{"vpc_endpoint_id", graph.TargetEndpoint},
	{"carrier_gateway_id", graph.TargetCarrierGateway},
	{"local_gateway_id", graph.TargetLocalGateway},
}

// addRoutes adds the route a block writes; one for each target argument where
// which one is written depends on the world.
func (l *lowering) addRoutes(origin graph.Origin, table graph.Ref[graph.RouteTable], a value.Value) {
	made := graph.Route{Origin: origin, Table: table, TargetKind: graph.TargetNone, Target: value.AbsentOf[graph.ID](a.Range)}
	made.Destination, made.PrefixList = l.destinationOf(a)
	added := 0
	for _, target := range routeTargets {
		v := a.Get(target.argument)
		if !isStated(v) {
			continue
		}
		one := made
		one.TargetKind = target.kind
		if literal(v) == "local" {
			one.TargetKind = graph.TargetLocal
		} else {
			one.Target = graph.RefFrom[graph.Gateway](v, l.resolve).Of
		}
		if added > 0 {
			one.ID += graph.ID(":" + target.argument)
		}
		one.Guard = one.Guard.And(statedGuard(v))
		l.builder.Add(&one)
		added++
	}
	if added == 0 {
		l.builder.Add(&made)
	}
}

// destinationOf is where a route leads: a CIDR block or a prefix list.
func (l *lowering) destinationOf(a value.Value) (value.Of[value.Text], graph.Ref[graph.PrefixList]) {
	return value.TextOf(stated(firstStated(a, "destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block", "ipv6_cidr_block"))),
		graph.RefFrom[graph.PrefixList](stated(a.Get("destination_prefix_list_id")), l.resolve)
}

// statedGuard says where a value is written.
func statedGuard(v value.Value) value.Guard {
	guard := value.Never()
	for _, choice := range value.Flatten(v) {
		if stated(choice.Value).Kind != value.Absent {
			guard = guard.Or(choice.Guard)
		}
	}
	return guard
}

func (l *lowering) routeTableAssociation(r *resource.Resource) {
	if !isStated(r.Attributes.Get("subnet_id")) {
		return // an association with a gateway says nothing about subnets
	}
	l.builder.Add(&graph.RouteTableAssociation{
		Origin: l.origin(r), VPC: graph.Nowhere[graph.VPC](),
		Table:  graph.RefFrom[graph.RouteTable](r.Attributes.Get("route_table_id"), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](r.Attributes.Get("subnet_id"), l.resolve),
	})
}

func (l *lowering) mainRouteTableAssociation(r *resource.Resource) {
	l.builder.Add(&graph.RouteTableAssociation{
		Origin: l.origin(r), Main: true, Subnet: graph.Nowhere[graph.Subnet](),
		Table: graph.RefFrom[graph.RouteTable](r.Attributes.Get("route_table_id"), l.resolve),
		VPC:   graph.RefFrom[graph.VPC](r.Attributes.Get("vpc_id"), l.resolve),
	})
}
