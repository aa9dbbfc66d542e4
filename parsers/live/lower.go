package live

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// lowering turns a network into graph nodes.
type lowering struct {
	*Network
	// root is the snapshot's path, or the region where nothing was kept.
	root    string
	builder graph.Builder
	// ids are the nodes of what was read, by EC2's ids.
	ids       map[string]graph.ID
	resources []resource.Resource
}

// lowerings are the answers whose things become nodes, in the order in which they do.
var lowerings = []struct {
	call  Call
	kind  string
	lower func(*lowering, graph.Origin, *json.Node)
}{
	{DescribeVpcs, "Vpc", (*lowering).vpc},
	{DescribeSubnets, "Subnet", (*lowering).subnet},
	{DescribeRouteTables, "RouteTable", (*lowering).routeTable},
	{DescribeInternetGateways, "InternetGateway", gateway(graph.InternetGateway, "Attachments")},
	{DescribeEgressOnlyInternetGateways, "EgressOnlyInternetGateway", gateway(graph.EgressOnlyInternetGateway, "Attachments")},
	{DescribeNatGateways, "NatGateway", (*lowering).natGateway},
	{DescribeVpnGateways, "VpnGateway", gateway(graph.VPNGateway, "VpcAttachments")},
	{DescribeVpcPeeringConnections, "VpcPeeringConnection", (*lowering).peering},
	{DescribeTransitGatewayVpcAttachments, "TransitGatewayVpcAttachment", (*lowering).transit},
	{DescribeVpcEndpoints, "VpcEndpoint", (*lowering).endpoint},
	{DescribeSecurityGroups, "SecurityGroup", (*lowering).securityGroup},
	{DescribeSecurityGroupRules, "SecurityGroupRule", (*lowering).securityGroupRule},
	{DescribeNetworkAcls, "NetworkAcl", (*lowering).networkACL},
	{DescribeManagedPrefixLists, "ManagedPrefixList", (*lowering).prefixList},
	{DescribeDhcpOptions, "DhcpOptions", (*lowering).options},
	{DescribeVpcBlockPublicAccessOptions, "VpcBlockPublicAccessOptions", (*lowering).publicAccess},
	{DescribeVpcBlockPublicAccessExclusions, "VpcBlockPublicAccessExclusion", (*lowering).exclusion},
	{DescribeNetworkInterfaces, "NetworkInterface", (*lowering).occupant},
	{DescribeInstances, "Instance", (*lowering).instance},
}

func lower(n *Network, root string) *lowering {
	l := &lowering{Network: n, root: root, ids: map[string]graph.ID{}}
	partition, suffix := value.PartitionOf(n.Region)
	for symbol, text := range map[value.Symbol]string{
		value.Region: n.Region, value.Partition: partition, value.DNSSuffix: suffix, value.Account: n.Account,
	} {
		if text != "" {
			l.builder.Fix(symbol, value.Literal(text))
		}
	}
	for _, step := range lowerings {
		for _, item := range n.answers[step.call].items {
			id := idOf(step.call, n.Region, item)
			l.ids[id] = graph.NodeID(root, id)
		}
	}
	l.adoptDefaults()
	l.refusals()
	for _, step := range lowerings {
		for _, item := range n.answers[step.call].items {
			origin := l.origin(step.kind, idOf(step.call, n.Region, item), item)
			l.resources = append(l.resources, asResource(&origin, item))
			step.lower(l, origin, item)
		}
	}
	l.hostManagement()
	return l
}

// idOf is what a thing is known by. The setting of an account has no id.
func idOf(call Call, region string, v *json.Node) string {
	if call == DescribeVpcBlockPublicAccessOptions {
		return "block public access in " + region
	}
	return textOf(v.Get(identity[call]))
}

func (l *lowering) origin(kind, id string, v *json.Node) graph.Origin {
	origin := graph.Origin{
		ID: l.ids[id], Root: l.root, Address: id, Dialect: source.Live, Type: kind, Name: tagOf(v, "Name"),
		Arguments: map[string]source.Range{}, Region: value.KnownOf(value.Literal(l.Region), source.Range{}),
	}
	for _, entry := range v.Members {
		if entry.KeyRange.IsZero() {
			continue
		}
		at := entry.KeyRange
		if end := entry.Value.Range.End; end.Line == at.Start.Line {
			at.End = end
		}
		origin.Arguments[entry.Key] = at
		if textOf(entry.Value) == id && origin.Range.IsZero() {
			origin.Range = at
		}
	}
	if origin.Range.IsZero() && !v.Range.IsZero() {
		origin.Range = v.Range
		origin.Range.End = source.Pos{Line: v.Range.Start.Line, Column: v.Range.Start.Column + 1, Byte: v.Range.Start.Byte + 1}
	}
	return origin
}

