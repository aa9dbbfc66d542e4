package lint_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/source"
)

// refusing is a host behind an endpoint whose policy lets one bucket through, which
// no destination has.
const refusing = `
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "closed" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_route_table" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "closed" {
  subnet_id      = aws_subnet.closed.id
  route_table_id = aws_route_table.closed.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.closed.id]
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::reports/*" }]
  })
}

resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id
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

resource "aws_instance" "host" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.closed.id
  vpc_security_group_ids = [aws_security_group.host.id]
}
`

// refusals are the findings at the endpoint of a host that needs the destinations,
// and the causes that they are to report.
func refusals(t *testing.T, need destination.Need, own []destination.Destination, ids ...string) ([]finding.Finding, []facts.Cause) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(refusing), 0o600); err != nil {
		t.Fatal(err)
	}
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	needs := []destination.HostNeed{{Address: "aws_instance.host", Destinations: ids, Need: need}}
	inspection, err := lint.Facts(context.Background(), lint.Options{
		Scope: scope, Needs: needs, Destinations: destination.Selected(nil, needs, own),
	})
	if err != nil {
		t.Fatal(err)
	}
	var findings []finding.Finding
	var causes []facts.Cause
	for _, component := range inspection.Components {
		found, diagnostics := builtIn(t).Eval(context.Background(), component.Document)
		if len(diagnostics) > 0 {
			t.Fatal(diagnostics)
		}
		for _, cause := range component.Document.Causes {
			if cause.Kind == facts.CausePolicyBlocks {
				causes = append(causes, cause)
			}
		}
		findings = append(findings, found...)
	}
	return findings, causes
}

// Whatever a host needs from S3, its refusal is reported, and by one rule.
func TestTheRefusalOfEveryDestinationIsReportedOnce(t *testing.T) {
	t.Parallel()
	for _, one := range destination.All() {
		if one.Service != "s3" {
			continue
		}
		t.Run(one.ID, func(t *testing.T) {
			t.Parallel()
			findings, causes := refusals(t, destination.Required, nil, one.ID)
			if !slices.ContainsFunc(causes, func(c facts.Cause) bool { return slices.Contains(c.Destinations, one.ID) }) {
				t.Fatalf("nothing refuses %s", one.ID)
			}
			for _, cause := range causes {
				var rules []string
				for _, found := range findings {
					if found.Cause == cause.ID {
						rules = append(rules, found.Rule)
					}
				}
				if len(rules) != 1 {
					t.Errorf("the refusal of %v is reported by %q", cause.Destinations, rules)
				}
			}
		})
	}
}

// The level follows the need, and the symptom and the buckets of the fix are the
// destination's own.
func TestTheRefusalOfAnOwnDestinationSaysWhatItKnows(t *testing.T) {
	t.Parallel()
	own, err := destination.Parse([]byte(`{"destinations": [{
		"id": "mirror", "title": "Our mirror", "service": "s3", "signing": "anonymous", "needs": [],
		"buckets": [{"name": "packages-${region}", "keys": ["a"]}, {"name": "keys-of-packages", "keys": ["b"]}],
		"ports": [{"number": 443, "scheme": "https", "required": true}], "symptoms": {"refused": "403 from ${region}"}
	}]}`))
	if err != nil {
		t.Fatal(err)
	}
	const fix = `# one more statement in the policy of aws_vpc_endpoint.s3, without a condition
{
  Sid       = "Destination"
  Effect    = "Allow"
  Principal = "*"
  Action    = "s3:GetObject"
  Resource = [
    "arn:aws:s3:::packages-eu-west-1/*",
    "arn:aws:s3:::keys-of-packages/*",
  ]
},`
	for need, level := range map[destination.Need]finding.Level{
		destination.Required: finding.Error, destination.Expected: finding.Warning, destination.Optional: finding.Note,
	} {
		findings, _ := refusals(t, need, own, "mirror")
		at := slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Rule == "endpoint_policy_blocks_destination" })
		if at < 0 {
			t.Fatalf("%s: no finding", need)
		}
		if found := findings[at]; found.Level != level || found.Symptom != "403 from eu-west-1" || found.Fix != fix {
			t.Errorf("%s: %s, %q, %s", need, found.Level, found.Symptom, found.Fix)
		}
	}
}
