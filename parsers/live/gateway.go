package live

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func internetGatewayFields(g *types.InternetGateway) *json.Node {
	return (&fields{}).text("InternetGatewayId", g.InternetGatewayId).list("Attachments", all(g.Attachments, attachmentFields)).tags(g.Tags).made()
}

func attachmentFields(a *types.InternetGatewayAttachment) *json.Node {
	return (&fields{}).text("VpcId", a.VpcId).word("State", string(a.State)).made()
}

func egressOnlyFields(g *types.EgressOnlyInternetGateway) *json.Node {
	return (&fields{}).text("EgressOnlyInternetGatewayId", g.EgressOnlyInternetGatewayId).
		list("Attachments", all(g.Attachments, attachmentFields)).tags(g.Tags).made()
}

func vpnGatewayFields(g *types.VpnGateway) *json.Node {
	attachments := all(g.VpcAttachments, func(a *types.VpcAttachment) *json.Node {
		return (&fields{}).text("VpcId", a.VpcId).word("State", string(a.State)).made()
	})
	return (&fields{}).text("VpnGatewayId", g.VpnGatewayId).list("VpcAttachments", attachments).tags(g.Tags).made()
}

// gateway lowers what is attached to VPCs. An attachment that is not there any
// more, or never came to be, ties nothing.
func gateway(kind graph.GatewayKind, attachments string) func(*lowering, graph.Origin, *json.Node) {
	return func(l *lowering, origin graph.Origin, v *json.Node) {
		var vpcs []*json.Node
		for _, attachment := range itemsOf(v.Get(attachments)) {
			if !slices.Contains([]string{"detached", "detaching"}, textOf(attachment.Get("State"))) {
				vpcs = append(vpcs, one(attachment.Get("VpcId"))...)
			}
		}
		l.builder.Add(&graph.Gateway{Origin: origin, GatewayKind: kind, VPCs: referAll[graph.VPC](l, vpcs)})
	}
}

func peeringFields(p *types.VpcPeeringConnection) *json.Node {
	f := (&fields{}).text("VpcPeeringConnectionId", p.VpcPeeringConnectionId)
	for name, side := range map[string]*types.VpcPeeringConnectionVpcInfo{"AccepterVpcInfo": p.AccepterVpcInfo, "RequesterVpcInfo": p.RequesterVpcInfo} {
		if side != nil {
			f.add(name, (&fields{}).text("VpcId", side.VpcId).text("OwnerId", side.OwnerId).text("Region", side.Region).made())
		}
	}
	slices.SortFunc(f.members, func(a, b json.Member) int { return -strings.Compare(a.Key, b.Key) })
	if p.Status != nil {
		f.add("Status", (&fields{}).word("Code", string(p.Status.Code)).made())
	}
	return f.tags(p.Tags).made()
}

func (l *lowering) peering(origin graph.Origin, v *json.Node) {
	var ends []*json.Node
	for _, side := range []string{"RequesterVpcInfo", "AccepterVpcInfo"} {
		if vpc := v.Get(side).Get("VpcId"); textOf(vpc) != "" {
			ends = append(ends, vpc)
		}
	}
	l.builder.Add(&graph.Gateway{Origin: origin, GatewayKind: graph.PeeringConnection, VPCs: referAll[graph.VPC](l, ends)})
}

func transitFields(a *types.TransitGatewayVpcAttachment) *json.Node {
	return (&fields{}).text("TransitGatewayAttachmentId", a.TransitGatewayAttachmentId).text("TransitGatewayId", a.TransitGatewayId).
		text("VpcId", a.VpcId).texts("SubnetIds", a.SubnetIds).word("State", string(a.State)).tags(a.Tags).made()
}

