package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// BenchmarkTestmod evaluates the small module that the plan comparison uses.
func BenchmarkTestmod(b *testing.B) { benchmarkRoot(b, "testdata/testmod") }

// BenchmarkModules evaluates roots that call one module 10, 100 and 1,000 times,
// with a template each: the time must grow with the number of instances, and by
// no more.
func BenchmarkModules(b *testing.B) {
	for _, calls := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(calls), func(b *testing.B) {
			dir := b.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "net"), 0o755); err != nil {
				b.Fatal(err)
			}
			for name, content := range map[string]string{
				"main.tf": fmt.Sprintf(`locals {
  networks = { for i in range(%d) : "n${i}" => { cidr = cidrsubnet("10.0.0.0/8", 12, i), rules = jsondecode(file("rules.json")) } }
}
module "net" {
  source   = "./net"
  for_each = local.networks
  name     = each.key
  cidr     = each.value.cidr
  rules    = each.value.rules
}
`, calls),
				"rules.json": `[` + strings.Repeat(`{"port": 443, "cidr": "10.0.0.0/8"}, `, 9) + `{"port": 80, "cidr": "0.0.0.0/0"}]`,
				"net/main.tf": `variable "name" { type = string }
variable "cidr" { type = string }
variable "rules" { type = list(object({ port = number, cidr = string })) }
resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name }
}
resource "aws_subnet" "this" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 4, count.index)
}
resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id
  dynamic "egress" {
    for_each = var.rules
    content {
      protocol    = "tcp"
      from_port   = egress.value.port
      to_port     = egress.value.port
      cidr_blocks = [egress.value.cidr]
    }
  }
}
resource "aws_vpc_endpoint" "this" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = templatefile("${path.module}/policy.tftpl", { name = var.name, vpc = aws_vpc.this.id })
}
output "subnets" { value = aws_subnet.this[*].id }
`,
				"net/policy.tftpl": `{"Statement": [{"Sid": "${name}", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "${vpc}"}}}]}`,
			} {
				if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content), 0o600); err != nil {
					b.Fatal(err)
				}
			}
			benchmarkRoot(b, dir)
		})
	}
}

// BenchmarkCorpus evaluates the folder that REPOLINT_TERRAFORM_BENCH names, such
// as a checkout of a large public configuration.
func BenchmarkCorpus(b *testing.B) {
	dir := os.Getenv("REPOLINT_TERRAFORM_BENCH")
	if dir == "" {
		b.Skip("REPOLINT_TERRAFORM_BENCH names no folder")
	}
	benchmarkRoot(b, dir)
}

func benchmarkRoot(b *testing.B, dir string) {
	b.Helper()
	b.ReportAllocs()
	resources := 0
	for b.Loop() {
		tree, err := source.OpenTree(filepath.Dir(dir))
		if err != nil {
			b.Fatal(err)
		}
		set := &source.Set{Tree: tree, Units: []source.Unit{{Dialect: source.Terraform, Path: filepath.Base(dir), Named: true}}}
		components, _ := terraform.Components(set, terraform.Options{})
		if len(components) != 1 {
			b.Fatalf("got %d roots in %s", len(components), dir)
		}
		resources = len(components[0].Parse(b.Context()).Resources)
		_ = tree.Close()
	}
	b.ReportMetric(float64(resources), "resources")
}
