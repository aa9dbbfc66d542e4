package lint_test

import (
	"strings"
	"testing"

	"github.com/repolint/repolint/finding"
)

// entries are a network ACL of the district called acl, with what it says.
func entries(said string) map[string]string {
	return map[string]string{"more": "resource \"aws_network_acl\" \"acl\" {\n  vpc_id     = aws_vpc.acl.id\n  subnet_ids = aws_subnet.acl[*].id\n" + said}
}

const answersIn = `
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
`

func TestFixesFitWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		district string
		parts    map[string]string
		rule     string
		want     []string
	}{
		"an entry comes before the one that denies": {
			"acl", entries(answersIn + `
  egress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }

  egress {
    rule_no    = 89
    action     = "allow"
    protocol   = "tcp"
    from_port  = 80
    to_port    = 80
    cidr_block = "0.0.0.0/0"
  }
}
`), "network_acl_blocks_path", []string{"# in aws_network_acl.acl\negress {\n", "rule_no    = 88 #"},
		},
		"entries of their own get one more of their own": {
			"acl", entries(`}

resource "aws_network_acl_rule" "in" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
`), "network_acl_blocks_path", []string{"resource \"aws_network_acl_rule\" \"allowed_out\" {\n  network_acl_id = aws_network_acl.acl.id\n", "rule_number    = 90 #"},
		},
		"a policy in blocks gets a block": {
			"document", map[string]string{"policy": "policy = data.aws_iam_policy_document.s3.json", "more": `
data "aws_iam_policy_document" "s3" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::mine/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
`}, "endpoint_policy_blocks_al2023_repos", []string{
				"statement {\n  sid       = \"AmazonLinux2023Repositories\"\n  actions   = [\"s3:GetObject\"]\n  resources = [\"arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*\"]\n",
			},
		},
		"a private NAT gateway becomes a public one": {
			"nat", map[string]string{"endpoint": "", "more": `
resource "aws_internet_gateway" "nat" {
  vpc_id = aws_vpc.nat.id
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.nat.id
  cidr_block = "10.0.200.0/24"
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.nat.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.nat.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_nat_gateway" "nat" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.public.id
}

resource "aws_route" "nat" {
  route_table_id         = aws_route_table.nat.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
`}, "nat_gateway_dead_end", []string{"# in aws_nat_gateway.nat\nconnectivity_type = \"public\"\n"},
		},
		"a policy in an object gets an object": {
			"object", map[string]string{"policy": `policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::mine/*" }]
  })`}, "endpoint_policy_blocks_al2023_repos", []string{"{\n  Sid       = \"AmazonLinux2023Repositories\"\n  Effect    = \"Allow\"\n"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fix := fixOf(t, findingsIn(t, provider+text(test.district, test.parts)), test.rule)
			for _, part := range test.want {
				if !strings.Contains(fix, part) {
					t.Errorf("the fix lacks %q:\n%s", part, fix)
				}
			}
		})
	}
}

func fixOf(t *testing.T, findings []finding.Finding, rule string) string {
	t.Helper()
	for _, found := range findings {
		if found.Rule == rule {
			return found.Fix
		}
	}
	t.Fatalf("%s is not among %d findings", rule, len(findings))
	return ""
}

func findingsIn(t *testing.T, content string) []finding.Finding {
	t.Helper()
	dir := writeRoot(t, content)
	report, _ := outcome(t, builtIn(t), dir, dir)
	return report.Findings
}

func TestAnEndpointOfAnotherRegionIsTheOnlyFault(t *testing.T) {
	t.Parallel()
	findings := findingsIn(t, provider+text("away", map[string]string{"region": "us-east-1", "egress": `egress {
    protocol        = "tcp"
    from_port       = 80
    to_port         = 443
    prefix_list_ids = [aws_vpc_endpoint.away.prefix_list_id]
  }`}))
	if len(findings) != 1 || findings[0].Rule != "s3_gateway_endpoint_wrong_region" {
		t.Errorf("%d findings, the first by %s", len(findings), findings[0].Rule)
	}
}

func TestTextsNameTheRegionOfTheProviderWhereTheVPCIsElsewhere(t *testing.T) {
	t.Parallel()
	findings := findingsIn(t, provider+`
data "aws_vpc" "shared" {
  default = false
}

resource "aws_security_group" "app" {
  vpc_id = data.aws_vpc.shared.id
}

resource "aws_instance" "app" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = "subnet-0123456789abcdef0"
  vpc_security_group_ids = [aws_security_group.app.id]
  user_data              = "#!/bin/bash\ndnf install -y nginx"
}
`)
	if fix := fixOf(t, findings, "egress_https_missing"); !strings.Contains(fix, `name = "com.amazonaws.eu-west-1.s3"`) {
		t.Errorf("the fix asks for another region's list:\n%s", fix)
	}
}

func TestASubnetThatIsNotInViewGoesByItsExpression(t *testing.T) {
	t.Parallel()
	findings := findingsIn(t, provider+`
variable "subnet_id" {}

resource "aws_security_group" "app" {
  name = "app"
}

resource "aws_instance" "app" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = var.subnet_id
  vpc_security_group_ids = [aws_security_group.app.id]
  user_data              = "#!/bin/bash\ndnf install -y nginx"
}
`)
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	for _, related := range findings[0].Related {
		if strings.Contains(related.Message, "#") {
			t.Errorf("a name of nothing: %s", related.Message)
		}
	}
}
