package ec2fake

import (
	"encoding/xml"
	"slices"
)

// action is a call: what its answer is made of, and what it takes.
type action struct {
	// set is the element around the things; alone the name of the only one.
	set, alone string
	items      func(*Model, request) []any
	filters    map[string]func(any) []string
	// least and most bound MaxResults; no most means that there are no pages.
	least, most int
	own         []string
}

func each[T any](list []T) []any {
	things := make([]any, 0, len(list))
	for i := range list {
		things = append(things, list[i])
	}
	return things
}

// by is a filter on what a thing of type T says.
func by[T any](name string, of func(T) []string) map[string]func(any) []string {
	return map[string]func(any) []string{name: func(item any) []string { return of(item.(T)) }}
}

func attached(list []Attachment) []string {
	var vpcs []string
	for _, a := range list {
		vpcs = append(vpcs, a.VPC)
	}
	return vpcs
}

var actions = map[string]action{
	"DescribeVpcs": {
		set: "vpcSet", items: func(m *Model, _ request) []any { return each(m.VPCs) }, least: 5, most: 1000,
		filters: by("vpc-id", func(v VPC) []string { return []string{v.ID} }),
	},
	"DescribeVpcAttribute": {items: vpcAttribute, own: []string{"VpcId", "Attribute"}},
	"DescribeSubnets": {
		set: "subnetSet", items: func(m *Model, _ request) []any { return each(m.Subnets) }, least: 5, most: 1000,
		filters: by("vpc-id", func(s Subnet) []string { return []string{s.VPC} }),
	},
	"DescribeRouteTables": {
		set: "routeTableSet", items: func(m *Model, _ request) []any { return each(m.RouteTables) }, least: 5, most: 100,
		filters: by("vpc-id", func(t RouteTable) []string { return []string{t.VPC} }),
	},
	"DescribeInternetGateways": {
		set: "internetGatewaySet", items: func(m *Model, _ request) []any { return each(m.InternetGateways) }, least: 5, most: 1000,
		filters: by("attachment.vpc-id", func(g Gateway) []string { return attached(g.Attachments) }),
	},
	"DescribeEgressOnlyInternetGateways": {
		set: "egressOnlyInternetGatewaySet", items: func(m *Model, _ request) []any { return each(m.EgressOnlyGateways) }, least: 5, most: 255,
	},
	"DescribeNatGateways": {
		set: "natGatewaySet", items: func(m *Model, _ request) []any { return each(m.NATGateways) }, least: 5, most: 1000,
		filters: by("vpc-id", func(g NATGateway) []string { return []string{g.VPC} }),
	},
	"DescribeVpnGateways": {
		set: "vpnGatewaySet", items: func(m *Model, _ request) []any { return each(m.VPNGateways) },
		filters: by("attachment.vpc-id", func(g VPNGateway) []string { return attached(g.Attachments) }),
	},
	"DescribeVpcPeeringConnections": {
		set: "vpcPeeringConnectionSet", items: func(m *Model, _ request) []any { return each(m.PeeringConnections) }, least: 5, most: 1000,
	},
	"DescribeTransitGatewayVpcAttachments": {
		set: "transitGatewayVpcAttachments", items: func(m *Model, _ request) []any { return each(m.TransitAttachments) }, least: 5, most: 1000,
		filters: by("vpc-id", func(a TransitAttachment) []string { return []string{a.VPC} }),
	},
	"DescribeVpcEndpoints": {
		set: "vpcEndpointSet", items: func(m *Model, _ request) []any { return each(m.Endpoints) }, least: 1, most: 1000,
		filters: by("vpc-id", func(e Endpoint) []string { return []string{e.VPC} }),
	},
	"DescribeSecurityGroups": {
		set: "securityGroupInfo", items: func(m *Model, _ request) []any { return each(m.SecurityGroups) }, least: 5, most: 1000,
		filters: by("vpc-id", func(g SecurityGroup) []string { return []string{g.VPC} }),
	},
	"DescribeSecurityGroupRules": {
		set: "securityGroupRuleSet", items: func(m *Model, _ request) []any { return each(m.SecurityGroupRules) }, least: 5, most: 1000,
		filters: by("group-id", func(r SecurityGroupRule) []string { return []string{r.Group} }),
	},
	"DescribeNetworkAcls": {
		set: "networkAclSet", items: func(m *Model, _ request) []any { return each(m.NetworkACLs) }, least: 5, most: 1000,
		filters: by("vpc-id", func(a NetworkACL) []string { return []string{a.VPC} }),
	},
	"DescribeManagedPrefixLists": {
		set: "prefixListSet", items: func(m *Model, _ request) []any { return each(m.PrefixLists) }, least: 1, most: 100,
	},
	"GetManagedPrefixListEntries": {set: "entrySet", items: entriesOfList, least: 1, most: 100, own: []string{"PrefixListId"}},
	"DescribeDhcpOptions": {
		set: "dhcpOptionsSet", items: func(m *Model, _ request) []any { return each(m.DHCPOptions) }, least: 5, most: 1000,
		filters: by("dhcp-options-id", func(o DHCPOptions) []string { return []string{o.ID} }),
	},
	"DescribeVpcBlockPublicAccessOptions": {alone: "vpcBlockPublicAccessOptions", items: publicAccess},
	"DescribeVpcBlockPublicAccessExclusions": {
		set: "vpcBlockPublicAccessExclusionSet", items: func(m *Model, _ request) []any { return each(m.Exclusions) }, least: 5, most: 1000,
	},
	"DescribeNetworkInterfaces": {
		set: "networkInterfaceSet", items: func(m *Model, _ request) []any { return each(m.NetworkInterfaces) }, least: 5, most: 1000,
		filters: by("vpc-id", func(i NetworkInterface) []string { return []string{i.VPC} }),
	},
	"DescribeInstances": {set: "reservationSet", items: reservations, least: 5, most: 1000},
	"DescribeImages": {
		set: "imagesSet", items: func(m *Model, _ request) []any { return each(m.Images) }, least: 1, most: 1000, own: []string{"IncludeDeprecated"},
		filters: by("image-id", func(i Image) []string { return []string{i.ID} }),
	},
}

