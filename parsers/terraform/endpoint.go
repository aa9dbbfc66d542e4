package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var endpointTypes = map[string]func(*lowering, *resource.Resource){
	"aws_vpc_endpoint":                            (*lowering).endpoint,
	"aws_vpc_endpoint_policy":                     (*lowering).endpointPolicy,
	"aws_vpc_endpoint_route_table_association":    (*lowering).endpointAssociation,
	"aws_vpc_endpoint_subnet_association":         (*lowering).endpointAssociation,
	"aws_vpc_endpoint_security_group_association": (*lowering).endpointAssociation,
}

func (l *lowering) endpoint(r *resource.Resource) {
	a := r.Attributes
	subnets := []value.ListOf[graph.ID]{graph.RefsFrom[graph.Subnet](a.Get("subnet_ids"), l.resolve).ListOf}
	for _, one := range everyBlock(a.Get("subnet_configuration")) {
		subnets = append(subnets, graph.RefsFrom[graph.Subnet](one.single(one.value.Get("subnet_id")), l.resolve).ListOf)
	}
	node := &graph.Endpoint{
		Origin: l.origin(r), EndpointType: endpointType(a.Get("vpc_endpoint_type")),
		VPC:           graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
		Service:       value.TextOf(a.Get("service_name")),
		ServiceRegion: value.TextOf(a.Get("service_region")),
		RouteTables:   graph.RefsFrom[graph.RouteTable](a.Get("route_table_ids"), l.resolve),
		Subnets:       graph.Refs[graph.Subnet]{ListOf: allItems(subnets...)},
		Groups:        graph.RefsFrom[graph.SecurityGroup](a.Get("security_group_ids"), l.resolve),
		PrivateDNS:    value.BoolOf(a.Get("private_dns_enabled")),
		Policy:        stated(a.Get("policy")),
		IPAddressType: value.TextOf(a.Get("ip_address_type")),
		RecordIPType:  value.TextOf(inBlock(a.Get("dns_options"), "dns_record_ip_type")),

		PrivateDNSPreference: value.TextOf(inBlock(a.Get("dns_options"), "private_dns_preference")),
		InboundResolverOnly:  inboundResolverOnly(a),
	}
	l.builder.Add(node)
	origin := l.part(r, "prefix_list", value.Guard{}, value.Value{})
	origin.ID, origin.Implicit, origin.Range = graph.PrefixListOfEndpoint(node.ID), true, r.Range
	l.builder.Add(&graph.PrefixList{Origin: origin, ServiceName: node.Service})
	if isStated(a.Get("subnet_ids")) {
		l.occupant(r, a.Get("subnet_ids"))
	}
}

// inboundResolverOnly: the provider sends what a dns_options block says, and
// false where the block does not say it; without a block the API decides
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint#dns_options).
func inboundResolverOnly(a value.Value) value.Of[bool] {
	const argument = "private_dns_only_for_inbound_resolver_endpoint"
	found, more, written := blocks(a.Get("dns_options"))
	if more != nil {
		return value.UnknownOf[bool](*more, a.Get("dns_options").Range)
	}
	var choices []value.Alternative[value.Value]
	for _, one := range found {
		v := one.value.Get(argument)
		if !isStated(v) {
			v = value.OfBool(false, one.value.Range)
		}
		choices = append(choices, value.Alternative[value.Value]{Guard: one.guard, Value: v})
	}
	if open := written.Not(); !open.IsNever() {
		choices = append(choices, value.Alternative[value.Value]{Guard: open})
	}
	return value.BoolOf(value.Value{Kind: value.Choice, Choices: choices, Range: a.Get("dns_options").Range})
}

func endpointType(v value.Value) value.Of[graph.EndpointType] {
	return value.Convert(v, func(v value.Value) (graph.EndpointType, *value.Reason) {
		text, ok := v.Text.Literal()
		if !ok || v.Kind != value.String {
			reason := value.Reason{Text: "the endpoint's type is not known"}
			if unknown, found := v.Text.FirstUnknown(); found {
				reason = unknown
			}
			return 0, &reason
		}
		switch strings.ToLower(text) {
		case "gateway":
			return graph.GatewayEndpoint, nil
		case "interface":
			return graph.InterfaceEndpoint, nil
		case "gatewayloadbalancer":
			return graph.GatewayLoadBalancerEndpoint, nil
		}
		return graph.OtherEndpoint, nil
	})
}

func (l *lowering) endpointPolicy(r *resource.Resource) {
	l.builder.Add(&graph.EndpointPolicy{
		Origin: l.origin(r), Endpoint: graph.RefFrom[graph.Endpoint](r.Attributes.Get("vpc_endpoint_id"), l.resolve),
		Policy: stated(r.Attributes.Get("policy")),
	})
}

func (l *lowering) endpointAssociation(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.EndpointAssociation{
		Origin: l.origin(r), Endpoint: graph.RefFrom[graph.Endpoint](a.Get("vpc_endpoint_id"), l.resolve),
		Table:  graph.RefFrom[graph.RouteTable](a.Get("route_table_id"), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](a.Get("subnet_id"), l.resolve),
		Group:  graph.RefFrom[graph.SecurityGroup](a.Get("security_group_id"), l.resolve),
	})
	if r.Type == "aws_vpc_endpoint_subnet_association" {
		l.occupant(r, oneOf(a.Get("subnet_id")))
	}
}

// overridePrivateDNS applies aws_vpc_endpoint_private_dns, which sets the switch
// of an endpoint from outside.
func (l *lowering) overridePrivateDNS() {
	for _, address := range l.addresses {
		r := l.resources[address]
		if r.Type != "aws_vpc_endpoint_private_dns" {
			continue
		}
		for _, node := range l.builder.Nodes() {
			if endpoint, ok := node.(*graph.Endpoint); ok && l.names(r.Attributes.Get("vpc_endpoint_id"), endpoint.ID) {
				endpoint.PrivateDNS = value.BoolOf(r.Attributes.Get("private_dns_enabled"))
			}
		}
	}
}
