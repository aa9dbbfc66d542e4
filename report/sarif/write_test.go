package sarif

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// log is the part of a SARIF file that the tests look at.
type log struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				SemanticVersion string
				Rules           []struct{ ID string }
			}
		}
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct{ Message struct{ Text string } }
		}
		Results []logResult
	}
}

type logResult struct {
	RuleID           string
	RuleIndex        *int
	Level            string
	Message          struct{ Text string }
	Locations        []logLocation
	RelatedLocations []logLocation
	CodeFlows        []struct {
		ThreadFlows []struct {
			Locations []struct{ Location logLocation }
		}
	}
	PartialFingerprints map[string]string
}

type logLocation struct {
	ID               int
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
}

func readSample(path string) (*source.File, error) {
	content, err := os.ReadFile(filepath.Join("testdata", "files", filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	return source.NewFile(path, content), nil
}

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

func sampleRules() []finding.Rule {
	return []finding.Rule{
		{
			ID: "endpoint_policy_blocks_amazonlinux2_repos", Category: "policy", Level: finding.Error,
			Title:       "The endpoint policy refuses the reads of the Amazon Linux 2 repositories",
			Description: "yum reads its repositories without signing the request, so a policy that wants a known principal refuses it.",
			Remediation: "Allow s3:GetObject on the repository buckets to every principal, in a statement of its own",
			Symptom:     "14: HTTPS Error 403 - Forbidden",
			References:  []finding.Reference{{Title: "Gateway endpoints for Amazon S3", URL: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html"}},
			Page:        func() string { return "# endpoint_policy_blocks_amazonlinux2_repos\n\nThe page of the rule.\n" },
		},
		{ID: "local_rule", Category: "custom", Level: finding.Warning, Title: "A rule of the user's own", Symptom: "a ``` fence"},
		{ID: "s3_gateway_endpoint_unattached", Category: "endpoint", Level: finding.Error, Title: "The endpoint is on no route table"},
	}
}

func sample(t *testing.T) *finding.Report {
	t.Helper()
	host := place(t, "network/hosts.tf", `resource "aws_instance" "batch"`)
	condition := place(t, "network/endpoints.tf", `"aws:PrincipalAccount" = data.aws_caller_identity.current.account_id`)
	return &finding.Report{
		Version: "v1.2.3",
		Rules:   sampleRules(),
		Findings: []finding.Finding{
			{
				Rule: "s3_gateway_endpoint_unattached", Level: finding.Note, Message: `endpoint "a](1)" is on no route table`,
				At: place(t, "with space/日本.yaml", "RouteTableIds: []"), Root: "with space/日本.yaml", Addresses: []string{"Endpoint"},
				Fix: "name the private route tables in RouteTableIds", Dialect: source.CloudFormation, Fingerprint: "s3_gateway_endpoint_unattached/Endpoint",
			},
			{
				Rule: "endpoint_policy_blocks_amazonlinux2_repos", Level: finding.Error,
				Message: `endpoint "aws_vpc_endpoint.s3" refuses yum's unsigned reads of amazonlinux-2-repos-*`,
				At:      condition, Root: "network", Addresses: []string{"aws_vpc_endpoint.s3"}, When: "in environments prod and staging when var.hardened is true", Environments: []string{"prod", "staging"},
				Symptom: "403", Fix: "several\nlines", Dialect: source.Terraform, Fingerprint: "endpoint_policy_blocks_amazonlinux2_repos/network/aws_vpc_endpoint.s3",
				Related: []finding.Related{
					{Range: host, Message: `host aws_instance.batch[0]`},
					{Message: "a subnet that is declared elsewhere"},
				},
				Flow: []finding.Step{
					{Range: host, Message: "aws_instance.batch asks for amazonlinux-2-repos-us-east-1"},
					{Range: place(t, "network/hosts.tf", "prefix_list_ids"), Kind: "egress", Verdict: "passes", Message: "the group lets TCP 443 out to S3"},
					{Message: "a hop without a place", Kind: "dns", Verdict: "passes"},
					{Range: condition, Kind: "policy", Verdict: "blocked", Message: "statement 1 wants aws:PrincipalAccount"},
				},
			},
		},
		Diagnostics: source.Diagnostics{
			{Severity: source.Error, Message: "an argument is missing its value", Range: place(t, "network/hosts.tf", "from_port = 443")},
			{Severity: source.Warning, Message: "module \"vpc\" is not installed: run terraform init"},
		},
	}
}

func write(t *testing.T, r *finding.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, readSample); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checked is the written log after it has passed the official schema.
func checked(t *testing.T, r *finding.Report) log {
	t.Helper()
	content := write(t, r)
	schema, err := jsonschema.NewCompiler().Compile("testdata/schema/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(instance); err != nil {
		t.Fatalf("not valid SARIF 2.1.0: %v", err)
	}
	if bytes.Contains(content, []byte("null")) {
		t.Error("the file holds a null")
	}
	var l log
	if err := json.Unmarshal(content, &l); err != nil {
		t.Fatal(err)
	}
	if len(l.Runs) != 1 {
		t.Fatalf("%d runs, want one", len(l.Runs))
	}
	return l
}

func TestWriteMatchesTheGoldenFile(t *testing.T) {
	t.Parallel()
	checked(t, sample(t))
	got := write(t, sample(t))
	path := filepath.Join("testdata", "sample.sarif")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("sample.sarif is out of date (-want +got):\n%s", diff)
	}
}

func TestCleanRunListsEveryRuleAndNoResult(t *testing.T) {
	t.Parallel()
	content := write(t, &finding.Report{Rules: sampleRules()})
	if !bytes.Contains(content, []byte(`"results": []`)) {
		t.Error("results is not an empty array")
	}
	run := checked(t, &finding.Report{Rules: sampleRules()}).Runs[0]
	var ids []string
	for _, rule := range run.Tool.Driver.Rules {
		ids = append(ids, rule.ID)
	}
	want := []string{"endpoint_policy_blocks_amazonlinux2_repos", "local_rule", "s3_gateway_endpoint_unattached"}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if !run.Invocations[0].ExecutionSuccessful {
		t.Error("a clean run is not successful")
	}
}

func TestReportWithoutRulesIsStillValid(t *testing.T) {
	t.Parallel()
	if run := checked(t, &finding.Report{}).Runs[0]; run.Tool.Driver.SemanticVersion != "" {
		t.Errorf("semantic version %q of an unknown version", run.Tool.Driver.SemanticVersion)
	}
}

func TestResultsComeWorstFirstWithTheirRule(t *testing.T) {
	t.Parallel()
	run := checked(t, sample(t)).Runs[0]
	if run.Tool.Driver.SemanticVersion != "1.2.3" {
		t.Errorf("semantic version %q", run.Tool.Driver.SemanticVersion)
	}
	var levels []string
	for _, result := range run.Results {
		levels = append(levels, result.Level)
		if got := run.Tool.Driver.Rules[*result.RuleIndex].ID; got != result.RuleID {
			t.Errorf("ruleIndex points at %s, want %s", got, result.RuleID)
		}
	}
	if diff := cmp.Diff([]string{"error", "note"}, levels); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("a run with an error diagnostic is successful")
	}
	if n := len(run.Invocations[0].ToolExecutionNotifications); n != 2 {
		t.Errorf("%d notifications, want 2", n)
	}
}

func TestFindingOfAnUnlistedRuleIsAnError(t *testing.T) {
	t.Parallel()
	err := Write(&bytes.Buffer{}, &finding.Report{Findings: []finding.Finding{{Rule: "ghost", Level: finding.Error}}}, nil)
	if err == nil || !strings.Contains(err.Error(), "ghost") {
		t.Errorf("error %v, want one that names the rule", err)
	}
}

func TestLimitsOfGitHubAreKept(t *testing.T) {
	t.Parallel()
	r := &finding.Report{Rules: sampleRules()}
	for i := range maxResults + 3 {
		r.Findings = append(r.Findings, finding.Finding{Rule: "local_rule", Level: finding.Note, Message: "m", At: source.Range{File: fmt.Sprintf("f%d.tf", i), Start: source.Pos{Line: 1, Column: 1}}})
	}
	worst := finding.Finding{Rule: "local_rule", Level: finding.Error, Message: "worst", At: source.Range{File: "z.tf"}}
	for range 150 {
		worst.Related = append(worst.Related, finding.Related{Range: source.Range{File: "a.tf"}, Message: "x"})
	}
	for range 1200 {
		worst.Flow = append(worst.Flow, finding.Step{Range: source.Range{File: "a.tf"}, Message: "x"})
	}
	r.Findings = append(r.Findings, worst)
	var b bytes.Buffer
	if err := Write(&b, r, nil); err != nil {
		t.Fatal(err)
	}
	var l log
	if err := json.Unmarshal(b.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	run := l.Runs[0]
	if len(run.Results) != 25_000 {
		t.Errorf("%d results, want 25000", len(run.Results))
	}
	first := run.Results[0]
	if first.Level != "error" || len(first.RelatedLocations) != 100 || len(first.CodeFlows[0].ThreadFlows[0].Locations) != 1000 {
		t.Errorf("first result: level %s, %d related, %d steps", first.Level, len(first.RelatedLocations), len(first.CodeFlows[0].ThreadFlows[0].Locations))
	}
	want := "4 of 25004 findings are left out, the least severe ones, because a SARIF run may hold 25000."
	if got := run.Invocations[0].ToolExecutionNotifications[0].Message.Text; got != want {
		t.Errorf("notification %q, want %q", got, want)
	}
}

func TestURINeverLeavesTheRepository(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"main.tf":                 "main.tf",
		"with space/日本.yaml":      "with%20space/%E6%97%A5%E6%9C%AC.yaml",
		"/etc/passwd":             "etc/passwd",
		"../../secret":            "secret",
		"c:odd/100%.tf":           "c%3Aodd/100%25.tf",
		"a#b?c.tf":                "a%23b%3Fc.tf",
		"line\nbreak\x1b[31m.tf":  "line%0Abreak%1B%5B31m.tf",
		`back\slash.tf`:           "back%5Cslash.tf",
		"not-utf8-\xff.tf":        "not-utf8-%FF.tf",
		"":                        ".",
		"modules/./vpc//main.tf/": "modules/vpc/main.tf",
	}
	for file, want := range cases {
		if got := uri(file); got != want {
			t.Errorf("uri(%q) = %q, want %q", file, got, want)
		}
	}
}

func TestLinksOfTheMessageLeadToRelatedLocations(t *testing.T) {
	t.Parallel()
	results := checked(t, sample(t)).Runs[0].Results
	want := `endpoint "aws_vpc_endpoint.s3" refuses yum's unsigned reads of amazonlinux-2-repos-*. This holds in environments prod and staging ` +
		`when var.hardened is true. See [host aws_instance.batch\[0\]](1) and 1 more.`
	if diff := cmp.Diff(want, results[0].Message.Text); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	if got := results[0].RelatedLocations[0].ID; got != 1 {
		t.Errorf("id %d of the first related location, want 1", got)
	}
	want = `endpoint "a\](1)" is on no route table. Fix: name the private route tables in RouteTableIds.`
	if diff := cmp.Diff(want, results[1].Message.Text); diff != "" {
		t.Errorf("a name that looks like a link (-want +got):\n%s", diff)
	}
}

func TestFindingWithoutPlaceIsShownWhereSomethingOfItIs(t *testing.T) {
	t.Parallel()
	host := source.Range{File: "a.tf", Start: source.Pos{Line: 4, Column: 2}, End: source.Pos{Line: 4, Column: 9}}
	r := &finding.Report{Rules: sampleRules(), Findings: []finding.Finding{
		{Rule: "local_rule", Level: finding.Error, Message: "m", Root: "net", Related: []finding.Related{{Range: host}}},
		{Rule: "local_rule", Level: finding.Error, Message: "m", Root: "net"},
	}}
	results := checked(t, r).Runs[0].Results
	for i, want := range []string{"a.tf", "net"} {
		if got := results[i].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != want {
			t.Errorf("result %d is at %q, want %q", i, got, want)
		}
	}
}

func TestLongDescriptionsAreCutAtACharacter(t *testing.T) {
	t.Parallel()
	got := shortened(strings.Repeat("é", 600))
	if len(got) > 1024 || !strings.HasSuffix(got, "é…") {
		t.Errorf("%d bytes ending in %q", len(got), got[len(got)-8:])
	}
}

func FuzzURIIsARelativeReference(f *testing.F) {
	for _, file := range []string{"a/b.tf", "/x", "..//../y", "c:z", "\x1b %", "日本", "\xff", "http://h/p", "."} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		got := uri(file)
		parsed, err := url.Parse(got)
		if err != nil {
			t.Fatalf("uri(%q) = %q: %v", file, got, err)
		}
		if parsed.IsAbs() || parsed.Host != "" || strings.HasPrefix(parsed.Path, "/") || slices.Contains(strings.Split(parsed.Path, "/"), "..") {
			t.Errorf("uri(%q) = %q leaves the repository", file, got)
		}
		if want := path.Clean("/" + file); path.Clean("/"+parsed.Path) != want {
			t.Errorf("uri(%q) = %q names %q", file, got, parsed.Path)
		}
	})
}
