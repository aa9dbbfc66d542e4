package lint_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A condition on who owns the resource refuses the documents that AWS owns: a host
// to be patched runs one.
func TestPoliciesOfTheSSMEndpointAndWhatAWSOwns(t *testing.T) {
	t.Parallel()
	const baseline = "\nresource \"aws_ssm_patch_baseline\" \"b\" {\n  name = \"b\"\n}\n"
	const documents = `{ Effect = "Allow", Principal = "*", Action = ["ssm:GetDocument", "ssm:DescribeDocument"], Resource = "arn:aws:ssm:eu-west-1::document/*" }`
	own := func(key, value string) string {
		return allowed(`"*"`, `StringEquals = { "`+key+`" = "`+value+`" }`)
	}
	for name, test := range map[string]struct{ policy, around, want string }{
		"your organization's resources, nothing to patch":          {own("aws:ResourceOrgID", "o-a1b2c3d4e5"), "", "passes"},
		"your organization's resources, hosts to patch":            {own("aws:ResourceOrgID", "o-a1b2c3d4e5"), baseline, "blocked policy"},
		"your account's resources, hosts to patch":                 {own("aws:ResourceAccount", "111122223333"), baseline, "blocked policy"},
		"your organization's beside the documents of AWS, patched": {own("aws:ResourceOrgID", "o-a1b2c3d4e5") + ", " + documents, baseline, "passes"},
		"your organization's principals, hosts to patch":           {own("aws:PrincipalOrgID", "o-a1b2c3d4e5"), baseline, "passes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := agentPolicy(test.policy, "") + role(managedPolicies(core)) + test.around
			if diff := cmp.Diff(map[string]string{"ssm": test.want}, verdicts(t, text, "ssm")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Machines register with an activation before they have credentials: there is no
// principal then, and the service says whose node it is.
func TestPoliciesOfTheSSMEndpointAndHybridNodes(t *testing.T) {
	t.Parallel()
	const activation = `
resource "aws_iam_role" "hybrid" {
  name               = "hybrid"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ssm.amazonaws.com" } }] })
}
resource "aws_ssm_activation" "a" {
  iam_role = aws_iam_role.hybrid.name
}
`
	const account = `"111122223333"`
	mine := allowed(`"*"`, `StringEquals = { "aws:PrincipalAccount" = `+account+` }`)
	node := func(key, value string) string {
		return `, { Effect = "Allow", Principal = "*", Action = "ssm:RegisterManagedInstance", Resource = "*", Condition = { StringEquals = { "` + key + `" = ` + value + ` } } }`
	}
	const refused = `; ssm:RegisterManagedInstance is refused`
	for name, test := range map[string]struct{ policy, around, want string }{
		"principals of the account, no activation":        {mine, "", "passes"},
		"principals of the account":                       {mine, activation, "blocked policy"},
		"principals of the organization":                  {allowed(`"*"`, `StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" }`), activation, "blocked policy"},
		"principals of the account, nodes of the account": {mine + node("ssm:NodeAccountId", account), activation, "passes"},
		"principals of the account, nodes of its own":     {mine + node("ssm:NodeOrgId", `"o-a1b2c3d4e5"`), activation, "passes"},
		"everybody": {allowed(`"*"`, ""), activation, "passes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := agentPolicy(test.policy, "") + role(managedPolicies(core)) + test.around
			if diff := cmp.Diff(map[string]string{"ssm": test.want}, verdicts(t, text, "ssm")); diff != "" {
				t.Error(diff)
			}
			said := false
			for _, found := range findingsOf(t, text) {
				said = said || strings.HasPrefix(found, "error endpoint_policy_blocks_ssm ") && strings.HasSuffix(found, refused)
			}
			if said != (test.want == "blocked policy") {
				t.Errorf("endpoint_policy_blocks_ssm speaks: %t", said)
			}
		})
	}
}

// An agent of before March 2024 asks ec2messages; one of today does without.
func TestOldAgentsNeedEC2Messages(t *testing.T) {
	t.Parallel()
	image := func(name string) string {
		return "data \"aws_ami\" \"image\" {\n  owners = [\"amazon\"]\n  filter {\n    name   = \"name\"\n    values = [\"" + name + "\"]\n  }\n}\n"
	}
	for name, test := range map[string]struct {
		image string
		want  map[string]string
	}{
		"an image of 2023": {"al2023-ami-2023.2.20231113.0-kernel-6.1-x86_64", map[string]string{"ec2messages": "blocked endpoint", "ssm": "passes"}},
		"an image of 2025": {"al2023-ami-2023.6.20250115.0-kernel-6.1-x86_64", map[string]string{"ssm": "passes"}},
		"any image":        {"al2023-ami-2023.*-x86_64", map[string]string{"ssm": "passes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := agentPolicy("", "") + role(managedPolicies(core)) + image(test.image)
			text = strings.Replace(text, "data.aws_ssm_parameter.image.value", "data.aws_ami.image.id", 1)
			if diff := cmp.Diff(test.want, verdicts(t, text, "ssm", "ec2messages")); diff != "" {
				t.Error(diff)
			}
			warned := false
			for _, found := range findingsOf(t, text) {
				warned = warned || strings.HasPrefix(found, "warning ssm_endpoint_missing VPC \"aws_vpc.main\" has no interface endpoint for ec2messages")
			}
			if _, wanted := test.want["ec2messages"]; warned != wanted {
				t.Errorf("ssm_endpoint_missing warns of ec2messages: %t", warned)
			}
		})
	}
}

// What sessions need of CloudWatch Logs and KMS is known, as are their endpoints' policies.
func TestPoliciesOfTheEndpointsThatSessionsNeed(t *testing.T) {
	t.Parallel()
	endpoint := func(service, statement string) string {
		return `
resource "aws_vpc_endpoint" "` + service + `" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.` + service + `"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.private.id]
  security_group_ids  = [aws_security_group.any.id]
  policy = jsonencode({ Version = "2012-10-17", Statement = [` + statement + `] })
}
`
	}
	const sessions = `
resource "aws_ssm_document" "sessions" {
  name          = "SSM-SessionManagerRunShell"
  document_type = "Session"
  content       = jsonencode({ schemaVersion = "1.0", sessionType = "Standard_Stream", inputs = { cloudWatchLogGroupName = "sessions", kmsKeyId = "alias/sessions" } })
}
`
	for name, test := range map[string]struct {
		actions, resource string
		want              map[string]string
	}{
		"everything": {`"*"`, "*", map[string]string{"logs": "passes", "kms": "passes"}},
		"what the agent asks": {`["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "kms:Decrypt"]`, "*",
			map[string]string{"logs": "passes", "kms": "passes"}},
		"writing only":   {`["logs:CreateLogStream", "logs:PutLogEvents"]`, "*", map[string]string{"logs": "blocked policy", "kms": "blocked policy"}},
		"one log group":  {`["logs:*", "kms:*"]`, "arn:aws:logs:eu-west-1:111122223333:log-group:sessions:*", map[string]string{"logs": "undetermined", "kms": "undetermined"}},
		"other services": {`"s3:*"`, "*", map[string]string{"logs": "blocked policy", "kms": "blocked policy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			statement := `{ Effect = "Allow", Principal = "*", Action = ` + test.actions + `, Resource = "` + test.resource + `" }`
			text := agentPolicy("", "") + role(managedPolicies(core)) + sessions + endpoint("logs", statement) + endpoint("kms", statement)
			if diff := cmp.Diff(test.want, verdicts(t, text, "logs", "kms")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
