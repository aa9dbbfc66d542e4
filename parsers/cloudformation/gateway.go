package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func gatewayLowering(kind graph.GatewayKind) func(*lowering, *resource.Resource) {
	return func(l *lowering, r *resource.Resource) {
		vpcs := []value.Value{single(r.Attributes.Get("VpcId")), single(r.Attributes.Get("PeerVpcId"))}
		for _, property := range []string{"InternetGatewayId", "VpnGatewayId"} {
			for _, attachment := range l.attached("AWS::EC2::VPCGatewayAttachment", property, r) {
				vpcs = append(vpcs, single(under(attachment.Guard, attachment.Attributes.Get("VpcId"))))
			}
		}
		for _, kind := range []string{"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"} {
			for _, attachment := range l.attached(kind, "TransitGatewayId", r) {
				vpcs = append(vpcs, single(under(attachment.Guard, attachment.Attributes.Get("VpcId"))))
			}
		}
		l.builder.Add(&graph.Gateway{
			Origin: l.origin(r), GatewayKind: kind, VPCs: graph.RefsFrom[graph.VPC](gather(vpcs...), l.resolve),
		})
	}
}

func (l *lowering) natGateway(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.NATGateway{
		Origin:   l.origin(r),
		Subnet:   graph.RefFrom[graph.Subnet](a.Get("SubnetId"), l.resolve),
		VPC:      graph.RefFrom[graph.VPC](a.Get("VpcId"), l.resolve),
		Private:  textIs(a.Get("ConnectivityType"), "private"),
		Regional: textIs(a.Get("AvailabilityMode"), "regional"),
	})
}

func publicAccess(exclusion bool) func(*lowering, *resource.Resource) {
	return func(l *lowering, r *resource.Resource) {
		a := r.Attributes
		mode := a.Get("InternetGatewayBlockMode")
		if exclusion {
			mode = a.Get("InternetGatewayExclusionMode")
		}
		l.builder.Add(&graph.PublicAccessBlock{
			Origin: l.origin(r), Exclusion: exclusion, Mode: value.TextOf(mode),
			VPC: graph.RefFrom[graph.VPC](a.Get("VpcId"), l.resolve), Subnet: graph.RefFrom[graph.Subnet](a.Get("SubnetId"), l.resolve),
		})
	}
}

// textIs tells whether a text, where it is written, is word in any case.
func textIs(v value.Value, word string) value.Of[bool] {
	return value.Convert(v, func(v value.Value) (bool, *value.Reason) {
		t := text(v)
		if reason, ok := t.FirstUnknown(); ok {
			return false, &reason
		}
		literal, ok := t.Literal()
		if !ok {
			return false, &value.Reason{Text: t.String() + " is not known before deployment"}
		}
		return strings.EqualFold(literal, word), nil
	})
}
