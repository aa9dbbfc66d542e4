package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is out of date; look at the difference, then run go test ./report -update (-want +got):\n%s", name, diff)
	}
}

// readSample reads the files the sample report points at.
func readSample(path string) (*source.File, error) {
	content, err := os.ReadFile(filepath.Join("testdata", "files", filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	return source.NewFile(path, content), nil
}

// place finds text in a sample file; it is how the fixtures name their ranges.
func place(t *testing.T, path, text string) source.Range {
	t.Helper()
	file, err := readSample(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(file.Content, []byte(text))
	if at < 0 {
		t.Fatalf("%s does not hold %q", path, text)
	}
	return file.RangeFromBytes(at, at+len(text))
}

const template = "with space/日本.yaml"

// sample is a report with one finding of each shape that text has to show.
func sample(t *testing.T) *finding.Report {
	t.Helper()
	host := place(t, "network/hosts.tf", `resource "aws_instance" "batch"`)
	r := &finding.Report{
		Version:  "1.2.3",
		Rules:    []finding.Rule{},
		Findings: []finding.Finding{policyFinding(t, host), egressFinding(t, host), templateFinding(t)},
		Inconclusive: []finding.Inconclusive{
			{Root: "network", Address: `aws_instance.web["a"]`, Destination: "al2_repos", Reason: "the VPC comes from variable vpc_id, so its endpoints are out of view", Settle: "pass --var vpc_id=…, or scan the root that declares the VPC"},
			{Root: "network", Address: `aws_instance.web["b"]`, Destination: "al2_repos", Reason: "the VPC comes from variable vpc_id, so its endpoints are out of view", Settle: "pass --var vpc_id=…, or scan the root that declares the VPC"},
			{Root: "stack", Address: "Instance", Destination: "al2023_repos", Reason: "the policy is in a template that cannot be read", Settle: "add templates/policy.yaml"},
		},
		Diagnostics: source.Diagnostics{
			{Severity: source.Error, Message: "an argument is missing its value: write one after \"=\"", Range: place(t, "network/hosts.tf", "from_port = 443")},
			{Severity: source.Warning, Message: "module \"vpc\" is not installed: run terraform init"},
		},
		Summary: finding.Summary{Files: 14, Roots: 2, Hosts: 9, Paths: 18, Findings: 3, Inconclusive: 3, NotAnalysed: 1},
	}
	r.Sort()
	return r
}

func policyFinding(t *testing.T, host source.Range) finding.Finding {
	t.Helper()
	condition := place(t, "network/endpoints.tf", `"aws:PrincipalAccount" = data.aws_caller_identity.current.account_id`)
	f := finding.Finding{
		Rule: "endpoint_policy_blocks_amazonlinux2_repos", Level: finding.Error,
		Message: `endpoint "aws_vpc_endpoint.s3" refuses the reads of amazonlinux-2-repos-*: statement 1 wants aws:PrincipalAccount to be the account's, and yum's requests are unsigned, so the key reads "anonymous"`,
		At:      condition, Root: "network", Addresses: []string{"aws_vpc_endpoint.s3"},
		Symptom: "Could not retrieve mirrorlist https://amazonlinux-2-repos-us-east-1.s3.us-east-1.amazonaws.com/2/core/latest/x86_64/mirror.list error was\n14: HTTPS Error 403 - Forbidden",
		Fix:     "add a second statement:\n{\n  Effect    = \"Allow\"\n  Principal = \"*\"\n  Action    = \"s3:GetObject\"\n  Resource  = \"arn:aws:s3:::amazonlinux-2-repos-*/*\"\n}",
		Dialect: source.Terraform, Fingerprint: "endpoint_policy_blocks_amazonlinux2_repos/network/aws_vpc_endpoint.s3/statement-1",
		Related: []finding.Related{{Range: host, Message: `host aws_instance.batch (Amazon Linux 2) in subnet aws_subnet.private["a"]`}},
		Flow: []finding.Step{
			{Range: host, Message: "aws_instance.batch asks for amazonlinux-2-repos-us-east-1"},
			{Range: place(t, "network/hosts.tf", "prefix_list_ids"), Kind: "egress", Verdict: "passes", Message: "the group lets TCP 443 out to S3"},
			{Range: place(t, "network/endpoints.tf", "vpc_id"), Kind: "route", Verdict: "passes", Message: "the subnet's route table holds the endpoint's route"},
			{Range: condition, Kind: "policy", Verdict: "blocked", Message: "statement 1 does not match: aws:PrincipalAccount reads \"anonymous\""},
		},
	}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		f.Related = append(f.Related, finding.Related{Range: host, Message: `host aws_instance.worker["` + name + `"]`})
	}
	return f
}

func egressFinding(t *testing.T, host source.Range) finding.Finding {
	t.Helper()
	block := place(t, "network/hosts.tf", "egress {\n\t\tfrom_port = 443\n\t\tto_port   = 443\n\t\tprotocol  = \"tcp\"\n")
	return finding.Finding{
		Rule: "egress_http_missing", Level: finding.Warning,
		Message: `security group "batch" lets TCP 443 out to S3 and not TCP 80, which older Amazon Linux 2 images use`,
		At:      block, Root: "network", Addresses: []string{"aws_security_group.batch", "module.a.aws_security_group.batch", "module.b.aws_security_group.batch", "module.c.aws_security_group.batch"},
		When: "in environments prod and staging when var.hardened is true", Environments: []string{"prod", "staging"},
		Symptom: "Operation too slow. Less than 1000 bytes/sec transferred the last 30 seconds",
		Fix:     "add an egress block for port 80 to the same prefix list",
		Dialect: source.Terraform, Fingerprint: "egress_http_missing/network/aws_security_group.batch",
		Related: []finding.Related{{Range: host, Message: "host aws_instance.batch"}},
	}
}

func templateFinding(t *testing.T) finding.Finding {
	t.Helper()
	return finding.Finding{
		Rule: "s3_gateway_endpoint_unattached", Level: finding.Note,
		Message: `endpoint "Endpoint" is on no route table; nothing in the VPC uses it`,
		At:      place(t, template, "RouteTableIds: []"), Root: template, Addresses: []string{"Endpoint"},
		Dialect: source.CloudFormation, Fingerprint: "s3_gateway_endpoint_unattached/Endpoint",
		Fix: "name the private route tables in RouteTableIds",
	}
}

func render(t *testing.T, format Format, r *finding.Report, options Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, options); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriteMatchesTheGoldenFiles(t *testing.T) {
	t.Parallel()
	cases := []struct {
		file    string
		format  Format
		options Options
	}{
		{"plain-80.txt", Text, Options{Source: readSample}},
		{"narrow-40.txt", Text, Options{Source: readSample, Width: 40, ShowInconclusive: true}},
		{"wide-160.txt", Text, Options{Source: readSample, Width: 160, ShowInconclusive: true}},
		{"color-100.txt", Text, Options{Source: readSample, Width: 100, Color: true, ShowInconclusive: true}},
		{"no-source.txt", Text, Options{}},
		{"report.json", JSON, Options{}},
		{"github.txt", GitHub, Options{}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			checkGolden(t, c.file, render(t, c.format, sample(t), c.options))
		})
	}
}

func TestWriteDiagnosticsShowsThePlace(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := WriteDiagnostics(&b, sample(t).Diagnostics, Options{Source: readSample}); err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "diagnostics.txt", []byte(b.String()))
}
