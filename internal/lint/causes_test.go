package lint_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/docgen"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// reported are the kinds of cause on a path that a built-in rule reports.
var reported = []string{
	facts.CauseEndpointMissing, facts.CauseEndpointUnattached, facts.CauseTableNotAttached, facts.CausePolicyBlocks,
	facts.CauseEgressHTTPSMissing, facts.CauseEgressHTTPMissing, facts.CauseEgressPrefixListWrong,
	facts.CauseEgressEndpointHTTPSMissing, facts.CauseEndpointIngressHTTPSMissing, facts.CauseSSMEndpointMissing,
	facts.CauseServiceEndpointMissing, facts.CauseEndpointTypeMissing,
	facts.CauseVPCDNSDisabled, facts.CausePrivateDNSDisabled, facts.CauseDNSFirewallBlocks, facts.CauseS3InterfaceEndpointOnly,
	facts.CauseRoleLacksSSM,
	facts.CauseEndpointWrongRegion, facts.CauseNATDeadEnd, facts.CauseNetworkACLBlocks,
}

// lone are the kinds that need no path, and that a built-in rule reports.
var lone = []string{
	facts.CausePolicyInvalid, facts.CausePolicyTooOpen, facts.CauseEC2MessagesUnavailable, facts.CauseMetadataDisabled,
	facts.CauseHybridTrustInvalid, facts.CauseHybridSessionTooLong, facts.CauseLongLivedAccessKey, facts.CausePackageSourceUnreachable,
}

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
	options, err := docgen.Options(scope, nil, folder)
	if err != nil {
		t.Fatal(err)
	}
	inspection, err := lint.Facts(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, component := range inspection.Components {
		documents[folder+" "+component.Name] = component.Document
	}
}

// Every cause on a path that a host requires is reported there once, by one rule.
func TestEachCauseOnARequiredPathHasExactlyOneFinding(t *testing.T) {
	t.Parallel()
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}, Enable: []string{"endpoint_policy_too_open", "long_lived_access_key"}})
	if err != nil {
		t.Fatal(err)
	}
	all := documents(t)
	seen := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		document := all[name]
		findings, diagnostics := engine.Eval(context.Background(), document)
		if len(diagnostics) > 0 {
			t.Errorf("%s: %v", name, diagnostics)
		}
		for _, id := range slices.Sorted(maps.Keys(document.Causes)) {
			kind := document.Causes[id].Kind
			if !slices.Contains(lone, kind) {
				continue
			}
			seen[kind]++
			if by := rulesOf(findings, id, ""); len(by) != 1 {
				t.Errorf("%s: %s of %s is reported by %v", name, kind, document.Causes[id].Address, by)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(document.Paths)) {
			path := document.Paths[id]
			if !path.Required {
				continue
			}
			for _, causeID := range path.Causes {
				kind := document.Causes[causeID].Kind
				seen[kind]++
				by := rulesOf(findings, causeID, id)
				if len(by) != 1 {
					t.Errorf("%s: %s on the path of %s to %s is reported by %v", name, kind, path.Address, path.Destination, by)
				}
				if !slices.Contains(reported, kind) {
					t.Errorf("%s: the kind %s is on no list", name, kind)
				}
			}
		}
	}
	for _, kind := range append(slices.Clone(reported), lone...) {
		if seen[kind] == 0 {
			t.Errorf("no network and no example has the cause %s", kind)
		}
	}
	t.Logf("%d components, causes: %v", len(all), seen)
}

// Every kind of cause is on one of the lists, so that a new one needs its rule.
func TestEveryKindOfCauseHasARule(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../facts/document.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	ast.Inspect(file, func(node ast.Node) bool {
		constant, ok := node.(*ast.ValueSpec)
		if ok && len(constant.Values) > 0 && strings.HasPrefix(constant.Names[0].Name, "Cause") {
			kinds = append(kinds, strings.Trim(constant.Values[0].(*ast.BasicLit).Value, `"`))
		}
		return true
	})
	slices.Sort(kinds)
	want := slices.Sorted(slices.Values(append(slices.Clone(reported), lone...)))
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds of causes (-with a rule +declared):\n%s", diff)
	}
}

// rulesOf are the rules that report a cause, on a path where one is given.
func rulesOf(findings []finding.Finding, cause, path string) []string {
	var by []string
	for _, found := range findings {
		if found.Cause == cause && (path == "" || slices.Contains(found.Paths, path)) {
			by = append(by, found.Rule)
		}
	}
	return by
}
