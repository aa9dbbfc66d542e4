package facts

// The rows of the network tables embed Row; see document.go for what is in it.
type (
	// VPC is a row of vpcs.
	VPC struct{ Row }
	// Subnet is a row of subnets.
	Subnet struct{ Row }
	// RouteTable is a row of route_tables.
	RouteTable struct{ Row }
	// Route is a row of routes.
	Route struct{ Row }
	// Gateway is a row of gateways.
	Gateway struct{ Row }
	// GatewayEndpoint is a row of gateway_endpoints.
	GatewayEndpoint struct{ Row }
	// InterfaceEndpoint is a row of interface_endpoints.
	InterfaceEndpoint struct{ Row }
	// EndpointPolicy is a row of endpoint_policies.
	EndpointPolicy struct{ Row }
	// SecurityGroup is a row of security_groups.
	SecurityGroup struct{ Row }
	// SecurityGroupRule is a row of egress_rules or ingress_rules.
	SecurityGroupRule struct{ Row }
	// NetworkACL is a row of network_acls.
	NetworkACL struct{ Row }
	// NetworkACLEntry is a row of network_acl_entries.
	NetworkACLEntry struct{ Row }
	// PrefixList is a row of prefix_lists.
	PrefixList struct{ Row }
	// Host is a row of hosts.
	Host struct{ Row }
	// Occupant is a row of occupants.
	Occupant struct{ Row }
	// Role is a row of roles.
	Role struct{ Row }
	// Destination is a row of destinations.
	Destination struct {
		ID string `json:"id"`
	}
)
