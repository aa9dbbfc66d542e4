package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// index finds the nodes of a graph by what they hang on, so that walking a path
// searches nothing.
type index struct {
	graph   *graph.Graph
	options Options
	atoms   map[string]value.Atom
	regions map[graph.ID]regionEvidence

	associations    hung[*graph.RouteTableAssociation] // by subnet
	mains           hung[*graph.RouteTableAssociation] // by VPC
	routes          hung[*graph.Route]                 // by table
	rules           hung[*graph.SecurityGroupRule]     // egress rules by group
	ingress         hung[*graph.SecurityGroupRule]     // ingress rules by group
	entries         hung[*graph.NetworkACLEntry]       // by ACL
	acls            hung[*graph.NetworkACL]            // by subnet listed at the ACL
	aclAssociations hung[*graph.NetworkACLAssociation] // by subnet
	gateways        hung[*graph.Gateway]               // by VPC

	endpoints            hung[*graph.Endpoint]            // of a gateway type, by VPC
	endpointsAt          hung[*graph.Endpoint]            // the same by table
	vagueEndpoints       hung[*graph.Endpoint]            // those whose tables are not all known, by VPC
	interfaceEndpoints   hung[*graph.Endpoint]            // by VPC
	endpointAssociations hung[*graph.EndpointAssociation] // by endpoint
	endpointPolicies     hung[*graph.EndpointPolicy]      // by endpoint

	dnsAssociations     hung[*graph.DNSAssociation]  // by VPC
	profileAssociations hung[*graph.DNSAssociation]  // by the profile they are into
	dnsRecords          hung[*graph.DNSRecord]       // by zone
	firewallRules       hung[*graph.DNSFirewallRule] // by firewall

	defaultVPCs []*graph.VPC
	occupied    map[graph.ID]bool
	decided     map[string]step
	// families and situations are what no condition has a part in.
	families   map[graph.ID]osFamily
	situations map[graph.ID]destination.Situation
	// lacks are what roles do not allow the agent, by role and service.
	lacks map[graph.ID]lacks
	// rolesPolicies are what roles' policies say together.
	rolesPolicies map[graph.ID]*policy.Document
	// reads are what roles make of signed reads through endpoints.
	reads map[graph.ID]permission
}

// hung holds nodes by the ID they hang on. A node stands under every ID that any
// world gives its reference; loose are those that may hang on anything.
type hung[T graph.Node] struct {
	at    map[graph.ID][]T
	loose []T
}

func (h *hung[T]) hang(node T, references ...value.Of[graph.ID]) {
	if h.at == nil {
		h.at = map[graph.ID][]T{}
	}
	for _, reference := range references {
		for _, alternative := range reference.Alternatives() {
			switch fact := alternative.Value; fact.State {
			case value.Known:
				h.put(fact.Value, node)
				if fact.Reason.InView {
					h.release(node)
				}
			case value.Undetermined:
				h.release(node)
			case value.NotStated:
			}
		}
	}
}

func (h *hung[T]) put(id graph.ID, node T) {
	list := h.at[id]
	if n := len(list); n > 0 && list[n-1].Head().ID == node.Head().ID {
		return
	}
	h.at[id] = append(list, node)
}

func (h *hung[T]) release(node T) {
	if n := len(h.loose); n > 0 && h.loose[n-1].Head().ID == node.Head().ID {
		return
	}
	h.loose = append(h.loose, node)
}

// hangAll is hang for a list. Where the list may be longer than is known the node is loose.
func (h *hung[T]) hangAll(node T, list value.ListOf[graph.ID]) {
	h.hang(node, list.Items...)
	if len(list.More) > 0 {
		h.release(node)
	}
}

// perhapsInView reports whether what is declared elsewhere can be one of the things
// that are declared in view.
func (x *index) perhapsInView(id graph.ID) bool {
	node := x.graph.Node(id)
	return node != nil && node.Head().Open != nil && node.Head().Open.InView
}

func isExternal(id graph.ID) bool { return strings.HasPrefix(string(id), string(graph.ExternalID(""))) }

func newIndex(g *graph.Graph, options Options) *index {
	x := &index{
		graph: g, options: options, atoms: atomsOf(g), occupied: map[graph.ID]bool{}, decided: map[string]step{},
		families: map[graph.ID]osFamily{}, situations: map[graph.ID]destination.Situation{}, lacks: map[graph.ID]lacks{},
		rolesPolicies: map[graph.ID]*policy.Document{}, reads: map[graph.ID]permission{},
	}
	x.indexRouting()
	x.indexFilters()
	x.indexEndpoints()
	x.indexDNS()
	x.indexOccupants()
	x.regions = x.gatherRegions()
	return x
}

// inOrder lists the nodes of a table by ID.
func inOrder[T any](table map[graph.ID]T) []T {
	nodes := make([]T, 0, len(table))
	for _, id := range sortedKeys(table) {
		nodes = append(nodes, table[id])
	}
	return nodes
}

