package lint_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

// agentPolicy is the closed network with a policy on the endpoints of the agent
// and, where given, one on that of Amazon S3.
func agentPolicy(agent, s3 string) string {
	document := func(statements string) string {
		return "  policy = jsonencode({ Version = \"2012-10-17\", Statement = [" + statements + "] })\n}"
	}
	text := strings.Replace(closed, "HOST", profiled, 1)
	if agent != "" {
		text = strings.Replace(text, "security_group_ids  = [aws_security_group.any.id]\n}", "security_group_ids  = [aws_security_group.any.id]\n"+document(agent), 1)
	}
	if s3 != "" {
		text = strings.Replace(text, "route_table_ids = [aws_vpc.main.main_route_table_id]\n}", "route_table_ids = [aws_vpc.main.main_route_table_id]\n"+document(s3), 1)
	}
	return text
}

// allowed is a statement that allows all of what a principal asks.
func allowed(principal, condition string) string {
	if condition != "" {
		condition = ", Condition = { " + condition + " }"
	}
	return `{ Effect = "Allow", Principal = ` + principal + `, Action = "*", Resource = "*"` + condition + ` }`
}

// pathsOf are the walked paths of a Terraform configuration.
func pathsOf(t *testing.T, text string) []facts.Path {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
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
	var paths []facts.Path
	for _, component := range inspection.Components {
		for _, path := range component.Document.Paths {
			paths = append(paths, path)
		}
	}
	return paths
}

// verdicts are those of the paths to some destinations, with the hop that blocks.
func verdicts(t *testing.T, text string, destinations ...string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, path := range pathsOf(t, text) {
		if slices.Contains(destinations, path.Destination) {
			got[path.Destination] = strings.TrimSpace(path.Verdict + " " + path.Hop)
		}
	}
	return got
}

// findingsOf are the findings in a Terraform configuration, one a line.
func findingsOf(t *testing.T, text string) []string {
	t.Helper()
	_, findings := judgeRole(t, text)
	return findings
}

