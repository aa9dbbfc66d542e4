package diagram

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func row(id, kind string) facts.Row {
	return facts.Row{ID: "net#" + id, Root: "net", Address: id, Name: id, Type: kind, Declared: true, Complete: true}
}

func hops(broken, cause string) []facts.Hop {
	var list []facts.Hop
	for _, kind := range []string{"egress", "network_acl", "dns", "route", "policy"} {
		hop := facts.Hop{Kind: kind, Verdict: "passes"}
		if kind == broken {
			hop.Verdict, hop.Cause = "blocked", cause
		}
		if kind == "policy" && broken == "route" {
			continue
		}
		list = append(list, hop)
	}
	return list
}

// network has three closed subnets alike, a host whose group lets nothing out, and an endpoint on the table of two more.
func network() *facts.Document {
	d := &facts.Document{
		VPCs:    map[string]facts.VPC{"net#vpc": {Row: row("vpc", "aws_vpc"), CIDRs: []string{"10.0.0.0/16"}}},
		Subnets: map[string]facts.Subnet{}, Hosts: map[string]facts.Host{}, Paths: map[string]facts.Path{},
		RouteTables: map[string]facts.RouteTable{
			"net#closed": {Row: row("closed", "aws_route_table"), VPC: "net#vpc"},
			"net#open":   {Row: row("open", "aws_route_table"), VPC: "net#vpc", Routes: []string{"net#default"}},
		},
		Routes:           map[string]facts.Route{"net#default": {Row: row("default", "aws_route"), RouteTable: "net#open", Destination: "0.0.0.0/0", Target: "net#igw"}},
		Gateways:         map[string]facts.Gateway{"net#igw": {Row: row("igw", "aws_internet_gateway"), Kind: "internet_gateway"}},
		GatewayEndpoints: map[string]facts.GatewayEndpoint{"net#s3": {Row: row("s3", "aws_vpc_endpoint"), VPC: "net#vpc", RouteTables: []string{"net#open"}}},
		InterfaceEndpoints: map[string]facts.InterfaceEndpoint{
			"net#ssm": {Row: row("ssm", "aws_vpc_endpoint"), VPC: "net#vpc", Service: "com.amazonaws.eu-west-1.ssm"},
		},
		SecurityGroups: map[string]facts.SecurityGroup{"net#app": {Row: row("app", "aws_security_group")}, "net#none": {Row: row("none", "aws_security_group")}},
		Destinations: map[string]facts.Destination{
			"al2023_repos": {ID: "al2023_repos", Service: "s3"}, "ssm": {ID: "ssm", Service: "ssm", Title: "Systems Manager"},
		},
		Causes: map[string]facts.Cause{
			"table": {ID: "table", Kind: "s3_gateway_endpoint_table_missing", Node: "net#s3"},
			"none":  {ID: "none", Kind: "egress_https_missing", Node: "net#none"},
		},
	}
	place := func(subnet, table, host, group, broken, cause string) {
		d.Subnets["net#"+subnet] = facts.Subnet{Row: row(subnet, "aws_subnet"), VPC: "net#vpc", RouteTable: "net#" + table}
		d.Hosts["net#"+host] = facts.Host{Row: row(host, "aws_instance"), Subnets: []string{"net#" + subnet}, SecurityGroups: []string{"net#" + group}}
		verdict, causes := "passes", []string{}
		if broken != "" {
			verdict, causes = "blocked", []string{cause}
		}
		id := host + "|" + subnet
		d.Paths[id] = facts.Path{ID: id, Host: "net#" + host, SubnetID: "net#" + subnet, Destination: "al2023_repos", Verdict: verdict, Hops: hops(broken, cause), Causes: causes}
	}
	place("a", "closed", "host-a", "app", "route", "table")
	place("b", "closed", "host-b", "app", "route", "table")
	place("c", "closed", "host-c", "app", "route", "table")
	place("d", "open", `odd"<host>`, "none", "egress", "none")
	place("public", "open", "host-public", "app", "", "")
	d.Paths["ssm"] = facts.Path{ID: "ssm", Host: "net#host-a", SubnetID: "net#a", Destination: "ssm", Verdict: "undetermined", Hops: []facts.Hop{
		{Kind: "egress", Verdict: "passes"}, {Kind: "dns", Verdict: "undetermined"},
	}}
	return d
}

func TestDrawingsMatchTheGoldenFiles(t *testing.T) {
	t.Parallel()
	whole := Draw([]Network{{"net", network()}}, false)
	checkGolden(t, "whole.mmd", whole.Mermaid())
	checkGolden(t, "whole.dot", whole.DOT())
	checkGolden(t, "blocked.mmd", Draw([]Network{{"net", network()}}, true).Mermaid())
	checkGolden(t, "two.mmd", Draw([]Network{{"blue", network()}, {"green", network()}}, true).Mermaid())
}

func TestHostsAndSubnetsThatFareAlikeAreDrawnOnce(t *testing.T) {
	t.Parallel()
	text := Draw([]Network{{"net", network()}}, true).Mermaid()
	if got := strings.Count(text, "subgraph"); got != 4 {
		t.Errorf("%d boxes, want the VPC, the subnet of host a, those of b and c together, and that of the odd one:\n%s", got, text)
	}
	if !strings.Contains(text, "host-b<br/>host-c") {
		t.Errorf("the hosts that fare alike are not one shape:\n%s", text)
	}
}

func TestNothingBlockedDrawsNothing(t *testing.T) {
	t.Parallel()
	document := network()
	for id, path := range document.Paths {
		path.Verdict = "passes"
		document.Paths[id] = path
	}
	if d := Draw([]Network{{"net", document}}, true); !d.Empty() {
		t.Errorf("drawn: %s", d.Mermaid())
	}
}
