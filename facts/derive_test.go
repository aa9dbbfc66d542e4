package facts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// brief writes a document's paths and causes one per line, for literal expectations.
func brief(d *Document) string {
	var lines []string
	for _, key := range sortedKeys(d.Paths) {
		p := d.Paths[key]
		line := fmt.Sprintf("%s %s %s/%s internet=%s need=%s evidence=%s: %s", p.Address, p.OS, p.Destination, p.Subnet, p.InternetPath, p.Need, p.Evidence, p.Verdict)
		if p.Hop != "" {
			line += " at " + p.Hop
		}
		if p.When != "" {
			line += " when " + p.When
		}
		for _, cause := range p.Causes {
			c := d.Causes[cause]
			line += fmt.Sprintf(" [%s %s %s]", c.Kind, c.Address, c.Evidence)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const passing = "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=required evidence=full: passes"

func blockedAt(hop, cause string) string {
	return "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=none need=required evidence=full: blocked at " + hop + " [" + cause + " full]"
}

func openPath(internet string) string {
	return "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=" + internet + " need=required evidence=full: undetermined"
}

func TestOneChangeToAPassingNetwork(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"nothing changed passes", func(*network) {}, passing},
		{"no endpoint is a fault of the VPC", func(n *network) { n.endpoint = nil },
			blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"an endpoint on no table is a fault of the endpoint", func(n *network) { n.endpoint.RouteTables = noRefs[graph.RouteTable]() },
			blockedAt("route", "s3_gateway_endpoint_unattached aws_vpc_endpoint.s3")},
		{"an endpoint on another table is a fault of the endpoint", func(n *network) {
			n.endpoint.RouteTables = refs(to[graph.RouteTable](graph.MainRouteTableID(n.vpc.ID)))
		}, blockedAt("route", "s3_gateway_endpoint_table_missing aws_vpc_endpoint.s3")},
		{"an association attaches the endpoint too", func(n *network) {
			n.endpoint.RouteTables = noRefs[graph.RouteTable]()
			n.Add(&graph.EndpointAssociation{Origin: n.origin("a"), Endpoint: to[graph.Endpoint](n.endpoint.ID), Table: to[graph.RouteTable](n.table.ID),
				Subnet: graph.Nowhere[graph.Subnet](), Group: graph.Nowhere[graph.SecurityGroup]()})
		}, passing},
		{"a subnet without association uses the main table, where the endpoint is not", func(n *network) { n.association = nil },
			blockedAt("route", "s3_gateway_endpoint_table_missing aws_vpc_endpoint.s3")},
		{"a main association makes the table the subnet's", func(n *network) {
			n.association.Main, n.association.VPC, n.association.Subnet = true, to[graph.VPC](n.vpc.ID), graph.Nowhere[graph.Subnet]()
		}, passing},
		{"a DynamoDB endpoint is no S3 endpoint", func(n *network) { n.endpoint.Service = symbolic("com.amazonaws.", value.Region, ".dynamodb") },
			blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"an interface endpoint has no route", func(n *network) { n.endpoint.EndpointType = known(graph.InterfaceEndpoint) },
			blockedAt("route", "s3_interface_endpoint_only aws_vpc_endpoint.s3")},
		{"another region's endpoint does not count", func(n *network) {
			n.endpoint.Service = plain("com.amazonaws.eu-west-1.s3")
			n.subnet.AvailabilityZone = plain("us-east-1a")
		}, blockedAt("route", "s3_gateway_endpoint_wrong_region aws_vpc_endpoint.s3")},
		{"a literal region beside an unknown one leaves the path open", func(n *network) { n.endpoint.Service = plain("com.amazonaws.eu-west-1.s3") },
			openPath("none")},
		{"a literal region that another endpoint confirms counts", func(n *network) {
			n.endpoint.Service = plain("com.amazonaws.eu-west-1.s3")
			ssm := n.s3("aws_vpc_endpoint.ssm")
			ssm.EndpointType, ssm.Service = known(graph.InterfaceEndpoint), plain("com.amazonaws.eu-west-1.ssm")
			n.Add(ssm)
		}, passing},
		{"a VPC from a variable leaves an absence open", func(n *network) {
			n.endpoint, n.vpc = nil, nil
			n.subnet.VPC, n.table.VPC, n.group.VPC = elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc")
		}, openPath("none")},
		{"a VPC handed to something unreadable leaves an absence open", func(n *network) {
			n.endpoint = nil
			n.vpc.Escapes = &value.Reason{Text: "module net is not installed", Settle: "run terraform init"}
		}, openPath("none")},
		{"an endpoint whose tables are not known leaves an absence open", func(n *network) {
			n.endpoint.RouteTables = noRefs[graph.RouteTable]()
			n.endpoint.RouteTables.More = []value.Alternative[value.Reason]{{Value: value.Reason{Text: "variable tables has no value"}}}
		}, openPath("none")},
		{"an endpoint with a table from a variable leaves an absence open", func(n *network) {
			n.endpoint.RouteTables = refs(elsewhere[graph.RouteTable]("var.table"))
		}, openPath("none")},
		{"an endpoint of unknown count leaves its route open", func(n *network) {
			n.endpoint.Symbolic = &value.Reason{Text: "variable n has no value"}
		}, openPath("none")},
		{"a policy that asks for the caller blocks", func(n *network) {
			n.endpoint.Policy = policyOf(statement("Allow", "*", "Condition", object("StringEquals", object("aws:PrincipalAccount", lit("123456789012")))))
		}, blockedAt("policy", "endpoint_policy_blocks aws_vpc_endpoint.s3")},
		{"a second statement for the repositories lets them through", func(n *network) {
			n.endpoint.Policy = policyOf(
				statement("Allow", "*", "Condition", object("StringEquals", object("aws:PrincipalAccount", lit("123456789012")))),
				statement("Allow", "arn:aws:s3:::al2023-repos-*/*"))
		}, passing},
		{"a policy out of view leaves the path open", func(n *network) {
			n.endpoint.Policy = value.OfReason(value.Reason{Text: "variable policy has no value"}, source.Range{})
		}, openPath("none")},
		{"a policy of its own replaces the inline one", func(n *network) {
			n.Add(&graph.EndpointPolicy{Origin: n.origin("p"), Endpoint: to[graph.Endpoint](n.endpoint.ID), Policy: policyOf(statement("Allow", "arn:aws:s3:::mine/*"))})
		}, blockedAt("policy", "endpoint_policy_blocks aws_vpc_endpoint.s3")},
		{"a refusing policy on the host's own table blocks though the VPC is unknown", func(n *network) {
			n.vpc = nil
			n.subnet.VPC, n.table.VPC, n.group.VPC, n.endpoint.VPC = elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc"), elsewhere[graph.VPC]("var.vpc")
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, blockedAt("policy", "endpoint_policy_blocks aws_vpc_endpoint.s3")},
		{"two faults have two causes, and the first hop names the path's", func(n *network) {
			n.rule = nil
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, blockedAt("egress", "egress_https_missing aws_security_group.app") + " [endpoint_policy_blocks aws_vpc_endpoint.s3 full]"},
		{"DNS support off blocks", func(n *network) { n.vpc.DNSSupport = known(false) },
			blockedAt("dns", "vpc_dns_disabled aws_vpc.main")},
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

func TestEgressToS3(t *testing.T) {
	t.Parallel()
	const closed = "egress_https_missing aws_security_group.app"
	inline := func(n *network, protocol string, from, to int, blocks ...string) {
		n.rule = n.egress("aws_security_group.app egress[0]", n.group.ID, protocol, from, to)
		n.rule.Inline, n.rule.CIDRs = true, texts(blocks...)
	}
	advised := passing + " [egress_http_missing aws_security_group.app full]"
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"no rules in Terraform let nothing out", func(n *network) { n.rule = nil }, blockedAt("egress", closed)},
		{"no rules in CloudFormation let everything out", func(n *network) {
			n.rule, n.group.ImplicitEgress, n.group.InlineEgress = nil, true, value.Never()
		}, passing},
		{"an empty inline list in CloudFormation lets nothing out", func(n *network) { n.rule, n.group.ImplicitEgress = nil, true }, blockedAt("egress", closed)},
		{"a rule of its own strips CloudFormation's allow-all", func(n *network) {
			n.group.ImplicitEgress, n.group.InlineEgress = true, value.Never()
			n.rule.Inline, n.rule.CIDRs = false, texts("10.0.0.0/16")
		}, blockedAt("egress", closed)},
		{"an inline allow-all beside a rule of its own is open", func(n *network) {
			n.group.ImplicitEgress = true
			alone := n.egress("alone", n.group.ID, "tcp", 443, 443)
			alone.CIDRs = texts("10.0.0.0/16")
			n.Add(alone)
		}, openPath("none")},
		{"a rule of its own that covers S3 counts whatever happens to the inline one", func(n *network) {
			n.group.ImplicitEgress = true
			alone := n.egress("alone", n.group.ID, "tcp", 80, 443)
			alone.CIDRs = texts("0.0.0.0/0")
			n.Add(alone)
		}, passing},
		{"a rule of its own does not last beside a list that Terraform keeps", func(n *network) {
			inline(n, "tcp", 5432, 5432, "10.0.0.0/8")
			alone := n.egress("alone", n.group.ID, "tcp", 80, 443)
			alone.CIDRs = texts("0.0.0.0/0")
			n.Add(alone)
		}, openPath("none")},
		{"CDK's placeholder reaches nothing", func(n *network) { inline(n, "icmp", 252, 86, "255.255.255.255/32") }, blockedAt("egress", closed)},
		{"port 443 alone passes with a word about 80", func(n *network) { inline(n, "tcp", 443, 443, "0.0.0.0/0") }, advised},
		{"port 80 alone blocks", func(n *network) { inline(n, "tcp", 80, 80, "0.0.0.0/0") }, blockedAt("egress", closed)},
		{"all TCP ports pass", func(n *network) { inline(n, "6", 0, 65535, "0.0.0.0/0") }, passing},
		{"UDP does not help", func(n *network) { inline(n, "udp", 443, 443, "0.0.0.0/0") }, blockedAt("egress", closed)},
		{"both halves of the address space are all of it", func(n *network) { inline(n, "-1", 0, 0, "0.0.0.0/1", "128.0.0.0/1") }, passing},
		{"one half leaves it open", func(n *network) { inline(n, "-1", 0, 0, "0.0.0.0/1") }, openPath("none")},
		{"a narrower public block leaves it open", func(n *network) { inline(n, "-1", 0, 0, "52.216.0.0/15") }, openPath("none")},
		{"the VPC's own range does not help", func(n *network) { inline(n, "-1", 0, 0, "10.0.0.0/16") }, blockedAt("egress", closed)},
		{"shared address space does not help", func(n *network) { inline(n, "-1", 0, 0, "100.64.0.0/10") }, blockedAt("egress", closed)},
		{"IPv6 does not help a subnet without it", func(n *network) { inline(n, "-1", 0, 0, "::/0") }, blockedAt("egress", closed)},
		{"a block from a variable leaves it open", func(n *network) {
			n.rule.CIDRs = listOf(unknownOf[value.Text]("cidr"))
		}, openPath("none")},
		{"a group as peer does not help", func(n *network) {
			n.rule.CIDRs, n.rule.Groups = texts(), refs(to[graph.SecurityGroup](n.group.ID))
		}, blockedAt("egress", closed)},
		{"the endpoint's prefix list helps", func(n *network) {
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(to[graph.PrefixList](graph.PrefixListOfEndpoint(n.endpoint.ID)))
		}, passing},
		{"S3's list by its name helps", func(n *network) {
			n.Add(&graph.PrefixList{Origin: n.origin("data.s3"), ServiceName: symbolic("com.amazonaws.", value.Region, ".s3")})
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(to[graph.PrefixList](id("data.s3")))
		}, passing},
		{"a customer's list counts by its entries", func(n *network) {
			n.Add(&graph.PrefixList{Origin: n.origin("mine"), ServiceName: value.AbsentOf[value.Text](source.Range{}), Entries: texts("10.0.0.0/8", "0.0.0.0/0")})
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(to[graph.PrefixList](id("mine")))
		}, passing},
		{"a literal list id with an unknown region leaves it open", func(n *network) {
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(elsewhere[graph.PrefixList]("pl-63a5400a"))
		}, openPath("none")},
		{"a literal list id of the region helps", func(n *network) {
			n.subnet.AvailabilityZone = plain("us-east-1b")
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(elsewhere[graph.PrefixList]("pl-63a5400a"))
		}, passing},
		{"DynamoDB's list of the region, which is S3's elsewhere, does not help", func(n *network) {
			n.subnet.AvailabilityZone = plain("ap-northeast-1a")
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(elsewhere[graph.PrefixList]("pl-78a54011"))
		}, blockedAt("egress", "egress_prefix_list_wrong aws_security_group.app")},
		{"a group from a variable leaves it open", func(n *network) {
			n.rule = nil
			n.host.Launch.Groups = refs(elsewhere[graph.SecurityGroup]("var.group"))
		}, openPath("none")},
		{"a group from a variable beside one that lets out passes", func(n *network) {
			n.host.Launch.Groups = refs(elsewhere[graph.SecurityGroup]("var.group"), to[graph.SecurityGroup](n.group.ID))
		}, passing},
		{"groups add up", func(n *network) {
			inline(n, "tcp", 443, 443, "0.0.0.0/0")
			n.Add(&graph.SecurityGroup{Origin: n.origin("second")})
			second := n.egress("second egress", id("second"), "tcp", 80, 80)
			second.CIDRs = texts("0.0.0.0/0")
			n.Add(second)
			n.host.Launch.Groups = refs(to[graph.SecurityGroup](n.group.ID), to[graph.SecurityGroup](id("second")))
		}, passing},
		{"no groups mean the VPC's default group", func(n *network) { n.host.Launch.Groups = noRefs[graph.SecurityGroup]() }, passing},
		{"a default group adopted without rules lets nothing out", func(n *network) {
			n.host.Launch.Groups = noRefs[graph.SecurityGroup]()
			adopted := &graph.SecurityGroup{Origin: n.origin("aws_default_security_group.main"), VPC: to[graph.VPC](n.vpc.ID), Default: true}
			adopted.ID = graph.DefaultSecurityGroupID(n.vpc.ID)
			n.Add(adopted)
		}, blockedAt("egress", "egress_https_missing aws_default_security_group.main")},
		{"an unreadable egress list leaves it open", func(n *network) {
			n.rule = nil
			n.group.MoreEgress = &value.Reason{Text: "variable rules has no value"}
		}, openPath("none")},
		{"Amazon Linux 1 needs port 80", func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts("amzn-ami-hvm-2018.03"), value.AbsentOf[value.Text](source.Range{})
			inline(n, "tcp", 443, 443, "0.0.0.0/0")
		}, "aws_instance.app al1 al1_repos/aws_subnet.app internet=none need=required evidence=full: blocked at egress [egress_http_missing aws_security_group.app full]"},
		{"Amazon Linux 1 lacks port 80 where nobody knows about 443", func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts("amzn-ami-hvm-2018.03"), value.AbsentOf[value.Text](source.Range{})
			inline(n, "tcp", 443, 443, "0.0.0.0/0")
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(elsewhere[graph.PrefixList]("PrefixListID"))
		}, "aws_instance.app al1 al1_repos/aws_subnet.app internet=none need=required evidence=full: blocked at egress [egress_http_missing aws_security_group.app full]"},
		{"Amazon Linux 1 without any egress lacks 443 only", func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts("amzn-ami-hvm-2018.03"), value.AbsentOf[value.Text](source.Range{})
			n.rule = nil
		}, "aws_instance.app al1 al1_repos/aws_subnet.app internet=none need=required evidence=full: blocked at egress [egress_https_missing aws_security_group.app full]"},
		{"Amazon Linux 1 passes with port 80", func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts("amzn-ami-hvm-2018.03"), value.AbsentOf[value.Text](source.Range{})
			inline(n, "tcp", 80, 80, "0.0.0.0/0")
		}, "aws_instance.app al1 al1_repos/aws_subnet.app internet=none need=required evidence=full: passes"},
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

func TestInternetPath(t *testing.T) {
	t.Parallel()
	verdictOf := func(internet, verdict string) string {
		return "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=" + internet + " need=required evidence=full: " + verdict
	}
	missing := verdictOf("none", "blocked at route [s3_gateway_endpoint_missing aws_vpc.main full]")
	igw := func(n *network) {
		n.Add(&graph.Gateway{Origin: n.origin("igw"), GatewayKind: graph.InternetGateway, VPCs: refs(to[graph.VPC](n.vpc.ID))})
		n.route("aws_route.default", n.table.ID, "0.0.0.0/0", graph.TargetGateway, id("igw"))
	}
	six := func(n *network) {
		n.subnet.IPv6CIDR, n.subnet.AssignIPv6 = plain("2600:1f00::/64"), known(true)
		n.route("aws_route.v6", n.table.ID, "::/0", graph.TargetEgressOnlyInternetGateway, graph.ExternalID("eigw-1"))
	}
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"a NAT gateway opens the subnet", func(n *network) { n.openWithNAT() }, verdictOf("nat", "passes")},
		{"a private NAT gateway is a dead end", func(n *network) { n.openWithNAT().Private = known(true) },
			verdictOf("none", "blocked at route [nat_gateway_dead_end aws_nat_gateway.main full]")},
		{"a NAT gateway in a closed subnet is a dead end", func(n *network) { n.openWithNAT().Subnet = to[graph.Subnet](n.subnet.ID) },
			verdictOf("none", "blocked at route [nat_gateway_dead_end aws_nat_gateway.main full]")},
		{"a NAT gateway from a variable leaves it open", func(n *network) {
			n.route("aws_route.nat", n.table.ID, "0.0.0.0/0", graph.TargetNATGateway, graph.ExternalID("var.nat"))
		}, verdictOf("undetermined", "undetermined")},
		{"a regional NAT gateway opens a VPC with an internet gateway", func(n *network) {
			nat := n.openWithNAT()
			nat.Regional, nat.VPC, nat.Subnet = known(true), to[graph.VPC](n.vpc.ID), graph.Nowhere[graph.Subnet]()
		}, verdictOf("nat", "passes")},
		{"an internet gateway opens for a host with a public address", func(n *network) { igw(n); n.host.Launch.PublicIP = known(true) },
			verdictOf("internet_gateway", "passes")},
		{"an internet gateway opens in a subnet that gives public addresses", func(n *network) { igw(n); n.subnet.MapPublicIP = known(true) },
			verdictOf("internet_gateway", "passes")},
		{"an internet gateway carries nothing for a host without a public address", igw, missing},
		{"the host's own setting beats the subnet's", func(n *network) {
			igw(n)
			n.subnet.MapPublicIP, n.host.Launch.PublicIP = known(true), known(false)
		}, missing},
		{"a host handed to something unreadable may get an address there", func(n *network) {
			igw(n)
			n.host.Escapes = &value.Reason{Text: "module eip is not installed", Settle: "run terraform init"}
		}, verdictOf("undetermined", "undetermined")},
		{"a host handed to something unreadable is closed where no route leads out", func(n *network) {
			n.host.Escapes = &value.Reason{Text: "module eip is not installed", Settle: "run terraform init"}
		}, missing},
		{"an unknown setting leaves it open", func(n *network) { igw(n); n.host.Launch.PublicIP = unknownOf[bool]("public") },
			verdictOf("undetermined", "undetermined")},
		{"split default routes are a default route", func(n *network) {
			n.openWithNAT()
			n.route("aws_route.low", n.table.ID, "0.0.0.0/1", graph.TargetPeering, graph.ExternalID("pcx-1"))
			n.route("aws_route.high", n.table.ID, "128.0.0.0/1", graph.TargetPeering, graph.ExternalID("pcx-1"))
		}, missing},
		{"a private range to a transit gateway says nothing about S3", func(n *network) {
			n.route("aws_route.tgw", n.table.ID, "10.0.0.0/8", graph.TargetTransitGateway, graph.ExternalID("tgw-1"))
		}, missing},
		{"a default route to a transit gateway leaves it open", func(n *network) {
			n.route("aws_route.tgw", n.table.ID, "0.0.0.0/0", graph.TargetTransitGateway, graph.ExternalID("tgw-1"))
		}, verdictOf("undetermined", "undetermined")},
		{"a default route to a peering connection leads nowhere", func(n *network) {
			n.route("aws_route.peer", n.table.ID, "0.0.0.0/0", graph.TargetPeering, graph.ExternalID("pcx-1"))
		}, missing},
		{"a NAT instance leaves it open", func(n *network) {
			n.route("aws_route.instance", n.table.ID, "0.0.0.0/0", graph.TargetInstance, id("aws_instance.nat"))
		}, verdictOf("undetermined", "undetermined")},
		{"propagated routes leave it open", func(n *network) { n.table.Propagating = refs(elsewhere[graph.Gateway]("vgw-0123456789")) },
			verdictOf("undetermined", "undetermined")},
		{"routes that cannot be read leave it open", func(n *network) { n.table.MoreRoutes = &value.Reason{Text: "variable routes has no value"} },
			verdictOf("undetermined", "undetermined")},
		{"a table from a variable leaves it open", func(n *network) {
			n.association.Table = elsewhere[graph.RouteTable]("var.table")
		}, verdictOf("undetermined", "undetermined")},
		{"a default VPC has an internet route and public addresses", func(n *network) {
			n.vpc.Default, n.association, n.table = true, nil, nil
			n.subnet.Default = true
		}, verdictOf("internet_gateway", "passes")},
		{"an egress-only gateway opens by IPv6", func(n *network) {
			n.subnet.IPv6CIDR, n.subnet.AssignIPv6 = plain("2600:1f00::/64"), known(true)
			n.route("aws_route.v6", n.table.ID, "::/0", graph.TargetEgressOnlyInternetGateway, graph.ExternalID("eigw-1"))
			n.rule.CIDRs = texts("::/0")
		}, verdictOf("internet_gateway", "passes")},
		{"IPv4 egress where only IPv6 leads out lacks the route of IPv4", func(n *network) { six(n) }, missing},
		{"no egress where only IPv6 leads out lacks egress", func(n *network) {
			six(n)
			n.rule = nil
		}, verdictOf("internet_gateway", "blocked at egress [egress_https_missing aws_security_group.app full]")},
		{"a network ACL without IPv6 where only IPv6 leads out leaves the route of IPv4 missing", func(n *network) {
			six(n)
			n.rule.CIDRs = texts("0.0.0.0/0", "::/0")
			n.Add(&graph.NetworkACL{Origin: n.origin("acl"), Subnets: refs(to[graph.Subnet](n.subnet.ID))})
			for _, egress := range []bool{true, false} {
				n.Add(&graph.NetworkACLEntry{
					Origin: n.origin(fmt.Sprint("entry.", egress)), ACL: to[graph.NetworkACL](id("acl")), Egress: known(egress), Number: known(100), Allow: known(true),
					Protocol: plain("-1"), CIDR: plain("0.0.0.0/0"), FromPort: value.AbsentOf[int](source.Range{}), ToPort: value.AbsentOf[int](source.Range{}),
				})
			}
		}, missing},
		{"IPv6 that no group lets out does not soften a refusing policy", func(n *network) {
			six(n)
			n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, verdictOf("none", "blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.s3 full]")},
		{"a refusing policy leaves it open where IPv6 passes the endpoint by", func(n *network) {
			n.subnet.IPv6CIDR, n.subnet.AssignIPv6 = plain("2600:1f00::/64"), known(true)
			n.route("aws_route.v6", n.table.ID, "::/0", graph.TargetEgressOnlyInternetGateway, graph.ExternalID("eigw-1"))
			n.rule.CIDRs = texts("0.0.0.0/0", "::/0")
			n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, verdictOf("internet_gateway", "undetermined")},
		{"a refusing policy blocks behind a NAT gateway too", func(n *network) {
			n.openWithNAT()
			n.endpoint = n.s3("aws_vpc_endpoint.s3", n.table.ID)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
		}, verdictOf("nat", "blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.s3 full]")},
		{"a NAT gateway of unknown count leaves it open", func(n *network) {
			n.openWithNAT().Symbolic = &value.Reason{Text: "variable n has no value"}
		}, verdictOf("undetermined", "undetermined")},
		{"a NAT gateway behind a firewall endpoint opens the subnet", func(n *network) {
			nat := n.openWithNAT()
			inner := &graph.Subnet{Origin: n.origin("aws_subnet.inner"), VPC: to[graph.VPC](n.vpc.ID)}
			table := &graph.RouteTable{Origin: n.origin("aws_route_table.inner"), VPC: to[graph.VPC](n.vpc.ID)}
			firewall := n.s3("aws_vpc_endpoint.firewall")
			firewall.EndpointType, firewall.Subnets = known(graph.GatewayLoadBalancerEndpoint), refs(to[graph.Subnet](id("aws_subnet.public")))
			nat.Subnet = to[graph.Subnet](inner.ID)
			for _, node := range []graph.Node{inner, table, firewall, &graph.RouteTableAssociation{
				Origin: n.origin("aws_route_table_association.inner"), Table: to[graph.RouteTable](table.ID), Subnet: to[graph.Subnet](inner.ID),
			}} {
				n.Add(node)
			}
			n.route("aws_route.firewall", table.ID, "0.0.0.0/0", graph.TargetEndpoint, firewall.ID)
		}, verdictOf("nat", "passes")},
		{"a dual-stack interface endpoint leaves it open", func(n *network) {
			n.endpoint = n.s3("aws_vpc_endpoint.s3")
			n.endpoint.EndpointType = known(graph.InterfaceEndpoint)
			n.endpoint.PrivateDNS, n.endpoint.IPAddressType, n.vpc.DNSHostnames = known(true), plain("dualstack"), known(true)
		}, verdictOf("none", "undetermined")},
		{"a default subnet has an internet route though its VPC is not named", func(n *network) {
			n.subnet.Default, n.subnet.VPC, n.association, n.table = true, graph.Nowhere[graph.VPC](), nil, nil
			n.host.Launch.Groups = noRefs[graph.SecurityGroup]()
		}, verdictOf("internet_gateway", "passes")},
		{"a default subnet belongs to the default VPC in view", func(n *network) {
			n.subnet.Default, n.subnet.VPC, n.association, n.table = true, graph.Nowhere[graph.VPC](), nil, nil
			n.vpc.Default = true
			n.host.Launch.Groups = noRefs[graph.SecurityGroup]()
		}, verdictOf("internet_gateway", "passes")},
		{"an unknown destination to a peering connection changes nothing", func(n *network) {
			r := n.route("aws_route.peer", n.table.ID, "", graph.TargetPeering, graph.ExternalID("pcx-1"))
			r.Destination = unknownOf[value.Text]("peer_cidr")
		}, missing},
		{"an unknown destination to a transit gateway leaves it open", func(n *network) {
			r := n.route("aws_route.tgw", n.table.ID, "", graph.TargetTransitGateway, graph.ExternalID("tgw-1"))
			r.Destination = unknownOf[value.Text]("office_cidr")
		}, verdictOf("undetermined", "undetermined")},
		{"a narrower public route that leads elsewhere leaves an open subnet open to doubt", func(n *network) {
			n.openWithNAT()
			n.route("aws_route.tgw", n.table.ID, "52.216.0.0/15", graph.TargetTransitGateway, graph.ExternalID("tgw-1"))
		}, verdictOf("undetermined", "undetermined")},
		{"a proxy in user data leaves it open", func(n *network) {
			n.host.Launch.UserData = plain("export https_proxy=http://10.0.0.9:3128\ndnf install -y httpd\n")
		}, verdictOf("undetermined", "undetermined")},
		{"names that user data changes may be reached", func(n *network) {
			n.host.Launch.UserData = plain("echo > /etc/dnf/vars/dualstack\ndnf install -y httpd\n")
		}, verdictOf("none", "undetermined")},
		{"a comment on them changes nothing", func(n *network) {
			n.host.Launch.UserData = plain("# see /etc/dnf/vars/dualstack\ndnf install -y httpd\n")
		}, missing},
		{"a customer's prefix list is a default route when it holds one", func(n *network) {
			nat := n.openWithNAT()
			n.Add(&graph.PrefixList{Origin: n.origin("mine"), ServiceName: value.AbsentOf[value.Text](source.Range{}), Entries: texts("0.0.0.0/0")})
			r := n.route("aws_route.list", n.table.ID, "", graph.TargetNATGateway, nat.ID)
			r.Destination, r.PrefixList = value.AbsentOf[value.Text](source.Range{}), to[graph.PrefixList](id("mine"))
		}, verdictOf("nat", "passes")},
		{"an instance without a subnet is open, never closed", func(n *network) { n.host.Subnets = noRefs[graph.Subnet]() },
			"aws_instance.app al2023 al2023_repos/ internet=undetermined need=required evidence=full: undetermined"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.endpoint = nil
			c.change(n)
			got := brief(n.document(t, Options{}))
			got = strings.Join(slices.DeleteFunc(strings.Split(got, "\n"), func(line string) bool { return !strings.HasPrefix(line, "aws_instance.app") }), "\n")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An app may set a group's rules on another line than the one that made the group.
func TestAnOverriddenGroupIsReportedWhereItWasOverridden(t *testing.T) {
	t.Parallel()
	at := func(file string, line int) source.Range {
		pos := source.Pos{Byte: line * 100, Line: line, Column: 1}
		return source.Range{File: file, Start: pos, End: pos}
	}
	for name, test := range map[string]struct {
		assigned map[string]source.Range
		want     source.Range
	}{
		"rules set later":        {map[string]source.Range{"SecurityGroupEgress": at("app.ts", 9)}, at("app.ts", 9)},
		"another property later": {map[string]source.Range{"Tags": at("app.ts", 9)}, at("app.ts", 3)},
		"nothing later":          {nil, at("app.ts", 3)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.rule, n.group.InlineEgress = nil, value.Guard{}
			n.group.Dialect, n.group.Range, n.group.Source = source.CDK, at("t.json", 10), at("app.ts", 3)
			n.group.Arguments = map[string]source.Range{"SecurityGroupEgress": at("t.json", 12), "Tags": at("t.json", 14)}
			n.group.Assigned = test.assigned
			document := Derive(n.graph(t), Options{})
			var got []source.Range
			for _, cause := range document.Causes {
				if cause.Kind == CauseEgressHTTPSMissing {
					got = append(got, document.WrittenAt(cause.Element))
				}
			}
			if diff := cmp.Diff([]source.Range{test.want}, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
