package facts

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// town is a graph under construction whose nodes all stand in one root.
type town struct{ graph.Builder }

func (town) origin(address string) graph.Origin {
	return graph.Origin{
		ID: townID(address), Root: "town", Address: address, Dialect: source.Terraform, Type: "aws_" + address,
		Range: source.Range{File: "town/main.tf", Start: source.Pos{Line: 1, Column: 1}},
	}
}

func townID(address string) graph.ID { return graph.NodeID("town", address) }

func certain[T any](v T) value.Of[T] { return value.KnownOf(v, source.Range{}) }
func unstated[T any]() value.Of[T]   { return value.AbsentOf[T](source.Range{}) }
func unset[T any](why string) value.Of[T] {
	return value.UnknownOf[T](value.Reason{Text: why}, source.Range{})
}

// split is x where the atom is x and y where it is not.
func split[T any](x, y T) value.Of[T] {
	return value.OfFacts([]value.Alternative[value.Fact[T]]{
		{Guard: value.When(fork, "x"), Value: value.Fact[T]{State: value.Known, Value: x}},
		{Guard: value.When(fork, "y"), Value: value.Fact[T]{State: value.Known, Value: y}},
	})
}

var fork = value.Atom{ID: "fork", Name: "fork", Cases: []string{"x", "y"}}

func node[T any](address string) graph.Ref[T] { return graph.To[T](townID(address), source.Range{}) }

func nodes[T any](addresses ...string) graph.Refs[T] {
	var refs graph.Refs[T]
	for _, address := range addresses {
		refs.Items = append(refs.Items, certain(townID(address)))
	}
	return refs
}

// rowsOf links what was added and fills the tables.
func (b *town) rowsOf(t *testing.T) *Document {
	t.Helper()
	g, diagnostics := b.Link()
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	doc := &Document{FactsVersion: Version, Component: "town", Paths: map[string]Path{}, Causes: map[string]Cause{}}
	fillDestinations(doc, destination.All())
	tables(doc, g)
	return doc
}

// wholeTown has a node of every kind that has rows.
func wholeTown() *town {
	b := &town{}
	mixed := b.origin("vpc")
	mixed.Name = "main"
	b.Add(&graph.VPC{
		Origin: mixed, CIDRs: value.ListOf[netip.Prefix]{Items: []value.Of[netip.Prefix]{certain(netip.MustParsePrefix("10.0.0.0/16"))}},
		IPv6: unset[bool]("var.ipv6 is not set"), DNSSupport: unstated[bool](), DNSHostnames: split(true, false),
	})
	for _, address := range []string{"a", "b", "c", "d"} {
		b.Add(&graph.Subnet{
			Origin: b.origin("subnet_" + address), VPC: node[graph.VPC]("vpc"), CIDR: certain(netip.MustParsePrefix("10.0.1.0/24")),
			IPv6CIDR: unstated[value.Text](), AvailabilityZone: certain(value.Concat(value.SymbolText(value.Region), value.Literal("a"))),
			MapPublicIP: unstated[bool](), AssignIPv6: unstated[bool](), IPv6Only: unstated[bool](),
		})
	}
	b.Add(&graph.RouteTable{Origin: b.origin("table"), VPC: node[graph.VPC]("vpc")})
	b.Add(&graph.RouteTableAssociation{Origin: b.origin("association_a"), Table: node[graph.RouteTable]("table"), Subnet: node[graph.Subnet]("subnet_a")})
	guarded := b.origin("association_b")
	guarded.Guard = value.When(fork, "x")
	b.Add(&graph.RouteTableAssociation{Origin: guarded, Table: node[graph.RouteTable]("table"), Subnet: node[graph.Subnet]("subnet_b")})
	b.Add(&graph.NetworkACL{Origin: b.origin("acl"), VPC: node[graph.VPC]("vpc"), Subnets: nodes[graph.Subnet]("subnet_a")})
	b.Add(&graph.NetworkACLAssociation{Origin: b.origin("acl_association"), ACL: node[graph.NetworkACL]("acl"), Subnet: node[graph.Subnet]("subnet_b")})
	b.Add(&graph.NetworkACLEntry{
		Origin: b.origin("entry"), ACL: node[graph.NetworkACL]("acl"), Egress: certain(true), Number: certain(100), Allow: certain(false),
		Protocol: certain(value.Literal("-1")), CIDR: certain(value.Literal("0.0.0.0/0")), FromPort: unstated[int](), ToPort: unstated[int](),
	})
	b.Add(&graph.Gateway{Origin: b.origin("igw"), GatewayKind: graph.InternetGateway, VPCs: nodes[graph.VPC]("vpc")})
	b.Add(&graph.NATGateway{Origin: b.origin("nat"), Subnet: node[graph.Subnet]("subnet_b"), VPC: graph.Nowhere[graph.VPC](), Private: unstated[bool](), Regional: unstated[bool]()})
	b.Add(&graph.Route{
		Origin: b.origin("route"), Table: node[graph.RouteTable]("table"), Destination: certain(value.Literal("0.0.0.0/0")),
		PrefixList: graph.Nowhere[graph.PrefixList](), Target: certain(townID("nat")), TargetKind: graph.TargetNATGateway,
	})
	b.endpoints()
	b.names()
	b.groups()
	b.machines()
	return b
}

