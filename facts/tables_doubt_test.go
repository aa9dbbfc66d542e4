package facts

import (
	"fmt"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// quietTown has a VPC, a subnet, a table, a group and a gateway endpoint, and nothing between them.
func quietTown() *town {
	b := &town{}
	b.Add(&graph.VPC{Origin: b.origin("vpc")})
	b.Add(&graph.Subnet{Origin: b.origin("subnet"), VPC: node[graph.VPC]("vpc")})
	b.Add(&graph.RouteTable{Origin: b.origin("table"), VPC: node[graph.VPC]("vpc")})
	b.Add(&graph.SecurityGroup{Origin: b.origin("group"), VPC: node[graph.VPC]("vpc"), ImplicitEgress: true, InlineEgress: value.Never()})
	b.Add(&graph.Endpoint{Origin: b.origin("s3"), VPC: node[graph.VPC]("vpc"), EndpointType: certain(graph.GatewayEndpoint)})
	return b
}

func (b *town) sometimes(address string) graph.Origin {
	origin := b.origin(address)
	origin.Guard = value.When(fork, "x")
	return origin
}

func TestRowsAdmitDoubt(t *testing.T) {
	t.Parallel()
	table := node[graph.RouteTable]("table")
	noSubnet, noGroup := graph.Nowhere[graph.Subnet](), graph.Nowhere[graph.SecurityGroup]()
	vagueSubnet := graph.Ref[graph.Subnet]{Of: unset[graph.ID]("var.subnet is not set")}
	cases := []struct {
		name  string
		build func(*town)
		see   func(*Document) string
		want  string
	}{
		{
			"a table made main is the subnet's", func(b *town) {
				b.Add(&graph.RouteTableAssociation{Origin: b.origin("main"), Main: true, VPC: node[graph.VPC]("vpc"), Table: table})
			}, seeTable, "town#table",
		},
		{
			"a table made main under a condition may be the subnet's", func(b *town) {
				b.Add(&graph.RouteTableAssociation{Origin: b.sometimes("main"), Main: true, VPC: node[graph.VPC]("vpc"), Table: table})
			}, seeTable, "undetermined: main may decide it",
		},
		{
			"an association of an unknown subnet may be the subnet's", func(b *town) {
				b.Add(&graph.RouteTableAssociation{Origin: b.origin("a"), Subnet: vagueSubnet, Table: table})
			}, seeTable, "undetermined: a may decide it: var.subnet is not set",
		},
		{
			"two associations that disagree", func(b *town) {
				b.Add(&graph.RouteTableAssociation{Origin: b.origin("a"), Subnet: node[graph.Subnet]("subnet"), Table: table})
				b.Add(&graph.RouteTableAssociation{Origin: b.origin("b"), Subnet: node[graph.Subnet]("subnet"), Table: node[graph.RouteTable]("other")})
			}, seeTable, "undetermined: several associations name it",
		},
		{
			"a network ACL with an unknown subnet may be the subnet's", func(b *town) {
				b.Add(&graph.NetworkACL{Origin: b.origin("acl"), Subnets: graph.Refs[graph.Subnet]{ListOf: value.ListOf[graph.ID]{More: []value.Alternative[value.Reason]{{Value: value.Reason{Text: "var.subnets is not set"}}}}}})
			}, func(d *Document) string {
				subnet := d.Subnets["town#subnet"]
				return subnet.NetworkACL + ": " + subnet.Unknown["network_acl"]
			}, "undetermined: var.subnets is not set",
		},
		{"an endpoint without a policy gives full access", func(*town) {}, seePolicy, ""},
		{
			"a policy under a condition may be the endpoint's", func(b *town) {
				b.Add(&graph.EndpointPolicy{Origin: b.sometimes("policy"), Endpoint: node[graph.Endpoint]("s3")})
			}, seePolicy, "undetermined: it depends on which of the policies declared for it counts",
		},
		{
			"an association under a condition may add a table", func(b *town) {
				b.Add(&graph.EndpointAssociation{Origin: b.sometimes("a"), Endpoint: node[graph.Endpoint]("s3"), Table: table, Subnet: noSubnet, Group: noGroup})
			}, seeTables, "[] false a may add to it",
		},
		{
			"a table that is not known may be one more", func(b *town) {
				b.Add(&graph.EndpointAssociation{Origin: b.origin("a"), Endpoint: node[graph.Endpoint]("s3"), Table: graph.Ref[graph.RouteTable]{Of: unset[graph.ID]("var.table is not set")}, Subnet: noSubnet, Group: noGroup})
			}, seeTables, "[] false var.table is not set",
		},
		{
			"a rule of an unknown group may be the group's", func(b *town) {
				b.Add(&graph.SecurityGroupRule{Origin: b.origin("rule"), Egress: true, Group: graph.Ref[graph.SecurityGroup]{Of: unset[graph.ID]("var.group is not set")}})
			}, seeEgress, "undetermined [] false var.group is not set",
		},
		{
			"a rule of one group or another may be the group's", func(b *town) {
				b.Add(&graph.SecurityGroupRule{Origin: b.origin("rule"), Egress: true, Group: graph.Ref[graph.SecurityGroup]{Of: split(townID("group"), townID("other"))}})
			}, seeEgress, "undetermined [] false it depends on whether fork is y",
		},
		{
			"a rule of its own takes AWS's rule away", func(b *town) {
				b.Add(&graph.SecurityGroupRule{Origin: b.origin("rule"), Egress: true, Group: node[graph.SecurityGroup]("group")})
			}, seeEgress, "false [town#rule] true ",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := quietTown()
			c.build(b)
			doc := b.rowsOf(t)
			if got := c.see(doc); got != c.want {
				t.Errorf("row says %q, want %q", got, c.want)
			}
			if err := validate(t, doc); err != nil {
				t.Error(err)
			}
		})
	}
}

