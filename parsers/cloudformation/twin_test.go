package cloudformation_test

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/cloudformation"
)

const yamlTwin = `Parameters:
  Zone: {Type: String, Default: us-east-1a}
Conditions:
  Nat: !Equals [!Ref Zone, us-east-1a]
Resources:
  VPC:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsSupport: true
      Tags: [{Key: Name, Value: 網}]
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VPC
      CidrBlock: !If [Nat, !Select [0, !Cidr [!GetAtt VPC.CidrBlock, 2, 8]], 10.9.0.0/24]
      AvailabilityZone: !Sub "${Zone}"
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !GetAtt [VPC, VpcId]
      ServiceName: !Join [".", [com.amazonaws, !Ref "AWS::Region", s3]]
      PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*"}]}
`

const longTwin = `Resources:
  S3:
    Properties:
      PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*"}]}
      ServiceName: {"Fn::Join": [".", [com.amazonaws, {Ref: "AWS::Region"}, s3]]}
      VpcId: {"Fn::GetAtt": VPC.VpcId}
    Type: AWS::EC2::VPCEndpoint
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      AvailabilityZone: {"Fn::Sub": "${Zone}"}
      CidrBlock: {"Fn::If": [Nat, {"Fn::Select": ["0", {"Fn::Cidr": [{"Fn::GetAtt": [VPC, CidrBlock]}, "2", "8"]}]}, 10.9.0.0/24]}
      VpcId: {Ref: VPC}
  VPC:
    Type: AWS::EC2::VPC
    Properties:
      Tags: [{Value: 網, Key: Name}]
      EnableDnsSupport: "true"
      CidrBlock: 10.0.0.0/16
Conditions:
  Nat: {"Fn::Equals": [{Ref: Zone}, us-east-1a]}
Parameters:
  Zone: {Default: us-east-1a, Type: String}
`

const jsonTwin = `{
  "Parameters": {"Zone": {"Type": "String", "Default": "us-east-1a"}},
  "Conditions": {"Nat": {"Fn::Equals": [{"Ref": "Zone"}, "us-east-1a"]}},
  "Resources": {
    "VPC": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0\/16", "EnableDnsSupport": true, "Tags": [{"Key": "Name", "Value": "\u7db2"}]}},
    "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {
      "VpcId": {"Ref": "VPC"}, "AvailabilityZone": {"Fn::Sub": "${Zone}"},
      "CidrBlock": {"Fn::If": ["Nat", {"Fn::Select": [0, {"Fn::Cidr": [{"Fn::GetAtt": ["VPC", "CidrBlock"]}, 2, 8]}]}, "10.9.0.0/24"]}}},
    "S3": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {
      "VpcId": {"Fn::GetAtt": ["VPC", "VpcId"]}, "ServiceName": {"Fn::Join": [".", ["com.amazonaws", {"Ref": "AWS::Region"}, "s3"]]},
      "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}}}
  }
}`

func TestTwinsGiveTheSameGraph(t *testing.T) {
	t.Parallel()
	want, diagnostics := read(t, map[string]string{"t": yamlTwin}, cloudformation.Options{})
	if diagnostics != "" || strings.Count(want, "  Type = ") != 3 {
		t.Fatalf("the first twin does not read well:\n%s%s", want, diagnostics)
	}
	overridden := strings.Replace(yamlTwin, ", Default: us-east-1a", "", 1)
	for name, test := range map[string]struct {
		text    string
		options cloudformation.Options
	}{
		"long form, keys in another order": {text: longTwin},
		"JSON":                             {text: jsonTwin},
		"JSON with a byte order mark":      {text: "\ufeff" + jsonTwin},
		"byte order mark":                  {text: "\ufeff" + yamlTwin},
		"CRLF":                             {text: strings.ReplaceAll(yamlTwin, "\n", "\r\n")},
		"JSON with CRLF":                   {text: strings.ReplaceAll(jsonTwin, "\n", "\r\n")},
		"an override for the default":      {text: overridden, options: cloudformation.Options{Parameters: []string{"Zone=us-east-1a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diagnostics := read(t, map[string]string{"t": test.text}, test.options)
			if diff := cmp.Diff(want, got); diff != "" || diagnostics != "" {
				t.Errorf("(-want +got)\n%s%s", diff, diagnostics)
			}
		})
	}
}

// unlike are pairs of the corpus that differ in what they declare: a launch
// template against a launch configuration, or other user data.
var unlike = map[string]bool{
	"AutoScalingRollingUpdates": true, "AutoScalingScheduledAction": true, "InstanceWithCfnInit": true,
	"private-vpc": true, "public-vpc": true, "suse": true,
}

// TestTwinsOfTheCorpus compares the templates that the corpus holds in both
// notations under one name.
func TestTwinsOfTheCorpus(t *testing.T) {
	t.Parallel()
	set := corpus(t, "cloudformation")
	compared := 0
	for _, unit := range set.Units {
		base, isJSON := strings.CutSuffix(unit.Path, ".json")
		if !isJSON || unlike[path.Base(base)] {
			continue
		}
		twin := base + ".yaml"
		if _, err := os.Stat(filepath.Join(set.Tree.Name(), twin)); err != nil {
			continue
		}
		compared++
		if diff := cmp.Diff(dumpOf(t, set.Tree.Name(), twin), dumpOf(t, set.Tree.Name(), unit.Path)); diff != "" {
			t.Errorf("%s: (-yaml +json)\n%s", unit.Path, diff)
		}
	}
	t.Logf("%d pairs compared", compared)
}

func dumpOf(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	dump, _ := read(t, map[string]string{"template": string(content)}, cloudformation.Options{})
	return dump
}