func (b *town) endpoints() {
	b.Add(&graph.Endpoint{
		Origin: b.origin("s3"), VPC: node[graph.VPC]("vpc"), EndpointType: unstated[graph.EndpointType](), ServiceRegion: unstated[value.Text](),
		Service:     certain(value.Concat(value.Literal("com.amazonaws."), value.SymbolText(value.Region), value.Literal(".s3"))),
		RouteTables: nodes[graph.RouteTable]("table"), PrivateDNS: unstated[bool](),
		Policy: value.Value{Kind: value.Map, Entries: []value.Entry{{Key: "Statement", Value: value.Value{Kind: value.List, Items: []value.Value{
			value.OfText(value.Concat(value.Literal("arn:"), value.SymbolText(value.Partition)), source.Range{}), value.OfBool(true, source.Range{}), value.OfNumber("1", source.Range{}),
		}}}}, Range: source.Range{File: "town/main.tf", Start: source.Pos{Line: 7, Column: 3}}},
	})
	b.Add(&graph.EndpointAssociation{Origin: b.origin("s3_main"), Endpoint: node[graph.Endpoint]("s3"), Table: graph.To[graph.RouteTable](graph.MainRouteTableID(townID("vpc")), source.Range{}), Subnet: graph.Nowhere[graph.Subnet](), Group: graph.Nowhere[graph.SecurityGroup]()})
	b.Add(&graph.Endpoint{
		Origin: b.origin("ssm"), VPC: node[graph.VPC]("vpc"), EndpointType: certain(graph.InterfaceEndpoint), ServiceRegion: unstated[value.Text](),
		Service: certain(value.Literal("com.amazonaws.eu-west-1.ssm")), Subnets: nodes[graph.Subnet]("subnet_c"), Groups: nodes[graph.SecurityGroup]("group"),
		PrivateDNS: certain(true), InboundResolverOnly: unstated[bool](), IPAddressType: certain(value.Literal("dualstack")),
		RecordIPType: unstated[value.Text](), PrivateDNSPreference: unstated[value.Text](),
	})
	b.Add(&graph.EndpointPolicy{Origin: b.origin("ssm_policy"), Endpoint: node[graph.Endpoint]("ssm"), Policy: value.OfString(`{"Statement":[]}`, source.Range{})})
	b.Add(&graph.PrefixList{Origin: b.origin("list"), ServiceName: unstated[value.Text](), Entries: value.ListOf[value.Text]{Items: []value.Of[value.Text]{certain(value.Literal("192.0.2.0/24"))}}})
}

