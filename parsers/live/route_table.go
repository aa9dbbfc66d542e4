package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
)

func routeTableFields(t *types.RouteTable) *json.Node {
	associations := all(t.Associations, func(a *types.RouteTableAssociation) *json.Node {
		f := (&fields{}).text("RouteTableAssociationId", a.RouteTableAssociationId).flag("Main", a.Main).text("SubnetId", a.SubnetId).text("GatewayId", a.GatewayId)
		if a.AssociationState != nil {
			f.word("State", string(a.AssociationState.State))
		}
		return f.made()
	})
	return (&fields{}).text("RouteTableId", t.RouteTableId).text("VpcId", t.VpcId).list("Associations", associations).
		list("Routes", all(t.Routes, routeFields)).tags(t.Tags).made()
}

func routeFields(r *types.Route) *json.Node {
	return (&fields{}).text("DestinationCidrBlock", r.DestinationCidrBlock).text("DestinationIpv6CidrBlock", r.DestinationIpv6CidrBlock).
		text("DestinationPrefixListId", r.DestinationPrefixListId).
		text("GatewayId", r.GatewayId).text("NatGatewayId", r.NatGatewayId).text("EgressOnlyInternetGatewayId", r.EgressOnlyInternetGatewayId).
		text("TransitGatewayId", r.TransitGatewayId).text("CoreNetworkArn", r.CoreNetworkArn).
		text("VpcPeeringConnectionId", r.VpcPeeringConnectionId).text("InstanceId", r.InstanceId).text("NetworkInterfaceId", r.NetworkInterfaceId).
		text("CarrierGatewayId", r.CarrierGatewayId).text("LocalGatewayId", r.LocalGatewayId).text("OdbNetworkArn", r.OdbNetworkArn).
		word("State", string(r.State)).made()
}

func isMain(table *json.Node) bool {
	return slices.ContainsFunc(itemsOf(table.Get("Associations")), func(a *json.Node) bool { return isTrue(a.Get("Main")) })
}

// routeTable lowers a table with its routes and associations. Routes that a
// virtual private gateway propagates are among the routes, so that nothing hides.
func (l *lowering) routeTable(origin graph.Origin, v *json.Node) {
	node := &graph.RouteTable{Origin: origin, VPC: refer[graph.VPC](l, v.Get("VpcId")), Main: isMain(v)}
	l.builder.Add(node)
	for i, route := range itemsOf(v.Get("Routes")) {
		l.route(node, "Routes["+strconv.Itoa(i)+"]", route)
	}
	for i, association := range itemsOf(v.Get("Associations")) {
		subnet := association.Get("SubnetId")
		if textOf(subnet) == "" || !isAssociated(association) {
			continue
		}
		l.builder.Add(&graph.RouteTableAssociation{
			Origin: part(&origin, "Associations["+strconv.Itoa(i)+"]", association.Range), Table: graph.To[graph.RouteTable](origin.ID, origin.Range),
			Subnet: refer[graph.Subnet](l, subnet), VPC: graph.Nowhere[graph.VPC](),
		})
	}
}

func isAssociated(association *json.Node) bool {
	return !slices.Contains([]string{"disassociated", "disassociating", "failed"}, textOf(association.Get("State")))
}

// routeTargets are the fields that name a route's target. That of an instance
// comes before its network interface, which is named as well.
var routeTargets = []struct {
	field string
	kind  graph.TargetKind
}{
	{"NatGatewayId", graph.TargetNATGateway},
	{"EgressOnlyInternetGatewayId", graph.TargetEgressOnlyInternetGateway},
	{"TransitGatewayId", graph.TargetTransitGateway},
	{"CoreNetworkArn", graph.TargetCoreNetwork},
	{"OdbNetworkArn", graph.TargetCoreNetwork},
	{"VpcPeeringConnectionId", graph.TargetPeering},
	{"InstanceId", graph.TargetInstance},
	{"NetworkInterfaceId", graph.TargetNetworkInterface},
	{"CarrierGatewayId", graph.TargetCarrierGateway},
	{"LocalGatewayId", graph.TargetLocalGateway},
	{"GatewayId", graph.TargetGateway},
}

// route lowers one route. Local ones are known, and those of gateway endpoints
// are said by the endpoints. A black hole drops what it is sent.
func (l *lowering) route(table *graph.RouteTable, name string, v *json.Node) {
	target := textOf(v.Get("GatewayId"))
	list := v.Get("DestinationPrefixListId")
	if target == "local" || strings.HasPrefix(target, "vpce-") && textOf(list) != "" && l.isGatewayEndpoint(target) {
		return
	}
	destination := v.Get("DestinationCidrBlock")
	if textOf(destination) == "" {
		destination = v.Get("DestinationIpv6CidrBlock")
	}
	route := &graph.Route{
		Origin: part(&table.Origin, name, v.Range), Table: graph.To[graph.RouteTable](table.ID, table.Range),
		Destination: text(destination), PrefixList: refer[graph.PrefixList](l, list),
		Target: graph.Nowhere[graph.Gateway]().Of, TargetKind: graph.TargetNone,
	}
	route.Address += " " + textOf(destination) + textOf(list)
	for _, one := range routeTargets {
		named := v.Get(one.field)
		if textOf(named) == "" || textOf(v.Get("State")) == "blackhole" {
			continue
		}
		route.Target, route.TargetKind = refer[graph.Gateway](l, named).Of, one.kind
		if strings.HasPrefix(textOf(named), "vpce-") {
			route.TargetKind = graph.TargetEndpoint
		}
		break
	}
	l.builder.Add(route)
}

// isGatewayEndpoint tells the endpoints that put routes into tables from those
// that routes lead to.
func (l *lowering) isGatewayEndpoint(id string) bool {
	for _, endpoint := range l.answers[DescribeVpcEndpoints].items {
		if textOf(endpoint.Get("VpcEndpointId")) == id {
			return textOf(endpoint.Get("VpcEndpointType")) == graph.GatewayEndpoint.String()
		}
	}
	return l.answers[DescribeVpcEndpoints].refused != nil // the list is that of a service
}
