package graph

import "github.com/repolint/repolint/value"

// GatewayKind tells gateways apart. The zero kind is invalid.
type GatewayKind int

// The kinds of gateways.
const (
	_ GatewayKind = iota
	InternetGateway
	EgressOnlyInternetGateway
	TransitGateway
	VPNGateway
	PeeringConnection
	CarrierGateway
	LocalGateway
	CoreNetwork
)

// String is the gateway kind's name in facts.
func (k GatewayKind) String() string {
	names := [...]string{"invalid", "internet_gateway", "egress_only_internet_gateway", "transit_gateway", "vpn_gateway",
		"vpc_peering_connection", "carrier_gateway", "local_gateway", "core_network"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Gateway is any gateway that is no NAT gateway. VPCs are those it is attached to.
type Gateway struct {
	Origin
	GatewayKind GatewayKind
	VPCs        Refs[VPC]
}

// Kind implements [Node].
func (*Gateway) Kind() Kind { return KindGateway }

func (n *Gateway) guards() []value.Guard { return gather(n.Guard, n.VPCs.Guards()) }

// NATGateway is a NAT gateway. Private not stated means a public one. Regional
// ones belong to a VPC and have no subnet.
type NATGateway struct {
	Origin
	Subnet   Ref[Subnet]
	VPC      Ref[VPC]
	Private  value.Of[bool]
	Regional value.Of[bool]
}

// Kind implements [Node].
func (*NATGateway) Kind() Kind { return KindNATGateway }

func (n *NATGateway) guards() []value.Guard {
	return gather(n.Guard, n.Subnet.Guards(), n.VPC.Guards(), n.Private.Guards(), n.Regional.Guards())
}