// withReason is a field and why it is undetermined.
func withReason(row Row, field, shown string) string {
	if reason := row.Unknown[field]; reason != "" {
		return shown + ": " + reason
	}
	return shown
}

func seeTable(d *Document) string {
	row := d.Subnets["town#subnet"]
	return withReason(row.Row, "route_table", row.RouteTable)
}

func seePolicy(d *Document) string {
	row := d.GatewayEndpoints["town#s3"]
	return withReason(row.Row, "policy", row.Policy)
}

func seeTables(d *Document) string {
	row := d.GatewayEndpoints["town#s3"]
	return fmt.Sprint(row.RouteTables, row.RouteTablesComplete, " ", row.Unknown["route_tables"])
}

func seeEgress(d *Document) string {
	row := d.SecurityGroups["town#group"]
	return fmt.Sprint(row.ImplicitEgress, " ", row.EgressRules, row.EgressComplete, " ", row.Unknown["egress_rules"])
}

func TestRowsOfHostsAdmitDoubt(t *testing.T) {
	t.Parallel()
	b := &town{}
	for _, image := range []string{"ami-1", "ami-2"} {
		b.Add(&graph.LaunchTemplate{Origin: b.origin(image), Launch: graph.Launch{
			Image: certain(value.Literal(image)), PublicIP: certain(true), Groups: nodes[graph.SecurityGroup]("group"),
			Profile: graph.To[graph.InstanceProfile](graph.ExternalID("web"), source.Range{}),
		}})
	}
	var many []value.Of[value.Text]
	for i := range 7 {
		atom := value.Atom{ID: fmt.Sprint("atom", i), Name: fmt.Sprint("atom", i), Cases: []string{"x", "y"}}
		many = append(many, value.OfFacts([]value.Alternative[value.Fact[value.Text]]{{Guard: value.When(atom, "x"), Value: value.Fact[value.Text]{State: value.Known, Value: value.Literal("amzn2-ami-*")}}}))
	}
	b.Add(&graph.Host{Origin: b.origin("fleet"), HostKind: graph.Fleet, Templates: nodes[graph.LaunchTemplate]("ami-1", "ami-2")})
	b.Add(&graph.Host{Origin: b.origin("crowd"), Launch: graph.Launch{ImageHints: value.ListOf[value.Text]{Items: many}}})
	doc := b.rowsOf(t)
	fleet := doc.Hosts["town#fleet"]
	for field, want := range map[string]string{"image": "the host's launch templates differ in it", "role": `external:web is declared nowhere in the files read`} {
		if got := fleet.Unknown[field]; got != want {
			t.Errorf("%s is unknown because %q, want %q", field, got, want)
		}
	}
	if fleet.PublicIP != "true" || fleet.InstanceProfile != "external:web" || len(fleet.SecurityGroups) != 1 {
		t.Errorf("what the templates agree on is %+v", fleet)
	}
	if crowd := doc.Hosts["town#crowd"]; crowd.OS != "undetermined" || crowd.Kind != "undetermined" {
		t.Errorf("the host with too many conditions is %+v", crowd)
	}
	if err := validate(t, doc); err != nil {
		t.Error(err)
	}
}

// What a template that is not in view states is nowhere: it is not "nothing".
func TestRowsOfHostsAdmitThatATemplateIsNotInView(t *testing.T) {
	t.Parallel()
	b := &town{}
	vague := graph.Refs[graph.LaunchTemplate]{ListOf: value.ListOf[graph.ID]{Items: []value.Of[graph.ID]{unset[graph.ID]("var.template is not set")}}}
	b.Add(&graph.Host{Origin: b.origin("group"), HostKind: graph.AutoScalingGroup, Templates: vague})
	row := b.rowsOf(t).Hosts["town#group"]
	got := []string{row.Image, row.Platform, row.PublicIP, row.MetadataDisabled, row.InstanceProfile, row.Role, row.InstallsPackages, row.UsesProxy}
	for i, shown := range got {
		if shown != "undetermined" {
			t.Errorf("argument %d of the template is shown as %q", i, shown)
		}
	}
	for _, field := range []string{"image", "role", "security_groups", "subnets"} {
		if reason := row.Unknown[field]; reason != "var.template is not set" {
			t.Errorf("%s is unknown because %q", field, reason)
		}
	}
	if row.SecurityGroupsComplete || row.SubnetsComplete {
		t.Errorf("the groups and subnets of the template are missing, yet the lists are complete: %+v", row)
	}
}
