package live

import (
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source/json"
)

func securityGroupFields(g *types.SecurityGroup) *json.Node {
	return (&fields{}).text("GroupId", g.GroupId).text("GroupName", g.GroupName).text("VpcId", g.VpcId).tags(g.Tags).made()
}

// isDefaultGroup: no other group of a VPC may have that name
// (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html).
func isDefaultGroup(group *json.Node) bool { return textOf(group.Get("GroupName")) == "default" }

func (l *lowering) securityGroup(origin graph.Origin, v *json.Node) {
	if origin.Name == "" {
		origin.Name = textOf(v.Get("GroupName"))
	}
	hidden := l.refused(DescribeSecurityGroupRules, "its rules are not known")
	l.builder.Add(&graph.SecurityGroup{
		Origin: origin, VPC: refer[graph.VPC](l, v.Get("VpcId")), Default: isDefaultGroup(v), MoreEgress: hidden, MoreIngress: hidden,
	})
}

func ruleFields(r *types.SecurityGroupRule) *json.Node {
	f := (&fields{}).text("SecurityGroupRuleId", r.SecurityGroupRuleId).text("GroupId", r.GroupId).flag("IsEgress", r.IsEgress).
		text("IpProtocol", r.IpProtocol).number("FromPort", r.FromPort).number("ToPort", r.ToPort).
		text("CidrIpv4", r.CidrIpv4).text("CidrIpv6", r.CidrIpv6).text("PrefixListId", r.PrefixListId)
	if r.ReferencedGroupInfo != nil {
		f.add("ReferencedGroupInfo", (&fields{}).text("GroupId", r.ReferencedGroupInfo.GroupId).made())
	}
	return f.tags(r.Tags).made()
}

func (l *lowering) securityGroupRule(origin graph.Origin, v *json.Node) {
	var blocks []*json.Node
	for _, name := range []string{"CidrIpv4", "CidrIpv6"} {
		blocks = append(blocks, one(v.Get(name))...)
	}
	l.builder.Add(&graph.SecurityGroupRule{
		Origin: origin, Group: refer[graph.SecurityGroup](l, v.Get("GroupId")), Egress: isTrue(v.Get("IsEgress")),
		Protocol: text(v.Get("IpProtocol")), FromPort: number(v.Get("FromPort")), ToPort: number(v.Get("ToPort")),
		CIDRs: texts(blocks), PrefixLists: referAll[graph.PrefixList](l, one(v.Get("PrefixListId"))),
		Groups: referAll[graph.SecurityGroup](l, one(v.Get("ReferencedGroupInfo").Get("GroupId"))), Self: nothing[bool](),
	})
}
