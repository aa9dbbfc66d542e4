package graph

import (
	"github.com/repolint/repolint/value"
)

// SecurityGroup is a security group. Its rules are [SecurityGroupRule] nodes.
type SecurityGroup struct {
	Origin
	VPC Ref[VPC]
	// Default marks the group AWS makes with the VPC, implicit or adopted.
	Default bool
	// ImplicitEgress is true where AWS's own allow-all egress stays when the
	// inline list is not written: CloudFormation, and an implicit default group.
	// Terraform revokes it, so there it is false.
	ImplicitEgress bool
	// InlineEgress says where an inline egress list is written (empty or not).
	InlineEgress value.Guard
	// MoreEgress and MoreIngress, when set, say that rules may exist besides the
	// nodes (an inline list that could not be evaluated).
	MoreEgress, MoreIngress *value.Reason
}

// Kind implements [Node].
func (*SecurityGroup) Kind() Kind { return KindSecurityGroup }

func (n *SecurityGroup) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), []value.Guard{n.InlineEgress})
}

// SecurityGroupRule is one rule, inline or on its own. It may name several peers:
// Terraform's blocks take lists.
type SecurityGroupRule struct {
	Origin
	Group  Ref[SecurityGroup]
	Egress bool
	Inline bool
	// Protocol is "tcp", "6", "-1", "all", … as written. FromPort and ToPort are
	// meaningless for "-1"; not stated means all ports.
	Protocol         value.Of[value.Text]
	FromPort, ToPort value.Of[int]
	// CIDRs are IPv4 and IPv6 blocks.
	CIDRs       value.ListOf[value.Text]
	PrefixLists Refs[PrefixList]
	Groups      Refs[SecurityGroup]
	// Self says that the group itself is a peer.
	Self value.Of[bool]
}

// Kind implements [Node].
func (*SecurityGroupRule) Kind() Kind { return KindSecurityGroupRule }

func (n *SecurityGroupRule) guards() []value.Guard {
	return gather(n.Guard, n.Group.Guards(), n.Protocol.Guards(), n.FromPort.Guards(), n.ToPort.Guards(),
		n.CIDRs.Guards(), n.PrefixLists.Guards(), n.Groups.Guards(), n.Self.Guards())
}
