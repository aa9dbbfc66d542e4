package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
)

func samplePaths() []finding.PathRow {
	return []finding.PathRow{
		{
			Root: "network", Address: `aws_instance.web["a"]`, File: "network/hosts.tf", Line: 1, Subnet: `aws_subnet.private["a"]`, OS: "al2", InternetPath: "none",
			Destination: "al2_repos", Required: true, Verdict: "blocked", Hop: "policy", Rule: "endpoint_policy_blocks_amazonlinux2_repos",
			Reason: "statement 1 of the policy wants aws:PrincipalAccount, which reads \"anonymous\"", When: "var.hardened is true",
		},
		{
			Root: "network", Address: "aws_instance.app", File: "network/hosts.tf", Line: 20, Subnet: `aws_subnet.private["b"]`, OS: "al2023", InternetPath: "none",
			Destination: "al2023_repos", Required: true, Verdict: "passes", Reason: "the group's rule 2, the endpoint's route in aws_route_table.private and statement 1 let it through",
		},
		{
			Root: "app.yaml", Address: "EC2Stack/Instance2", Construct: "App/EC2Stack/Instance2", File: "app.yaml", Line: 12, SourceFile: "lib/app.ts", SourceLine: 40, Subnet: "Subnet", OS: "al2023",
			InternetPath: "undetermined", Destination: "al2023_repos", Verdict: "undetermined", Reason: "the VPC is the parameter VpcId", Settle: "pass --parameter VpcId=…",
		},
	}
}

func TestPathsMatchTheGoldenFiles(t *testing.T) {
	t.Parallel()
	cases := []struct {
		file    string
		format  Format
		options Options
	}{
		{"paths-200.txt", Text, Options{Width: 200}},
		{"paths-endless.txt", Text, Options{}},
		{"paths-100.txt", Text, Options{Width: 100, Color: true}},
		{"paths-40.txt", Text, Options{Width: 40}},
		{"paths.json", JSON, Options{}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := Paths(&b, samplePaths(), c.format, c.options); err != nil {
				t.Fatal(err)
			}
			checkGolden(t, c.file, b.Bytes())
		})
	}
}

func TestNoPathsIsAnEmptyArray(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Paths(&b, nil, JSON, Options{}); err != nil {
		t.Fatal(err)
	}
	if b.String() != "[]\n" {
		t.Errorf("got %q", b.String())
	}
}

func TestTablesHaveNoOtherFormat(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{SARIF, GitHub, 0} {
		if err := Paths(&bytes.Buffer{}, nil, format, Options{}); err == nil {
			t.Errorf("Paths writes %v", format)
		}
		if err := Rules(&bytes.Buffer{}, nil, format, Options{}); err == nil {
			t.Errorf("Rules writes %v", format)
		}
	}
}

func TestRulesMatchTheGoldenFiles(t *testing.T) {
	t.Parallel()
	rules := []finding.Rule{
		{ID: "egress_http_missing", Level: finding.Error, Category: "security_group", Title: "Egress to S3 lacks TCP 80"},
		{ID: "endpoint_policy_too_open", Level: finding.Note, Category: "policy", Title: "The endpoint policy allows everything", OptIn: true,
			References: []finding.Reference{{Title: "Gateway endpoints", URL: "https://docs.aws.amazon.com/vpc/"}}},
	}
	for _, c := range []struct {
		file   string
		format Format
		width  int
	}{{"rules-80.txt", Text, 80}, {"rules-40.txt", Text, 40}, {"rules.json", JSON, 0}} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := Rules(&b, rules, c.format, Options{Width: c.width}); err != nil {
				t.Fatal(err)
			}
			checkGolden(t, c.file, b.Bytes())
		})
	}
}

func TestPathsAreOrderedByRootAddressSubnetAndDestination(t *testing.T) {
	t.Parallel()
	rows := []finding.PathRow{
		{Root: "b", Address: "x"}, {Root: "a", Address: "y", Subnet: "2"}, {Root: "a", Address: "y", Subnet: "1", Destination: "q"},
		{Root: "a", Address: "y", Subnet: "1", Destination: "p"},
	}
	var b strings.Builder
	if err := Paths(&b, rows, JSON, Options{}); err != nil {
		t.Fatal(err)
	}
	var order []string
	for line := range strings.Lines(b.String()) {
		name, text, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok && (name == `"root"` || name == `"subnet"` || name == `"destination"`) {
			order = append(order, strings.Trim(text, `",`))
		}
	}
	want := []string{"a", "1", "p", "a", "1", "q", "a", "2", "", "b", "", ""}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}