func (b *town) names() {
	text := func(s string) value.Of[value.Text] { return certain(value.Literal(s)) }
	b.Add(&graph.HostedZone{Origin: b.origin("zone"), Domain: text("ssm.eu-west-1.amazonaws.com")})
	b.Add(&graph.DNSRecord{
		Origin: b.origin("record"), Zone: node[graph.HostedZone]("zone"), Domain: text("ssm.eu-west-1.amazonaws.com"), RecordType: text("A"),
		Endpoints: nodes[graph.Endpoint]("ssm"),
	})
	b.Add(&graph.ResolverRule{Origin: b.origin("forward"), Domain: text("."), RuleType: text("FORWARD")})
	b.Add(&graph.DHCPOptions{Origin: b.origin("options"), Resolvers: value.ListOf[value.Text]{Items: []value.Of[value.Text]{text("10.0.0.5")}}})
	b.Add(&graph.DNSFirewall{Origin: b.origin("firewall")})
	b.Add(&graph.DomainList{Origin: b.origin("domains"), Domains: value.ListOf[value.Text]{Items: []value.Of[value.Text]{text("*")}}})
	b.Add(&graph.DNSFirewallRule{
		Origin: b.origin("block"), Firewall: node[graph.DNSFirewall]("firewall"), Domains: node[graph.DomainList]("domains"),
		Priority: certain(100), Action: text("BLOCK"), QueryType: unstated[value.Text](),
	})
	b.Add(&graph.DNSAssociation{
		Origin: b.origin("tie"), VPC: node[graph.VPC]("vpc"), Into: graph.Nowhere[graph.DNSProfile](), Zone: node[graph.HostedZone]("zone"),
		Profile: graph.Nowhere[graph.DNSProfile](), Rule: graph.Nowhere[graph.ResolverRule](), Options: graph.Nowhere[graph.DHCPOptions](),
		Firewall: graph.Nowhere[graph.DNSFirewall](), Priority: unstated[int](),
	})
}

func TestRowsAboutNames(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	if diff := cmp.Diff(map[string]HostedZone{"town#zone": {Row: townRow("zone", ""), Domain: "ssm.eu-west-1.amazonaws.com"}}, doc.HostedZones); diff != "" {
		t.Error(diff)
	}
	records := map[string]DNSRecord{"town#record": {
		Row: townRow("record", ""), Zone: "town#zone", Domain: "ssm.eu-west-1.amazonaws.com", RecordType: "A",
		Endpoints: []string{"town#ssm"}, EndpointsComplete: true,
	}}
	if diff := cmp.Diff(records, doc.DNSRecords); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]ResolverRule{"town#forward": {Row: townRow("forward", ""), Domain: ".", RuleType: "FORWARD"}}, doc.ResolverRules); diff != "" {
		t.Error(diff)
	}
	options := map[string]DHCPOptions{"town#options": {Row: townRow("options", ""), Resolvers: []string{"10.0.0.5"}, ResolversComplete: true}}
	if diff := cmp.Diff(options, doc.DHCPOptions); diff != "" {
		t.Error(diff)
	}
	blocks := map[string]DNSFirewallRule{"town#block": {
		Row: townRow("block", ""), Firewall: "town#firewall", Priority: 100, Action: "BLOCK", Domains: []string{"*"}, DomainsComplete: true,
	}}
	if diff := cmp.Diff(blocks, doc.DNSFirewallRules); diff != "" {
		t.Error(diff)
	}
	ties := map[string]DNSAssociation{"town#tie": {Row: townRow("tie", ""), VPC: "town#vpc", HostedZone: "town#zone", Priority: -1}}
	if diff := cmp.Diff(ties, doc.DNSAssociations); diff != "" {
		t.Error(diff)
	}
}

