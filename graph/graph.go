package graph

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Graph is the linked network of one component. Every table is keyed by ID and
// holds external and implicit nodes as well. A Graph is read-only.
type Graph struct {
	VPCs                   map[ID]*VPC
	Subnets                map[ID]*Subnet
	RouteTables            map[ID]*RouteTable
	Routes                 map[ID]*Route
	RouteTableAssociations map[ID]*RouteTableAssociation
	Gateways               map[ID]*Gateway
	NATGateways            map[ID]*NATGateway
	Endpoints              map[ID]*Endpoint
	EndpointAssociations   map[ID]*EndpointAssociation
	EndpointPolicies       map[ID]*EndpointPolicy
	SecurityGroups         map[ID]*SecurityGroup
	SecurityGroupRules     map[ID]*SecurityGroupRule
	NetworkACLs            map[ID]*NetworkACL
	NetworkACLEntries      map[ID]*NetworkACLEntry
	NetworkACLAssociations map[ID]*NetworkACLAssociation
	PrefixLists            map[ID]*PrefixList
	Hosts                  map[ID]*Host
	LaunchTemplates        map[ID]*LaunchTemplate
	Occupants              map[ID]*Occupant
	Roles                  map[ID]*Role
	InstanceProfiles       map[ID]*InstanceProfile
	Intents                map[ID]*Intent
	PublicAccessBlocks     map[ID]*PublicAccessBlock
	HostedZones            map[ID]*HostedZone
	DNSRecords             map[ID]*DNSRecord
	DNSProfiles            map[ID]*DNSProfile
	ResolverRules          map[ID]*ResolverRule
	DHCPOptions            map[ID]*DHCPOptions
	DNSFirewalls           map[ID]*DNSFirewall
	DNSFirewallRules       map[ID]*DNSFirewallRule
	DomainLists            map[ID]*DomainList
	DNSAssociations        map[ID]*DNSAssociation
	Users                  map[ID]*User
	UserGroups             map[ID]*UserGroup
	AccessKeys             map[ID]*AccessKey
	Activations            map[ID]*Activation
	HostManagements        map[ID]*HostManagement

	// Symbols are those that the input fixes for the whole component.
	Symbols map[value.Symbol]value.Text
	// Files are the files the component was read from, for source frames.
	Files []string
	// Unread are what could not be read and may hold anything: a module that is
	// not installed, an unreadable nested template. Each names what it was.
	Unread []Unread
}

// Unread is an unreadable part of a component. What was handed to it is marked
// with Origin.Escapes; this says that it exists.
type Unread struct {
	Reason value.Reason
	Range  source.Range
}

// Builder collects the nodes of one component. The zero Builder is ready to use.
// It is not safe for concurrent use.
type Builder struct {
	graph Graph
	nodes []Node
}

// Add puts a node into the graph. Its Origin.ID must be set; a second node with
// the same ID gets a diagnostic at Link and is dropped.
func (b *Builder) Add(node Node) { b.nodes = append(b.nodes, node) }

// Nodes lists what was added so far, for lowerings that must look at their own work.
func (b *Builder) Nodes() []Node { return b.nodes }

// Fix sets a symbol for the whole component.
func (b *Builder) Fix(symbol value.Symbol, text value.Text) {
	if b.graph.Symbols == nil {
		b.graph.Symbols = map[value.Symbol]value.Text{}
	}
	b.graph.Symbols[symbol] = text
}

// Read notes that the component was read from this file.
func (b *Builder) Read(file string) { b.graph.Files = append(b.graph.Files, file) }

// Miss notes an unreadable part.
func (b *Builder) Miss(unread Unread) { b.graph.Unread = append(b.graph.Unread, unread) }

// Link builds the tables, adds what AWS makes with every VPC (main route table,
// default group and ACL), and stands an external node, open, wherever a reference
// names something that is not declared in view.
func (b *Builder) Link() (*Graph, source.Diagnostics) {
	g := &b.graph
	for _, table := range g.tables() {
		table.make()
	}
	slices.Sort(g.Files)
	g.Files = slices.Compact(g.Files)
	var diagnostics source.Diagnostics
	for _, node := range b.nodes {
		if !g.insert(node) {
			diagnostics = append(diagnostics, source.Diagnostic{
				Severity: source.Warning,
				Message:  node.Head().Address + " is declared twice; the first declaration counts",
				Range:    node.Head().Range,
			})
		}
	}
	// Twice: what hangs behind a declared VPC must be there before a reference
	// to it could be taken for something external, and external VPCs have theirs.
	g.addAllImplicit()
	for _, node := range g.Nodes() {
		g.standIn(node)
	}
	g.addAllImplicit()
	return g, diagnostics
}

func (g *Graph) addAllImplicit() {
	for _, id := range sortedIDs(g.VPCs) {
		g.addImplicit(g.VPCs[id])
	}
}

// addImplicit adds what AWS makes with a VPC where nothing declared adopted it.
func (g *Graph) addImplicit(vpc *VPC) {
	origin := func(id ID, what string) Origin {
		name := ""
		if vpc.Name != "" {
			name = vpc.Name + " " + what
		}
		return Origin{
			Name: name,
			ID:   id, Root: vpc.Root, Address: vpc.Address + " " + what, Dialect: vpc.Dialect, Guard: vpc.Guard,
			Open: vpc.Open, Escapes: vpc.Escapes, Symbolic: vpc.Symbolic, Implicit: true, Region: vpc.Region,
		}
	}
	if id := MainRouteTableID(vpc.ID); g.RouteTables[id] == nil {
		g.RouteTables[id] = &RouteTable{Origin: origin(id, "main route table"), VPC: To[VPC](vpc.ID, vpc.Range), Main: true}
	}
	if id := DefaultSecurityGroupID(vpc.ID); g.SecurityGroups[id] == nil {
		g.SecurityGroups[id] = &SecurityGroup{
			Origin: origin(id, "default security group"), VPC: To[VPC](vpc.ID, vpc.Range),
			Default: true, ImplicitEgress: true, InlineEgress: value.Never(),
		}
	}
	if id := DefaultNetworkACLID(vpc.ID); g.NetworkACLs[id] == nil {
		g.NetworkACLs[id] = &NetworkACL{Origin: origin(id, "default network ACL"), VPC: To[VPC](vpc.ID, vpc.Range), Default: true}
	}
}

// Nodes lists all nodes in the order of kind and ID.
func (g *Graph) Nodes() []Node {
	var nodes []Node
	for _, table := range g.tables() {
		nodes = append(nodes, table.list()...)
	}
	slices.SortStableFunc(nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.Kind(), b.Kind()), cmp.Compare(a.Head().ID, b.Head().ID))
	})
	return nodes
}

// Node finds a node of any kind, or nil.
func (g *Graph) Node(id ID) Node {
	for _, table := range g.tables() {
		if node := table.find(id); node != nil {
			return node
		}
	}
	return nil
}

// Guards lists every guard of a node: its own and those of its attributes.
func Guards(node Node) []value.Guard { return node.guards() }

func sortedIDs[T any](table map[ID]T) []ID {
	ids := make([]ID, 0, len(table))
	for id := range table {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
