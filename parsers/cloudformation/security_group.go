package cloudformation

import (
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) securityGroup(r *resource.Resource) {
	a := r.Attributes
	group := &graph.SecurityGroup{
		Origin:         l.origin(r),
		VPC:            graph.RefFrom[graph.VPC](a.Get("VpcId"), l.resolve),
		ImplicitEgress: true,
		InlineEgress:   listed(a.Get("SecurityGroupEgress")),
	}
	group.MoreEgress = l.inlineRules(r, "SecurityGroupEgress", true)
	group.MoreIngress = l.inlineRules(r, "SecurityGroupIngress", false)
	l.builder.Add(group)
}

// listed says where a list is written and not empty. CloudFormation takes the
// default rule away only "when you specify one or more egress rules"
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html).
func listed(v value.Value) value.Guard {
	guard := value.Never()
	for _, choice := range value.Flatten(v) {
		switch {
		case choice.Value.Kind == value.Absent:
		case choice.Value.Kind == value.List && choice.Value.More == nil:
			for _, item := range choice.Value.Items {
				guard = guard.Or(choice.Guard.And(stated(item)))
			}
		default:
			guard = guard.Or(choice.Guard)
		}
	}
	return guard
}

func (l *lowering) inlineRules(r *resource.Resource, property string, egress bool) *value.Reason {
	count := 0
	return each(r.Attributes.Get(property), func(guard value.Guard, item value.Value) {
		origin := l.part(r, property+"["+strconv.Itoa(count)+"]", guard, item.Range)
		count++
		rule := l.rule(origin, item, egress)
		rule.Inline = true
		rule.Group = graph.To[graph.SecurityGroup](r.ID(), r.Range)
		l.builder.Add(rule)
	})
}

func (l *lowering) standaloneRule(r *resource.Resource) {
	rule := l.rule(l.origin(r), r.Attributes, r.Type == "AWS::EC2::SecurityGroupEgress")
	group := r.Attributes.Get("GroupId")
	if group.Kind == value.Absent {
		group = r.Attributes.Get("GroupName")
	}
	rule.Group = graph.RefFrom[graph.SecurityGroup](group, l.resolve)
	l.builder.Add(rule)
}

func (l *lowering) rule(origin graph.Origin, a value.Value, egress bool) *graph.SecurityGroupRule {
	lists, groups := "SourcePrefixListId", "SourceSecurityGroupId"
	if egress {
		lists, groups = "DestinationPrefixListId", "DestinationSecurityGroupId"
	}
	origin.Arguments = arguments(a)
	return &graph.SecurityGroupRule{
		Origin:      origin,
		Egress:      egress,
		Protocol:    value.TextOf(a.Get("IpProtocol")),
		FromPort:    value.IntOf(a.Get("FromPort")),
		ToPort:      value.IntOf(a.Get("ToPort")),
		CIDRs:       value.ListFrom(gather(single(a.Get("CidrIp")), single(a.Get("CidrIpv6"))), value.TextOf),
		PrefixLists: graph.RefsFrom[graph.PrefixList](single(a.Get(lists)), l.resolve),
		Groups:      graph.RefsFrom[graph.SecurityGroup](gather(single(a.Get(groups)), single(a.Get("SourceSecurityGroupName"))), l.resolve),
		Self:        value.BoolOf(value.Value{}),
	}
}

// restrictedDefault is the custom resource with which the CDK empties a VPC's
// default group (its feature flag @aws-cdk/aws-ec2:restrictDefaultSecurityGroup).
func (l *lowering) restrictedDefault(r *resource.Resource) {
	for _, id := range l.referred(r.Attributes.Get("DefaultSecurityGroupId")) {
		origin := l.origin(r)
		origin.ID = id
		l.builder.Add(&graph.SecurityGroup{
			Origin: origin, VPC: l.vpcOfDefault(id), Default: true, InlineEgress: value.Guard{},
		})
	}
}

func (l *lowering) vpcOfDefault(id graph.ID) graph.Ref[graph.VPC] {
	for _, r := range l.byType["AWS::EC2::VPC"] {
		if graph.DefaultSecurityGroupID(r.ID()) == id {
			return graph.To[graph.VPC](r.ID(), r.Range)
		}
	}
	return graph.Nowhere[graph.VPC]()
}