// attribute is the value of an attribute, in the element of its name.
type attribute struct {
	XMLName xml.Name
	Value   bool `xml:"value"`
}

func vpcAttribute(m *Model, asked request) []any {
	for _, v := range m.VPCs {
		if v.ID != asked.own["VpcId"] {
			continue
		}
		name := asked.own["Attribute"]
		switch name {
		case "enableDnsSupport":
			return []any{attribute{xml.Name{Local: name}, v.DNSSupport}}
		case "enableDnsHostnames":
			return []any{attribute{xml.Name{Local: name}, v.DNSHostnames}}
		}
	}
	return nil
}

func entriesOfList(m *Model, asked request) []any {
	for _, list := range m.PrefixLists {
		if list.ID == asked.own["PrefixListId"] {
			return each(list.CIDRs)
		}
	}
	return nil
}

func publicAccess(m *Model, _ request) []any {
	if m.PublicAccess == nil {
		return nil
	}
	return []any{*m.PublicAccess}
}

// reservations filters the instances inside of the groups in which they are answered.
func reservations(m *Model, asked request) []any {
	wanted := func(name, value string) bool {
		values, filtered := asked.filters[name]
		return !filtered || slices.Contains(values, value)
	}
	var found []any
	for _, reservation := range m.Reservations {
		var kept []Instance
		for _, i := range reservation.Instances {
			if wanted("vpc-id", i.VPC) && wanted("instance-state-name", i.State.Name) {
				kept = append(kept, i)
			}
		}
		if reservation.Instances = kept; len(kept) > 0 {
			found = append(found, reservation)
		}
	}
	delete(asked.filters, "vpc-id")
	delete(asked.filters, "instance-state-name")
	return found
}
