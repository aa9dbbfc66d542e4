package graph

import "github.com/repolint/repolint/value"

// standIn adds an external node for every reference of node that names nothing declared.
func (g *Graph) standIn(node Node) {
	for _, reference := range references(node) {
		for _, alternative := range reference.to.Alternatives() {
			fact := alternative.Value
			if fact.State != value.Known || g.Node(fact.Value) != nil {
				continue
			}
			if stand := external(reference.kind, g.externalOrigin(node, fact)); stand != nil {
				g.insert(stand)
			}
		}
	}
}

func (g *Graph) externalOrigin(user Node, fact value.Fact[ID]) Origin {
	reason := fact.Reason
	if reason.Text == "" {
		reason.Text = string(fact.Value) + " is declared nowhere in the files read"
	}
	address := reason.Key
	if address == "" {
		address = string(fact.Value)
	}
	return Origin{
		ID: fact.Value, Root: user.Head().Root, Address: address, Dialect: user.Head().Dialect,
		Range: fact.Range, Open: &reason,
	}
}

// external makes a node of the kind a reference expects, or nil where the kind
// says nothing when it is declared elsewhere.
func external(kind Kind, origin Origin) Node {
	switch kind {
	case KindVPC:
		return &VPC{Origin: origin}
	case KindSubnet:
		return &Subnet{Origin: origin}
	case KindRouteTable:
		return &RouteTable{Origin: origin, MoreRoutes: origin.Open}
	case KindGateway:
		return &Gateway{Origin: origin}
	case KindNATGateway:
		return &NATGateway{Origin: origin}
	case KindEndpoint:
		return &Endpoint{Origin: origin}
	case KindSecurityGroup:
		return &SecurityGroup{Origin: origin, MoreEgress: origin.Open, MoreIngress: origin.Open, InlineEgress: value.Never()}
	case KindNetworkACL:
		return &NetworkACL{Origin: origin, MoreEntries: origin.Open}
	case KindPrefixList:
		return &PrefixList{Origin: origin}
	case KindLaunchTemplate:
		return &LaunchTemplate{Origin: origin}
	case KindRole:
		return &Role{Origin: origin}
	case KindInstanceProfile:
		return &InstanceProfile{Origin: origin}
	case KindHostedZone:
		return &HostedZone{Origin: origin}
	case KindDNSProfile:
		return &DNSProfile{Origin: origin}
	case KindResolverRule:
		return &ResolverRule{Origin: origin}
	case KindDHCPOptions:
		return &DHCPOptions{Origin: origin}
	case KindDNSFirewall:
		return &DNSFirewall{Origin: origin, MoreRules: origin.Open}
	case KindDomainList:
		return &DomainList{Origin: origin}
	case KindUser:
		return &User{Origin: origin}
	case KindUserGroup:
		return &UserGroup{Origin: origin}
	case KindRoute, KindRouteTableAssociation, KindEndpointAssociation, KindEndpointPolicy, KindSecurityGroupRule,
		KindNetworkACLEntry, KindNetworkACLAssociation, KindHost, KindOccupant, KindIntent, KindPublicAccessBlock,
		KindDNSRecord, KindDNSFirewallRule, KindDNSAssociation, KindAccessKey, KindActivation, KindHostManagement, kindEnd:
	}
	return nil
}

// reference is one typed reference of a node, its target kind made explicit.
type reference struct {
	kind Kind
	to   value.Of[ID]
}

func many(kind Kind, list value.ListOf[ID]) []reference {
	found := make([]reference, 0, len(list.Items))
	for _, item := range list.Items {
		found = append(found, reference{kind, item})
	}
	return found
}

func join(lists ...[]reference) []reference {
	var all []reference
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// references lists the references of a node. A node type missing here would
// lose its external neighbours; TestEveryReferenceIsLinked sees to it.
func references(node Node) []reference {
	switch n := node.(type) {
	case *Subnet:
		return []reference{{KindVPC, n.VPC.Of}}
	case *RouteTable:
		return append(many(KindGateway, n.Propagating.ListOf), reference{KindVPC, n.VPC.Of})
	case *Route:
		return []reference{{KindRouteTable, n.Table.Of}, {KindPrefixList, n.PrefixList.Of}, {n.TargetKind.nodeKind(), n.Target}}
	case *RouteTableAssociation:
		return []reference{{KindRouteTable, n.Table.Of}, {KindSubnet, n.Subnet.Of}, {KindVPC, n.VPC.Of}}
	case *Gateway:
		return many(KindVPC, n.VPCs.ListOf)
	case *NATGateway:
		return []reference{{KindSubnet, n.Subnet.Of}, {KindVPC, n.VPC.Of}}
	case *Endpoint:
		return join(many(KindRouteTable, n.RouteTables.ListOf), many(KindSubnet, n.Subnets.ListOf),
			many(KindSecurityGroup, n.Groups.ListOf), []reference{{KindVPC, n.VPC.Of}})
	case *EndpointAssociation:
		return []reference{{KindEndpoint, n.Endpoint.Of}, {KindRouteTable, n.Table.Of}, {KindSubnet, n.Subnet.Of}, {KindSecurityGroup, n.Group.Of}}
	case *EndpointPolicy:
		return []reference{{KindEndpoint, n.Endpoint.Of}}
	case *SecurityGroup:
		return []reference{{KindVPC, n.VPC.Of}}
	case *SecurityGroupRule:
		return join(many(KindPrefixList, n.PrefixLists.ListOf), many(KindSecurityGroup, n.Groups.ListOf),
			[]reference{{KindSecurityGroup, n.Group.Of}})
	case *NetworkACL:
		return append(many(KindSubnet, n.Subnets.ListOf), reference{KindVPC, n.VPC.Of})
	case *NetworkACLEntry:
		return []reference{{KindNetworkACL, n.ACL.Of}}
	case *NetworkACLAssociation:
		return []reference{{KindNetworkACL, n.ACL.Of}, {KindSubnet, n.Subnet.Of}}
	case *Host:
		return join(many(KindSubnet, n.Subnets.ListOf), many(KindLaunchTemplate, n.Templates.ListOf), n.Launch.references())
	case *LaunchTemplate:
		return n.Launch.references()
	case *Occupant:
		return many(KindSubnet, n.Subnets.ListOf)
	case *InstanceProfile:
		return []reference{{KindRole, n.Role.Of}}
	case *Activation:
		return []reference{{KindRole, n.Role.Of}}
	case *User:
		return many(KindUserGroup, n.MemberOf.ListOf)
	case *AccessKey:
		return []reference{{KindUser, n.User.Of}}
	case *PublicAccessBlock:
		return []reference{{KindVPC, n.VPC.Of}, {KindSubnet, n.Subnet.Of}}
	case *DNSRecord, *DNSFirewallRule, *DNSAssociation:
		return dnsReferences(node)
	}
	return nil
}

func (l *Launch) references() []reference {
	return join(many(KindSecurityGroup, l.Groups.ListOf), many(KindSubnet, l.Subnets.ListOf),
		[]reference{{KindInstanceProfile, l.Profile.Of}})
}

// nodeKind is the kind of node a route's target argument names.
func (k TargetKind) nodeKind() Kind {
	switch k {
	case TargetNATGateway:
		return KindNATGateway
	case TargetEndpoint:
		return KindEndpoint
	case TargetGateway, TargetEgressOnlyInternetGateway, TargetTransitGateway, TargetCoreNetwork, TargetPeering,
		TargetCarrierGateway, TargetLocalGateway:
		return KindGateway
	case TargetLocal, TargetInstance, TargetNetworkInterface, TargetNone:
	}
	return 0
}
