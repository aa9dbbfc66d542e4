package cloudformation_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/parsers/cloudformation"
)

// TestLineEndsAndMarksOfTheCorpusSayNothing reads every template of the corpus
// again with CRLF and with a byte order mark. A text of several lines keeps its
// line ends in neither, so user data is alike as well.
func TestLineEndsAndMarksOfTheCorpusSayNothing(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	compared := 0
	for _, unit := range set.Units {
		content, err := os.ReadFile(filepath.Join(set.Tree.Name(), unit.Path))
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.TrimPrefix(strings.ReplaceAll(string(content), "\r\n", "\n"), "\ufeff")
		want, _ := read(t, map[string]string{"template": plain}, cloudformation.Options{})
		for name, twin := range map[string]string{
			"CRLF": strings.ReplaceAll(plain, "\n", "\r\n"), "a byte order mark": "\ufeff" + plain,
		} {
			got, _ := read(t, map[string]string{"template": twin}, cloudformation.Options{})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s with %s: (-plain +twin)\n%s", unit.Path, name, diff)
			}
		}
		compared++
	}
	t.Logf("%d templates compared", compared)
}

// TestANestedStackSaysWhatItsInlinedFormSays compares the graphs without the
// nested stack's name.
func TestANestedStackSaysWhatItsInlinedFormSays(t *testing.T) {
	t.Parallel()
	const host = `
  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: %, SecurityGroupIds: [!Ref Group]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: hosts, VpcId: %}}
`
	const network = `
  VPC: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref VPC, CidrBlock: !Sub "${Start}.0.0/24"}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref VPC}}
  Link: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
`
	fill := func(subnet, vpc string) string {
		return strings.Replace(strings.Replace(host, "%", subnet, 1), "%", vpc, 1)
	}
	inlined, problems := read(t, map[string]string{
		"main.yaml": "Parameters: {Start: {Type: String, Default: '10.0'}}\nResources:" + network + fill("!Ref Subnet", "!Ref VPC"),
	}, cloudformation.Options{})
	nested, more := read(t, map[string]string{
		"main.yaml": "Resources:\n  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: net.yaml, Parameters: {Start: '10.0'}}}" +
			fill("!GetAtt Net.Outputs.Subnet", "!GetAtt Net.Outputs.VPC"),
		"net.yaml": "Parameters: {Start: {Type: String}}\nResources:" + network +
			"Outputs: {Subnet: {Value: !Ref Subnet}, VPC: {Value: !Ref VPC}}\n",
	}, cloudformation.Options{})
	if problems != "" || more != "" || !strings.Contains(inlined, "host ") {
		t.Fatalf("the templates do not read well: %s%s\n%s", problems, more, inlined)
	}
	if diff := cmp.Diff(inlined, strings.ReplaceAll(nested, "Net/", "")); diff != "" {
		t.Errorf("(-inlined +nested)\n%s", diff)
	}
}

// TestADefaultOfTheCorpusIsWorthTheSameOverride reads every template once more
// with each literal default given from outside.
func TestADefaultOfTheCorpusIsWorthTheSameOverride(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	compared := 0
	for _, unit := range set.Units {
		content, err := os.ReadFile(filepath.Join(set.Tree.Name(), unit.Path))
		if err != nil {
			t.Fatal(err)
		}
		var template struct {
			Parameters map[string]struct {
				Default yaml.Node `yaml:"Default"`
			} `yaml:"Parameters"`
		}
		if err := yaml.Unmarshal(content, &template); err != nil {
			continue // keys that stand twice, and what only the positioned readers take
		}
		var options cloudformation.Options
		for name, parameter := range template.Parameters {
			if parameter.Default.Kind == yaml.ScalarNode && parameter.Default.Value != "" {
				options.Parameters = append(options.Parameters, name+"="+parameter.Default.Value)
			}
		}
		if len(options.Parameters) == 0 {
			continue
		}
		slices.Sort(options.Parameters)
		files := map[string]string{"template": string(content)}
		want, _ := read(t, files, cloudformation.Options{})
		got, _ := read(t, files, options)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-defaults +overrides)\n%s", unit.Path, diff)
		}
		compared++
	}
	t.Logf("%d templates compared", compared)
}

// TestEveryTemplateOfTheCorpusSaysTheSameAsANestedStack nests each template in one
// that holds nothing else.
func TestEveryTemplateOfTheCorpusSaysTheSameAsANestedStack(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	prefix := strings.NewReplacer("main/Wrapped#", "", "Wrapped/", "", "--parameter Wrapped.", "--parameter ")
	compared := 0
	for _, unit := range set.Units {
		content, err := os.ReadFile(filepath.Join(set.Tree.Name(), unit.Path))
		if err != nil {
			t.Fatal(err)
		}
		want, _ := read(t, map[string]string{"template": string(content)}, cloudformation.Options{})
		got, _ := read(t, map[string]string{
			"template": string(content),
			"main":     "Resources: {Wrapped: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./template}}}\n",
		}, cloudformation.Options{})
		// What a root puts out is seen by who deploys it, not so what a nested stack does.
		// Nodes stand in the order of their whole names.
		sorted := func(dump string) []string {
			lines := strings.Split(strings.ReplaceAll(dump, "  Exported = true\n", ""), "\n")
			slices.Sort(lines)
			return lines
		}
		if want == "" {
			continue
		}
		if diff := cmp.Diff(sorted(want), sorted(prefix.Replace(got))); diff != "" {
			t.Errorf("%s: (-alone +nested)\n%s", unit.Path, diff)
		}
		compared++
	}
	t.Logf("%d templates compared", compared)
}
