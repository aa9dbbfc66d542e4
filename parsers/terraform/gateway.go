package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var gatewayTypes = map[string]func(*lowering, *resource.Resource){
	"aws_internet_gateway":                  gatewayOf(graph.InternetGateway),
	"aws_egress_only_internet_gateway":      gatewayOf(graph.EgressOnlyInternetGateway),
	"aws_ec2_transit_gateway":               gatewayOf(graph.TransitGateway),
	"aws_vpn_gateway":                       gatewayOf(graph.VPNGateway),
	"aws_vpc_peering_connection":            gatewayOf(graph.PeeringConnection),
	"aws_vpc_peering_connection_accepter":   gatewayOf(graph.PeeringConnection),
	"aws_ec2_carrier_gateway":               gatewayOf(graph.CarrierGateway),
	"aws_networkmanager_core_network":       gatewayOf(graph.CoreNetwork),
	"aws_nat_gateway":                       (*lowering).natGateway,
	"aws_vpc_block_public_access_options":   publicAccess(false),
	"aws_vpc_block_public_access_exclusion": publicAccess(true),
}

// gatewayAttachments tie a gateway to one more VPC.
var gatewayAttachments = map[string]string{
	"aws_internet_gateway_attachment": "internet_gateway_id", "aws_vpn_gateway_attachment": "vpn_gateway_id",
	"aws_ec2_transit_gateway_vpc_attachment": "transit_gateway_id", "aws_networkmanager_vpc_attachment": "core_network_id",
}

func gatewayOf(kind graph.GatewayKind) func(*lowering, *resource.Resource) {
	return func(l *lowering, r *resource.Resource) {
		node := &graph.Gateway{Origin: l.origin(r), GatewayKind: kind}
		lists := []value.ListOf[graph.ID]{
			graph.RefsFrom[graph.VPC](oneOf(r.Attributes.Get("vpc_id")), l.resolve).ListOf,
			graph.RefsFrom[graph.VPC](oneOf(r.Attributes.Get("peer_vpc_id")), l.resolve).ListOf,
		}
		for _, address := range sortedKeys(l.resources) {
			other := l.resources[address]
			argument := gatewayAttachments[other.Type]
			if argument != "" && l.names(other.Attributes.Get(argument), node.ID) {
				vpc := firstStated(other.Attributes, "vpc_id", "vpc_arn")
				lists = append(lists, graph.RefsFrom[graph.VPC](guardedValue(other.Guard, oneOf(vpc)), l.resolve).ListOf)
			}
		}
		node.VPCs = graph.Refs[graph.VPC]{ListOf: allItems(lists...)}
		l.builder.Add(node)
	}
}

func (l *lowering) natGateway(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.NATGateway{
		Origin: l.origin(r), Subnet: graph.RefFrom[graph.Subnet](a.Get("subnet_id"), l.resolve),
		VPC:     graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
		Private: is(a.Get("connectivity_type"), "private"), Regional: is(a.Get("availability_mode"), "regional"),
	})
	l.occupant(r, oneOf(a.Get("subnet_id")))
}

func publicAccess(exclusion bool) func(*lowering, *resource.Resource) {
	return func(l *lowering, r *resource.Resource) {
		a := r.Attributes
		l.builder.Add(&graph.PublicAccessBlock{
			Origin: l.origin(r), Exclusion: exclusion,
			VPC: graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve), Subnet: graph.RefFrom[graph.Subnet](a.Get("subnet_id"), l.resolve),
			Mode: value.TextOf(firstStated(a, "internet_gateway_block_mode", "internet_gateway_exclusion_mode")),
		})
	}
}

// is reads a text as the answer to whether it says word, in any case.
func is(v value.Value, word string) value.Of[bool] {
	return value.Convert(v, func(v value.Value) (bool, *value.Reason) {
		text, ok := v.Text.Literal()
		if !ok || v.Kind != value.String {
			return false, &value.Reason{Text: "it is not known whether it is " + word}
		}
		return strings.EqualFold(text, word), nil
	})
}
