package graph

import (
	"net/netip"

	"github.com/repolint/repolint/value"
)

// VPC is a virtual private cloud.
type VPC struct {
	Origin
	CIDRs value.ListOf[netip.Prefix]
	// IPv6 is true where the VPC has an IPv6 range.
	IPv6 value.Of[bool]
	// DNSSupport and DNSHostnames not stated mean AWS's defaults, true and
	// false (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html).
	DNSSupport, DNSHostnames value.Of[bool]
	// Default marks an account's default VPC, which has an internet gateway,
	// a default route to it, and public addresses.
	Default bool
}

// Kind implements [Node].
func (*VPC) Kind() Kind { return KindVPC }

func (n *VPC) guards() []value.Guard {
	return gather(n.Guard, n.CIDRs.Guards(), n.IPv6.Guards(), n.DNSSupport.Guards(), n.DNSHostnames.Guards())
}

// Subnet is a subnet of a VPC.
type Subnet struct {
	Origin
	VPC              Ref[VPC]
	CIDR             value.Of[netip.Prefix]
	IPv6CIDR         value.Of[value.Text]
	AvailabilityZone value.Of[value.Text]
	// MapPublicIP and AssignIPv6 not stated mean false.
	MapPublicIP, AssignIPv6 value.Of[bool]
	// IPv6Only not stated means that hosts have IPv4 addresses
	// (https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-ip-address-range).
	IPv6Only value.Of[bool]
	// Default marks a default subnet: public addresses and an internet route.
	Default bool
}

// Kind implements [Node].
func (*Subnet) Kind() Kind { return KindSubnet }

func (n *Subnet) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), n.CIDR.Guards(), n.IPv6CIDR.Guards(), n.AvailabilityZone.Guards(),
		n.MapPublicIP.Guards(), n.AssignIPv6.Guards(), n.IPv6Only.Guards())
}

func gather(first value.Guard, rest ...[]value.Guard) []value.Guard {
	var guards []value.Guard
	if !first.IsAlways() {
		guards = append(guards, first)
	}
	for _, more := range rest {
		for _, guard := range more {
			if !guard.IsAlways() && !guard.IsNever() {
				guards = append(guards, guard)
			}
		}
	}
	return guards
}
