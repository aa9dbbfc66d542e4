package cloudformation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/cloudformation"
)

// TestTrapsOfYAML holds bytes that no text file keeps well. Each template declares
// one network, of which the graph shows a line.
func TestTrapsOfYAML(t *testing.T) {
	t.Parallel()
	const start = "Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n"
	const block = "  CIDRs[] = 10.0.0.0/16"
	for name, test := range map[string]struct{ text, want, diagnostics string }{
		"CRLF":                       {strings.ReplaceAll(start, "\n", "\r\n"), block, ""},
		"byte order mark":            {"\ufeff" + start, block, ""},
		"tabs in flow style":         {strings.ReplaceAll(start, "{CidrBlock: ", "{\tCidrBlock:\t"), block, ""},
		"a date as a version":        {"AWSTemplateFormatVersion: 2010-09-09\n" + start, block, ""},
		"comments in another coding": {"# caf\xe9\n" + start, block, "t:1:1: warning: t is not UTF-8; the bytes that are not were read as question marks, save it as UTF-8\n"},
		"numbers with zeros in front": {
			start + "    Metadata: {Mode: 0755, Owner: 012345670123, Quoted: \"012345670123\", Decimal: 012345678901}\n", block,
			"t:5:35: warning: 012345670123 is an octal number to CloudFormation, which reads YAML 1.1; put the account id in quotes\n",
		},
		"a wide space as a margin": {
			start + "\u3000\u3000W:\n    Type: AWS::EC2::VPC\n", block,
			"t:5:1: warning: the key \"W\" begins with a wide space, which does not indent; indent it with spaces\n",
		},
		"an item among keys":  {start + "  W:\n    Type: AWS::EC2::VPC\n    Properties:\n      Tags:\n      -\n        Key: a\n        - Key: b\n", "", "t:11:9: error: reading YAML: did not find expected key\n"},
		"a control character": {start + "# a\x01b\n", "", "t:5:4: error: reading YAML: control characters are not allowed\n"},
		"a list as a key":     {start + "Mappings:\n  ? [a]\n  : {b: c}\n", block, "t:6:5: warning: a map or list stands as a key; it was left out\n"},
		"too deep":            {start + "Metadata: " + strings.Repeat("[", 600) + strings.Repeat("]", 600) + "\n", "", "t:5:511: error: reading YAML: values nested deeper than 500; flatten them\n"},
		"far too deep":        {start + "Metadata: " + strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000) + "\n", "", "t:5:1: error: reading YAML: exceeded max depth of 10000\n"},
		"aliases without end": {
			"a: &a [" + strings.Repeat("x,", 200) + "]\nb: &b [" + strings.Repeat("*a,", 200) + "]\nc: &c [" + strings.Repeat("*b,", 200) + "]\n" + start, "",
			"t:3:80: error: reading YAML: more than 1000000 values, aliases included; split the template\n",
		},
		"JSON escapes":               {`{"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0\/16"}}}}`, block, ""},
		"JSON surrogates":            {`{"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"Tags": [{"Key": "Name", "Value": "\ud83d\ude00"}]}}}}`, "  Name = 😀", ""},
		"a line end before a colon":  {"{\"Resources\"\n:{\"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}}}}", block, ""},
		"a function without a value": {start + "  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, AvailabilityZone: !Select [0, !GetAZs ]}}\n", "  AvailabilityZone = unknown: the availability zones of the region are not in the template", ""},
		"a word as a boolean":        {start + "  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, MapPublicIpOnLaunch: Yes}}\n", "  MapPublicIP = true", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dump, diagnostics := read(t, map[string]string{"t": test.text}, cloudformation.Options{})
			if diff := cmp.Diff(test.diagnostics, diagnostics); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !strings.Contains(dump, test.want) || test.want == "" && dump != "" {
				t.Errorf("no %q in\n%s", test.want, dump)
			}
		})
	}
}
