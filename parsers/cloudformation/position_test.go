package cloudformation_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// parse reads one template that stands alone.
func parse(t *testing.T, text string) resource.Result {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	components, _ := cloudformation.Components(templatesBelow(t, dir), cloudformation.Options{})
	if len(components) != 1 {
		t.Fatalf("%d components, want 1", len(components))
	}
	return components[0].Parse(context.Background())
}

// quote cuts the text of a range out of the source.
func quote(text string, at source.Range) string { return text[at.Start.Byte:at.End.Byte] }

const placed = `# 網
Parameters:
  Block: {Type: String, Default: 10.0.0.0/16}
Resources:
  VPC:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !Ref Block, "EnableDnsSupport": 'true'}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref VPC
      ServiceName: com.amazonaws.us-east-1.s3
      PolicyDocument:
        Statement:
          - {Principal: "網", Action: s3:GetObject, Effect: Allow, Resource: "*"}
`

func TestPositionsCountCodePoints(t *testing.T) {
	t.Parallel()
	g := parse(t, placed).Graph
	vpc := g.VPCs["t.yaml#VPC"]
	if got := vpc.Range.String() + " " + quote(placed, vpc.Range); got != "t.yaml:5:3 VPC" {
		t.Errorf("the logical id is at %s", got)
	}
	endpoint := g.Endpoints["t.yaml#S3"]
	statement := endpoint.Policy.Get("Statement").Items[0]
	got := map[string]string{}
	for _, entry := range statement.Entries {
		got[entry.Key] = entry.Value.Range.String() + " " + quote(placed, entry.Value.Range)
	}
	want := map[string]string{
		"Principal": `t.yaml:15:25 "網"`, "Action": "t.yaml:15:38 s3:GetObject", "Effect": "t.yaml:15:60 Allow", "Resource": `t.yaml:15:77 "*"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := quote(placed, endpoint.Arguments["ServiceName"]); got != "ServiceName: com.amazonaws.us-east-1.s3" {
		t.Errorf("the argument is %q", got)
	}
	if got := quote(placed, endpoint.Arguments["PolicyDocument"]); got != "PolicyDocument" {
		t.Errorf("the argument over several lines is %q", got)
	}
}

func TestAValueKnowsWhereItCameThrough(t *testing.T) {
	t.Parallel()
	result := parse(t, placed)
	block := result.Resources[0].Attributes.Get("CidrBlock")
	if got := block.Range.String(); got != "t.yaml:7:29" {
		t.Errorf("the Ref is at %s", got)
	}
	if len(block.Via) != 1 || block.Via[0].String() != "t.yaml:3:34" {
		t.Errorf("it came through %v, want the default at 3:34", block.Via)
	}
}

func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	result := parse(t, `Parameters:
  Password: {Type: String, NoEcho: true, Default: hunter2}
  Plain: {Type: String, Default: x}
Resources:
  Host:
    Type: AWS::EC2::Instance
    Properties:
      UserData: !Base64 "#!/bin/sh"
      KeyName: !Ref Plain
      Derived: !Sub "${Plain}-${Password}"
      Picked: !Select [0, !Split ["-", !Ref Password]]
      Joined: !Join ["", [a, !Ref Password]]
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {UserData: IyE=, ImageId: ami-1}}
`)
	got := map[string]bool{}
	for _, r := range result.Resources {
		for _, entry := range r.Attributes.Entries {
			got[entry.Key] = entry.Value.Secret != ""
			for _, inner := range entry.Value.Entries {
				got[entry.Key+"."+inner.Key] = inner.Value.Secret != ""
			}
		}
	}
	want := map[string]bool{
		"UserData": true, "KeyName": false, "Derived": true, "Picked": true, "Joined": true,
		"LaunchTemplateData": false, "LaunchTemplateData.UserData": true, "LaunchTemplateData.ImageId": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryRangeLiesInItsFile(t *testing.T) {
	t.Parallel()
	g := parse(t, placed).Graph
	for _, node := range g.Nodes() {
		checkRange(t, node.Head())
	}
}

func checkRange(t testing.TB, head *graph.Origin) {
	t.Helper()
	for name, at := range head.Arguments {
		if at.Start.Byte < 0 || at.End.Byte < at.Start.Byte {
			t.Errorf("%s.%s: %v", head.Address, name, at)
		}
	}
}

// TestLinesAreThoseOfTheFile holds line ends that YAML counts and editors do not,
// and the other way round.
func TestLinesAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	const start = "Resources:\n  VPC:\n    Type: AWS::EC2::VPC\n"
	for name, test := range map[string]struct{ text, want string }{
		"LF":                    {start, "t.yaml:2:3 VPC"},
		"CRLF":                  {strings.ReplaceAll(start, "\n", "\r\n"), "t.yaml:2:3 VPC"},
		"CR":                    {strings.ReplaceAll(start, "\n", "\r"), "t.yaml:2:3 VPC"},
		"CR among LF":           {"# a\rb: c\n" + start, "t.yaml:3:3 VPC"},
		"a line separator":      {"a: \"b\u2028 c\u2029 d\u0085 e\"\n" + start, "t.yaml:3:3 VPC"},
		"a mark before the key": {"\ufeffResources: {VPC: {Type: AWS::EC2::VPC}}\n", "t.yaml:1:13 VPC"},
		"JSON behind a mark":    {"\ufeff{\"Resources\": {\"VPC\": {\"Type\": \"AWS::EC2::VPC\"}}}\n", "t.yaml:1:16 \"VPC\""},
		"flow style":            {"{\n  Resources: {VPC: {Type: 'AWS::EC2::VPC'}}}\n", "t.yaml:2:15 VPC"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := parse(t, test.text).Graph.VPCs["t.yaml#VPC"].Range
			if diff := cmp.Diff(test.want, at.String()+" "+quote(test.text, at)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