// part is the head of what has no id of its own inside a thing.
func part(origin *graph.Origin, name string, at source.Range) graph.Origin {
	inner := *origin
	inner.ID += graph.ID(":" + name)
	inner.Name, inner.Arguments = "", nil
	if !at.IsZero() {
		inner.Range = at
		if at.End.Line != at.Start.Line {
			inner.Range.End = source.Pos{Line: at.Start.Line, Column: at.Start.Column + 1, Byte: at.Start.Byte + 1}
		}
	}
	return inner
}

func asResource(origin *graph.Origin, v *json.Node) resource.Resource {
	return resource.Resource{
		Dialect: source.Live, Root: origin.Root, Address: origin.Address, Type: origin.Type, Range: origin.Range, Body: v.Range,
		Attributes: valueOf(v), Region: origin.Region,
	}
}

// adoptDefaults gives what AWS makes with a VPC the ids under which the graph
// knows it.
func (l *lowering) adoptDefaults() {
	adopt := func(call Call, of func(graph.ID) graph.ID, isDefault func(*json.Node) bool) {
		for _, item := range l.answers[call].items {
			if vpc, read := l.ids[textOf(item.Get("VpcId"))]; read && isDefault(item) {
				l.ids[textOf(item.Get(identity[call]))] = of(vpc)
			}
		}
	}
	adopt(DescribeRouteTables, graph.MainRouteTableID, isMain)
	adopt(DescribeSecurityGroups, graph.DefaultSecurityGroupID, isDefaultGroup)
	adopt(DescribeNetworkAcls, graph.DefaultNetworkACLID, func(v *json.Node) bool { return isTrue(v.Get("IsDefault")) })
}

// refer is what a field names: a thing that was read, or one that was not.
func refer[T any](l *lowering, n *json.Node) graph.Ref[T] { return graph.Ref[T]{Of: l.named(n)} }

// referAll are what the texts of a list name. A list that EC2 leaves out is empty.
func referAll[T any](l *lowering, nodes []*json.Node) graph.Refs[T] {
	return graph.Refs[T]{ListOf: l.allNamed(nodes)}
}

func (l *lowering) allNamed(nodes []*json.Node) value.ListOf[graph.ID] {
	list := value.ListOf[graph.ID]{Unstated: value.Never()}
	for _, n := range nodes {
		list.Items = append(list.Items, l.named(n))
	}
	return list
}

func (l *lowering) named(n *json.Node) value.Of[graph.ID] {
	id := textOf(n)
	if id == "" {
		return value.AbsentOf[graph.ID](source.Range{})
	}
	if node, read := l.ids[id]; read {
		return value.KnownOf(node, n.Range)
	}
	return outside(id, l.notRead(id), n.Range)
}

// outside is a thing that is known by its name only.
func outside(id string, reason value.Reason, at source.Range) value.Of[graph.ID] {
	return value.OfFacts([]value.Alternative[value.Fact[graph.ID]]{{Value: value.Fact[graph.ID]{
		State: value.Known, Value: graph.ExternalID(id), Reason: reason, Range: at,
	}}})
}

// kindsOfIDs are the calls that describe a thing, by how its ids begin.
var kindsOfIDs = map[string]Call{
	"vpc": DescribeVpcs, "subnet": DescribeSubnets, "rtb": DescribeRouteTables, "igw": DescribeInternetGateways,
	"eigw": DescribeEgressOnlyInternetGateways, "nat": DescribeNatGateways, "vgw": DescribeVpnGateways, "pcx": DescribeVpcPeeringConnections,
	"vpce": DescribeVpcEndpoints, "sg": DescribeSecurityGroups, "acl": DescribeNetworkAcls, "pl": DescribeManagedPrefixLists,
	"dopt": DescribeDhcpOptions, "eni": DescribeNetworkInterfaces, "i": DescribeInstances,
}

// notRead says why a thing that is named is not in view.
func (l *lowering) notRead(id string) value.Reason {
	prefix, _, _ := strings.Cut(id, "-")
	if call, known := kindsOfIDs[prefix]; known && l.answers[call].refused != nil {
		reason := l.refused(call, id+" is not known")
		reason.Key = id
		return *reason
	}
	reason := value.Reason{Text: id + " was not read", Settle: "see what it is in the account or region that it belongs to", Key: id}
	if len(l.VPCs) > 0 {
		reason.Settle = "read the VPC that it belongs to as well"
	}
	return reason
}

// refused is the reason why something is not known where EC2 refused to answer,
// nil where it did not. what is not known is "" where who reads it says so.
func (l *lowering) refused(call Call, what string) *value.Reason {
	refused := l.answers[call].refused
	switch {
	case refused == nil:
		return nil
	case what != "":
		what += ": "
	}
	reason := value.Reason{Text: what + refused.Error(), Settle: "allow " + call.Permission() + " and read again"}
	if refused.Code == notRecorded {
		reason.Settle = "write the snapshot again"
	}
	return &reason
}

// unknown is an undetermined value.
func unknown[T any](reason *value.Reason) value.Of[T] {
	return value.UnknownOf[T](*reason, source.Range{})
}

// nothing is a value that is not stated.
func nothing[T any]() value.Of[T] { return value.AbsentOf[T](source.Range{}) }
