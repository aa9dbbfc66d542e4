package graph

import "github.com/repolint/repolint/value"

// NetworkACL is a network ACL. Without entries it denies everything; only an
// implicit default one allows everything.
type NetworkACL struct {
	Origin
	VPC Ref[VPC]
	// Default marks the ACL AWS makes with the VPC, implicit or adopted.
	Default bool
	// Subnets are those listed at the ACL itself; see also [NetworkACLAssociation].
	Subnets Refs[Subnet]
	// MoreEntries, when set, says that entries may exist besides the nodes.
	MoreEntries *value.Reason
}

// Kind implements [Node].
func (*NetworkACL) Kind() Kind { return KindNetworkACL }

func (n *NetworkACL) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), n.Subnets.Guards())
}

// NetworkACLEntry is one entry. The lowest number that matches decides.
type NetworkACLEntry struct {
	Origin
	ACL              Ref[NetworkACL]
	Egress           value.Of[bool]
	Number           value.Of[int]
	Allow            value.Of[bool]
	Protocol         value.Of[value.Text]
	CIDR             value.Of[value.Text]
	FromPort, ToPort value.Of[int]
}

// Kind implements [Node].
func (*NetworkACLEntry) Kind() Kind { return KindNetworkACLEntry }

func (n *NetworkACLEntry) guards() []value.Guard {
	return gather(n.Guard, n.ACL.Guards(), n.Egress.Guards(), n.Number.Guards(), n.Allow.Guards(),
		n.Protocol.Guards(), n.CIDR.Guards(), n.FromPort.Guards(), n.ToPort.Guards())
}

// NetworkACLAssociation ties a subnet to an ACL.
type NetworkACLAssociation struct {
	Origin
	ACL    Ref[NetworkACL]
	Subnet Ref[Subnet]
}

// Kind implements [Node].
func (*NetworkACLAssociation) Kind() Kind { return KindNetworkACLAssociation }

func (n *NetworkACLAssociation) guards() []value.Guard {
	return gather(n.Guard, n.ACL.Guards(), n.Subnet.Guards())
}
