package graph

import "github.com/repolint/repolint/value"

// EndpointType is the type of a VPC endpoint. The zero type is invalid.
type EndpointType int

// The endpoint types.
const (
	_ EndpointType = iota
	GatewayEndpoint
	InterfaceEndpoint
	GatewayLoadBalancerEndpoint
	OtherEndpoint
)

// String is the type as AWS writes it.
func (t EndpointType) String() string {
	names := [...]string{"invalid", "Gateway", "Interface", "GatewayLoadBalancer", "other"}
	if t < 0 || int(t) >= len(names) {
		return names[0]
	}
	return names[t]
}

// Endpoint is a VPC endpoint of any type. The type not stated means Gateway, in
// every dialect
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html).
type Endpoint struct {
	Origin
	EndpointType value.Of[EndpointType]
	VPC          Ref[VPC]
	// Service is the full service name, "com.amazonaws.${region}.s3".
	Service value.Of[value.Text]
	// ServiceRegion is the region of the service when it is not the endpoint's own.
	ServiceRegion value.Of[value.Text]
	// RouteTables are those listed at the endpoint itself; see also [EndpointAssociation].
	RouteTables Refs[RouteTable]
	Subnets     Refs[Subnet]
	// Groups not stated mean the VPC's default group.
	Groups Refs[SecurityGroup]
	// PrivateDNS not stated means false, except where the lowering knows better.
	PrivateDNS value.Of[bool]
	// PrivateDNSPreference is which of the names of a resource or a service
	// network get private DNS; other endpoints state none.
	PrivateDNSPreference value.Of[value.Text]
	// InboundResolverOnly is true where private DNS answers only what comes in
	// through a resolver endpoint. Not stated means true for Amazon S3
	// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
	InboundResolverOnly value.Of[bool]
	// IPAddressType is "ipv4", "dualstack" or "ipv6", RecordIPType what the
	// endpoint's names answer, "service-defined" too. Not stated means IPv4.
	IPAddressType, RecordIPType value.Of[value.Text]
	// Policy is the inline policy document: a Map, or a String that holds JSON.
	// Absent means full access. See also [EndpointPolicy].
	Policy value.Value
}

// Kind implements [Node].
func (*Endpoint) Kind() Kind { return KindEndpoint }

func (n *Endpoint) guards() []value.Guard {
	return gather(n.Guard, n.EndpointType.Guards(), n.VPC.Guards(), n.Service.Guards(), n.ServiceRegion.Guards(),
		n.RouteTables.Guards(), n.Subnets.Guards(), n.Groups.Guards(), n.PrivateDNS.Guards(), n.Policy.Guards(),
		n.PrivateDNSPreference.Guards(), n.InboundResolverOnly.Guards(), n.IPAddressType.Guards(), n.RecordIPType.Guards())
}

// EndpointAssociation ties a gateway endpoint to one more route table, or an
// interface endpoint to one more subnet or group. What is not meant is not stated.
type EndpointAssociation struct {
	Origin
	Endpoint Ref[Endpoint]
	Table    Ref[RouteTable]
	Subnet   Ref[Subnet]
	Group    Ref[SecurityGroup]
}

// Kind implements [Node].
func (*EndpointAssociation) Kind() Kind { return KindEndpointAssociation }

func (n *EndpointAssociation) guards() []value.Guard {
	return gather(n.Guard, n.Endpoint.Guards(), n.Table.Guards(), n.Subnet.Guards(), n.Group.Guards())
}

// EndpointPolicy is a policy declared apart from its endpoint; it replaces the inline one.
type EndpointPolicy struct {
	Origin
	Endpoint Ref[Endpoint]
	Policy   value.Value
}

// Kind implements [Node].
func (*EndpointPolicy) Kind() Kind { return KindEndpointPolicy }

func (n *EndpointPolicy) guards() []value.Guard {
	return gather(n.Guard, n.Endpoint.Guards(), n.Policy.Guards())
}
