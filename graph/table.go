package graph

// table is one of the graph's maps, seen without its node type.
type table interface {
	list() []Node
	find(ID) Node
	insert(Node) (taken, added bool)
	make()
}

// nodeTable adapts a map to [table]. P is the pointer type that implements Node.
type nodeTable[T any, P interface {
	*T
	Node
}] struct{ nodes *map[ID]*T }

func (t nodeTable[T, P]) list() []Node {
	nodes := make([]Node, 0, len(*t.nodes))
	for _, node := range *t.nodes {
		nodes = append(nodes, P(node))
	}
	return nodes
}

func (t nodeTable[T, P]) find(id ID) Node {
	if node := (*t.nodes)[id]; node != nil {
		return P(node)
	}
	return nil
}

func (t nodeTable[T, P]) insert(node Node) (taken, added bool) {
	typed, ok := node.(P)
	if !ok {
		return false, false
	}
	id := node.Head().ID
	if (*t.nodes)[id] != nil {
		return true, false
	}
	(*t.nodes)[id] = (*T)(typed)
	return true, true
}

// make gives readers an empty map instead of a nil one.
func (t nodeTable[T, P]) make() { *t.nodes = map[ID]*T{} }

func (g *Graph) tables() []table {
	return []table{
		nodeTable[VPC, *VPC]{&g.VPCs},
		nodeTable[Subnet, *Subnet]{&g.Subnets},
		nodeTable[RouteTable, *RouteTable]{&g.RouteTables},
		nodeTable[Route, *Route]{&g.Routes},
		nodeTable[RouteTableAssociation, *RouteTableAssociation]{&g.RouteTableAssociations},
		nodeTable[Gateway, *Gateway]{&g.Gateways},
		nodeTable[NATGateway, *NATGateway]{&g.NATGateways},
		nodeTable[Endpoint, *Endpoint]{&g.Endpoints},
		nodeTable[EndpointAssociation, *EndpointAssociation]{&g.EndpointAssociations},
		nodeTable[EndpointPolicy, *EndpointPolicy]{&g.EndpointPolicies},
		nodeTable[SecurityGroup, *SecurityGroup]{&g.SecurityGroups},
		nodeTable[SecurityGroupRule, *SecurityGroupRule]{&g.SecurityGroupRules},
		nodeTable[NetworkACL, *NetworkACL]{&g.NetworkACLs},
		nodeTable[NetworkACLEntry, *NetworkACLEntry]{&g.NetworkACLEntries},
		nodeTable[NetworkACLAssociation, *NetworkACLAssociation]{&g.NetworkACLAssociations},
		nodeTable[PrefixList, *PrefixList]{&g.PrefixLists},
		nodeTable[Host, *Host]{&g.Hosts},
		nodeTable[LaunchTemplate, *LaunchTemplate]{&g.LaunchTemplates},
		nodeTable[Occupant, *Occupant]{&g.Occupants},
		nodeTable[Role, *Role]{&g.Roles},
		nodeTable[InstanceProfile, *InstanceProfile]{&g.InstanceProfiles},
		nodeTable[Intent, *Intent]{&g.Intents},
		nodeTable[PublicAccessBlock, *PublicAccessBlock]{&g.PublicAccessBlocks},
		nodeTable[HostedZone, *HostedZone]{&g.HostedZones},
		nodeTable[DNSRecord, *DNSRecord]{&g.DNSRecords},
		nodeTable[DNSProfile, *DNSProfile]{&g.DNSProfiles},
		nodeTable[ResolverRule, *ResolverRule]{&g.ResolverRules},
		nodeTable[DHCPOptions, *DHCPOptions]{&g.DHCPOptions},
		nodeTable[DNSFirewall, *DNSFirewall]{&g.DNSFirewalls},
		nodeTable[DNSFirewallRule, *DNSFirewallRule]{&g.DNSFirewallRules},
		nodeTable[DomainList, *DomainList]{&g.DomainLists},
		nodeTable[DNSAssociation, *DNSAssociation]{&g.DNSAssociations},
		nodeTable[User, *User]{&g.Users},
		nodeTable[UserGroup, *UserGroup]{&g.UserGroups},
		nodeTable[AccessKey, *AccessKey]{&g.AccessKeys},
		nodeTable[Activation, *Activation]{&g.Activations},
		nodeTable[HostManagement, *HostManagement]{&g.HostManagements},
	}
}

// insert puts a node into its table; false means that its ID is taken.
func (g *Graph) insert(node Node) bool {
	for _, table := range g.tables() {
		if taken, added := table.insert(node); taken {
			return added
		}
	}
	return false
}
