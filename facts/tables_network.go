package facts

import (
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

func fillVPCs(doc *Document, g *graph.Graph) {
	doc.VPCs = tableOf(doc, g.VPCs, (*graph.VPC).Head, func(n *graph.VPC, row Row) VPC {
		out := VPC{Row: row, Default: n.Default}
		out.CIDRs, out.CIDRsComplete = list(&row, "cidrs", n.CIDRs, showPrefix)
		out.IPv6 = field(&row, "ipv6", n.IPv6, "false", showBool)
		out.DNSSupport = field(&row, "dns_support", n.DNSSupport, "true", showBool)
		out.DNSHostnames = field(&row, "dns_hostnames", n.DNSHostnames, showBool(n.Default), showBool)
		return out
	})
}

func fillSubnets(doc *Document, g *graph.Graph) {
	routeTables, acls := tablesOfSubnets(g), aclsOfSubnets(g)
	doc.Subnets = tableOf(doc, g.Subnets, (*graph.Subnet).Head, func(n *graph.Subnet, row Row) Subnet {
		return Subnet{
			Row: row, Default: n.Default,
			VPC:              field(&row, "vpc", n.VPC.Of, "", showID),
			CIDR:             field(&row, "cidr", n.CIDR, "", showPrefix),
			IPv6CIDR:         words(&row, "ipv6_cidr", n.IPv6CIDR, ""),
			AvailabilityZone: words(&row, "availability_zone", n.AvailabilityZone, ""),
			MapPublicIP:      field(&row, "map_public_ip", n.MapPublicIP, showBool(n.Default), showBool),
			AssignIPv6:       field(&row, "assign_ipv6", n.AssignIPv6, "false", showBool),
			IPv6Only:         field(&row, "ipv6_only", n.IPv6Only, "false", showBool),
			RouteTable:       routeTables.of(&row, "route_table", n),
			NetworkACL:       acls.of(&row, "network_acl", n),
		}
	})
}

// tablesOfSubnets is which route table a subnet uses: the associated one, else
// the one that is its VPC's main table.
func tablesOfSubnets(g *graph.Graph) *tie {
	t := tie{own: map[graph.ID][]value.Of[graph.ID]{}, main: map[graph.ID][]value.Of[graph.ID]{}, fallback: graph.MainRouteTableID}
	for _, id := range slices.Sorted(maps.Keys(g.RouteTableAssociations)) {
		association := g.RouteTableAssociations[id]
		if association.Main {
			t.add(t.main, &association.Origin, association.VPC.Of, association.Table.Of)
		} else {
			t.add(t.own, &association.Origin, association.Subnet.Of, association.Table.Of)
		}
	}
	return &t
}

// aclsOfSubnets is which network ACL a subnet uses.
func aclsOfSubnets(g *graph.Graph) *tie {
	t := tie{own: map[graph.ID][]value.Of[graph.ID]{}, fallback: graph.DefaultNetworkACLID}
	for _, id := range slices.Sorted(maps.Keys(g.NetworkACLAssociations)) {
		association := g.NetworkACLAssociations[id]
		t.add(t.own, &association.Origin, association.Subnet.Of, association.ACL.Of)
	}
	for _, id := range slices.Sorted(maps.Keys(g.NetworkACLs)) {
		acl := g.NetworkACLs[id]
		for _, subnet := range acl.Subnets.Items {
			t.add(t.own, &acl.Origin, subnet, graph.To[graph.NetworkACL](id, acl.Range).Of)
		}
		for _, more := range acl.Subnets.More {
			t.loose = more.Value.Text
		}
	}
	return &t
}

// tie tells what a subnet uses, where an association, its VPC or AWS may decide.
type tie struct {
	own, main map[graph.ID][]value.Of[graph.ID]
	fallback  func(vpc graph.ID) graph.ID
	// loose is why any subnet may be tied to something else.
	loose string
}

// add notes one association. One that only some worlds have is possible: it ties
// to what differs between worlds.
func (t *tie) add(to map[graph.ID][]value.Of[graph.ID], origin *graph.Origin, subject, object value.Of[graph.ID]) {
	certain := origin.Guard.IsAlways() && origin.Symbolic == nil && inEveryWorld(subject, showID).State == value.Known
	if !certain {
		object = value.UnknownOf[graph.ID](value.Reason{Text: origin.Address + " may decide it"}, origin.Range)
	}
	for _, alternative := range subject.Alternatives() {
		switch alternative.Value.State {
		case value.Known:
			to[alternative.Value.Value] = append(to[alternative.Value.Value], object)
		case value.Undetermined:
			t.loose = origin.Address + " may decide it: " + alternative.Value.Reason.Text
		case value.NotStated:
		}
	}
}

func (t *tie) of(row *Row, name string, subnet *graph.Subnet) string {
	if ties := t.own[subnet.ID]; len(ties) > 0 {
		return row.show(name, agreed(ties), "")
	}
	unknown := func(reason string) string {
		return row.show(name, value.Fact[string]{Reason: value.Reason{Text: reason}}, "")
	}
	switch reason := subnet.Incomplete(); {
	case reason != nil:
		return unknown(reason.Text)
	case t.loose != "":
		return unknown(t.loose)
	}
	vpc := inEveryWorld(subnet.VPC.Of, showID)
	if vpc.State != value.Known {
		return row.show(name, vpc, "")
	}
	if ties := t.main[graph.ID(vpc.Value)]; len(ties) > 0 {
		return row.show(name, agreed(ties), "")
	}
	return string(t.fallback(graph.ID(vpc.Value)))
}

// agreed is the one node that all associations name.
func agreed(ties []value.Of[graph.ID]) value.Fact[string] {
	common := inEveryWorld(ties[0], showID)
	for _, other := range ties[1:] {
		if fact := inEveryWorld(other, showID); fact.State != common.State || fact.Value != common.Value {
			return value.Fact[string]{Reason: value.Reason{Text: "several associations name it"}}
		}
	}
	return common
}

func fillRouting(doc *Document, g *graph.Graph) {
	var routes hanging
	doc.Routes = tableOf(doc, g.Routes, (*graph.Route).Head, func(n *graph.Route, row Row) Route {
		kind := n.TargetKind.String()
		if kind == graph.TargetKind(0).String() {
			kind = notDetermined
		}
		return Route{
			Row: row, TargetKind: kind,
			RouteTable:  field(&row, "route_table", n.Table.Of, "", showID),
			Destination: words(&row, "destination", n.Destination, ""),
			PrefixList:  field(&row, "prefix_list", n.PrefixList.Of, "", showID),
			Target:      field(&row, "target", n.Target, "", showID),
		}
	})
	for _, id := range slices.Sorted(maps.Keys(g.Routes)) {
		routes.hang(id, g.Routes[id].Table.Of)
	}
	doc.RouteTables = tableOf(doc, g.RouteTables, (*graph.RouteTable).Head, func(n *graph.RouteTable, row Row) RouteTable {
		out := RouteTable{Row: row, Main: n.Main, VPC: field(&row, "vpc", n.VPC.Of, "", showID)}
		out.Routes, out.RoutesComplete = routes.on(&row, "routes", n.ID, n.MoreRoutes)
		out.Propagating, out.PropagatingComplete = list(&row, "propagating", n.Propagating.ListOf, showID)
		return out
	})
}

func fillGateways(doc *Document, g *graph.Graph) {
	doc.Gateways = tableOf(doc, g.Gateways, (*graph.Gateway).Head, func(n *graph.Gateway, row Row) Gateway {
		out := Gateway{Row: row, Kind: n.GatewayKind.String(), Private: "false", Regional: "false"}
		if n.GatewayKind == 0 {
			out.Kind = notDetermined
		}
		out.VPCs, out.VPCsComplete = list(&row, "vpcs", n.VPCs.ListOf, showID)
		return out
	})
	nats := tableOf(doc, g.NATGateways, (*graph.NATGateway).Head, func(n *graph.NATGateway, row Row) Gateway {
		out := Gateway{
			Row: row, Kind: "nat_gateway", VPCs: []string{}, VPCsComplete: true,
			Subnet:   field(&row, "subnet", n.Subnet.Of, "", showID),
			Private:  field(&row, "private", n.Private, "false", showBool),
			Regional: field(&row, "regional", n.Regional, "false", showBool),
		}
		switch vpc := field(&row, "vpcs", n.VPC.Of, "", showID); vpc {
		case "":
		case notDetermined:
			out.VPCsComplete = false
		default:
			out.VPCs = []string{vpc}
		}
		return out
	})
	for id, row := range nats {
		doc.Gateways[id] = row
	}
}

func fillNetworkACLs(doc *Document, g *graph.Graph) {
	var entries hanging
	doc.NetworkACLEntries = tableOf(doc, g.NetworkACLEntries, (*graph.NetworkACLEntry).Head, func(n *graph.NetworkACLEntry, row Row) NetworkACLEntry {
		out := NetworkACLEntry{
			Row:        row,
			NetworkACL: field(&row, "network_acl", n.ACL.Of, "", showID),
			Egress:     field(&row, "egress", n.Egress, "false", showBool),
			Number:     number(&row, "number", n.Number, -1),
			Allow:      field(&row, "allow", n.Allow, notDetermined, showBool),
			CIDR:       words(&row, "cidr", n.CIDR, ""),
		}
		out.Protocol, out.FromPort, out.ToPort = service(&row, n.Protocol, n.FromPort, n.ToPort)
		return out
	})
	for _, id := range slices.Sorted(maps.Keys(g.NetworkACLEntries)) {
		entries.hang(id, g.NetworkACLEntries[id].ACL.Of)
	}
	doc.NetworkACLs = tableOf(doc, g.NetworkACLs, (*graph.NetworkACL).Head, func(n *graph.NetworkACL, row Row) NetworkACL {
		out := NetworkACL{Row: row, Default: n.Default, VPC: field(&row, "vpc", n.VPC.Of, "", showID)}
		out.Entries, out.EntriesComplete = entries.on(&row, "entries", n.ID, n.MoreEntries)
		return out
	})
}

// service is the protocol of a rule and its ports. A rule for all protocols has all ports.
func service(row *Row, protocol value.Of[value.Text], from, to value.Of[int]) (name string, first, last int) {
	name = field(row, "protocol", protocol, "all", func(text value.Text) string {
		lower := strings.ToLower(text.String())
		if known, ok := protocols[lower]; ok {
			return known
		}
		return lower
	})
	if name == "all" {
		return name, 0, 65535
	}
	return name, number(row, "from_port", from, 0), number(row, "to_port", to, 65535)
}

// protocols are the names of the protocol numbers that EC2 names
// (https://www.iana.org/assignments/protocol-numbers).
var protocols = map[string]string{"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