func (b *town) groups() {
	b.Add(&graph.SecurityGroup{Origin: b.origin("group"), VPC: node[graph.VPC]("vpc"), InlineEgress: value.Never()})
	b.Add(&graph.SecurityGroup{Origin: b.origin("lax"), VPC: node[graph.VPC]("vpc"), ImplicitEgress: true, InlineEgress: value.Never()})
	b.Add(&graph.SecurityGroup{Origin: b.origin("forked"), VPC: node[graph.VPC]("vpc"), ImplicitEgress: true, InlineEgress: value.When(fork, "x")})
	rule := func(address string, egress bool) *graph.SecurityGroupRule {
		return &graph.SecurityGroupRule{
			Origin: b.origin(address), Group: node[graph.SecurityGroup]("group"), Egress: egress, Protocol: certain(value.Literal("6")),
			FromPort: certain(443), ToPort: certain(443), CIDRs: value.ListOf[value.Text]{Items: []value.Of[value.Text]{certain(value.Literal("0.0.0.0/0"))}},
			Self: unstated[bool](),
		}
	}
	b.Add(rule("out", true))
	in := rule("in", false)
	in.Self, in.CIDRs = certain(true), value.ListOf[value.Text]{More: []value.Alternative[value.Reason]{{Value: value.Reason{Text: "var.cidrs is not set"}}}}
	in.FromPort = unset[int]("var.port is not set")
	b.Add(in)
}

func (b *town) machines() {
	b.Add(&graph.Role{Origin: b.origin("role"), Grants: graph.Grants{ManagedPolicies: value.ListOf[value.Text]{Items: []value.Of[value.Text]{certain(value.Literal("arn:aws:iam::aws:policy/X"))}}, Policies: []value.Value{{}}}})
	b.Add(&graph.User{Origin: b.origin("user"), MemberOf: graph.Refs[graph.UserGroup]{ListOf: value.ListOf[graph.ID]{Items: []value.Of[graph.ID]{value.KnownOf(graph.ID("town#crew"), source.Range{})}}}})
	b.Add(&graph.UserGroup{Origin: b.origin("crew")})
	b.Add(&graph.AccessKey{Origin: b.origin("key"), User: graph.To[graph.User]("town#user", source.Range{}), Inactive: value.KnownOf(true, source.Range{})})
	b.Add(&graph.Activation{Origin: b.origin("activation"), Role: graph.To[graph.Role]("town#role", source.Range{}), Expires: certain(value.Literal("2026-12-01"))})
	b.Add(&graph.HostManagement{Origin: b.origin("management"), Role: certain(value.Literal("service-role/Managed"))})
	b.Add(&graph.InstanceProfile{Origin: b.origin("profile"), Role: node[graph.Role]("role")})
	b.Add(&graph.LaunchTemplate{Origin: b.origin("template"), Launch: graph.Launch{
		ImageHints: value.ListOf[value.Text]{Items: []value.Of[value.Text]{split(value.Literal("al2023-ami-*"), value.Literal("amzn2-ami-hvm-*"))}},
		Image:      unset[value.Text]("the newest image is chosen when it is deployed"), Platform: unstated[value.Text](),
		UserData: certain(value.Literal("yum install -y httpd")), PublicIP: certain(false), Groups: nodes[graph.SecurityGroup]("group"),
		Profile: node[graph.InstanceProfile]("profile"), MetadataDisabled: unstated[bool](),
	}})
	b.Add(&graph.Host{
		Origin: b.origin("fleet"), HostKind: graph.Fleet, Subnets: nodes[graph.Subnet]("subnet_b", "subnet_a"), Templates: nodes[graph.LaunchTemplate]("template"),
		Tags: map[string]string{"Patch Group": "web"}, Launch: graph.Launch{
			Image: unstated[value.Text](), Platform: unstated[value.Text](), UserData: unstated[value.Text](), PublicIP: unstated[bool](),
			Profile: graph.Nowhere[graph.InstanceProfile](), MetadataDisabled: unstated[bool](),
		},
	})
	b.Add(&graph.Occupant{Origin: b.origin("balancer"), Subnets: graph.Refs[graph.Subnet]{ListOf: value.ListOf[graph.ID]{
		Items: []value.Of[graph.ID]{certain(townID("subnet_a"))}, More: []value.Alternative[value.Reason]{{Value: value.Reason{Text: "var.subnets is not set"}}},
	}}})
}

