package graph

// Kind is the kind of a node. The zero Kind is invalid.
type Kind int

// The kinds.
const (
	_ Kind = iota
	KindVPC
	KindSubnet
	KindRouteTable
	KindRoute
	KindRouteTableAssociation
	KindGateway
	KindNATGateway
	KindEndpoint
	KindEndpointAssociation
	KindEndpointPolicy
	KindSecurityGroup
	KindSecurityGroupRule
	KindNetworkACL
	KindNetworkACLEntry
	KindNetworkACLAssociation
	KindPrefixList
	KindHost
	KindLaunchTemplate
	KindOccupant
	KindRole
	KindInstanceProfile
	KindIntent
	KindPublicAccessBlock
	KindHostedZone
	KindDNSRecord
	KindDNSProfile
	KindResolverRule
	KindDHCPOptions
	KindDNSFirewall
	KindDNSFirewallRule
	KindDomainList
	KindDNSAssociation
	KindUser
	KindUserGroup
	KindAccessKey
	KindActivation
	KindHostManagement
	kindEnd
)

var kindNames = [kindEnd]string{
	KindVPC: "vpc", KindSubnet: "subnet", KindRouteTable: "route_table", KindRoute: "route",
	KindRouteTableAssociation: "route_table_association", KindGateway: "gateway", KindNATGateway: "nat_gateway",
	KindEndpoint: "endpoint", KindEndpointAssociation: "endpoint_association", KindEndpointPolicy: "endpoint_policy",
	KindSecurityGroup: "security_group", KindSecurityGroupRule: "security_group_rule",
	KindNetworkACL: "network_acl", KindNetworkACLEntry: "network_acl_entry",
	KindNetworkACLAssociation: "network_acl_association", KindPrefixList: "prefix_list",
	KindHost: "host", KindLaunchTemplate: "launch_template", KindOccupant: "occupant",
	KindRole: "role", KindInstanceProfile: "instance_profile", KindIntent: "intent",
	KindPublicAccessBlock: "public_access_block",
	KindHostedZone:        "hosted_zone", KindDNSRecord: "dns_record", KindDNSProfile: "dns_profile", KindResolverRule: "resolver_rule",
	KindDHCPOptions: "dhcp_options", KindDNSFirewall: "dns_firewall", KindDNSFirewallRule: "dns_firewall_rule", KindDomainList: "domain_list",
	KindDNSAssociation: "dns_association",
	KindUser:           "user", KindUserGroup: "user_group", KindAccessKey: "access_key", KindActivation: "activation",
	KindHostManagement: "host_management",
}

// String is the kind's name in facts and dumps.
func (k Kind) String() string {
	if k <= 0 || k >= kindEnd {
		return "invalid"
	}
	return kindNames[k]
}

// Kinds lists every valid kind.
func Kinds() []Kind {
	kinds := make([]Kind, 0, kindEnd-1)
	for k := Kind(1); k < kindEnd; k++ {
		kinds = append(kinds, k)
	}
	return kinds
}
