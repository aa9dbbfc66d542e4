package graph

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs, run go test ./graph -update if it is meant:\n%s", path, diff)
	}
}

// network is a small network with something of everything that Dump writes.
func network(t *testing.T) *Graph {
	t.Helper()
	file := source.NewFile("net/main.tf", []byte(strings.Repeat("0123456789\n", 20)))
	at := func(line int) source.Range { return file.RangeAt(line, 1, 4) }
	nat := value.Atom{ID: "net#var.nat", Name: "var.nat", Cases: []string{"true", "false"}}
	var b Builder
	b.Fix(value.Region, value.Literal("eu-west-1"))
	b.Miss(Unread{Reason: value.Reason{Text: "module.gone is not installed", Settle: `run "terraform init"`}, Range: at(9)})
	origin := func(address, kind string, line int) Origin {
		return Origin{ID: NodeID("net", address), Root: "net", Address: address, Dialect: source.Terraform, Type: kind, Range: at(line)}
	}
	vpc := &VPC{
		Origin: origin("aws_vpc.main", "aws_vpc", 1), DNSSupport: value.AbsentOf[bool](source.Range{}),
		DNSHostnames: value.KnownOf(true, at(2)), IPv6: value.UnknownOf[bool](value.Reason{Text: "var.ipv6 has no default", Settle: "pass --var ipv6=…"}, at(3)),
		CIDRs: value.ListFrom(value.Value{Kind: value.List, Items: []value.Value{value.OfString("10.0.0.0/16", at(2))}}, value.PrefixOf),
	}
	vpc.Name = "main"
	subnet := &Subnet{
		Origin: origin("aws_subnet.a", "aws_subnet", 4), VPC: To[VPC](vpc.ID, at(5)), CIDR: value.AbsentOf[prefix](source.Range{}),
		IPv6CIDR: value.AbsentOf[value.Text](source.Range{}), MapPublicIP: value.AbsentOf[bool](source.Range{}),
		AvailabilityZone: value.KnownOf(value.Concat(value.SymbolText(value.Region), value.Literal("a")), at(6)),
	}
	subnet.Guard = value.When(nat, "true")
	route := &Route{
		Origin: origin("aws_route.out", "aws_route", 7), Table: To[RouteTable](MainRouteTableID(vpc.ID), at(8)), TargetKind: TargetNATGateway,
		Destination: value.KnownOf(value.Literal("0.0.0.0/0"), at(8)), PrefixList: Nowhere[PrefixList](),
		Target: RefFrom[NATGateway](value.OfReason(value.Reason{Text: "var.nat_id has no default", Key: "net#var.nat_id"}, at(9)), nil).Of,
	}
	group := &SecurityGroup{Origin: origin("aws_security_group.app", "aws_security_group", 10), VPC: To[VPC](vpc.ID, at(10)), InlineEgress: value.Never()}
	rule := &SecurityGroupRule{
		Origin: origin("aws_security_group_rule.out", "aws_security_group_rule", 11), Group: To[SecurityGroup](group.ID, at(11)), Egress: true,
		Protocol: value.KnownOf(value.Literal("tcp"), at(12)), FromPort: value.KnownOf(443, at(12)), ToPort: value.KnownOf(443, at(12)),
		CIDRs: value.ListOf[value.Text]{
			Items: []value.Of[value.Text]{value.KnownOf(value.Literal("10.0.0.0/8"), at(13)), value.KnownOf(value.HoleText(value.Hole{Ref: &value.Ref{Node: "net#aws_vpc.main", Attribute: "cidr_block"}}), at(12))},
			More:  []value.Alternative[value.Reason]{{Guard: value.When(nat, "false"), Value: value.Reason{Text: "var.more is not set"}}},
		},
		PrefixLists: Refs[PrefixList]{value.ListOf[ID]{Unstated: value.Guard{}}}, Groups: Refs[SecurityGroup]{value.ListOf[ID]{Unstated: value.Never()}},
		Self: value.AbsentOf[bool](source.Range{}),
	}
	endpoint := &Endpoint{
		Origin: origin("aws_vpc_endpoint.s3", "aws_vpc_endpoint", 14), VPC: To[VPC](vpc.ID, at(14)), EndpointType: value.KnownOf(GatewayEndpoint, at(14)),
		Policy: value.Value{Kind: value.String, Document: &value.Value{Kind: value.Map, Entries: []value.Entry{
			{Key: "Statement", Value: value.Value{Kind: value.List, Items: []value.Value{value.OfString("s3:GetObject", at(15)), value.OfBool(true, at(15)), value.OfNumber("1", at(15))}, More: &value.Reason{Text: "var.statements is not set"}}},
			{Key: "Id", Value: value.OfReason(value.Reason{Text: "var.id is not set"}, at(15))},
		}}, Range: at(15)},
	}
	for _, node := range []Node{vpc, subnet, route, group, rule, endpoint} {
		b.Add(node)
	}
	g, diagnostics := b.Link()
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	return g
}

func TestDumpWritesEveryAttribute(t *testing.T) {
	t.Parallel()
	golden(t, "network.txt", Dump(network(t)))
	golden(t, "network_ranges.txt", DumpWithRanges(network(t)))
}

func TestDumpIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	want := DumpWithRanges(network(t))
	for range 20 {
		if got := DumpWithRanges(network(t)); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	}
}

func TestDumpKeepsRootsApart(t *testing.T) {
	t.Parallel()
	var b Builder
	for _, root := range []string{"a", "b"} {
		b.Add(&VPC{Origin: Origin{ID: NodeID(root, "aws_vpc.main"), Root: root, Address: "aws_vpc.main"}})
	}
	g, _ := b.Link()
	text := Dump(g)
	for _, want := range []string{"vpc a#aws_vpc.main\n", "vpc b#aws_vpc.main\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}

func TestDumpKnowsEveryNodeType(t *testing.T) {
	t.Parallel()
	for _, node := range nodeTypes() {
		t.Run(node.Kind().String(), func(t *testing.T) {
			t.Parallel()
			node.Head().ID = "x"
			d := &dumper{}
			d.node(node)
			if !strings.HasPrefix(d.String(), node.Kind().String()+" x\n") {
				t.Errorf("dump is %q", d.String())
			}
			for _, field := range reflect.VisibleFields(reflect.TypeOf(node).Elem()) {
				// Plain fields are written when they are set.
				zero := field.Type.Kind() == reflect.Bool || field.Type.Kind() == reflect.Pointer || field.Type.Kind() == reflect.Map || field.Type == reflect.TypeFor[[]value.Value]()
				if len(field.Index) == 1 && !field.Anonymous && field.Name != "Launch" && !zero && !strings.Contains(d.String(), "\n  "+field.Name+" = ") {
					t.Errorf("attribute %s is left out", field.Name)
				}
			}
		})
	}
}
