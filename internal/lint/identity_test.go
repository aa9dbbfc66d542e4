package lint_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/source"
)

// closed is a closed network with the endpoints of the Systems Manager agent and
// one host, whose arguments and surroundings the cases write.
const closed = `
provider "aws" {
  region = "eu-west-1"
}
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_vpc.main.main_route_table_id]
}
resource "aws_vpc_endpoint" "agent" {
  for_each            = toset(["ssm", "ssmmessages"])
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.private.id]
  security_group_ids  = [aws_security_group.any.id]
}
resource "aws_security_group" "any" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}
resource "aws_instance" "app" {
  ami                    = data.aws_ssm_parameter.image.value
  subnet_id              = aws_subnet.private.id
  vpc_security_group_ids = [aws_security_group.any.id]
  HOST
}
`

const profiled = `iam_instance_profile = aws_iam_instance_profile.app.name`

// role is the role of the host, with further arguments.
func role(arguments string) string {
	return `
resource "aws_iam_instance_profile" "app" {
  role = aws_iam_role.app.name
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  ` + arguments + `
}
`
}

func managedPolicies(names ...string) string {
	for i, name := range names {
		names[i] = `"arn:aws:iam::aws:policy/` + name + `"`
	}
	return "managed_policy_arns = [" + strings.Join(names, ", ") + "]\n"
}

func inline(statements string) string {
	return `inline_policy {
    name   = "inline"
    policy = jsonencode({ Version = "2012-10-17", Statement = [` + statements + `] })
  }
`
}

const core = "AmazonSSMManagedInstanceCore"

func setting(value string) string {
	return `
resource "aws_ssm_service_setting" "hosts" {
  setting_id    = "/ssm/managed-instance/default-ec2-instance-management-role"
  setting_value = "` + value + `"
}
`
}

