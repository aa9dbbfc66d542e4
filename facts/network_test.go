package facts

import (
	"net/netip"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// network is a small network built node by node. base gives one whose only host
// passes: a closed subnet behind an S3 gateway endpoint with full access.
type network struct {
	graph.Builder
	line int

	vpc         *graph.VPC
	subnet      *graph.Subnet
	table       *graph.RouteTable
	association *graph.RouteTableAssociation
	endpoint    *graph.Endpoint
	group       *graph.SecurityGroup
	rule        *graph.SecurityGroupRule
	host        *graph.Host
}

const root = "net"

func id(address string) graph.ID { return graph.NodeID(root, address) }

func (n *network) origin(address string) graph.Origin {
	n.line += 10
	at := source.Range{File: "net/main.tf", Start: source.Pos{Line: n.line, Column: 1}, End: source.Pos{Line: n.line, Column: 20}}
	return graph.Origin{ID: id(address), Root: root, Address: address, Dialect: source.Terraform, Range: at}
}

func plain(s string) value.Of[value.Text] {
	return value.KnownOf(value.Literal(s), source.Range{})
}

func symbolic(parts ...any) value.Of[value.Text] {
	return value.KnownOf(pieces(parts...), source.Range{})
}

func pieces(parts ...any) value.Text {
	var texts []value.Text
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			texts = append(texts, value.Literal(p))
		case value.Symbol:
			texts = append(texts, value.SymbolText(p))
		case value.Reason:
			texts = append(texts, value.HoleText(value.Hole{Reason: &p}))
		}
	}
	return value.Concat(texts...)
}

func known[T any](v T) value.Of[T] { return value.KnownOf(v, source.Range{}) }

func unknownOf[T any](why string) value.Of[T] {
	return value.UnknownOf[T](value.Reason{Text: why, Settle: "pass --var " + why + "=…"}, source.Range{})
}

func to[T any](target graph.ID) graph.Ref[T] { return graph.To[T](target, source.Range{}) }

// elsewhere is a reference to something declared out of view.
func elsewhere[T any](key string) graph.Ref[T] {
	return graph.Ref[T]{Of: value.OfFacts([]value.Alternative[value.Fact[graph.ID]]{{Value: value.Fact[graph.ID]{
		State: value.Known, Value: graph.ExternalID(key),
		Reason: value.Reason{Text: "variable " + key + " has no value", Settle: "pass --var " + key + "=…", Key: key},
	}}})}
}

func listOf[T any](items ...value.Of[T]) value.ListOf[T] {
	return value.ListOf[T]{Items: items, Unstated: value.Never()}
}

func refs[T any](targets ...graph.Ref[T]) graph.Refs[T] {
	var items []value.Of[graph.ID]
	for _, target := range targets {
		items = append(items, target.Of)
	}
	return graph.Refs[T]{ListOf: listOf(items...)}
}

func noRefs[T any]() graph.Refs[T] { return graph.Refs[T]{} }

func texts(items ...string) value.ListOf[value.Text] {
	var l value.ListOf[value.Text]
	for _, item := range items {
		l.Items = append(l.Items, plain(item))
	}
	return l
}

// under puts a value under a guard.
func under[T any](guard value.Guard, of value.Of[T]) value.Of[T] {
	var alternatives []value.Alternative[value.Fact[T]]
	for _, a := range of.Alternatives() {
		alternatives = append(alternatives, value.Alternative[value.Fact[T]]{Guard: guard.And(a.Guard), Value: a.Value})
	}
	return value.OfFacts(alternatives)
}

func toggle(name string) value.Atom {
	return value.Atom{ID: root + "#" + name, Name: name, Cases: []string{"false", "true"}}
}

func base() *network {
	n := &network{}
	n.vpc = &graph.VPC{Origin: n.origin("aws_vpc.main"), CIDRs: listOf(known(netip.MustParsePrefix("10.0.0.0/16")))}
	n.subnet = &graph.Subnet{Origin: n.origin("aws_subnet.app"), VPC: to[graph.VPC](n.vpc.ID), CIDR: known(netip.MustParsePrefix("10.0.1.0/24"))}
	n.table = &graph.RouteTable{Origin: n.origin("aws_route_table.app"), VPC: to[graph.VPC](n.vpc.ID)}
	n.association = &graph.RouteTableAssociation{
		Origin: n.origin("aws_route_table_association.app"), Table: to[graph.RouteTable](n.table.ID), Subnet: to[graph.Subnet](n.subnet.ID),
		VPC: graph.Nowhere[graph.VPC](),
	}
	n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
	n.group = &graph.SecurityGroup{Origin: n.origin("aws_security_group.app"), VPC: to[graph.VPC](n.vpc.ID)}
	n.rule = n.egress("aws_security_group.app egress[0]", n.group.ID, "-1", 0, 0)
	n.rule.Inline, n.rule.CIDRs = true, texts("0.0.0.0/0")
	n.host = &graph.Host{Origin: n.origin("aws_instance.app"), HostKind: graph.Instance, Subnets: refs(to[graph.Subnet](n.subnet.ID))}
	n.host.Launch.ImageHints = texts("al2023-ami-2023.*-x86_64")
	n.host.Launch.Groups = refs(to[graph.SecurityGroup](n.group.ID))
	n.host.Launch.UserData = plain("#!/bin/bash\ndnf install -y httpd\n")
	return n
}

