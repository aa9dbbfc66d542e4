package live

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// refusals adds what must be there, or may be, although EC2 refused to say so:
// without it an absence would count.
func (l *lowering) refusals() {
	if reason := l.refused(DescribeSubnets, ""); reason != nil {
		l.subnetsNotRead(reason)
	}
	if reason := l.refused(DescribeInternetGateways, ""); reason != nil {
		l.internetGatewaysNotRead(reason)
	}
	if reason := l.refused(DescribeVpcEndpoints, ""); reason != nil {
		l.endpointsNotRead(reason)
	}
	for _, call := range []Call{DescribeVpcBlockPublicAccessOptions, DescribeVpcBlockPublicAccessExclusions} {
		if reason := l.refused(call, ""); reason != nil {
			l.publicAccessNotRead(call, reason)
		}
	}
}

// notReadOrigin is the head of what is known only because something else shows it.
func (l *lowering) notReadOrigin(id, kind string, reason *value.Reason) graph.Origin {
	return graph.Origin{
		ID: graph.NodeID(l.root, id), Root: l.root, Address: id, Dialect: source.Live, Type: kind, Open: reason,
		Region: value.KnownOf(value.Literal(l.Region), source.Range{}),
	}
}

// subnetsNotRead are those that instances name.
func (l *lowering) subnetsNotRead(reason *value.Reason) {
	for _, instance := range l.answers[DescribeInstances].items {
		id := textOf(instance.Get("SubnetId"))
		if _, known := l.ids[id]; known || id == "" {
			continue
		}
		origin := l.notReadOrigin(id, "Subnet", reason)
		l.ids[id] = origin.ID
		l.builder.Add(&graph.Subnet{
			Origin: origin, CIDR: unknown[netip.Prefix](reason), VPC: refer[graph.VPC](l, instance.Get("VpcId")), IPv6CIDR: unknown[value.Text](reason),
			AvailabilityZone: unknown[value.Text](reason), MapPublicIP: unknown[bool](reason), AssignIPv6: unknown[bool](reason), IPv6Only: unknown[bool](reason),
		})
	}
}

// internetGatewaysNotRead: any VPC may have one, which a regional NAT gateway needs.
func (l *lowering) internetGatewaysNotRead(reason *value.Reason) {
	for _, vpc := range l.answers[DescribeVpcs].items {
		id := textOf(vpc.Get("VpcId"))
		origin := l.notReadOrigin(id+" internet gateway", "InternetGateway", nil)
		origin.Symbolic = reason
		l.builder.Add(&graph.Gateway{Origin: origin, GatewayKind: graph.InternetGateway, VPCs: referAll[graph.VPC](l, one(vpc.Get("VpcId")))})
	}
}

// endpointsNotRead are the gateway endpoints that show in route tables: all of them
// but their policies.
func (l *lowering) endpointsNotRead(reason *value.Reason) {
	found := map[string]*graph.Endpoint{}
	var ids []string
	for _, table := range l.answers[DescribeRouteTables].items {
		for _, route := range itemsOf(table.Get("Routes")) {
			id, list := textOf(route.Get("GatewayId")), textOf(route.Get("DestinationPrefixListId"))
			if !strings.HasPrefix(id, "vpce-") || list == "" {
				continue
			}
			if found[id] == nil {
				found[id] = l.endpointOfRoute(id, list, table.Get("VpcId"), reason)
				ids = append(ids, id)
			}
			tables := &found[id].RouteTables
			tables.Items = append(tables.Items, l.named(table.Get("RouteTableId")))
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		l.builder.Add(found[id])
	}
}

func (l *lowering) endpointOfRoute(id, list string, vpc *json.Node, reason *value.Reason) *graph.Endpoint {
	node := &graph.Endpoint{
		Origin: l.notReadOrigin(id, "VpcEndpoint", nil), EndpointType: value.KnownOf(graph.GatewayEndpoint, source.Range{}),
		VPC: refer[graph.VPC](l, vpc), Service: unknown[value.Text](reason), ServiceRegion: nothing[value.Text](),
		PrivateDNS: nothing[bool](), Policy: value.OfReason(*reason, source.Range{}),
	}
	l.ids[id] = node.ID
	for _, item := range l.answers[DescribeManagedPrefixLists].items {
		if textOf(item.Get("PrefixListId")) == list {
			node.Service = text(item.Get("PrefixListName"))
		}
	}
	return node
}

// publicAccessNotRead leaves open what nobody may ask: with the block on, no
// internet gateway carries anything.
func (l *lowering) publicAccessNotRead(call Call, reason *value.Reason) {
	origin := l.notReadOrigin("VPC Block Public Access ("+l.answers[call].refused.Error()+")", "VpcBlockPublicAccessOptions", reason)
	l.builder.Add(&graph.PublicAccessBlock{
		Origin: origin, Exclusion: call == DescribeVpcBlockPublicAccessExclusions, Mode: unknown[value.Text](reason),
		VPC: graph.Ref[graph.VPC]{Of: unknown[graph.ID](reason)}, Subnet: graph.Ref[graph.Subnet]{Of: unknown[graph.ID](reason)},
	})
}
