package cloudformation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
)

const setStart = "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      Parameters: [{ParameterKey: B, ParameterValue: 10.0.0.0/16}]\n"

// TestATemplateInATextKnowsItsLines asks where the network of a stack set stands,
// which a person would have to search for otherwise.
func TestATemplateInATextKnowsItsLines(t *testing.T) {
	t.Parallel()
	const inner = "\n          # 網\n          V:\n            Type: AWS::EC2::VPC\n            Properties: {CidrBlock: 10.0.0.0/16}\n"
	for name, test := range map[string]struct{ body, want string }{
		"block":                  {"TemplateBody: |\n        Resources:" + inner, "t.yaml:9:11 V, t.yaml:11:26 CidrBlock: 10.0.0.0/16"},
		"block with empty lines": {"TemplateBody: |-\n\n        Resources:\n\n" + inner, "t.yaml:12:11 V, t.yaml:14:26 CidrBlock: 10.0.0.0/16"},
		"Sub of a block": {
			"TemplateBody: !Sub |\n        Resources:" + strings.Replace(inner, "10.0.0.0/16", "'${AWS::NoSuch}10.0.0.0/16'", 1),
			"nothing",
		},
		"filled block": {
			"TemplateBody: !Sub\n        - |\n          Resources:\n            V: {Type: '${T}', Properties: {CidrBlock: 10.0.0.0/16}}\n        - {T: 'AWS::EC2::VPC'}\n",
			"t.yaml:9:13 V: {Type: '${T}', Properties: {CidrBlock: 10.0.0.0/16}}, t.yaml:9:13 V: {Type: '${T}', Properties: {CidrBlock: 10.0.0.0/16}}",
		},
		"JSON in a block": {
			"TemplateBody: |\n        {\"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\",\n          \"Properties\": {\"CidrBlock\": \"10.0.0.0\\/16\"}}}}\n",
			`t.yaml:7:24 "V", t.yaml:8:26 "CidrBlock": "10.0.0.0\/16"`,
		},
		"JSON in double quotes": {
			`TemplateBody: "{\n\"Resources\": {\"\u7db2\": 1, \"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}}}}"` + "\n",
			`t.yaml:6:56 \"V\", t.yaml:6:110 \"CidrBlock\": \"10.0.0.0/16\"`,
		},
		"JSON in single quotes": {
			`TemplateBody: '{"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}'` + "\n",
			`t.yaml:6:37 "V", t.yaml:6:83 "CidrBlock": "10.0.0.0/16"`,
		},
		"folded": {
			"TemplateBody: >\n        {\"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\",\n        \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}}}}\n",
			"t.yaml:6:21 >, t.yaml:6:21 >",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := setStart + "      " + test.body
			got := "nothing"
			if vpc := parse(t, text).Graph.VPCs[graph.NodeID("t.yaml", "Set/V")]; vpc != nil {
				block := vpc.Arguments["CidrBlock"]
				got = vpc.Range.String() + " " + quote(text, vpc.Range) + ", " + block.String() + " " + quote(text, block)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestATemplateInATextIsReportedWhereItBreaks(t *testing.T) {
	t.Parallel()
	result := parse(t, setStart+"      TemplateBody: |\n        Resources:\n          V: {Type: AWS::EC2::VPC}\n          V: {Type: AWS::EC2::VPC}\n         - x\n")
	got := ""
	for _, d := range result.Diagnostics {
		got += d.Range.String() + ": " + d.Message + "\n"
	}
	if diff := cmp.Diff("t.yaml:10:10: in the template of stack set Set: reading YAML: did not find expected key\n", got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
