package lint_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// districts are ten networks of one root, each with one fault and six hosts. In a
// text, NAME is the district's name, REST what the district does not say itself.
var districts = map[string]struct {
	parts map[string]string
	want  string
}{
	"no_endpoint": {map[string]string{"endpoint": ""}, "error s3_gateway_route_missing aws_vpc.no_endpoint"},
	"on_no_table": {map[string]string{"tables": ""}, "error s3_gateway_endpoint_unattached aws_vpc_endpoint.on_no_table"},
	"on_another_table": {map[string]string{
		"tables": "route_table_ids = [aws_route_table.other.id]",
		"more":   "resource \"aws_route_table\" \"other\" {\n  vpc_id = aws_vpc.on_another_table.id\n}\n",
	}, "error s3_gateway_route_missing aws_vpc_endpoint.on_another_table"},
	"wrong_region": {map[string]string{"region": "us-east-1"}, "error s3_gateway_endpoint_wrong_region aws_vpc_endpoint.wrong_region"},
	"refused": {map[string]string{"policy": `policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::mine/*" }]
  })`}, "error endpoint_policy_blocks_al2023_repos aws_vpc_endpoint.refused"},
	"dead_nat": {map[string]string{"endpoint": "", "more": `
resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.dead_nat.id
  cidr_block = "10.0.200.0/24"
}

resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.nat.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.dead_nat.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}
`}, "error nat_gateway_dead_end aws_nat_gateway.main"},
	"filtered": {map[string]string{"more": `
resource "aws_network_acl" "filtered" {
  vpc_id     = aws_vpc.filtered.id
  subnet_ids = aws_subnet.filtered[*].id

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
`}, "error network_acl_blocks_path aws_network_acl.filtered"},
	"no_egress": {map[string]string{"egress": ""}, "error egress_https_missing aws_security_group.no_egress"},
	"wrong_list": {map[string]string{"egress": `egress {
    protocol        = "tcp"
    from_port       = 0
    to_port         = 65535
    prefix_list_ids = ["pl-63a5400a"]
  }`}, "error egress_prefix_list_wrong aws_security_group.wrong_list"},
	"only_https": {map[string]string{"egress": `egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }`, "image": "amzn2-ami-kernel-5.10-hvm-x86_64-gp2"}, "warning egress_http_missing aws_security_group.only_https"},
}

const district = `
resource "aws_vpc" "NAME" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "NAME" {
  vpc_id = aws_vpc.NAME.id
}

resource "aws_subnet" "NAME" {
  count      = 3
  vpc_id     = aws_vpc.NAME.id
  cidr_block = "10.0.${count.index}.0/24"
}

resource "aws_route_table_association" "NAME" {
  count          = 3
  subnet_id      = aws_subnet.NAME[count.index].id
  route_table_id = aws_route_table.NAME.id
}

resource "aws_security_group" "NAME" {
  vpc_id = aws_vpc.NAME.id

  EGRESS
}

data "aws_ssm_parameter" "NAME" {
  name = "/aws/service/ami-amazon-linux-latest/IMAGE"
}

resource "aws_instance" "NAME" {
  count                  = 6
  ami                    = data.aws_ssm_parameter.NAME.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.NAME[count.index % 3].id
  vpc_security_group_ids = [aws_security_group.NAME.id]
  user_data              = "#!/bin/bash\ndnf install -y nginx"
}
`

const districtEndpoint = `
resource "aws_vpc_endpoint" "NAME" {
  vpc_id       = aws_vpc.NAME.id
  service_name = "com.amazonaws.REGION.s3"
  TABLES
  POLICY
}
`

