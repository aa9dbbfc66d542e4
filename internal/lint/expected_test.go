package lint_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// expectation is a row of the corpus' EXPECTED.md: what a human judged. verdict is
// that of the path, with the hop that blocks it.
type expectation struct{ root, address, subnet, destination, verdict string }

var expectedOfApps = []expectation{
	{"isolated/DefaultPolicy.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"isolated/RepoPolicy.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"isolated/PrincipalAccount.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked policy"},
	{"isolated/OwnBucketOnly.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked policy"},
	{"isolated/DenyUnlessOrg.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked policy"},
	{"isolated/NoEndpoint.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2_repos", "blocked route"},
	{"sg/AllowAll.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"sg/Https.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"sg/PrefixList.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "undetermined"},
	{"sg/NotInline.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"sg/HttpOnly.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked egress"},
	{"sg/NoEgress.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked egress"},
	{"sg/VpcOnly.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked egress"},
	{"sg/V6Only.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked egress"},
	{"sg/PeerOnly.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked egress"},
	{"nested/NestedGood.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"nested/NestedHalf.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
	{"nested/NestedBad.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked route"},
	{"crossstack/App.template.json", "AsgASGD1D7B4E2", "VpcappSubnet1SubnetAE489B2F", "al2023_repos", "passes"},
	{"crossstack/App.template.json", "AsgASGD1D7B4E2", "VpcappSubnet2Subnet2449FB56", "al2023_repos", "passes"},
	{"crossstack/App.template.json", "AsgInlineASG1F46263D", "VpcdbSubnet1Subnet1B82B149", "al2_repos", "blocked route"},
	{"crossstack/App.template.json", "AsgInlineASG1F46263D", "VpcdbSubnet2Subnet01192A3B", "al2_repos", "blocked route"},
	{"crossstack/Legacy.template.json", "Host", "VpcdbSubnet1Subnet1B82B149", "al2023_repos", "blocked route"},
	{"crossstack/Legacy.template.json", "Host", "VpcdbSubnet1Subnet1B82B149", "al2_repos", "blocked route"},
	{"ts/TsBad.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "blocked route"},
	{"ts/TsGood.template.json", "HostB4E45AD7", "VpcclosedSubnet1Subnet001F6DCC", "al2023_repos", "passes"},
}

var expectedOfTemplates = []expectation{
	{"awstut-fa/002/fa-002.yaml", "EC2Stack/Instance2", "VPCStack/PrivateSubnet2", "al2023_repos", "passes"},
	{"awstut-fa/002/fa-002.yaml", "EC2Stack/Instance1", "VPCStack/PrivateSubnet1", "al2023_repos", "passes"},
	{"awstut-fa/001/fa-001.yaml", "EC2Stack/Instance1", "VPCStack/PrivateSubnet1", "al2023_repos", "passes"},
	{"awstut-fa/001/fa-001.yaml", "EC2Stack/Instance2", "VPCStack/PrivateSubnet2", "al2023_repos", "passes"},
	{"awstut-fa/015/fa-015.yaml", "EC2Stack/Instance", "VPCStack/PrivateSubnet", "al2023_repos", "passes"},
	{"awstut-fa/022/fa-022.yaml", "EC2Stack/Instance1", "VPCStack/PrivateSubnet1", "al2_repos", "passes"},
	{"awstut-fa/022/fa-022.yaml", "EC2Stack/Instance2", "VPCStack/PrivateSubnet2", "al2_repos", "passes"},
	{"awstut-fa/025/fa-025.yaml", "EC2Stack/Instance1", "VPCStack/PrivateSubnet1", "al2_repos", "passes"},
	{"awstut-fa/025/fa-025.yaml", "EC2Stack/Instance2", "VPCStack/PrivateSubnet2", "al2_repos", "passes"},
	{"awstut-fa/003/fa-003.yaml", "EC2Stack2/Instance4", "VPCStack2/PrivateSubnet2", "al2023_repos", "blocked route"},
	{"awstut-fa/003/fa-003.yaml", "EC2Stack1/Instance3", "VPCStack1/PrivateSubnet1", "al2023_repos", "passes"},
	{"awstut-fa/003/fa-003.yaml", "EC2Stack1/Instance1", "VPCStack1/PublicSubnet", "al2023_repos", "passes"},
	{"awstut-fa/068/fa-068.yaml", "EC2Stack/Instance", "VPCStack/InstanceSubnet", "al2_repos", "blocked route"},
	{"awstut-fa/138/fa-138.yaml", "EC2Stack/Instance", "VPCStack/PrivateSubnet1", "al2023_repos", "passes"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-creationpolicy-no-igw.yaml", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked route"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition-no-igw.yaml", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked policy"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition.yaml", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked policy"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition.yaml", "BastionInstance", "PublicSubnet1", "al1_repos", "passes"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-creationpolicy-no-igw.json", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked route"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition-no-igw.json", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked policy"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition.json", "PrivateInstance", "PrivateSubnet1", "al1_repos", "blocked policy"},
	{"aws-cloudformation-templates/Solutions/CloudFormationEndpointSignals/cfn-endpoint-waitcondition.json", "BastionInstance", "PublicSubnet1", "al1_repos", "passes"},
	{"mpeng-vpc/MyVPC-NAT-ALB-ASG.yml", "DeployAppASG", "PrivateSubnetA", "al2023_repos", "passes"},
	{"mpeng-vpc/MyVPC-NAT-ALB-ASG.yml", "DeployAppASG", "PrivateSubnetA", "al2_repos", "passes"},
	{"mpeng-vpc/MyVPC-NAT-ALB-ASG.yml", "NATInstance1", "PublicSubnetA", "al2023_repos", "passes"},
	{"mpeng-vpc/MyVPC-NAT-ALB-ASG.yml", "NATInstance1", "PublicSubnetA", "al2_repos", "passes"},
	{"aws-cloudformation-templates/ECS/EC2LaunchType/clusters/private-vpc.yaml", "ECSAutoScalingGroup", "PrivateSubnetOne", "al2_repos", "passes"},
	// By its defaults the subnet has a NAT gateway, and nobody is in it: silence.
	{"quickstart-aws-vpc/templates/aws-vpc.template.yaml", "PrivateSubnet1A", "PrivateSubnet1A", "al2023_repos", "not judged"},
	{"quickstart-aws-vpc/templates/aws-vpc.template.yaml", "PrivateSubnet1A", "PrivateSubnet1A", "al2_repos", "not judged"},
	{"awstut-fa/059/fa-059.yaml", "EC2Stack/Instance", "VPCStack.Outputs.PrivateSubnet1", "al2_repos", "undetermined"},
}

// expectedWithoutNAT is what the quickstart's parameters make of it.
var expectedWithoutNAT = []expectation{
	{"aws-vpc.template.yaml", "PrivateSubnet1A", "PrivateSubnet1A", "al2023_repos", "passes"},
	{"aws-vpc.template.yaml", "PrivateSubnet1A", "PrivateSubnet1A", "al2_repos", "passes"},
	{"aws-vpc.template.yaml", "PrivateSubnet1B", "PrivateSubnet1B", "al2023_repos", "passes"},
	{"aws-vpc.template.yaml", "PrivateSubnet1B", "PrivateSubnet1B", "al2_repos", "passes"},
}

// TestVerdictsOfTheCorpusAreThoseOfAHuman compares with the corpus' EXPECTED.md:
// PASS and NA(open) are passes, FAIL(hop) is blocked at that hop, UNKNOWN is
// undetermined. Twins of these cases that every checkout has are in testdata/networks.
func TestVerdictsOfTheCorpusAreThoseOfAHuman(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		folder  string
		options parsers.Options
		want    []expectation
	}{
		"apps":      {folder: "cdk", want: expectedOfApps},
		"templates": {folder: "cloudformation", want: expectedOfTemplates},
		"parameters": {
			folder: "cloudformation/quickstart-aws-vpc/templates", want: expectedWithoutNAT,
			options: parsers.Options{CloudFormation: cloudformation.Options{
				Parameters: []string{"CreateNATGateways=false", "CreateAdditionalPrivateSubnets=true"},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(corpus(t), filepath.FromSlash(test.folder))
			result := run(t, folder, test.options)
			for _, want := range test.want {
				if got := verdictOf(result.Paths, want); got != want.verdict {
					t.Errorf("%s: %s in %s to %s is %q, want %q", want.root, want.address, want.subnet, want.destination, got, want.verdict)
				}
			}
			t.Logf("%d expectations of %s", len(test.want), test.folder)
		})
	}
}

func TestTheCorpusAppPointsAtItsTypeScript(t *testing.T) {
	t.Parallel()
	result := run(t, filepath.Join(corpus(t), "cdk"), parsers.Options{})
	i := slices.IndexFunc(result.Report.Findings, func(f finding.Finding) bool { return strings.HasPrefix(f.Root, "ts/") })
	if i < 0 {
		t.Fatal("no finding in ts/")
	}
	if at := result.Report.Findings[i].At; start(at, "") != "ts-app/lib/net.ts:11:16" {
		t.Errorf("the finding is at %s", at)
	}
}

func run(t *testing.T, folder string, options parsers.Options) *lint.Result {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = scope.Tree.Close() })
	engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), lint.Options{
		Scope: scope, Parsers: options, Engine: engine, Version: "test", Today: time.Unix(0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// verdictOf is what is said of the path an expectation is about. Nested stacks of
// an app have generated names, so its addresses are compared by their last part.
func verdictOf(paths []finding.PathRow, want expectation) string {
	same := func(got, want string) bool { return got == want || path.Base(got) == want }
	for _, row := range paths {
		if row.Root == want.root && same(row.Address, want.address) && same(row.Subnet, want.subnet) && row.Destination == want.destination {
			return strings.TrimSpace(fmt.Sprint(row.Verdict, " ", row.Hop))
		}
	}
	return "not judged"
}

// TestEveryRowOfTheCorpusHasAnExpectation reads the tables themselves, so that no
// row is left out and none is expected otherwise than it says.
func TestEveryRowOfTheCorpusHasAnExpectation(t *testing.T) {
	t.Parallel()
	for folder, expected := range map[string][]expectation{
		"cdk": expectedOfApps, "cloudformation": append(expectedWithoutNAT, expectedOfTemplates...),
	} {
		text, err := os.ReadFile(filepath.Join(corpus(t), folder, "EXPECTED.md"))
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for line := range strings.Lines(string(text)) {
			cells := strings.Split(line, " | ")
			if len(cells) != 11 || !strings.Contains(cells[0], ".template.") && !strings.Contains(cells[0], "/") {
				continue
			}
			rows++
			if !slices.ContainsFunc(expected, func(e expectation) bool { return e.isOf(cells) }) {
				t.Errorf("no expectation is that of %s", line)
			}
		}
		if rows < 20 {
			t.Errorf("%d rows of %s were found", rows, folder)
		}
		t.Logf("%d rows of %s", rows, folder)
	}
}

// isOf reports whether an expectation is that of a table's row: file, parameters,
// subject, subnet, system, …, verdict.
func (e expectation) isOf(cells []string) bool {
	file, subject, verdict := strings.TrimPrefix(cells[0], "| "), cells[2], cells[9]
	if subject == "subnet" {
		subject = cells[3]
	}
	if cells[1] != "" {
		file = path.Base(file)
	}
	said := strings.NewReplacer("blocked ", "FAIL(", "undetermined", "UNKNOWN", "not judged", "NA(open)").Replace(e.verdict)
	same := strings.HasPrefix(verdict, said) || e.verdict == "passes" && (strings.HasPrefix(verdict, "PASS") || verdict == "NA(open)")
	return e.root == file && same && (path.Base(e.address) == path.Base(subject) || subject == "EC2 instances")
}
