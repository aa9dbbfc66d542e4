package rego

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/rules"
	"github.com/repolint/repolint/source"
)

func TestEvidenceLowersALevelOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		level    finding.Level
		evidence string
		want     finding.Level
	}{
		{finding.Error, "full", finding.Error},
		{finding.Error, "lowered", finding.Warning},
		{finding.Error, "note", finding.Note},
		{finding.Error, "expected", finding.Warning},
		{finding.Warning, "expected", finding.Warning},
		{finding.Note, "expected", finding.Note},
		{finding.Warning, "lowered", finding.Note},
		{finding.Note, "lowered", finding.Note},
	} {
		if got := lowered(test.level, test.evidence); got != test.want {
			t.Errorf("%s on %s evidence: %s, want %s", test.level, test.evidence, got, test.want)
		}
	}
}

// TestTheWorstPathMakesTheLevel gives one group two hosts: an Amazon Linux 1 host
// on weak evidence and an Amazon Linux 2 host that surely suffers.
func TestTheWorstPathMakesTheLevel(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		al1, al2 string
		want     finding.Level
	}{
		"both sure":               {"full", "full", finding.Error},
		"the worse one weakened":  {"lowered", "full", finding.Warning},
		"the worse one a note":    {"note", "full", finding.Warning},
		"both notes":              {"note", "note", finding.Note},
		"the lesser one weakened": {"full", "note", finding.Error},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := document()
			cause, path := d.Causes["c"], d.Paths["p"]
			cause.Kind, cause.Blocks, cause.Paths = facts.CauseEgressHTTPMissing, false, []string{"p", "q"}
			path.Evidence, path.Verdict = test.al2, "passes"
			path.Hops = []facts.Hop{{Kind: "egress", Verdict: "passes", Cause: "c"}}
			d.Causes["c"], d.Paths["p"] = cause, path
			path.ID, path.OS, path.Destination, path.Evidence = "q", "al1", "al1_repos", test.al1
			path.Verdict, path.Hops = "blocked", []facts.Hop{{Kind: "egress", Verdict: "blocked", Cause: "c", Story: "no TCP 80"}}
			d.Paths["q"] = path
			found, diagnostics := load(t, Options{Rules: []fs.FS{rules.FS}}).Eval(context.Background(), d)
			if len(diagnostics) > 0 || len(found) != 1 {
				t.Fatalf("%d findings, diagnostics %v", len(found), diagnostics)
			}
			if found[0].Level != test.want {
				t.Errorf("level %s, want %s", found[0].Level, test.want)
			}
			want := []finding.Related{
				{Range: at("main.tf", 5), Message: `subnet "private-a" cannot reach al1_repos`},
				{Range: at("main.tf", 5), Message: `subnet "private-a" is affected on its way to al2_repos`},
				{Range: at("main.tf", 9), Message: `host "app" (Amazon Linux 1) cannot reach al1_repos`},
				{Range: at("main.tf", 9), Message: `host "app" (Amazon Linux 2) is affected on its way to al2_repos`},
			}
			if diff := cmp.Diff(want, found[0].Related); diff != "" {
				t.Errorf("related (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeJoinsInstancesOfOnePlace(t *testing.T) {
	t.Parallel()
	one := func(rule, address string, level finding.Level, place source.Range) finding.Finding {
		return finding.Finding{
			Rule: rule, Level: level, Message: "m", At: place, Addresses: []string{address},
			Related: []finding.Related{{Range: at("a.tf", 50), Message: "shared"}, {Range: at("a.tf", 60), Message: address}},
		}
	}
	got := Merge([]finding.Finding{
		one("r", `module.n["b"].aws_vpc.v`, finding.Error, at("a.tf", 3)),
		one("r", `module.n["a"].aws_vpc.v`, finding.Warning, at("a.tf", 3)),
		one("other", `module.n["a"].aws_vpc.v`, finding.Warning, at("a.tf", 3)),
		one("r", "aws_vpc.w", finding.Note, at("a.tf", 1)),
		one("r", "implicit.1", finding.Note, source.Range{}),
		one("r", "implicit.2", finding.Note, source.Range{}),
	})
	var lines []string
	for _, f := range got {
		line := f.Rule + " " + f.Level.String() + " " + f.At.String()
		for _, address := range f.Addresses {
			line += " " + address
		}
		for _, related := range f.Related {
			line += " | " + related.Message
		}
		lines = append(lines, line)
	}
	want := []string{
		"r note  implicit.1 | shared | implicit.1",
		"r note  implicit.2 | shared | implicit.2",
		"r note a.tf:1:1 aws_vpc.w | shared | aws_vpc.w",
		`other warning a.tf:3:1 module.n["a"].aws_vpc.v | shared | module.n["a"].aws_vpc.v`,
		`r error a.tf:3:1 module.n["a"].aws_vpc.v module.n["b"].aws_vpc.v | shared | module.n["a"].aws_vpc.v | module.n["b"].aws_vpc.v`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFingerprintsNameThingsAndNoLines(t *testing.T) {
	t.Parallel()
	base := fingerprint("r", "infra", "aws_vpc.v", "policy")
	for name, other := range map[string]string{
		"another rule":    fingerprint("s", "infra", "aws_vpc.v", "policy"),
		"another root":    fingerprint("r", "prod", "aws_vpc.v", "policy"),
		"another address": fingerprint("r", "infra", "aws_vpc.w", "policy"),
		"another element": fingerprint("r", "infra", "aws_vpc.v", "tables"),
	} {
		if other == base {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	if fingerprint("r", "infra", `module.n["a"].aws_vpc.v`, "") != fingerprint("r", "infra", `module.n["b"].aws_vpc.v`, "") {
		t.Error("two instances of one declaration, which share a finding, have two fingerprints")
	}
	moved := facts.Cause{Node: "v", Element: "v/policy/statement[3]"}
	if elementKind(moved) != elementKind(facts.Cause{Node: "v", Element: "v/policy/statement[4]"}) {
		t.Error("a statement put before another changes the fingerprint")
	}
}

func TestLocalNameIsWhatTheFileSays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		address string
		dialect source.Dialect
		want    string
	}{
		{"aws_vpc.main", source.Terraform, "aws_vpc.main"},
		{`module.net["a"].aws_vpc.main[0]`, source.Terraform, "aws_vpc.main[0]"},
		{`module.net["a.b"].aws_vpc.main["c.d"]`, source.Terraform, `aws_vpc.main["c.d"]`},
		{"NetworkStack/VPC", source.CloudFormation, "VPC"},
		{"VPC", source.CDK, "VPC"},
	} {
		if got := localName(test.address, test.dialect); got != test.want {
			t.Errorf("%s in %s: %q, want %q", test.address, test.dialect, got, test.want)
		}
	}
}

func TestAFixNamesWhatTheFileNames(t *testing.T) {
	t.Parallel()
	terraform := func(text string) map[source.Dialect]string { return map[source.Dialect]string{source.Terraform: text} }
	r := rule{Known: Known{Fixes: fixes{
		"":                         terraform("{node}: {route_tables}; {service}"),
		facts.CauseEndpointMissing: terraform("missing: {node}"),
		"explicit_deny":            terraform("deny: {node}"),
		"standalone":               terraform("standalone: {node}"),
	}}}
	d := document()
	d.Subnets["s"] = facts.Subnet{Row: facts.Row{ID: "s"}, RouteTable: "r"}
	d.RouteTables = map[string]facts.RouteTable{"r": {Row: facts.Row{ID: "r", Address: "module.n.aws_route_table.private[0]", Declared: true}}}
	d.SecurityGroups = map[string]facts.SecurityGroup{
		"inline": {EgressRules: []string{"1", "2"}}, "apart": {EgressRules: []string{"2"}}, "empty": {},
	}
	d.EgressRules = map[string]facts.SecurityGroupRule{"1": {Inline: true}, "2": {}}
	for _, test := range []struct {
		kind, node, deny, want string
	}{
		{"any", "", "false", "aws_vpc.main: aws_route_table.private[0].id; S3"},
		{facts.CauseEndpointMissing, "", "false", "missing: aws_vpc.main"},
		{"any", "", "true", "deny: aws_vpc.main"},
		{"any", "apart", "false", "standalone: aws_vpc.main"},
		{"any", "inline", "false", "aws_vpc.main: aws_route_table.private[0].id; S3"},
		{"any", "empty", "false", "aws_vpc.main: aws_route_table.private[0].id; S3"},
	} {
		cause := facts.Cause{
			Kind: test.kind, Node: test.node, Address: "aws_vpc.main",
			Detail: map[string]string{"service": "S3", "explicit_deny": test.deny},
		}
		if got := r.fix(d, cause, []string{"p"}, source.Terraform); got != test.want {
			t.Errorf("%s at %q: %q, want %q", test.kind, test.node, got, test.want)
		}
	}
	implicit := facts.RouteTable{Row: facts.Row{ID: "r"}, VPC: "v"}
	d.RouteTables["r"] = implicit
	d.VPCs = map[string]facts.VPC{"v": {Row: facts.Row{Address: "aws_vpc.main", Declared: true}}}
	if got, want := routeTables(d, []string{"p"}, source.Terraform), []string{"aws_vpc.main.main_route_table_id"}; !cmp.Equal(got, want) {
		t.Errorf("the main table is called %v, want %v", got, want)
	}
}

func TestAnEndpointLetsInTheGroupOfItsHosts(t *testing.T) {
	t.Parallel()
	terraform := func(text string) map[source.Dialect]string {
		return map[source.Dialect]string{source.Terraform: text, source.CloudFormation: text}
	}
	r := rule{Known: Known{Fixes: fixes{
		"": terraform("from {host_group}"), "own_group": terraform("from itself"), "standalone": terraform("a rule from {host_group}"),
	}}}
	group := func(address string, rules ...string) facts.SecurityGroup {
		return facts.SecurityGroup{Row: facts.Row{Address: address, Declared: true}, IngressRules: rules}
	}
	d := document()
	d.SecurityGroups = map[string]facts.SecurityGroup{
		"e": group("module.n.aws_security_group.e"), "apart": group("module.n.aws_security_group.e", "2"), "inside": group("module.n.aws_security_group.e", "1", "2"),
		"h": group("module.n.aws_security_group.h[0]"), "far": group("aws_security_group.h"), "t": group("Nested/Group"),
		"default": {Row: facts.Row{Address: "module.n.aws_security_group.d", Declared: true}, Default: true},
	}
	d.IngressRules = map[string]facts.SecurityGroupRule{"1": {Inline: true}, "2": {}}
	for _, test := range []struct {
		what, node string
		groups     []string
		more       []string
		dialect    source.Dialect
		want       string
	}{
		{"a group of the same module", "e", []string{"h"}, nil, source.Terraform, "from aws_security_group.h[0].id"},
		{"a group of another module", "e", []string{"far"}, nil, source.Terraform, "from aws_security_group.app.id"},
		{"the default group", "e", []string{"default"}, nil, source.Terraform, "from aws_security_group.app.id"},
		{"no group in view", "e", nil, nil, source.CloudFormation, "from SECURITY_GROUP_ID"},
		{"a group of the template", "e", []string{"t"}, nil, source.CloudFormation, "from !GetAtt Group.GroupId"},
		{"the endpoint's own group", "e", []string{"e"}, nil, source.Terraform, "from itself"},
		{"a group that not all hosts have", "e", []string{"e", "h"}, []string{"h"}, source.Terraform, "from aws_security_group.h[0].id"},
		{"a group with rules of their own", "apart", []string{"apart"}, nil, source.Terraform, "a rule from aws_security_group.e.id"},
		{"a group with rules inside", "inside", []string{"h"}, nil, source.Terraform, "from aws_security_group.h[0].id"},
	} {
		d.Hosts = map[string]facts.Host{"one": {SecurityGroups: test.groups}, "two": {SecurityGroups: test.more}}
		d.Paths["p"] = facts.Path{Host: "one"}
		scope := []string{"p"}
		if test.more != nil {
			d.Paths["q"], scope = facts.Path{Host: "two"}, []string{"p", "q"}
		}
		cause := facts.Cause{Kind: facts.CauseEndpointIngressHTTPSMissing, Node: test.node, Address: "module.n.aws_security_group.e"}
		if got := r.fix(d, cause, scope, test.dialect); got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}

func TestAnEndpointGetsOneSubnetOfEachZone(t *testing.T) {
	t.Parallel()
	d := document()
	d.Subnets, d.Paths = map[string]facts.Subnet{}, map[string]facts.Path{}
	for key, zone := range map[string]string{"a": "eu-west-1a", "b": "eu-west-1b", "c": "eu-west-1a"} {
		d.Subnets[key] = facts.Subnet{Row: facts.Row{ID: key, Address: "aws_subnet." + key, Declared: true}, AvailabilityZone: zone}
		d.Paths[key] = facts.Path{ID: key, SubnetID: key}
	}
	d.Subnets["elsewhere"], d.Paths["elsewhere"] = facts.Subnet{}, facts.Path{SubnetID: "elsewhere"}
	for _, test := range []struct {
		scope   []string
		dialect source.Dialect
		want    []string
	}{
		{[]string{"a", "b", "c"}, source.Terraform, []string{"aws_subnet.a.id", "aws_subnet.b.id"}},
		{[]string{"c"}, source.Terraform, []string{"aws_subnet.c.id"}},
		{[]string{"elsewhere"}, source.Terraform, []string{"aws_subnet.private.id"}},
		{[]string{"elsewhere"}, source.CloudFormation, []string{"SUBNET_ID"}},
	} {
		if got := endpointSubnets(d, test.scope, test.dialect); !cmp.Equal(got, test.want) {
			t.Errorf("%v in %s: %v, want %v", test.scope, test.dialect, got, test.want)
		}
	}
}

func TestAFixFitsTheLevelOfAConstruct(t *testing.T) {
	t.Parallel()
	app := func(text string) map[source.Dialect]string { return map[source.Dialect]string{source.CDK: text} }
	r := rule{Known: Known{Fixes: fixes{"any": app("addToPolicy"), "any_in_l1": app("policyDocument"), "other": app("other")}}}
	for construct, want := range map[string]string{
		"Net/Vpc/S3/Resource": "addToPolicy", "Net/Vpc/Default": "addToPolicy", "": "addToPolicy", "Net/S3": "policyDocument",
	} {
		if got := r.Fixes.of(source.CDK, "any_in_"+constructLevel(construct), "any"); got != want {
			t.Errorf("construct %q: %q, want %q", construct, got, want)
		}
		if got := r.Fixes.of(source.CDK, "other_in_"+constructLevel(construct), "other"); got != "other" {
			t.Errorf("construct %q of a kind with one text: %q", construct, got)
		}
	}
}

func TestAFixSpellsWhatTheDeploymentFillsIn(t *testing.T) {
	t.Parallel()
	const bucket = "aws-ssm-${region}.${dns_suffix}"
	for _, test := range []struct {
		name    string
		dialect source.Dialect
		syntax  string
		want    string
	}{
		{"Terraform", source.Terraform, "", "aws-ssm-${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"},
		{"CloudFormation", source.CloudFormation, "", "aws-ssm-${AWS::Region}.${AWS::URLSuffix}"},
		{"a construct", source.CDK, "l2", "aws-ssm-${cdk.Aws.REGION}.${cdk.Aws.URL_SUFFIX}"},
		{"JSON", source.CloudFormation, "json", "aws-ssm-REGION.DNS_SUFFIX"},
	} {
		if got := spelled(bucket, test.dialect, test.syntax); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestATemplateNamesTheVPCOfItsOwnFileOnly(t *testing.T) {
	t.Parallel()
	d := document()
	d.VPCs = map[string]facts.VPC{"n": {Row: facts.Row{ID: "n", Address: "Child/Network", Declared: true}}}
	d.InterfaceEndpoints = map[string]facts.InterfaceEndpoint{"e": {VPC: "n"}}
	d.Place("n", at("net.yaml", 3))
	for file, want := range map[string]string{"net.yaml": "!Ref Network", "app.yaml": "VPC_ID"} {
		d.Place("e", at(file, 9))
		if got := vpcReference(d, facts.Cause{Node: "e"}); got != want {
			t.Errorf("from %s the VPC is called %s, want %s", file, got, want)
		}
	}
}

func TestASymptomOfTheVariantComesBeforeThatOfTheDestination(t *testing.T) {
	t.Parallel()
	s := symptoms{"ssm": "refused", "aws_owned": "document refused"}
	for _, test := range []struct{ variant, destination, want string }{
		{"aws_owned", "ssm", "document refused"}, {"trust", "ssm", "refused"}, {"", "kms", "refused"},
	} {
		if got := s.pick(test.variant, test.destination); got != test.want {
			t.Errorf("%q at %q: %q, want %q", test.variant, test.destination, got, test.want)
		}
	}
}

func TestAFindingOnWhatIsDeclaredElsewherePointsAtWhatSuffers(t *testing.T) {
	t.Parallel()
	d := document()
	d.Place("v", source.Range{})
	found, _ := load(t, Options{Rules: []fs.FS{rules.FS}}).Eval(context.Background(), d)
	if len(found) != 1 || found[0].At != at("main.tf", 5) {
		t.Errorf("findings %v, want one at main.tf:5", found)
	}
}

func TestAUsersRuleMayNameAnyRow(t *testing.T) {
	t.Parallel()
	module := metadata + `package rules.custom.any_row

import data.lib.finding

findings contains finding.on(host, sprintf("host %q is seen", [host.name])) if some host in input.hosts

findings contains finding.on(path, "a path") if some path in input.paths
`
	found, diagnostics := load(t, Options{Rules: []fs.FS{user(map[string]string{"a.rego": module})}}).Eval(context.Background(), document())
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	var got []string
	for _, f := range Merge(found) {
		got = append(got, f.At.String()+" "+f.Addresses[0]+" "+f.Message)
	}
	// One place judged by one rule is one finding.
	if diff := cmp.Diff([]string{`main.tf:9:1 aws_instance.app a path`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFixesNameTheRegionAndFreeAddresses(t *testing.T) {
	t.Parallel()
	const text = "data \"aws_region\" \"current\" {}\n\nname = \"com.amazonaws.${data.aws_region.current.id}.s3\" # REGION"
	if got, want := inRegion(text, "eu-west-1"), `name = "com.amazonaws.eu-west-1.s3" # eu-west-1`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	const construct = "`arn:aws:s3:::al2023-repos-${cdk.Aws.REGION}-de612dc2/*`"
	if got := inRegion(construct, "eu-west-1"); got != construct {
		t.Errorf("a name of the CDK became %s", got)
	}
	if got := inRegion(text, ""); got != text {
		t.Errorf("an unknown region changed the text to %s", got)
	}
	if got, want := inPartition("arn:aws:s3:::a/*", "aws-cn"), "arn:aws-cn:s3:::a/*"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	document := &facts.Document{GatewayEndpoints: map[string]facts.GatewayEndpoint{
		"a": {Row: facts.Row{Root: "infra", Address: "aws_vpc_endpoint.s3[0]"}},
	}}
	const declared = `resource "aws_vpc_endpoint" "s3" {`
	if got, want := withFreeNames(declared, document, "infra"), `resource "aws_vpc_endpoint" "s3_2" {`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := withFreeNames(declared, document, "other"); got != declared {
		t.Errorf("got %s for a root that has no such resource", got)
	}
}

func TestAFixOfAnInstalledModuleIsMadeAtItsCall(t *testing.T) {
	t.Parallel()
	terraform := func(text string) map[source.Dialect]string { return map[source.Dialect]string{source.Terraform: text} }
	const endpoint = "resource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id          = {node}.id\n  route_table_ids = [{route_tables}]\n}"
	r := rule{Known: Known{Fixes: fixes{
		"":                         terraform("# in {node}\nenable_dns_support = true"),
		facts.CauseEndpointMissing: terraform(endpoint),
	}}}
	d := document()
	d.Subnets["s"] = facts.Subnet{Row: facts.Row{ID: "s"}, RouteTable: "r"}
	d.VPCs = map[string]facts.VPC{"v": {Row: facts.Row{ID: "v", Address: `module.own.module.net["a"].aws_vpc.main[0]`, Declared: true}}}
	d.RouteTables = map[string]facts.RouteTable{"r": {Row: facts.Row{ID: "r", Address: `module.own.module.net["a"].aws_route_table.private[0]`, Declared: true}}}
	const call = `module.own.module.net["a"]`
	d.PlaceCall("v", call, map[string]string{"id": `module.net["a"].vpc_id`})
	for _, test := range []struct {
		kind    string
		outputs map[string]string
		want    string
	}{
		{"any", nil, "# change the call of module.net so that its VPC has\n#   enable_dns_support = true"},
		{
			facts.CauseEndpointMissing, map[string]string{"id": `module.net["a"].table_ids[0]`},
			"resource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id          = module.net[\"a\"].vpc_id\n  route_table_ids = [module.net[\"a\"].table_ids[0]]\n}",
		},
		{
			facts.CauseEndpointMissing, map[string]string{"arn": `module.net["a"].table_arns[0]`},
			"# module.net has no output for all that this needs: change its call so that it makes\n" +
				"#   resource \"aws_vpc_endpoint\" \"s3\" {\n#     vpc_id          = module.net[\"a\"].vpc_id\n#     route_table_ids = [what module.net makes]\n#   }",
		},
	} {
		d.PlaceCall("r", call, test.outputs)
		cause := facts.Cause{Kind: test.kind, Node: "v", Address: d.VPCs["v"].Address}
		if diff := cmp.Diff(test.want, r.fix(d, cause, []string{"p"}, source.Terraform)); diff != "" {
			t.Errorf("%s with %v (-want +got):\n%s", test.kind, test.outputs, diff)
		}
	}
}

func TestMergeKeepsPurposesOfOnePlaceApart(t *testing.T) {
	t.Parallel()
	at := source.Range{File: "main.tf", Start: source.Pos{Line: 3, Column: 1}, End: source.Pos{Line: 3, Column: 9}}
	found := func(purpose, address string) finding.Finding {
		return finding.Finding{Rule: "r", At: at, Purpose: purpose, Addresses: []string{address}, Message: purpose + " is refused", Fingerprint: "f"}
	}
	merged := Merge([]finding.Finding{found("emr", "a[0]"), found("mirror", "a[0]"), found("emr", "a[1]")})
	var got []string
	for _, f := range merged {
		got = append(got, f.Message+" "+f.Fingerprint+" "+strings.Join(f.Addresses, ","))
	}
	if diff := cmp.Diff([]string{"mirror is refused f/mirror a[0]", "emr is refused f a[0],a[1]"}, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
}