// text is a district in Terraform.
func text(name string, parts map[string]string) string {
	part := func(key, otherwise string) string {
		if said, ok := parts[key]; ok {
			return said
		}
		return otherwise
	}
	replacer := strings.NewReplacer(
		"NAME", name, "REGION", part("region", "eu-west-1"), "IMAGE", part("image", "al2023-ami-kernel-default-x86_64"),
		"TABLES", part("tables", "route_table_ids = [aws_route_table."+name+".id]"), "POLICY", part("policy", ""),
		"EGRESS", part("egress", "egress {\n    protocol    = \"-1\"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }"),
	)
	return replacer.Replace(district + part("endpoint", districtEndpoint) + part("more", ""))
}

const provider = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n"

func writeRoot(t *testing.T, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func tenFaults(t *testing.T) string {
	t.Helper()
	content := provider
	for _, name := range slices.Sorted(maps.Keys(districts)) {
		content += text(name, districts[name].parts)
	}
	return writeRoot(t, content)
}

func TestTenFaultsAndSixtyHostsAreTenFindings(t *testing.T) {
	t.Parallel()
	report := judgeFolder(t, tenFaults(t), parsers.Options{}).report
	var got, want []string
	for _, found := range report.Findings {
		got = append(got, fmt.Sprintf("%s %s %s", found.Level, found.Rule, strings.Join(found.Addresses, " ")))
	}
	for _, one := range districts {
		want = append(want, one.want)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(report.Findings) != 10 || report.Summary.Hosts != 60 {
		t.Errorf("%d findings on %d hosts", len(report.Findings), report.Summary.Hosts)
	}
}

func TestFortySubnetsWithoutOneAssociationAreOneFinding(t *testing.T) {
	t.Parallel()
	content := provider + `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "served" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.served.id]
}
`
	for i := range 40 {
		content += fmt.Sprintf(`
resource "aws_subnet" "s%[1]d" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.%[1]d.0/24"
}

resource "aws_route_table" "s%[1]d" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "s%[1]d" {
  subnet_id      = aws_subnet.s%[1]d.id
  route_table_id = aws_route_table.s%[1]d.id
}
`, i)
	}
	findings := judgeFolder(t, writeRoot(t, content), parsers.Options{}).report.Findings
	if len(findings) != 1 {
		t.Fatalf("%d findings", len(findings))
	}
	found := findings[0]
	if at := fmt.Sprintf("%s at line %d", found.Rule, found.At.Start.Line); at != "s3_gateway_route_missing at line 16" {
		t.Error(at)
	}
	if len(found.Related) != 40 {
		t.Errorf("%d related places", len(found.Related))
	}
}

// judgeWithout are the findings where one rule is switched off; "" is none.
func judgeWithout(t *testing.T, folder, rule string) []string {
	t.Helper()
	scope, err := source.Locate(folder, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	options := rego.Options{Rules: []fs.FS{builtin.Rules()}}
	if rule != "" {
		options.Skip = []string{rule}
	}
	engine, err := rego.Load(options)
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), lint.Options{Scope: scope, Engine: engine, Version: "test", Today: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, found := range result.Report.Findings {
		lines = append(lines, line(found))
	}
	return lines
}

func line(found finding.Finding) string {
	return fmt.Sprintf("%s %s %s %s", found.Rule, found.Level, found.At, found.Message)
}

func TestARuleThatIsOffMakesNoOtherFindingAppear(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(networks + "/*/terraform")
	if err != nil || len(folders) < 11 {
		t.Fatalf("%d networks (%v)", len(folders), err)
	}
	for _, folder := range append(folders, tenFaults(t)) {
		t.Run(filepath.Base(filepath.Dir(folder)), func(t *testing.T) {
			t.Parallel()
			all := judgeWithout(t, folder, "")
			names := map[string]bool{}
			for _, one := range all {
				name, _, _ := strings.Cut(one, " ")
				names[name] = true
			}
			for name := range names {
				want := slices.DeleteFunc(slices.Clone(all), func(one string) bool { return strings.HasPrefix(one, name+" ") })
				if diff := cmp.Diff(want, judgeWithout(t, folder, name), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("without %s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}
