package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers"
)

// closedTemplate is a closed VPC whose hosts the Systems Manager agent is to
// manage, with the fault that a case brings.
const closedTemplate = `Parameters:
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: IMAGE}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: SUPPORT, EnableDnsHostnames: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Tie: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref Table]}
  Ssm:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.ssm", VpcEndpointType: Interface, PrivateDnsEnabled: true, SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}
  Messages:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.ssmmessages", VpcEndpointType: Interface, PrivateDnsEnabled: true, SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: all, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: ec2.amazonaws.com}}]}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {ImageId: !Ref Image, SecurityGroupIds: [!Ref Group]PROFILE}}
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "1", MaxSize: "1", VPCZoneIdentifier: [!Ref Subnet], LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}}
  Window:
    Type: AWS::SSM::Association
    Properties: {Name: AWS-RunPatchBaseline}
`

func TestSymptomAndFixFitTheVariantOfACause(t *testing.T) {
	t.Parallel()
	const (
		linux   = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
		profile = ", IamInstanceProfile: {Arn: !GetAtt Profile.Arn}"
		servers = `  Options: {Type: AWS::EC2::DHCPOptions, Properties: {DomainNameServers: [192.0.2.53]}}
  Chosen: {Type: AWS::EC2::VPCDHCPOptionsAssociation, Properties: {VpcId: !Ref Vpc, DhcpOptionsId: !Ref Options}}
`
	)
	for name, test := range map[string]struct {
		image, support, profile, more string
		// Parts of the one finding's message, symptom and fix.
		message, symptom, fix string
	}{
		"no profile in a launch template": {
			linux, "true", "", "",
			`host "Fleet" has no instance profile`, "Unable to acquire", "# in the LaunchTemplateData of the launch template of Fleet\nIamInstanceProfile:",
		},
		"Windows": {
			"/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base", "true", profile, "",
			"runs Windows", "0x80072EE2", "a patch baseline has no sources for Windows",
		},
		"Ubuntu": {
			"/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id", "true", profile, "",
			"runs Ubuntu", "archive.ubuntu.com", "Configuration: deb http",
		},
		"DNS support off beside servers of one's own": {
			linux, "false", profile, servers,
			"so AWS refuses private DNS for interface endpoint", "Enabling private DNS requires both", "EnableDnsSupport: true",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			text := strings.NewReplacer("IMAGE", test.image, "SUPPORT", test.support, "PROFILE", test.profile).Replace(closedTemplate) + test.more
			if err := os.WriteFile(filepath.Join(dir, "closed.yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			found := judgeFolder(t, dir, parsers.Options{}).report.Findings
			if len(found) != 1 {
				t.Fatalf("%d findings, want one: %v", len(found), found)
			}
			if !strings.Contains(found[0].Message, test.message) {
				t.Errorf("message %q lacks %q", found[0].Message, test.message)
			}
			if !strings.Contains(strings.ToLower(found[0].Symptom), strings.ToLower(test.symptom)) {
				t.Errorf("symptom %q lacks %q", found[0].Symptom, test.symptom)
			}
			if !strings.Contains(found[0].Fix, test.fix) {
				t.Errorf("fix %q lacks %q", found[0].Fix, test.fix)
			}
		})
	}
}

func TestARegionSettlesWhetherADNSFirewallLetsANameThrough(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("IMAGE", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", "SUPPORT", "true",
		"PROFILE", ", IamInstanceProfile: {Arn: !GetAtt Profile.Arn}").Replace(closedTemplate) + `
  Known: {Type: AWS::Route53Resolver::FirewallDomainList, Properties: {Domains: ["*.amazonaws.com"]}}
  All: {Type: AWS::Route53Resolver::FirewallDomainList, Properties: {Domains: ["*"]}}
  Rules:
    Type: AWS::Route53Resolver::FirewallRuleGroup
    Properties:
      FirewallRules:
        - {Action: ALLOW, FirewallDomainListId: !Ref Known, Priority: 1}
        - {Action: BLOCK, BlockResponse: NXDOMAIN, FirewallDomainListId: !Ref All, Priority: 2}
  RulesTie: {Type: AWS::Route53Resolver::FirewallRuleGroupAssociation, Properties: {FirewallRuleGroupId: !Ref Rules, Priority: 101, VpcId: !Ref Vpc}}
`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "closed.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	open := judgeFolder(t, dir, parsers.Options{}).report.Inconclusive
	if len(open) == 0 {
		t.Fatal("nothing is inconclusive where the region is not known")
	}
	for _, path := range open {
		if want := "state the region in the provider, the stack's environment or the configuration"; path.Settle != want {
			t.Errorf("%s is settled by %q, want %q", path.Destination, path.Settle, want)
		}
	}
}
