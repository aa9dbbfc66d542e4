package lint_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

// reported are the kinds of cause that a built-in rule reports.
var reported = []string{
	facts.CauseEndpointMissing, facts.CauseEndpointUnattached, facts.CauseTableNotAttached, facts.CausePolicyBlocks,
	facts.CauseEgressHTTPSMissing, facts.CauseEgressHTTPMissing, facts.CauseEgressPrefixListWrong,
	facts.CauseEgressEndpointHTTPSMissing, facts.CauseEndpointIngressHTTPSMissing, facts.CauseSSMEndpointMissing,
	facts.CauseServiceEndpointMissing, facts.CauseEndpointTypeMissing,
	facts.CauseVPCDNSDisabled, facts.CausePrivateDNSDisabled, facts.CauseDNSFirewallBlocks, facts.CauseS3InterfaceEndpointOnly,
	facts.CauseRoleLacksSSM,
	facts.CauseEndpointWrongRegion, facts.CauseNATDeadEnd, facts.CauseNetworkACLBlocks,
}

// unreported are the kinds that no rule reports yet: `repolint paths` shows what
// they block, and the rule of their name comes later.
var unreported = map[string]string{}

// more is what no network and no example has: an endpoint on a table that is not
// the host's, and two faults on one path.
const more = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "served" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.served.id]
}

resource "aws_subnet" "closed" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-x86_64-gp2"
}

resource "aws_security_group" "mute" {
  vpc_id = aws_vpc.main.id
}

resource "aws_instance" "host" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.closed.id
  vpc_security_group_ids = [aws_security_group.mute.id]
}
`

// documents are the facts of every network and every bad example, and of more.
func documents(t *testing.T) map[string]*facts.Document {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	documents := map[string]*facts.Document{}
	for _, pattern := range []string{networks + "/*/*", "../../rules/*/*/testdata/bad/*", dir} {
		folders, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range folders {
			if info, err := os.Stat(folder); err == nil && info.IsDir() {
				addDocuments(t, folder, documents)
			}
		}
	}
	return documents
}

func addDocuments(t *testing.T, folder string, documents map[string]*facts.Document) {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope})
	if err != nil {
		t.Fatal(err)
	}
	for _, component := range inspection.Components {
		documents[folder+" "+component.Name] = component.Document
	}
}

// Every cause on a path that a host requires is reported there once: by no two
// rules, and by one wherever its kind has a rule.
func TestEachCauseOnARequiredPathHasExactlyOneFinding(t *testing.T) {
	t.Parallel()
	engine := builtIn(t)
	all := documents(t)
	seen := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		document := all[name]
		findings, diagnostics := engine.Eval(context.Background(), document)
		if len(diagnostics) > 0 {
			t.Errorf("%s: %v", name, diagnostics)
		}
		for _, id := range slices.Sorted(maps.Keys(document.Paths)) {
			path := document.Paths[id]
			if !path.Required {
				continue
			}
			for _, causeID := range path.Causes {
				kind := document.Causes[causeID].Kind
				seen[kind]++
				rules := rulesOf(findings, causeID, id)
				if slices.Contains(reported, kind) && len(rules) != 1 || unreported[kind] != "" && len(rules) != 0 {
					t.Errorf("%s: %s on the path of %s to %s is reported by %v", name, kind, path.Address, path.Destination, rules)
				}
				if !slices.Contains(reported, kind) && unreported[kind] == "" {
					t.Errorf("%s: the kind %s is neither reported nor said to wait for its rule", name, kind)
				}
			}
		}
	}
	for _, kind := range reported {
		if seen[kind] == 0 {
			t.Errorf("no network and no example has the cause %s on a required path", kind)
		}
	}
	t.Logf("%d components, causes on required paths: %v", len(all), seen)
}

func rulesOf(findings []finding.Finding, cause, path string) []string {
	var rules []string
	for _, found := range findings {
		if found.Cause == cause && slices.Contains(found.Paths, path) {
			rules = append(rules, found.Rule)
		}
	}
	return rules
}
