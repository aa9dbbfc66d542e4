package facts

import (
	"cmp"
	"maps"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

func fillSecurityGroups(doc *Document, g *graph.Graph) {
	var egress, ingress, standalone hanging
	doc.EgressRules, doc.IngressRules = map[string]SecurityGroupRule{}, map[string]SecurityGroupRule{}
	for _, id := range slices.Sorted(maps.Keys(g.SecurityGroupRules)) {
		rule := g.SecurityGroupRules[id]
		row := ruleRow(rule, doc.rowOf(&rule.Origin))
		if !rule.Egress {
			doc.IngressRules[row.ID] = row
			ingress.hang(id, rule.Group.Of)
			continue
		}
		doc.EgressRules[row.ID] = row
		egress.hang(id, rule.Group.Of)
		if !rule.Inline {
			standalone.hang(id, rule.Group.Of)
		}
	}
	doc.SecurityGroups = tableOf(doc, g.SecurityGroups, (*graph.SecurityGroup).Head, func(n *graph.SecurityGroup, row Row) SecurityGroup {
		out := SecurityGroup{Row: row, Default: n.Default, VPC: field(&row, "vpc", n.VPC.Of, "", showID)}
		out.EgressRules, out.EgressComplete = egress.on(&row, "egress_rules", n.ID, n.MoreEgress)
		out.IngressRules, out.IngressComplete = ingress.on(&row, "ingress_rules", n.ID, n.MoreIngress)
		out.ImplicitEgress = implicitEgress(n, &row, &standalone)
		return out
	})
}

// implicitEgress says whether AWS's own allow-all rule is in force. Any rule of
// the group's own takes it away.
func implicitEgress(group *graph.SecurityGroup, row *Row, standalone *hanging) string {
	own := len(standalone.certain[group.ID]) > 0
	switch {
	case !group.ImplicitEgress && group.Open == nil || group.InlineEgress.IsAlways() || own:
		return showBool(false)
	case group.Open == nil && group.InlineEgress.IsNever() && standalone.possible[group.ID] == "" && standalone.loose == "":
		return showBool(true)
	}
	reason := "it depends on whether the group has egress rules of its own"
	if group.Open != nil {
		reason = group.Open.Text
	}
	row.Unknown["implicit_egress"] = reason
	return notDetermined
}

func ruleRow(rule *graph.SecurityGroupRule, row Row) SecurityGroupRule {
	out := SecurityGroupRule{Row: row, Inline: rule.Inline, SecurityGroup: field(&row, "security_group", rule.Group.Of, "", showID)}
	out.Protocol, out.FromPort, out.ToPort = service(&row, rule.Protocol, rule.FromPort, rule.ToPort)
	var cidrs, lists, groups bool
	out.CIDRs, cidrs = list(&row, "cidrs", rule.CIDRs, showText)
	out.PrefixLists, lists = list(&row, "prefix_lists", rule.PrefixLists.ListOf, showID)
	out.SecurityGroups, groups = list(&row, "security_groups", rule.Groups.ListOf, showID)
	self := field(&row, "security_groups", rule.Self, "false", showBool)
	switch {
	case self == "true" && out.SecurityGroup != notDetermined:
		out.SecurityGroups = sorted(append(out.SecurityGroups, out.SecurityGroup))
	case self != "false":
		groups = false
		row.Unknown["security_groups"] = cmp.Or(row.Unknown["security_groups"], row.Unknown["security_group"])
	}
	out.PeersComplete = cidrs && lists && groups
	return out
}

func fillPrefixLists(doc *Document, g *graph.Graph) {
	doc.PrefixLists = tableOf(doc, g.PrefixLists, (*graph.PrefixList).Head, func(n *graph.PrefixList, row Row) PrefixList {
		out := PrefixList{Row: row, Service: words(&row, "service", n.ServiceName, "")}
		out.Entries, out.EntriesComplete = list(&row, "entries", n.Entries, showText)
		out.EntriesComplete = out.EntriesComplete && row.Complete
		return out
	})
}

// fillOccupants lists what lives in subnets and is no host. Interface endpoints
// and NAT gateways do, whether a dialect says so or not.
func fillOccupants(doc *Document, g *graph.Graph) {
	doc.Occupants = tableOf(doc, g.Occupants, (*graph.Occupant).Head, func(n *graph.Occupant, row Row) Occupant {
		return occupant(row, n.Subnets.ListOf)
	})
	add := func(origin *graph.Origin, subnets value.ListOf[graph.ID]) {
		row := doc.rowOf(origin)
		row.ID += occupantPart
		found := occupant(row, subnets)
		if _, said := doc.Occupants[row.ID]; said || origin.Open != nil || len(found.Subnets) == 0 && found.SubnetsComplete {
			return
		}
		doc.Occupants[row.ID] = found
		doc.placeNode(row.ID, origin, origin.Range)
	}
	for _, endpoint := range g.Endpoints {
		add(&endpoint.Origin, endpoint.Subnets.ListOf)
	}
	for _, nat := range g.NATGateways {
		add(&nat.Origin, value.ListOf[graph.ID]{Items: []value.Of[graph.ID]{nat.Subnet.Of}})
	}
}

// occupantPart names the row of a node that has a row of its own kind besides.
const occupantPart = ":occupant"

func occupant(row Row, subnets value.ListOf[graph.ID]) Occupant {
	out := Occupant{Row: row}
	out.Subnets, out.SubnetsComplete = list(&row, "subnets", subnets, showID)
	return out
}

// fillEndpoints fills the endpoints of both kinds and their policies. What
// associations and policies of their own add is folded in.
func fillEndpoints(doc *Document, g *graph.Graph) {
	folded := foldEndpoints(g)
	doc.GatewayEndpoints, doc.InterfaceEndpoints = map[string]GatewayEndpoint{}, map[string]InterfaceEndpoint{}
	doc.EndpointPolicies = map[string]EndpointPolicy{}
	for _, id := range slices.Sorted(maps.Keys(g.Endpoints)) {
		endpoint := g.Endpoints[id]
		row := doc.rowOf(&endpoint.Origin)
		kind := field(&row, "endpoint_type", endpoint.EndpointType, graph.GatewayEndpoint.String(), graph.EndpointType.String)
		vpc := field(&row, "vpc", endpoint.VPC.Of, "", showID)
		service := words(&row, "service", endpoint.Service, "")
		region := words(&row, "service_region", endpoint.ServiceRegion, "")
		policy := folded.policy(doc, endpoint, &row)
		if kind == graph.GatewayEndpoint.String() || kind == notDetermined {
			out := GatewayEndpoint{Row: row, EndpointType: kind, VPC: vpc, Service: service, ServiceRegion: region, Policy: policy}
			out.RouteTables, out.RouteTablesComplete = folded.list(&row, "route_tables", endpoint, endpoint.RouteTables.ListOf, &folded.tables)
			doc.GatewayEndpoints[row.ID] = out
			continue
		}
		out := InterfaceEndpoint{Row: row, EndpointType: kind, VPC: vpc, Service: service, ServiceRegion: region, Policy: policy}
		out.Subnets, out.SubnetsComplete = folded.list(&row, "subnets", endpoint, endpoint.Subnets.ListOf, &folded.subnets)
		out.SecurityGroups, out.SecurityGroupsComplete = folded.list(&row, "security_groups", endpoint, endpoint.Groups.ListOf, &folded.groups)
		out.PrivateDNS = field(&row, "private_dns", endpoint.PrivateDNS, "false", showBool)
		out.InboundResolverOnly = field(&row, "inbound_resolver_only", endpoint.InboundResolverOnly, "", showBool)
		out.IPAddressType = words(&row, "ip_address_type", endpoint.IPAddressType, "")
		out.RecordIPType = words(&row, "record_ip_type", endpoint.RecordIPType, "")
		out.PrivateDNSPreference = words(&row, "private_dns_preference", endpoint.PrivateDNSPreference, "")
		doc.InterfaceEndpoints[row.ID] = out
	}
}

// endpointExtras are what is declared apart from the endpoints.
type endpointExtras struct {
	tables, subnets, groups map[graph.ID][]value.Of[graph.ID]
	// loose is why an endpoint may have more of any of these.
	loose    map[graph.ID]string
	policies map[graph.ID][]*graph.EndpointPolicy
}

func foldEndpoints(g *graph.Graph) *endpointExtras {
	x := &endpointExtras{
		tables: map[graph.ID][]value.Of[graph.ID]{}, subnets: map[graph.ID][]value.Of[graph.ID]{}, groups: map[graph.ID][]value.Of[graph.ID]{},
		loose: map[graph.ID]string{}, policies: map[graph.ID][]*graph.EndpointPolicy{},
	}
	for _, id := range slices.Sorted(maps.Keys(g.EndpointAssociations)) {
		association := g.EndpointAssociations[id]
		certain := association.Guard.IsAlways() && association.Symbolic == nil
		for _, alternative := range association.Endpoint.Alternatives() {
			if alternative.Value.State != value.Known {
				continue
			}
			endpoint := alternative.Value.Value
			if !certain || !alternative.Guard.IsAlways() {
				x.loose[endpoint] = association.Address + " may add to it"
				continue
			}
			x.tables[endpoint] = append(x.tables[endpoint], association.Table.Of)
			x.subnets[endpoint] = append(x.subnets[endpoint], association.Subnet.Of)
			x.groups[endpoint] = append(x.groups[endpoint], association.Group.Of)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(g.EndpointPolicies)) {
		policy := g.EndpointPolicies[id]
		for _, alternative := range policy.Endpoint.Alternatives() {
			if alternative.Value.State == value.Known {
				x.policies[alternative.Value.Value] = append(x.policies[alternative.Value.Value], policy)
			}
		}
	}
	return x
}

func (x *endpointExtras) list(row *Row, name string, endpoint *graph.Endpoint, own value.ListOf[graph.ID], more *map[graph.ID][]value.Of[graph.ID]) (ids []string, complete bool) {
	own.Items = append(slices.Clone(own.Items), (*more)[endpoint.ID]...)
	ids, complete = list(row, name, own, showID)
	why := x.loose[endpoint.ID]
	if why == "" {
		why = row.Why
	}
	if complete && why != "" {
		row.Unknown[name], complete = why, false
	}
	return ids, complete
}