func townRow(address, what string, change ...func(*Row)) Row {
	row := Row{
		ID: "town#" + address, Name: address, Address: address, Root: "town", Dialect: "terraform", Type: "aws_" + address,
		Declared: true, Complete: true, Unknown: map[string]string{},
	}
	if what != "" {
		row.Unknown[what] = "it depends on whether fork is y"
	}
	for _, c := range change {
		c(&row)
	}
	return row
}

func why(field, reason string) func(*Row) { return func(r *Row) { r.Unknown[field] = reason } }

func TestRowsOfANetwork(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	notYet := "${region}a"
	subnet := func(address, table, acl string, change ...func(*Row)) Subnet {
		return Subnet{
			Row: townRow(address, "", change...), VPC: "town#vpc", CIDR: "10.0.1.0/24", AvailabilityZone: notYet, MapPublicIP: "false", AssignIPv6: "false", IPv6Only: "false",
			RouteTable: table, NetworkACL: acl,
		}
	}
	main, open := "town#vpc:main_route_table", "town#vpc:default_network_acl"
	cases := []struct {
		name      string
		got, want any
	}{
		{"VPC", doc.VPCs["town#vpc"], VPC{
			Row:   townRow("vpc", "dns_hostnames", why("ipv6", "var.ipv6 is not set"), func(r *Row) { r.Name = "main" }),
			CIDRs: []string{"10.0.0.0/16"}, CIDRsComplete: true, IPv6: "undetermined", DNSSupport: "true", DNSHostnames: "undetermined",
		}},
		{"subnet with a table and ACL of its own", doc.Subnets["town#subnet_a"], subnet("subnet_a", "town#table", "town#acl")},
		{"subnet whose table depends on a condition", doc.Subnets["town#subnet_b"], subnet("subnet_b", "undetermined", "town#acl", why("route_table", "association_b may decide it"))},
		{"subnet that uses its VPC's own", doc.Subnets["town#subnet_c"], subnet("subnet_c", main, open)},
		{"route table", doc.RouteTables["town#table"], RouteTable{
			Row: townRow("table", ""), VPC: "town#vpc", Routes: []string{"town#route"}, RoutesComplete: true, Propagating: []string{}, PropagatingComplete: true,
		}},
		{"route", doc.Routes["town#route"], Route{Row: townRow("route", ""), RouteTable: "town#table", Destination: "0.0.0.0/0", Target: "town#nat", TargetKind: "nat_gateway"}},
		{"internet gateway", doc.Gateways["town#igw"], Gateway{Row: townRow("igw", ""), Kind: "internet_gateway", VPCs: []string{"town#vpc"}, VPCsComplete: true, Private: "false", Regional: "false"}},
		{"NAT gateway", doc.Gateways["town#nat"], Gateway{Row: townRow("nat", ""), Kind: "nat_gateway", VPCs: []string{}, VPCsComplete: true, Subnet: "town#subnet_b", Private: "false", Regional: "false"}},
		{"network ACL", doc.NetworkACLs["town#acl"], NetworkACL{Row: townRow("acl", ""), VPC: "town#vpc", Entries: []string{"town#entry"}, EntriesComplete: true}},
		{"network ACL entry", doc.NetworkACLEntries["town#entry"], NetworkACLEntry{
			Row: townRow("entry", ""), NetworkACL: "town#acl", Egress: "true", Number: 100, Allow: "false", Protocol: "all", CIDR: "0.0.0.0/0", FromPort: 0, ToPort: 65535,
		}},
		{"prefix list", doc.PrefixLists["town#list"], PrefixList{Row: townRow("list", ""), Entries: []string{"192.0.2.0/24"}, EntriesComplete: true}},
		{"occupant", doc.Occupants["town#balancer"], Occupant{Row: townRow("balancer", "", why("subnets", "var.subnets is not set")), Subnets: []string{"town#subnet_a"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRowsOfEndpoints(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	want := map[string]GatewayEndpoint{"town#s3": {
		Row: townRow("s3", ""), EndpointType: "Gateway", VPC: "town#vpc", Service: "com.amazonaws.${region}.s3",
		RouteTables: []string{"town#table", "town#vpc:main_route_table"}, RouteTablesComplete: true, Policy: "town#s3/policy",
	}}
	if diff := cmp.Diff(want, doc.GatewayEndpoints); diff != "" {
		t.Error(diff)
	}
	interfaces := map[string]InterfaceEndpoint{"town#ssm": {
		Row: townRow("ssm", ""), EndpointType: "Interface", VPC: "town#vpc", Service: "com.amazonaws.eu-west-1.ssm",
		Subnets: []string{"town#subnet_c"}, SubnetsComplete: true, SecurityGroups: []string{"town#group"}, SecurityGroupsComplete: true,
		PrivateDNS: "true", IPAddressType: "dualstack", Policy: "town#ssm_policy",
	}}
	if diff := cmp.Diff(interfaces, doc.InterfaceEndpoints); diff != "" {
		t.Error(diff)
	}
	policies := map[string]EndpointPolicy{
		"town#s3/policy":  {Row: townRow("s3", "", func(r *Row) { r.ID = "town#s3/policy" }), Endpoint: "town#s3", Inline: true, Text: `{"Statement":["arn:${partition}",true,1]}`},
		"town#ssm_policy": {Row: townRow("ssm_policy", ""), Endpoint: "town#ssm", Text: `"{\"Statement\":[]}"`},
	}
	if diff := cmp.Diff(policies, doc.EndpointPolicies); diff != "" {
		t.Error(diff)
	}
	if at := doc.Range("town#s3/policy"); at.Start.Line != 7 {
		t.Errorf("the inline policy stands at %v", at)
	}
}

func TestPolicyTextKeepsSecrets(t *testing.T) {
	t.Parallel()
	secret := value.OfString("hunter2", source.Range{})
	secret.Secret = "var.token is sensitive"
	policy := value.Value{Kind: value.Map, Entries: []value.Entry{{Key: "Id", Value: secret}, {Key: "Version", Value: value.OfReason(value.Reason{Text: "not set"}, source.Range{})}}}
	if got := policyText(policy); got != `{"Id":"${redacted}","Version":"${unknown}"}` {
		t.Errorf("policy is %s", got)
	}
}

func TestRowsOfSecurityGroups(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	group := doc.SecurityGroups["town#group"]
	want := SecurityGroup{
		Row: townRow("group", ""), VPC: "town#vpc", ImplicitEgress: "false", EgressRules: []string{"town#out"}, EgressComplete: true,
		IngressRules: []string{"town#in"}, IngressComplete: true,
	}
	if diff := cmp.Diff(want, group); diff != "" {
		t.Error(diff)
	}
	if got := doc.SecurityGroups["town#lax"].ImplicitEgress; got != "true" {
		t.Errorf("the group that keeps AWS's rule says %s", got)
	}
	if forked := doc.SecurityGroups["town#forked"]; forked.ImplicitEgress != "undetermined" || forked.Unknown["implicit_egress"] == "" {
		t.Errorf("the group whose egress depends on a condition is %+v", forked)
	}
	out := map[string]SecurityGroupRule{"town#out": {
		Row: townRow("out", ""), SecurityGroup: "town#group", Protocol: "tcp", FromPort: 443, ToPort: 443, CIDRs: []string{"0.0.0.0/0"},
		PrefixLists: []string{}, SecurityGroups: []string{}, PeersComplete: true,
	}}
	if diff := cmp.Diff(out, doc.EgressRules); diff != "" {
		t.Error(diff)
	}
	in := map[string]SecurityGroupRule{"town#in": {
		Row: townRow("in", "", why("cidrs", "var.cidrs is not set"), why("from_port", "var.port is not set")), SecurityGroup: "town#group", Protocol: "tcp", FromPort: -1, ToPort: 443,
		CIDRs: []string{}, PrefixLists: []string{}, SecurityGroups: []string{"town#group"},
	}}
	if diff := cmp.Diff(in, doc.IngressRules); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfOccupants(t *testing.T) {
	t.Parallel()
	b := wholeTown()
	b.Add(&graph.Occupant{Origin: graph.Origin{ID: "town#ssm:occupant", Address: "ssm", Root: "town", Name: "said by the dialect"}})
	doc := b.rowsOf(t)
	got := map[string]string{}
	for id, row := range doc.Occupants {
		got[id] = row.Name
	}
	want := map[string]string{"town#balancer": "balancer", "town#ssm:occupant": "said by the dialect", "town#nat:occupant": "nat"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if at := doc.Range("town#nat:occupant"); at.Start.Line != 1 {
		t.Errorf("the NAT gateway's interface stands at %v", at)
	}
}

func TestTextsThatAreOneHoleAreUndetermined(t *testing.T) {
	t.Parallel()
	ref := value.HoleText(value.Hole{Ref: &value.Ref{Node: "town#data.image", Attribute: "value"}})
	reason := value.HoleText(value.Hole{Reason: &value.Reason{Text: "var.image is not set"}})
	cases := []struct {
		name      string
		text      value.Text
		want, why string
	}{
		{"a reference", ref, "undetermined", "${data.image.value} is not known before deployment"},
		{"an unknown", reason, "undetermined", "var.image is not set"},
		{"a symbol", value.SymbolText(value.Region), "${region}", ""},
		{"a text around an unknown", value.Concat(value.Literal("a-"), ref), "a-${data.image.value}", ""},
		{"a literal", value.Literal("ami-1"), "ami-1", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			row := Row{Unknown: map[string]string{}}
			if got := words(&row, "image", certain(c.text), ""); got != c.want || row.Unknown["image"] != c.why {
				t.Errorf("row says %q because %q", got, row.Unknown["image"])
			}
		})
	}
}

func TestRowsOfHosts(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	want := map[string]Host{"town#fleet": {
		Row:  townRow("fleet", "", why("os", "it depends on undecided conditions"), why("image", "the newest image is chosen when it is deployed")),
		Kind: "fleet", OS: "undetermined", Subnets: []string{"town#subnet_a", "town#subnet_b"}, SubnetsComplete: true,
		SecurityGroups: []string{"town#group"}, SecurityGroupsComplete: true, LaunchTemplates: []string{"town#template"},
		Image: "undetermined", PublicIP: "false", InstanceProfile: "town#profile", Role: "town#role", MetadataDisabled: "false",
		InstallsPackages: "true", UsesProxy: "false", Tags: map[string]string{"Patch Group": "web"},
	}}
	if diff := cmp.Diff(want, doc.Hosts); diff != "" {
		t.Error(diff)
	}
	roles := map[string]Role{"town#role": {Row: townRow("role", ""), ManagedPolicies: []string{"arn:aws:iam::aws:policy/X"}, ManagedPoliciesComplete: true, InlinePolicies: 1,
		MaxSession: 3600, TrustsEC2: "undetermined", TrustsSSM: "undetermined", CoreActions: map[string]string{}}}
	if diff := cmp.Diff(roles, doc.Roles); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfWhatIsDeclaredElsewhere(t *testing.T) {
	t.Parallel()
	b := &town{}
	b.Add(&graph.Subnet{Origin: b.origin("subnet"), VPC: graph.To[graph.VPC](graph.ExternalID("vpc-0ab1"), source.Range{})})
	doc := b.rowsOf(t)
	vpc := doc.VPCs["external:vpc-0ab1"]
	if vpc.Declared || vpc.Complete || vpc.Why == "" || vpc.DNSSupport != "undetermined" {
		t.Errorf("the VPC is %+v", vpc)
	}
	if table := doc.RouteTables["external:vpc-0ab1:main_route_table"]; table.RoutesComplete || table.Complete {
		t.Errorf("its main table is %+v", table)
	}
	if group := doc.SecurityGroups["external:vpc-0ab1:default_security_group"]; group.EgressComplete || group.ImplicitEgress != "undetermined" {
		t.Errorf("its default group is %+v", group)
	}
	if got := doc.Subnets["town#subnet"].RouteTable; got != "external:vpc-0ab1:main_route_table" {
		t.Errorf("the subnet uses %s", got)
	}
}

func TestRowsOfDestinations(t *testing.T) {
	t.Parallel()
	doc := (&town{}).rowsOf(t)
	want := Destination{
		ID: "al1_repos", Title: "Amazon Linux 1 package repositories", Service: "s3", Repository: true, Signing: "anonymous",
		Buckets: []string{"repo.${region}.amazonaws.com", "packages.${region}.amazonaws.com"}, Hosts: []string{"repo.${region}.amazonaws.com", "packages.${region}.amazonaws.com"},
		RequiredPorts: []int{80}, OtherPorts: []int{},
		Refused: "Could not retrieve mirrorlist http://repo.${region}.amazonaws.com/latest/updates/mirror.list error was\n14: HTTP Error 403 - Forbidden",
	}
	if diff := cmp.Diff(want, doc.Destinations["al1_repos"]); diff != "" {
		t.Error(diff)
	}
	if len(doc.Destinations) != 21 {
		t.Errorf("%d destinations", len(doc.Destinations))
	}
	fillDestinations(doc, []destination.Destination{{ID: "al1_repos", Title: "a mirror of ours"}})
	if got := doc.Destinations["al1_repos"].Title; got != "a mirror of ours" || len(doc.Destinations) != 21 {
		t.Errorf("an own destination does not replace the known one: %s", got)
	}
}

var compiledSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("facts.json", schema); err != nil {
		return nil, err
	}
	return compiler.Compile("facts.json")
})

// validate checks a document against the schema of documents.
func validate(t *testing.T, doc *Document) error {
	t.Helper()
	compiled, err := compiledSchema()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(instance)
}

func TestDocumentMatchesItsSchema(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	for field := range fields(reflect.TypeFor[Document]()) {
		table := reflect.ValueOf(doc).Elem().FieldByIndex(field.Index)
		if table.Kind() == reflect.Map && table.Len() == 0 && field.Name != "Paths" && field.Name != "Causes" {
			t.Errorf("the town has no row of %s to look at", field.Name)
		}
	}
	if err := validate(t, doc); err != nil {
		t.Error(err)
	}
	wrong := doc.VPCs["town#vpc"]
	wrong.IPv6 = "perhaps"
	doc.VPCs["town#vpc"] = wrong
	if validate(t, doc) == nil {
		t.Error("the schema lets an unknown name pass")
	}
}

func TestEveryRowIsKeyedByItsID(t *testing.T) {
	t.Parallel()
	doc := reflect.ValueOf(wholeTown().rowsOf(t)).Elem()
	for field := range fields(doc.Type()) {
		table := doc.FieldByIndex(field.Index)
		if table.Kind() != reflect.Map {
			continue
		}
		for _, key := range table.MapKeys() {
			if id := table.MapIndex(key).FieldByName("ID").String(); id != key.String() {
				t.Errorf("row %s of %s has the id %s", key, field.Name, id)
			}
		}
	}
}

func TestDocumentIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	write := func() string {
		text, err := json.MarshalIndent(wholeTown().rowsOf(t), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want := write()
	for range 20 {
		if got := write(); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	}
}

func TestRowsOfIdentities(t *testing.T) {
	t.Parallel()
	doc := wholeTown().rowsOf(t)
	for what, pair := range map[string][2]any{
		"users": {map[string]User{"town#user": {
			Row: townRow("user", ""), ManagedPolicies: []string{}, ManagedPoliciesComplete: true, Groups: []string{"crew"}, GroupsComplete: true,
		}}, doc.Users},
		"keys":        {map[string]AccessKey{"town#key": {Row: townRow("key", ""), User: "town#user", Active: "false"}}, doc.AccessKeys},
		"activations": {map[string]Activation{"town#activation": {Row: townRow("activation", ""), Role: "town#role", Expires: "2026-12-01"}}, doc.Activations},
		"management":  {map[string]HostManagement{"town#management": {Row: townRow("management", ""), Role: "service-role/Managed"}}, doc.HostManagements},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}
