package graph

import "github.com/repolint/repolint/value"

// PublicAccessBlock is a setting of VPC Block Public Access: the one of an
// account and region, or an exclusion from it
// (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html).
type PublicAccessBlock struct {
	Origin
	// Exclusion marks an exclusion, of the VPC or the subnet that it names.
	Exclusion bool
	VPC       Ref[VPC]
	Subnet    Ref[Subnet]
	// Mode is what the internet gateways are kept from ("off",
	// "block-ingress", "block-bidirectional"), or what an exclusion allows
	// ("allow-bidirectional", "allow-egress").
	Mode value.Of[value.Text]
}

// Kind implements [Node].
func (*PublicAccessBlock) Kind() Kind { return KindPublicAccessBlock }

func (n *PublicAccessBlock) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), n.Subnet.Guards(), n.Mode.Guards())
}