func TestTheRoleHop(t *testing.T) {
	t.Parallel()
	const (
		lacksAll = `warning instance_role_lacks_ssm role "aws_iam_role.app" allows none of what the Systems Manager agent needs; Systems Manager cannot manage the host`
		register = `{ Effect = "Allow", Action = "ssm:UpdateInstanceInformation", Resource = "*" }`
		channels = `{ Effect = "Allow", Action = "ssmmessages:*", Resource = "*" }`
	)
	for name, test := range map[string]struct {
		host, around string
		// ssm and messages are the verdicts of the role hop; "" is no such path.
		ssm, messages string
		findings      []string
	}{
		"the core policy": {profiled, role(managedPolicies(core)), "passes", "passes", nil},
		"the core policy by a data source": {profiled, role("") + `
data "aws_iam_policy" "core" {
  name = "AmazonSSMManagedInstanceCore"
}
resource "aws_iam_role_policy_attachment" "core" {
  role       = aws_iam_role.app.name
  policy_arn = data.aws_iam_policy.core.arn
}`, "passes", "passes", nil},
		"the superseded policy":       {profiled, role(managedPolicies("service-role/AmazonEC2RoleforSSM")), "passes", "passes", nil},
		"an administrator":            {profiled, role(managedPolicies("AdministratorAccess")), "passes", "passes", nil},
		"the least that works":        {profiled, role(inline(register + "," + channels)), "passes", "passes", nil},
		"no policy":                   {profiled, role(""), "blocked", "blocked", []string{lacksAll}},
		"policies of something else":  {profiled, role(managedPolicies("CloudWatchAgentServerPolicy", "AmazonSSMPatchAssociation")), "blocked", "blocked", []string{lacksAll}},
		"a policy that nobody knows":  {profiled, role(managedPolicies("SomethingNew")), "undetermined", "undetermined", nil},
		"one beside the core policy":  {profiled, role(managedPolicies(core, "SomethingNew")), "passes", "passes", nil},
		"a customer's own beside it":  {profiled, role(`managed_policy_arns = ["arn:aws:iam::aws:policy/`+core+`", var.extra]`) + "variable \"extra\" {}\n", "undetermined", "undetermined", nil},
		"the channels are missing":    {profiled, role(inline(register)), "passes", "blocked", []string{`warning instance_role_lacks_ssm role "aws_iam_role.app" does not allow ssmmessages:CreateControlChannel and 3 more actions that the Systems Manager agent needs; Systems Manager cannot manage the host`}},
		"only registering is missing": {profiled, role(inline(channels)), "blocked", "passes", []string{`warning instance_role_lacks_ssm role "aws_iam_role.app" does not allow ssm:UpdateInstanceInformation; Systems Manager cannot manage the host`}},
		"a deny wins": {profiled, role(managedPolicies(core) + inline(`{ Sid = "NoAgent", Effect = "Deny", Action = "ssm:*", Resource = "*" }`)), "blocked", "passes",
			[]string{`warning instance_role_lacks_ssm role "aws_iam_role.app" denies ssm:UpdateInstanceInformation by statement NoAgent; Systems Manager cannot manage the host`}},
		"a boundary without it": {profiled, role(managedPolicies(core) + "permissions_boundary = \"arn:aws:iam::aws:policy/AmazonS3FullAccess\"\n"), "blocked", "blocked",
			[]string{`warning instance_role_lacks_ssm the permissions boundary of role "aws_iam_role.app" does not allow ssm:UpdateInstanceInformation; Systems Manager cannot manage the host`}},
		"a boundary that nobody knows": {profiled, role(managedPolicies(core)+"permissions_boundary = var.boundary\n") + "variable \"boundary\" {}\n", "undetermined", "undetermined", nil},
		"a boundary that allows":       {profiled, role(managedPolicies(core) + "permissions_boundary = \"arn:aws:iam::aws:policy/PowerUserAccess\"\n"), "passes", "passes", nil},
		"a trust without EC2": {profiled, strings.Replace(role(managedPolicies(core)), "ec2.amazonaws.com", "lambda.amazonaws.com", 1), "blocked", "blocked",
			[]string{`warning instance_role_lacks_ssm role "aws_iam_role.app" does not let ec2.amazonaws.com assume it, so that the host gets no credentials; Systems Manager cannot manage the host`}},
		"an attachment of an unknown number": {profiled, role("") + `
variable "n" {}
resource "aws_iam_role_policy_attachment" "core" {
  count      = var.n
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}`, "undetermined", "undetermined", nil},
		"a role out of view":             {`iam_instance_profile = var.profile`, "variable \"profile\" {}\n", "undetermined", "undetermined", nil},
		"a role looked up":               {profiled, "resource \"aws_iam_instance_profile\" \"app\" {\n  role = data.aws_iam_role.app.name\n}\ndata \"aws_iam_role\" \"app\" {\n  name = \"app\"\n}\n", "undetermined", "undetermined", nil},
		"no profile":                     {"", "", "blocked", "blocked", []string{`warning instance_role_lacks_ssm host "aws_instance.app" has no instance profile; Systems Manager cannot manage the host`}},
		"host management on":             {"", setting("AWSSystemsManagerDefaultEC2InstanceManagementRole"), "passes", "passes", nil},
		"host management set to no role": {"", setting("$None"), "undetermined", "undetermined", nil},
		"perhaps on":                     {"", setting("${var.role}") + "variable \"role\" {}\n", "undetermined", "undetermined", nil},
		"a profile wins over it": {profiled, setting("R") + role(inline(register)), "passes", "blocked",
			[]string{`warning instance_role_lacks_ssm role "aws_iam_role.app" does not allow ssmmessages:CreateControlChannel and 3 more actions that the Systems Manager agent needs; Systems Manager cannot manage the host`}},
		"an activation may register it": {"", role("") + "resource \"aws_ssm_activation\" \"a\" {\n  iam_role = var.r\n}\nvariable \"r\" {}\n", "undetermined", "undetermined", nil},
		"it registers itself":           {"user_data = \"amazon-ssm-agent -register -code x -id y\"", "", "undetermined", "undetermined", nil},
		"no metadata": {profiled + "\n  metadata_options {\n    http_endpoint = \"disabled\"\n  }", role(managedPolicies(core)), "blocked", "blocked",
			[]string{`error instance_metadata_disabled the instance metadata service of host "aws_instance.app" is off; no program on it gets the credentials of a role`}},
		"perhaps no metadata": {profiled + "\n  metadata_options {\n    http_endpoint = var.e\n  }", role(managedPolicies(core)) + "variable \"e\" {}\n", "undetermined", "undetermined", nil},
		"IMDSv2 only":         {profiled + "\n  metadata_options {\n    http_tokens = \"required\"\n  }", role(managedPolicies(core)), "passes", "passes", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hops, findings := judgeRole(t, strings.Replace(closed, "HOST", test.host, 1)+test.around)
			if diff := cmp.Diff(map[string]string{"ssm": test.ssm, "ssmmessages": test.messages}, hops); diff != "" {
				t.Errorf("role hops (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.findings, findings); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// judgeRole gives the verdicts of role hops by destination, and what the rules say.
func judgeRole(t *testing.T, text string) (hops map[string]string, findings []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := judgeFolder(t, dir, parsers.Options{})
	for _, found := range got.report.Findings {
		findings = append(findings, found.Level.String()+" "+found.Rule+" "+found.Message)
	}
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	inspection, err := lint.Facts(context.Background(), lint.Options{Scope: scope})
	if err != nil {
		t.Fatal(err)
	}
	hops = map[string]string{}
	for _, component := range inspection.Components {
		for _, path := range component.Document.Paths {
			for _, hop := range path.Hops {
				if hop.Kind == "role" {
					hops[path.Destination] = hop.Verdict
				}
				if hop.Kind == "role" && hop.Verdict == "undetermined" && hop.Story == "" {
					t.Errorf("the undetermined hop to %s has no reason", path.Destination)
				}
			}
		}
	}
	return hops, findings
}

// What is told of access keys outside of user data, and never the key itself.
func TestAccessKeys(t *testing.T) {
	t.Parallel()
	const key = "AKIA" + "QWERTYUIOPASDFGH" // no key of anybody's: letters of a keyboard
	user := func(action string) string {
		return `
resource "aws_iam_user" "u" {
  name = "u"
}
resource "aws_iam_user_policy" "u" {
  user   = aws_iam_user.u.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "` + action + `", Resource = "*" }] })
}
resource "aws_iam_access_key" "u" {
  user = aws_iam_user.u.name
}
`
	}
	instance := func(script string) string {
		return "resource \"aws_instance\" \"a\" {\n  user_data = \"" + script + "\"\n}\n"
	}
	const (
		rights = `warning long_lived_access_key an access key of user "aws_iam_user.u" never expires and allows ssm:SendCommand; a role does the same with credentials that end by themselves`
		inData = `warning long_lived_access_key the user data of host "aws_instance.a" holds an access key, which never expires; a role does the same with credentials that end by themselves`
	)
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"a user who commands nodes":     {user("ssm:SendCommand"), []string{rights}},
		"a user of something else":      {user("s3:GetObject"), nil},
		"a key in user data":            {instance("export AWS_ACCESS_KEY_ID=" + key), []string{inData}},
		"the sample of documentation":   {instance("export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"), nil},
		"a declared key in user data":   {instance("key=${aws_iam_access_key.u.id}") + user("s3:GetObject"), []string{inData}},
		"a temporary key":               {instance("export AWS_ACCESS_KEY_ID=ASIAQWERTYUIOPASDFGH"), nil},
		"a key of a user out of view":   {"resource \"aws_iam_access_key\" \"k\" {\n  user = var.u\n}\nvariable \"u\" {}\n", nil},
		"a user whose policy is hidden": {strings.Replace(user("ssm:SendCommand"), `"ssm:SendCommand"`, "var.action", 1) + "variable \"action\" {}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, findings := judgeRole(t, "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n"+test.text)
			findings = slices.DeleteFunc(findings, func(line string) bool { return !strings.Contains(line, "long_lived_access_key") })
			if diff := cmp.Diff(test.want, findings, cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if strings.Contains(strings.Join(findings, "\n"), key) {
				t.Error("a finding tells the key")
			}
		})
	}
}

func TestPackageSources(t *testing.T) {
	t.Parallel()
	const (
		ubuntu   = `user_data = "#!/bin/sh\napt-get update # on ubuntu\n"`
		baseline = "resource \"aws_ssm_patch_baseline\" \"b\" {\n  name             = \"b\"\n  operating_system = \"SYSTEM\"\nMORE}\n"
	)
	patched := func(system, more string) string {
		return strings.NewReplacer("SYSTEM", system, "MORE", more).Replace(baseline)
	}
	want := []string{`warning package_source_unreachable host "aws_instance.a" runs Ubuntu, whose packages come from Ubuntu's archive and not from S3, and subnet "aws_subnet.s" has no internet path; Patch Manager cannot scan or install anything there`}
	for name, test := range map[string]struct {
		host, around string
		want         []string
	}{
		"a baseline for the system":         {"", patched("UBUNTU", ""), want},
		"a patch group":                     {"tags = { PatchGroup = \"web\" }", "", want},
		"a maintenance window":              {"", "resource \"aws_ssm_maintenance_window\" \"w\" {\n  name = \"w\"\n}\n", want},
		"nothing about patches":             {"", "", nil},
		"a baseline for another system":     {"", patched("AMAZON_LINUX_2023", ""), nil},
		"a baseline with its own sources":   {"", patched("UBUNTU", "  source {\n    name          = \"m\"\n    products      = [\"*\"]\n    configuration = \"deb\"\n  }\n"), nil},
		"a peering that may hold a mirror":  {"", patched("UBUNTU", "") + "resource \"aws_route\" \"p\" {\n  route_table_id            = aws_vpc.v.main_route_table_id\n  destination_cidr_block    = \"10.9.0.0/16\"\n  vpc_peering_connection_id = \"pcx-1\"\n}\n", nil},
		"a VPC that is declared elsewhere":  {"", patched("UBUNTU", "") + "# open\n", nil},
		"an internet gateway and addresses": {"associate_public_ip_address = true", patched("UBUNTU", "") + "resource \"aws_internet_gateway\" \"g\" {\n  vpc_id = aws_vpc.v.id\n}\nresource \"aws_route\" \"d\" {\n  route_table_id         = aws_vpc.v.main_route_table_id\n  destination_cidr_block = \"0.0.0.0/0\"\n  gateway_id             = aws_internet_gateway.g.id\n}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vpc := "aws_vpc.v.id"
			if strings.Contains(test.around, "# open") {
				vpc = "\"vpc-0a1\""
			}
			_, findings := judgeRole(t, "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"+
				"resource \"aws_subnet\" \"s\" {\n  vpc_id     = "+vpc+"\n  cidr_block = \"10.0.0.0/24\"\n}\n"+
				"resource \"aws_instance\" \"a\" {\n  subnet_id = aws_subnet.s.id\n  "+ubuntu+"\n  "+test.host+"\n}\n"+test.around)
			findings = slices.DeleteFunc(findings, func(line string) bool { return !strings.Contains(line, "package_source_unreachable") })
			if diff := cmp.Diff(test.want, findings, cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