// transit lowers an attachment of a transit gateway: the gateway itself may be
// another account's, and nothing more need be known of it.
func (l *lowering) transit(origin graph.Origin, v *json.Node) {
	if slices.Contains([]string{"deleted", "deleting", "failed", "rejected"}, textOf(v.Get("State"))) {
		return
	}
	l.builder.Add(&graph.Gateway{
		Origin: origin, GatewayKind: graph.TransitGateway,
		VPCs: referAll[graph.VPC](l, one(v.Get("VpcId"))),
	})
	l.builder.Add(&graph.Occupant{Origin: part(&origin, "SubnetIds", placeOf(v.Get("SubnetIds"))), Subnets: referAll[graph.Subnet](l, itemsOf(v.Get("SubnetIds")))})
}

func natGatewayFields(g *types.NatGateway) *json.Node {
	return (&fields{}).text("NatGatewayId", g.NatGatewayId).text("VpcId", g.VpcId).text("SubnetId", g.SubnetId).
		word("ConnectivityType", string(g.ConnectivityType)).word("AvailabilityMode", string(g.AvailabilityMode)).
		word("State", string(g.State)).tags(g.Tags).made()
}

func (l *lowering) natGateway(origin graph.Origin, v *json.Node) {
	node := &graph.NATGateway{
		Origin: origin, VPC: refer[graph.VPC](l, v.Get("VpcId")), Subnet: refer[graph.Subnet](l, v.Get("SubnetId")),
		Private: is(v.Get("ConnectivityType"), "private"), Regional: is(v.Get("AvailabilityMode"), "regional"),
	}
	switch textOf(v.Get("State")) {
	case "deleted", "deleting", "failed":
		node.Guard = value.Never() // it stays in answers for an hour, and carries nothing
	case "pending":
		node.Symbolic = &value.Reason{Text: "it is still being made", Settle: "read again when it is there"}
	}
	l.builder.Add(node)
}

func publicAccessFields(o *types.VpcBlockPublicAccessOptions) *json.Node {
	return (&fields{}).text("AwsAccountId", o.AwsAccountId).text("AwsRegion", o.AwsRegion).
		word("InternetGatewayBlockMode", string(o.InternetGatewayBlockMode)).made()
}

func exclusionFields(e *types.VpcBlockPublicAccessExclusion) *json.Node {
	return (&fields{}).text("ExclusionId", e.ExclusionId).text("ResourceArn", e.ResourceArn).
		word("InternetGatewayExclusionMode", string(e.InternetGatewayExclusionMode)).word("State", string(e.State)).tags(e.Tags).made()
}

func (l *lowering) publicAccess(origin graph.Origin, v *json.Node) {
	if refused := l.answers[DescribeVpcBlockPublicAccessExclusions].refused; refused != nil {
		origin.Address += " (" + refused.Error() + ")"
	}
	l.builder.Add(&graph.PublicAccessBlock{
		Origin: origin, Mode: text(v.Get("InternetGatewayBlockMode")), VPC: graph.Nowhere[graph.VPC](), Subnet: graph.Nowhere[graph.Subnet](),
	})
}

// exclusion lowers what is excepted from Block Public Access: the VPC or subnet
// that ends its ARN.
func (l *lowering) exclusion(origin graph.Origin, v *json.Node) {
	switch textOf(v.Get("State")) {
	case "create-complete", "update-complete", "update-in-progress", "update-failed", "":
	default:
		return
	}
	arn := v.Get("ResourceArn")
	named := &json.Node{Kind: json.String, Text: textOf(arn)[strings.LastIndex(textOf(arn), "/")+1:], Range: placeOf(arn)}
	node := &graph.PublicAccessBlock{
		Origin: origin, Exclusion: true, Mode: text(v.Get("InternetGatewayExclusionMode")),
		VPC: graph.Nowhere[graph.VPC](), Subnet: graph.Nowhere[graph.Subnet](),
	}
	if strings.HasPrefix(textOf(named), "vpc-") {
		node.VPC = refer[graph.VPC](l, named)
	} else {
		node.Subnet = refer[graph.Subnet](l, named)
	}
	l.builder.Add(node)
}
