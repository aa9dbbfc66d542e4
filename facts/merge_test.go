package facts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func repositoriesOnly() []destination.Destination {
	return slices.DeleteFunc(destination.All(), func(d destination.Destination) bool { return !d.Repository })
}

func TestWhoNeedsARepository(t *testing.T) {
	t.Parallel()
	nothing := value.AbsentOf[value.Text](source.Range{})
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"Amazon Linux 2023 without a word about packages is expected", func(n *network) { n.host.Launch.UserData = nothing },
			"aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=expected evidence=expected: blocked at route [s3_gateway_endpoint_missing aws_vpc.main expected]"},
		{"a patch group makes it required", func(n *network) {
			n.host.Launch.UserData, n.host.Tags = nothing, map[string]string{"Patch Group": "weekly"}
		}, blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"a patch baseline makes it required", func(n *network) {
			n.host.Launch.UserData = nothing
			n.Add(&graph.Intent{Origin: n.origin("aws_ssm_patch_baseline.main"), IntentKind: graph.Patching})
		}, blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"Amazon Linux 2 always is", func(n *network) {
			n.host.Launch.UserData, n.host.Launch.ImageHints = nothing, texts("amzn2-ami-hvm-*-x86_64-gp2")
		}, "aws_instance.app al2 al2_repos/aws_subnet.app internet=none need=required evidence=full: blocked at route [s3_gateway_endpoint_missing aws_vpc.main full]"},
		{"container nodes can do without", func(n *network) {
			n.host.Launch.UserData, n.host.HostKind, n.host.Launch.Platform = nothing, graph.EKSNodeGroup, plain("AL2023_x86_64_STANDARD")
		}, "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=optional evidence=note: blocked at route [s3_gateway_endpoint_missing aws_vpc.main note]"},
		{"an instance that joins a cluster is a container node", func(n *network) {
			n.host.Launch.UserData = plain("#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n")
		}, "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=optional evidence=note: blocked at route [s3_gateway_endpoint_missing aws_vpc.main note]"},
		{"container nodes that install packages need it", func(n *network) { n.host.HostKind = graph.EKSNodeGroup },
			blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"Ubuntu has no repository behind S3", func(n *network) {
			n.host.Launch.UserData, n.host.Launch.ImageHints = nothing, texts("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*")
		}, ""},
		{"an unknown system is judged for both families, one level lower", func(n *network) {
			n.host.Launch.UserData, n.host.Launch.ImageHints = nothing, texts()
		}, "aws_instance.app unknown al2023_repos/aws_subnet.app internet=none need=expected evidence=lowered: blocked at route [s3_gateway_endpoint_missing aws_vpc.main lowered]\n" +
			"aws_instance.app unknown al2_repos/aws_subnet.app internet=none need=required evidence=lowered: blocked at route [s3_gateway_endpoint_missing aws_vpc.main lowered]"},
		{"a policy that refuses one family of an unknown system is a note", func(n *network) {
			n.host.Launch.UserData, n.host.Launch.ImageHints = nothing, texts()
			n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::al2023-repos-*/*"))
		}, "aws_instance.app unknown al2023_repos/aws_subnet.app internet=none need=expected evidence=lowered: passes\n" +
			"aws_instance.app unknown al2_repos/aws_subnet.app internet=none need=required evidence=note: blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.s3 note]"},
		{"a policy that refuses both is one cause", func(n *network) {
			n.host.Launch.UserData, n.host.Launch.ImageHints = nothing, texts()
			n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, "aws_instance.app unknown al2023_repos/aws_subnet.app internet=none need=expected evidence=lowered: blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.s3 lowered]\n" +
			"aws_instance.app unknown al2_repos/aws_subnet.app internet=none need=required evidence=lowered: blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.s3 lowered]"},
		{"an unused launch template is no host, and its closed subnet is judged for hypothetical ones", func(n *network) {
			n.Add(&graph.LaunchTemplate{Origin: n.origin("aws_launch_template.app"), Launch: n.host.Launch})
			n.host = nil
		}, "aws_subnet.app al2023 al2023_repos/aws_subnet.app internet=none need=optional evidence=note: blocked at route [s3_gateway_endpoint_missing aws_vpc.main note]\n" +
			"aws_subnet.app al2 al2_repos/aws_subnet.app internet=none need=optional evidence=note: blocked at route [s3_gateway_endpoint_missing aws_vpc.main note]"},
		{"a closed subnet with only other occupants is silent", func(n *network) {
			n.Add(&graph.Occupant{Origin: n.origin("aws_db_subnet_group.main"), Subnets: refs(to[graph.Subnet](n.subnet.ID))})
			n.host = nil
		}, ""},
		{"an open subnet without occupants is silent", func(n *network) {
			n.openWithNAT()
			n.host = nil
		}, ""},
		{"a public subnet without occupants is silent whatever its addresses", func(n *network) {
			n.Add(&graph.Gateway{Origin: n.origin("igw"), GatewayKind: graph.InternetGateway, VPCs: refs(to[graph.VPC](n.vpc.ID))})
			n.route("aws_route.default", n.table.ID, "0.0.0.0/0", graph.TargetGateway, id("igw"))
			n.host = nil
		}, ""},
		{"a group's template gives groups, system and user data", func(n *network) {
			n.Add(&graph.LaunchTemplate{Origin: n.origin("aws_launch_template.app"), Launch: n.host.Launch})
			n.host.HostKind, n.host.Launch, n.host.Templates = graph.AutoScalingGroup, graph.Launch{}, refs(to[graph.LaunchTemplate](id("aws_launch_template.app")))
			n.rule = nil
		}, blockedAt("egress", "egress_https_missing aws_security_group.app") + " [s3_gateway_endpoint_missing aws_vpc.main full]"},
		{"a managed node group without groups has the cluster's", func(n *network) {
			n.host.HostKind, n.host.Launch.Groups, n.rule = graph.EKSNodeGroup, noRefs[graph.SecurityGroup](), nil
		}, blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.endpoint = nil
			c.change(n)
			if diff := cmp.Diff(c.want, brief(n.document(t, Options{Destinations: repositoriesOnly()}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNetworkACLsKeepNoState(t *testing.T) {
	t.Parallel()
	type entry struct {
		number   int
		egress   bool
		allow    bool
		protocol string
		from, to int
		block    string
	}
	out := entry{100, true, true, "tcp", 80, 443, "0.0.0.0/0"}
	secure := entry{100, true, true, "tcp", 443, 443, "0.0.0.0/0"}
	back := entry{100, false, true, "tcp", 1024, 65535, "0.0.0.0/0"}
	stopped := blockedAt("network_acl", "network_acl_blocks aws_network_acl.app")
	cases := []struct {
		name    string
		entries []entry
		want    string
	}{
		{"out on 80 and 443 and answers back pass", []entry{out, back}, passing},
		{"out on 443 only is worth a word", []entry{secure, back}, passing + " [network_acl_blocks aws_network_acl.app full]"},
		{"protocol 6 is TCP", []entry{{100, true, true, "6", 80, 443, "0.0.0.0/0"}, back}, passing},
		{"protocol 17 is not", []entry{{100, true, true, "17", 80, 443, "0.0.0.0/0"}, back}, stopped},
		{"entries for IPv6 say nothing about IPv4", []entry{{100, true, true, "-1", 0, 0, "::/0"}, back}, stopped},
		{"no entries deny everything", nil, stopped},
		{"no way back blocks", []entry{out}, stopped},
		{"no way out blocks", []entry{back}, stopped},
		{"an earlier deny wins", []entry{{90, true, false, "-1", 0, 0, "0.0.0.0/0"}, out, back}, stopped},
		{"a later deny does not", []entry{out, back, {110, true, false, "-1", 0, 0, "0.0.0.0/0"}}, passing},
		{"a deny for private addresses says nothing about S3", []entry{{90, true, false, "-1", 0, 0, "10.0.0.0/8"}, out, back}, passing},
		{"an allow for a part of the public addresses leaves it open", []entry{{90, true, true, "-1", 0, 0, "52.0.0.0/8"}, back}, openPath("none")},
		{"a deny for a part of them in front of an allow leaves it open", []entry{{90, true, false, "-1", 0, 0, "52.0.0.0/8"}, out, back}, openPath("none")},
		{"answers on a part of the ephemeral ports block", []entry{out, {100, false, true, "tcp", 49152, 65535, "0.0.0.0/0"}}, stopped},
		{"two entries together cover the ephemeral ports", []entry{
			out, {100, false, true, "tcp", 32768, 40000, "0.0.0.0/0"}, {101, false, true, "tcp", 40001, 60999, "0.0.0.0/0"},
		}, passing},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			acl := &graph.NetworkACL{Origin: n.origin("aws_network_acl.app"), VPC: to[graph.VPC](n.vpc.ID), Subnets: refs(to[graph.Subnet](n.subnet.ID))}
			n.Add(acl)
			for i, e := range c.entries {
				n.Add(&graph.NetworkACLEntry{
					Origin: n.origin(fmt.Sprintf("aws_network_acl_rule.r[%d]", i)), ACL: to[graph.NetworkACL](acl.ID), Egress: known(e.egress),
					Number: known(e.number), Allow: known(e.allow), Protocol: plain(e.protocol), CIDR: plain(e.block),
					FromPort: known(e.from), ToPort: known(e.to),
				})
			}
			if diff := cmp.Diff(c.want, brief(n.document(t, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWorlds(t *testing.T) {
	t.Parallel()
	on := func(name string) value.Guard { return value.When(toggle(name), "true") }
	const row = "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=required "
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"an endpoint under a condition blocks where it is off, one level lower", func(n *network) { n.endpoint.Guard = on("Endpoint") },
			row + "evidence=lowered: blocked at route when Endpoint is false [s3_gateway_endpoint_missing aws_vpc.main lowered]"},
		{"a condition that changes nothing is not mentioned", func(n *network) { n.vpc.DNSHostnames = under(on("Names"), known(true)) }, passing},
		{"a host under a condition passes where it exists", func(n *network) { n.host.Guard = on("Host") }, passing + " when Host is true"},
		{"a host under a condition is blocked where it exists, one level lower", func(n *network) {
			n.host.Guard, n.endpoint = on("Host"), nil
		}, row + "evidence=lowered: blocked at route when Host is true [s3_gateway_endpoint_missing aws_vpc.main lowered]"},
		{"a host of unknown number is blocked where there is one, one level lower", func(n *network) {
			n.host.Symbolic, n.endpoint = &value.Reason{Text: "variable n has no value"}, nil
		}, row + "evidence=lowered: blocked at route when aws_instance.app has instances [s3_gateway_endpoint_missing aws_vpc.main lowered]"},
		{"a host in a subnet in some worlds only is blocked there in those, one level lower", func(n *network) {
			n.endpoint = nil
			other := *n.subnet
			other.Origin = n.origin("aws_subnet.other")
			other.VPC = elsewhere[graph.VPC]("var.vpc")
			n.Add(&other)
			n.host.Subnets.Items = []value.Of[graph.ID]{
				under(value.When(toggle("Other"), "true"), known(other.ID)), under(value.When(toggle("Other"), "false"), known(n.subnet.ID)),
			}
		}, row + "evidence=lowered: blocked at route when Other is false [s3_gateway_endpoint_missing aws_vpc.main lowered]\n" +
			"aws_instance.app al2023 al2023_repos/aws_subnet.other internet=undetermined need=required evidence=full: undetermined when Other is true"},
		{"a host and its endpoint under one condition pass", func(n *network) {
			n.host.Guard, n.endpoint.Guard = on("Host"), on("Host")
		}, passing + " when Host is true"},
		{"a table of the endpoint under a condition on another table makes no difference", func(n *network) {
			n.endpoint.RouteTables.Items = append(n.endpoint.RouteTables.Items, under(on("More"), known(graph.MainRouteTableID(n.vpc.ID))))
		}, passing},
		{"a NAT gateway under a condition blocks where it is off", func(n *network) {
			n.endpoint = nil
			n.openWithNAT().Guard = on("Nat")
			for _, node := range n.Nodes() {
				if node.Head().Address == "aws_route.nat" {
					node.Head().Guard = on("Nat")
				}
			}
		}, row + "evidence=lowered: blocked at route when Nat is false [s3_gateway_endpoint_missing aws_vpc.main lowered]"},
		{"different faults in different worlds are different causes of one row", func(n *network) {
			n.endpoint.Guard = on("Endpoint")
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, row + "evidence=full: blocked at route [s3_gateway_endpoint_missing aws_vpc.main lowered] [endpoint_policy_blocks aws_vpc_endpoint.s3 lowered]"},
		{"a policy that depends on a parameter is judged for each of its values", func(n *network) {
			stage := value.Atom{ID: "stage", Name: "Stage", Cases: []string{"dev"}, Open: true}
			n.endpoint.Policy = value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{
				{Guard: value.When(stage, "dev"), Value: policyOf(statement("Allow", "*"))},
				{Guard: value.When(stage, "dev").Not(), Value: policyOf(statement("Allow", "arn:aws:s3:::mine/*"))},
			}}
		}, row + "evidence=lowered: blocked at policy when Stage is not dev [endpoint_policy_blocks aws_vpc_endpoint.s3 lowered]"},
		{"a host of either of two systems has a row of each", func(n *network) {
			old := toggle("Old")
			n.host.Launch.ImageHints = listOf(under(value.When(old, "true"), plain("amzn2-ami-hvm-2.0")), under(value.When(old, "false"), plain("al2023-ami-2023")))
			n.host.Launch.UserData = plain("yum install -y httpd")
		}, "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=required evidence=full: passes when Old is false\n" +
			"aws_instance.app al2 al2_repos/aws_subnet.app internet=none need=required evidence=full: passes when Old is true"},
		{"any of many rules that let out settles the others", func(n *network) {
			for i := range 8 {
				rule := n.egress(fmt.Sprintf("rule[%d]", i), n.group.ID, "-1", 0, 0)
				rule.Guard, rule.CIDRs = on(fmt.Sprint("Rule", i)), texts("0.0.0.0/0")
				n.Add(rule)
			}
		}, passing},
		{"too many conditions leave the path open", func(n *network) {
			var statements []value.Value
			for i := range 8 {
				statements = append(statements, value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{
					{Guard: on(fmt.Sprint("Statement", i)), Value: statement("Deny", fmt.Sprintf("arn:aws:s3:::mine%d/*", i))},
				}})
			}
			n.endpoint.Policy = policyOf(statements...)
		}, "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=undetermined need=required evidence=full: undetermined"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			c.change(n)
			if diff := cmp.Diff(c.want, brief(n.document(t, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACauseHoldsInTheWorldsOfAllItsPaths(t *testing.T) {
	t.Parallel()
	old := toggle("Old")
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"of one path that is there in some worlds", func(n *network) { n.host.Guard = value.When(old, "true") }, "Old is true"},
		{"of two paths that are there in different worlds", func(n *network) {
			n.host.Launch.ImageHints = listOf(under(value.When(old, "true"), plain("amzn2-ami-hvm-2.0")), under(value.When(old, "false"), plain("al2023-ami-2023")))
		}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.endpoint = nil
			c.change(n)
			for id, cause := range n.document(t, Options{}).Causes {
				if cause.When != c.want || cause.Evidence != "lowered" {
					t.Errorf("%s holds when %q with evidence %s, want %q lowered", id, cause.When, cause.Evidence, c.want)
				}
			}
		})
	}
}

func TestConditionsOfACauseAreJoined(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when       string
		conditions []string
		want       string
	}{
		{"", []string{"", "a has instances"}, ""},
		{"", []string{"a has instances", "b has instances"}, "a has instances or b has instances"},
		{"Old is true", []string{"a has instances", "b has instances"}, "Old is true and (a has instances or b has instances)"},
		{"Old is true", nil, "Old is true"},
		{"", []string{"a has instances", "b", "c", "d", "e"}, "a has instances or any of 4 more"},
	} {
		if got := both(c.when, anyOf(c.conditions)); got != c.want {
			t.Errorf("%q with %q: got %q, want %q", c.when, c.conditions, got, c.want)
		}
	}
}

func TestOneCauseGathersItsPaths(t *testing.T) {
	t.Parallel()
	n := base()
	n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
	n.endpoint.Exported = true
	second := *n.host
	second.Origin = n.origin("aws_instance.second")
	second.Launch.UserData = value.AbsentOf[value.Text](source.Range{})
	n.Add(&second)
	d := n.document(t, Options{Component: "net"})
	if len(d.Causes) != 1 {
		t.Fatalf("want one cause, got %d", len(d.Causes))
	}
	for _, cause := range d.Causes {
		got := fmt.Sprintf("%s %v %v %v %v %s %t %d", cause.Kind, cause.Destinations, cause.Hosts, cause.Subnets, cause.OS, cause.Evidence, cause.Blocks, len(cause.Paths))
		want := "endpoint_policy_blocks [al2023_repos] [net#aws_instance.app net#aws_instance.second] [net#aws_subnet.app] [al2023] full true 2"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if d.Range(cause.Element).IsZero() || d.Range(cause.Node).IsZero() {
			t.Errorf("the cause has no place: element %q, node %q", cause.Element, cause.Node)
		}
	}
}

func TestWhatIsDeclaredElsewhereIsSettledByJudgingBothTogether(t *testing.T) {
	t.Parallel()
	const alone = ": an id alone does not tell what is attached to it"
	cases := map[string]struct{ reason, want value.Reason }{
		"a variable names it":  {value.Reason{Settle: "pass --var subnet=…", Key: "var.subnet"}, value.Reason{Settle: "scan a configuration that declares it and calls this one as a module" + alone, Key: "var.subnet"}},
		"a parameter names it": {value.Reason{Settle: "pass --parameter Subnet=…", Key: "param:Subnet"}, value.Reason{Settle: "scan a stack that declares it and nests this one" + alone, Key: "param:Subnet"}},
		"a data source finds it": {
			value.Reason{Settle: "declare what it finds in the same configuration, or take it from a variable and pass --var"},
			value.Reason{Settle: "refer to the resource itself, in the configuration that declares it" + alone},
		},
		"a variable says how many there are": {value.Reason{Settle: "pass --var cidrs=…"}, value.Reason{Settle: "pass --var cidrs=…"}},
		"nothing is said of it":              {value.Reason{}, value.Reason{Settle: "refer to what declares it, and scan both together" + alone}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, outOfView(c.reason)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPassingPathNamesRuleTableAndStatement(t *testing.T) {
	t.Parallel()
	n := base()
	n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::al2023-repos-*/*", "Sid", lit("Repositories")))
	d := n.document(t, Options{})
	for _, path := range d.Paths {
		for _, name := range []string{"aws_security_group.app egress[0]", "aws_route_table.app", "aws_vpc_endpoint.s3", "Repositories"} {
			if !strings.Contains(path.Reason, name) {
				t.Errorf("reason %q does not name %s", path.Reason, name)
			}
		}
	}
}

func TestUndeterminedSaysWhatWouldSettleIt(t *testing.T) {
	t.Parallel()
	n := base()
	n.endpoint, n.vpc = nil, nil
	n.subnet.VPC, n.table.VPC, n.group.VPC = elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc")
	for _, path := range n.document(t, Options{}).Paths {
		got := path.Reason + "; " + path.Settle
		want := "an S3 gateway endpoint may be attached to route table \"aws_route_table.app\" elsewhere: variable var.vpc has no value; " +
			"scan a configuration that declares it and calls this one as a module: an id alone does not tell what is attached to it"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestConfiguredRegionCounts(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"eu-west-1": "passes", "us-east-1": "blocked", "": "undetermined"} {
		n := base()
		n.endpoint.Service = plain("com.amazonaws.eu-west-1.s3")
		for _, path := range n.document(t, Options{Region: region}).Paths {
			if path.Verdict != want {
				t.Errorf("region %q: want %s, got %s", region, want, path.Verdict)
			}
		}
	}
}

func TestAnotherComponentsEndpointLeavesAnAbsenceOpen(t *testing.T) {
	t.Parallel()
	n := base()
	n.endpoint = nil
	d := n.document(t, Options{Elsewhere: &value.Reason{Text: "endpoint x lists tables that are not known"}, Destinations: destination.Default()})
	if diff := cmp.Diff(openPath("none"), brief(d)); diff != "" {
		t.Error(diff)
	}
}

func TestTheConfigurationSaysWhatAHostNeeds(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"aws_instance.*": "aws_instance.app al2023 windows_downloads/aws_subnet.app internet=none need=expected evidence=expected: passes",
		"aws_instance.b": "",
	} {
		windows, _ := destination.Find("windows_downloads")
		needs := []destination.HostNeed{{Address: address, Destinations: []string{"windows_downloads"}, Need: destination.Expected}}
		got := brief(base().document(t, Options{Destinations: []destination.Destination{windows}, Needs: needs}))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", address, diff)
		}
	}
}
