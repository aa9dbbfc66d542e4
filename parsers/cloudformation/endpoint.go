package cloudformation

import (
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) endpoint(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.Endpoint{
		Origin:        l.origin(r),
		EndpointType:  endpointType(a.Get("VpcEndpointType")),
		VPC:           graph.RefFrom[graph.VPC](a.Get("VpcId"), l.resolve),
		Service:       value.TextOf(a.Get("ServiceName")),
		ServiceRegion: value.TextOf(a.Get("ServiceRegion")),
		RouteTables:   graph.RefsFrom[graph.RouteTable](a.Get("RouteTableIds"), l.resolve),
		Subnets:       graph.RefsFrom[graph.Subnet](a.Get("SubnetIds"), l.resolve),
		Groups:        graph.RefsFrom[graph.SecurityGroup](a.Get("SecurityGroupIds"), l.resolve),
		PrivateDNS:    value.BoolOf(a.Get("PrivateDnsEnabled")),
		Policy:        a.Get("PolicyDocument"),
		IPAddressType: value.TextOf(a.Get("IpAddressType")),
		RecordIPType:  value.TextOf(dig(a, "DnsOptions", "DnsRecordIpType")),

		PrivateDNSPreference: value.TextOf(dig(a, "DnsOptions", "PrivateDnsPreference")),
		InboundResolverOnly:  inboundResolverOnly(dig(a, "DnsOptions", "PrivateDnsOnlyForInboundResolverEndpoint")),
	})
}

// inboundResolverOnly: "NotSpecified" leaves it to the API, as if nothing were
// written
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-vpcendpoint-dnsoptionsspecification.html).
func inboundResolverOnly(v value.Value) value.Of[bool] {
	alternatives := value.Flatten(v)
	for i, choice := range alternatives {
		switch literal, _ := text(choice.Value).Literal(); literal {
		case "OnlyInboundResolver":
			alternatives[i].Value = value.OfBool(true, choice.Value.Range)
		case "AllResolvers":
			alternatives[i].Value = value.OfBool(false, choice.Value.Range)
		case "NotSpecified":
			alternatives[i].Value = value.Value{Range: choice.Value.Range}
		}
	}
	return value.BoolOf(value.Value{Kind: value.Choice, Choices: alternatives, Range: v.Range})
}

func endpointType(v value.Value) value.Of[graph.EndpointType] {
	return value.Convert(v, func(v value.Value) (graph.EndpointType, *value.Reason) {
		t := text(v)
		literal, ok := t.Literal()
		if !ok {
			reason, unknown := t.FirstUnknown()
			if !unknown {
				reason.Text = t.String() + " is not known before deployment"
			}
			return 0, &reason
		}
		for _, kind := range []graph.EndpointType{graph.GatewayEndpoint, graph.InterfaceEndpoint, graph.GatewayLoadBalancerEndpoint} {
			if kind.String() == literal {
				return kind, nil
			}
		}
		switch literal {
		case "Resource", "ServiceNetwork":
			return graph.OtherEndpoint, nil
		}
		return 0, &value.Reason{Text: strconv.Quote(literal) + " is no type of endpoint"}
	})
}