func TestEndpointPoliciesMeetTheRoleThatSigns(t *testing.T) {
	t.Parallel()
	const another = `
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = "{}"
}
`
	for name, test := range map[string]struct{ principal, condition, want string }{
		"the role as the principal":      {`{ AWS = aws_iam_role.app.arn }`, "", "passes"},
		"another role":                   {`{ AWS = aws_iam_role.other.arn }`, "", "blocked policy"},
		"both":                           {`{ AWS = [aws_iam_role.other.arn, aws_iam_role.app.arn] }`, "", "passes"},
		"a name that is written out":     {`{ AWS = "arn:aws:iam::111122223333:role/app" }`, "", "passes"},
		"another name":                   {`{ AWS = "arn:aws:iam::111122223333:role/web" }`, "", "blocked policy"},
		"the account":                    {`{ AWS = "111122223333" }`, "", "passes"},
		"a role from a variable":         {`{ AWS = var.role }`, "", "undetermined"},
		"its ARN in a condition":         {`"*"`, `ArnEquals = { "aws:PrincipalArn" = aws_iam_role.app.arn }`, "passes"},
		"another's":                      {`"*"`, `ArnEquals = { "aws:PrincipalArn" = aws_iam_role.other.arn }`, "blocked policy"},
		"names that begin alike":         {`"*"`, `ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/ap*" }`, "passes"},
		"names that begin otherwise":     {`"*"`, `ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/web-*" }`, "blocked policy"},
		"everybody but another":          {`"*"`, `ArnNotEquals = { "aws:PrincipalArn" = aws_iam_role.other.arn }`, "passes"},
		"tags, which nobody looks up":    {`"*"`, `StringEquals = { "aws:PrincipalTag/team" = "a" }`, "undetermined"},
		"an ARN from a variable":         {`"*"`, `ArnEquals = { "aws:PrincipalArn" = var.role }`, "undetermined"},
		"the organization of the author": {`"*"`, `StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" }`, "passes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := agentPolicy(allowed(test.principal, test.condition), "") + role(managedPolicies(core)) + another + "variable \"role\" {}\n"
			want := map[string]string{"ssm": test.want, "ssmmessages": test.want}
			if diff := cmp.Diff(want, verdicts(t, text, "ssm", "ssmmessages")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Two hosts behind one endpoint, whose policy names the role of the first.
func TestEveryRoleIsJudgedByItself(t *testing.T) {
	t.Parallel()
	const second = `
resource "aws_instance" "second" {
  ami                    = data.aws_ssm_parameter.image.value
  subnet_id              = aws_subnet.private.id
  vpc_security_group_ids = [aws_security_group.any.id]
  iam_instance_profile   = aws_iam_instance_profile.second.name
}
resource "aws_iam_instance_profile" "second" {
  role = aws_iam_role.second.name
}
resource "aws_iam_role" "second" {
  name                = "second"
  assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
}
`
	of := `ArnEquals = { "aws:PrincipalArn" = aws_iam_role.app.arn }`
	text := agentPolicy(allowed(`"*"`, of), allowed(`"*"`, of)) + role(managedPolicies(core, "AmazonS3ReadOnlyAccess")) + second
	got := map[string]string{}
	for _, path := range pathsOf(t, text) {
		if path.Destination == "ssm" || path.Destination == "ssm_agent_updates" {
			got[path.Address+" "+path.Destination] = strings.TrimSpace(path.Verdict + " " + path.Hop)
		}
	}
	want := map[string]string{
		"aws_instance.app ssm": "passes", "aws_instance.app ssm_agent_updates": "passes",
		"aws_instance.second ssm": "blocked policy", "aws_instance.second ssm_agent_updates": "blocked policy",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The agent asks for its updates with the role's signature first and then without one.
func TestAgentUpdatesNeedWhatTheEndpointLeaves(t *testing.T) {
	t.Parallel()
	const account = `StringEquals = { "aws:PrincipalAccount" = "111122223333" }`
	read := `{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::amazon-ssm-eu-west-1/*" }`
	for name, test := range map[string]struct{ policy, role, want string }{
		"everybody, the role lacks the permission":      {allowed(`"*"`, ""), role(managedPolicies(core)), "passes"},
		"the account, the role lacks the permission":    {allowed(`"*"`, account), role(managedPolicies(core)), "blocked role"},
		"the account, the role may read the bucket":     {allowed(`"*"`, account), role(managedPolicies(core) + inline(read)), "passes"},
		"the account, the role may read every bucket":   {allowed(`"*"`, account), role(managedPolicies(core, "AmazonS3ReadOnlyAccess")), "passes"},
		"the account, the role may read another bucket": {allowed(`"*"`, account), role(managedPolicies(core) + inline(strings.Replace(read, "amazon-ssm", "aws-ssm", 1))), "blocked role"},
		"the account, the role is denied to":            {allowed(`"*"`, account), role(managedPolicies("AdministratorAccess") + inline(strings.Replace(read, "Allow", "Deny", 1))), "blocked role"},
		"the account, a policy that nobody knows":       {allowed(`"*"`, account), role(managedPolicies(core, "SomethingNew")), "undetermined"},
		"the account, a role out of view":               {allowed(`"*"`, account), "resource \"aws_iam_instance_profile\" \"app\" {\n  role = var.role\n}\nvariable \"role\" {}\n", "undetermined"},
		"the account beside the bucket for everybody": {allowed(`"*"`, account) + `, { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::amazon-ssm-eu-west-1/*" }`,
			role(managedPolicies(core)), "passes"},
		"nobody": {`{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "*" }`, role(managedPolicies("AdministratorAccess")), "blocked policy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]string{"ssm_agent_updates": test.want}
			if diff := cmp.Diff(want, verdicts(t, agentPolicy("", test.policy)+test.role, "ssm_agent_updates")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