func sortedKeys[K ~string, T any](table map[K]T) []K {
	keys := make([]K, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (x *index) indexRouting() {
	for _, vpc := range inOrder(x.graph.VPCs) {
		if vpc.Default && vpc.Open == nil {
			x.defaultVPCs = append(x.defaultVPCs, vpc)
		}
	}
	for _, association := range inOrder(x.graph.RouteTableAssociations) {
		if association.Main {
			x.mains.hang(association, association.VPC.Of)
		} else {
			x.associations.hang(association, association.Subnet.Of)
		}
	}
	for _, route := range inOrder(x.graph.Routes) {
		x.routes.hang(route, route.Table.Of)
	}
	for _, gateway := range inOrder(x.graph.Gateways) {
		x.gateways.hangAll(gateway, gateway.VPCs.ListOf)
	}
}

func (x *index) indexFilters() {
	for _, rule := range inOrder(x.graph.SecurityGroupRules) {
		if rule.Egress {
			x.rules.hang(rule, rule.Group.Of)
		} else {
			x.ingress.hang(rule, rule.Group.Of)
		}
	}
	for _, entry := range inOrder(x.graph.NetworkACLEntries) {
		x.entries.hang(entry, entry.ACL.Of)
	}
	for _, acl := range inOrder(x.graph.NetworkACLs) {
		x.acls.hangAll(acl, acl.Subnets.ListOf)
	}
	for _, association := range inOrder(x.graph.NetworkACLAssociations) {
		x.aclAssociations.hang(association, association.Subnet.Of)
	}
}

func (x *index) indexEndpoints() {
	for _, association := range inOrder(x.graph.EndpointAssociations) {
		x.endpointAssociations.hang(association, association.Endpoint.Of)
	}
	for _, policy := range inOrder(x.graph.EndpointPolicies) {
		x.endpointPolicies.hang(policy, policy.Endpoint.Of)
	}
	for _, endpoint := range inOrder(x.graph.Endpoints) {
		if !canBeGateway(endpoint) {
			x.interfaceEndpoints.hang(endpoint, endpoint.VPC.Of)
			if vague(endpoint.VPC.Of) {
				x.interfaceEndpoints.release(endpoint)
			}
			continue
		}
		x.endpoints.hang(endpoint, endpoint.VPC.Of)
		tables := slices.Clone(endpoint.RouteTables.Items)
		for _, association := range x.endpointAssociations.at[endpoint.ID] {
			tables = append(tables, association.Table.Of)
		}
		x.endpointsAt.hang(endpoint, tables...)
		if len(endpoint.RouteTables.More) > 0 || slices.ContainsFunc(tables, vague) {
			x.hangVague(endpoint)
		}
	}
}

func (x *index) indexDNS() {
	for _, association := range inOrder(x.graph.DNSAssociations) {
		x.dnsAssociations.hang(association, association.VPC.Of)
		x.profileAssociations.hang(association, association.Into.Of)
	}
	for _, record := range inOrder(x.graph.DNSRecords) {
		x.dnsRecords.hang(record, record.Zone.Of)
	}
	for _, rule := range inOrder(x.graph.DNSFirewallRules) {
		x.firewallRules.hang(rule, rule.Firewall.Of)
	}
}

// hangVague files an endpoint that may be on tables nobody sees. Its VPC, when
// that is declared elsewhere, can be any other VPC declared elsewhere.
func (x *index) hangVague(endpoint *graph.Endpoint) {
	x.vagueEndpoints.hang(endpoint, endpoint.VPC.Of)
	for _, alternative := range endpoint.VPC.Alternatives() {
		if alternative.Value.State == value.Known && isExternal(alternative.Value.Value) {
			x.vagueEndpoints.release(endpoint)
		}
	}
	if len(endpoint.VPC.Alternatives()) == 0 {
		x.vagueEndpoints.release(endpoint)
	}
}

func canBeGateway(endpoint *graph.Endpoint) bool {
	alternatives := endpoint.EndpointType.Alternatives()
	if len(alternatives) == 0 {
		return true
	}
	return slices.ContainsFunc(alternatives, func(a value.Alternative[value.Fact[graph.EndpointType]]) bool {
		return a.Value.State != value.Known || a.Value.Value == graph.GatewayEndpoint
	})
}

// vague reports whether a reference can name something other than what is declared in view.
func vague(reference value.Of[graph.ID]) bool {
	return slices.ContainsFunc(reference.Alternatives(), func(a value.Alternative[value.Fact[graph.ID]]) bool {
		return a.Value.State == value.Undetermined || a.Value.State == value.Known && isExternal(a.Value.Value)
	})
}

// indexOccupants notes which subnets have something in them, in any world.
func (x *index) indexOccupants() {
	for _, occupant := range x.graph.Occupants {
		x.occupyAll(occupant.Subnets.ListOf)
	}
	for _, endpoint := range x.graph.Endpoints {
		x.occupyAll(endpoint.Subnets.ListOf)
	}
	for _, association := range x.graph.EndpointAssociations {
		x.occupy(association.Subnet.Of)
	}
	for _, nat := range x.graph.NATGateways {
		x.occupy(nat.Subnet.Of)
	}
	for _, host := range x.graph.Hosts {
		for _, id := range x.subnetsOf(host).ids {
			x.occupied[id] = true
		}
	}
}

func (x *index) occupyAll(list value.ListOf[graph.ID]) {
	for _, item := range list.Items {
		x.occupy(item)
	}
}

func (x *index) occupy(reference value.Of[graph.ID]) {
	for _, alternative := range reference.Alternatives() {
		if alternative.Value.State == value.Known {
			x.occupied[alternative.Value.Value] = true
		}
	}
}
