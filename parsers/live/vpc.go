package live

import (
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func vpcFields(v *types.Vpc) *json.Node {
	var blocks, six []*json.Node
	for _, block := range v.CidrBlockAssociationSet {
		if block.CidrBlockState == nil || block.CidrBlockState.State == types.VpcCidrBlockStateCodeAssociated {
			blocks = append(blocks, (&fields{}).text("CidrBlock", block.CidrBlock).made())
		}
	}
	for _, block := range v.Ipv6CidrBlockAssociationSet {
		if block.Ipv6CidrBlockState == nil || block.Ipv6CidrBlockState.State == types.VpcCidrBlockStateCodeAssociated {
			six = append(six, (&fields{}).text("Ipv6CidrBlock", block.Ipv6CidrBlock).made())
		}
	}
	return (&fields{}).text("VpcId", v.VpcId).text("OwnerId", v.OwnerId).list("CidrBlockAssociationSet", blocks).list("Ipv6CidrBlockAssociationSet", six).
		text("DhcpOptionsId", v.DhcpOptionsId).flag("IsDefault", v.IsDefault).tags(v.Tags).made()
}

func attributeFields(id string, support, names *types.AttributeBooleanValue) *json.Node {
	f := (&fields{}).text("VpcId", &id)
	if support != nil {
		f.flag("EnableDnsSupport", support.Value)
	}
	if names != nil {
		f.flag("EnableDnsHostnames", names.Value)
	}
	return f.made()
}

func (l *lowering) vpc(origin graph.Origin, v *json.Node) {
	six := v.Get("Ipv6CidrBlockAssociationSet")
	node := &graph.VPC{Origin: origin, IPv6: known(len(itemsOf(six)) > 0, six)}
	node.CIDRs.Unstated = value.Never()
	for _, block := range eachOf(v.Get("CidrBlockAssociationSet"), "CidrBlock") {
		node.CIDRs.Items = append(node.CIDRs.Items, prefix(block))
	}
	node.DNSSupport, node.DNSHostnames = l.attribute(&node.Origin, "EnableDnsSupport"), l.attribute(&node.Origin, "EnableDnsHostnames")
	node.Escapes = l.unseenIn(v)
	l.builder.Add(node)
	if options := v.Get("DhcpOptionsId"); textOf(options) != "default" {
		l.tieOptions(&origin, options)
	}
}

// attribute reads one of the attributes that EC2 tells apart from the rest.
func (l *lowering) attribute(vpc *graph.Origin, name string) value.Of[bool] {
	if reason := l.refused(DescribeVpcAttribute, name+" of "+vpc.Address+" is not known"); reason != nil {
		return unknown[bool](reason)
	}
	for _, item := range l.answers[DescribeVpcAttribute].items {
		if textOf(item.Get("VpcId")) != vpc.Address {
			continue
		}
		if field := item.Get(name); field != nil {
			if !field.Range.IsZero() {
				vpc.Arguments[name] = field.Range
			}
			return flag(field)
		}
	}
	return unknown[bool](&value.Reason{Text: name + " of " + vpc.Address + " was not read", Settle: "read it again"})
}

// unseenIn says why a VPC may have endpoints that are not in view: they were not
// read, or the VPC is another account's, which shows its subnets only to those it
// shares them with
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-owner-participant.html).
func (l *lowering) unseenIn(v *json.Node) *value.Reason {
	if owner := textOf(v.Get("OwnerId")); l.Account != "" && owner != "" && owner != l.Account {
		return &value.Reason{
			Text:   textOf(v.Get("VpcId")) + " belongs to account " + owner + ", which shares it, and its endpoints show only there",
			Settle: "read it with credentials of account " + owner,
		}
	}
	return l.refused(DescribeVpcEndpoints, "its endpoints are not known")
}

func subnetFields(s *types.Subnet) *json.Node {
	var six []*json.Node
	for _, block := range s.Ipv6CidrBlockAssociationSet {
		if block.Ipv6CidrBlockState == nil || block.Ipv6CidrBlockState.State == types.SubnetCidrBlockStateCodeAssociated {
			six = append(six, (&fields{}).text("Ipv6CidrBlock", block.Ipv6CidrBlock).made())
		}
	}
	return (&fields{}).text("SubnetId", s.SubnetId).text("VpcId", s.VpcId).text("OwnerId", s.OwnerId).text("CidrBlock", s.CidrBlock).
		list("Ipv6CidrBlockAssociationSet", six).text("AvailabilityZone", s.AvailabilityZone).
		flag("MapPublicIpOnLaunch", s.MapPublicIpOnLaunch).flag("AssignIpv6AddressOnCreation", s.AssignIpv6AddressOnCreation).
		flag("Ipv6Native", s.Ipv6Native).tags(s.Tags).made()
}

func (l *lowering) subnet(origin graph.Origin, v *json.Node) {
	var six *json.Node
	for _, block := range itemsOf(v.Get("Ipv6CidrBlockAssociationSet")) {
		six = block.Get("Ipv6CidrBlock")
	}
	origin.Escapes = l.refused(DescribeRouteTables, "its route table is not known")
	l.builder.Add(&graph.Subnet{
		Origin: origin, VPC: refer[graph.VPC](l, v.Get("VpcId")), CIDR: prefix(v.Get("CidrBlock")), IPv6CIDR: text(six),
		AvailabilityZone: text(v.Get("AvailabilityZone")), MapPublicIP: flag(v.Get("MapPublicIpOnLaunch")),
		AssignIPv6: flag(v.Get("AssignIpv6AddressOnCreation")), IPv6Only: flag(v.Get("Ipv6Native")),
	})
	if reason := l.refused(DescribeNetworkAcls, "its network ACL is not known"); reason != nil {
		l.builder.Add(&graph.NetworkACLAssociation{
			Origin: part(&origin, "NetworkAclAssociation", origin.Range),
			ACL:    graph.Ref[graph.NetworkACL]{Of: unknown[graph.ID](reason)}, Subnet: graph.To[graph.Subnet](origin.ID, origin.Range),
		})
	}
}