func (n *network) s3(address string, tables ...graph.ID) *graph.Endpoint {
	e := &graph.Endpoint{
		Origin: n.origin(address), EndpointType: known(graph.GatewayEndpoint), VPC: to[graph.VPC](id("aws_vpc.main")),
		Service: symbolic("com.amazonaws.", value.Region, ".s3"),
	}
	for _, table := range tables {
		e.RouteTables.Items = append(e.RouteTables.Items, to[graph.RouteTable](table).Of)
	}
	return e
}

func (n *network) egress(address string, group graph.ID, protocol string, from, to_ int) *graph.SecurityGroupRule {
	r := &graph.SecurityGroupRule{
		Origin: n.origin(address), Group: to[graph.SecurityGroup](group), Egress: true, Protocol: plain(protocol),
		FromPort: value.AbsentOf[int](source.Range{}), ToPort: value.AbsentOf[int](source.Range{}),
	}
	if protocol != "-1" {
		r.FromPort, r.ToPort = known(from), known(to_)
	}
	return r
}

func (n *network) route(address string, table graph.ID, destination string, kind graph.TargetKind, target graph.ID) *graph.Route {
	r := &graph.Route{
		Origin: n.origin(address), Table: to[graph.RouteTable](table), Destination: plain(destination),
		PrefixList: graph.Nowhere[graph.PrefixList](), TargetKind: kind, Target: known(target),
	}
	n.Add(r)
	return r
}

// openWithNAT gives the base network a default route to a NAT gateway in a
// public subnet, and an internet gateway.
func (n *network) openWithNAT() *graph.NATGateway {
	public := &graph.Subnet{Origin: n.origin("aws_subnet.public"), VPC: to[graph.VPC](n.vpc.ID)}
	table := &graph.RouteTable{Origin: n.origin("aws_route_table.public"), VPC: to[graph.VPC](n.vpc.ID)}
	n.Add(public)
	n.Add(table)
	n.Add(&graph.RouteTableAssociation{
		Origin: n.origin("aws_route_table_association.public"), Table: to[graph.RouteTable](table.ID), Subnet: to[graph.Subnet](public.ID),
	})
	n.Add(&graph.Gateway{Origin: n.origin("aws_internet_gateway.main"), GatewayKind: graph.InternetGateway, VPCs: refs(to[graph.VPC](n.vpc.ID))})
	n.route("aws_route.public", table.ID, "0.0.0.0/0", graph.TargetGateway, id("aws_internet_gateway.main"))
	nat := &graph.NATGateway{Origin: n.origin("aws_nat_gateway.main"), Subnet: to[graph.Subnet](public.ID), Private: value.AbsentOf[bool](source.Range{}),
		VPC: graph.Nowhere[graph.VPC](), Regional: value.AbsentOf[bool](source.Range{})}
	n.Add(nat)
	n.route("aws_route.nat", n.table.ID, "0.0.0.0/0", graph.TargetNATGateway, nat.ID)
	return nat
}

// document links the network and derives its document. Members set to nil are left out.
func (n *network) document(t *testing.T, options Options) *Document {
	t.Helper()
	return Derive(n.graph(t), options)
}

func (n *network) graph(t testing.TB) *graph.Graph {
	t.Helper()
	for _, add := range []func(){
		func() { addUnlessNil(n, n.vpc) }, func() { addUnlessNil(n, n.subnet) }, func() { addUnlessNil(n, n.table) },
		func() { addUnlessNil(n, n.association) }, func() { addUnlessNil(n, n.endpoint) }, func() { addUnlessNil(n, n.group) },
		func() { addUnlessNil(n, n.rule) }, func() { addUnlessNil(n, n.host) },
	} {
		add()
	}
	g, diagnostics := n.Link()
	for _, d := range diagnostics {
		t.Fatal(d.Message)
	}
	return g
}

func addUnlessNil[T any, P interface {
	*T
	graph.Node
}](n *network, node P) {
	if node != nil {
		n.Add(node)
	}
}

// policyOf is a policy document with the given statements.
func policyOf(statements ...value.Value) value.Value {
	return object("Version", value.OfString("2012-10-17", source.Range{}), "Statement", value.Value{Kind: value.List, Items: statements})
}

// statement allows reads of one resource by everybody; more are further members.
func statement(effect, resource string, more ...any) value.Value {
	members := []any{"Effect", lit(effect), "Principal", lit("*"), "Action", lit("s3:GetObject"), "Resource", lit(resource)}
	return object(append(members, more...)...)
}

func lit(s string) value.Value { return value.OfString(s, source.Range{}) }

func object(members ...any) value.Value {
	v := value.Value{Kind: value.Map}
	for i := 0; i < len(members); i += 2 {
		v.Entries = append(v.Entries, value.Entry{Key: members[i].(string), Value: members[i+1].(value.Value)})
	}
	return v
}
