package terraform_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/terraform"
)

// TestWhatAnInstalledModuleMakesIsEditedAtItsCall says for each resource where a
// person edits it: the argument of the call that an attribute comes from, else
// the call. What a local module makes is edited where it stands.
func TestWhatAnInstalledModuleMakesIsEditedAtItsCall(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"main.tf": `module "net" {
  source = "example/net/aws"
  cidr   = "10.0.0.0/16"
  endpoints = {
    s3 = { policy = "{}" }
  }
}

module "own" {
  source = "./own"
}
`,
		".terraform/modules/modules.json": `{"Modules":[{"Key":"net","Dir":".terraform/modules/net"},{"Key":"net.inner","Dir":".terraform/modules/net/inner"}]}`,
		".terraform/modules/net/main.tf": `variable "cidr" {}
variable "endpoints" {}
resource "aws_vpc" "this" {
  cidr_block         = var.cidr
  enable_dns_support = true
}
module "inner" {
  source = "./inner"
  given  = { for k, v in var.endpoints : k => v }
}
output "all" { value = [aws_vpc.this.id] }
output "inner_endpoints" { value = module.inner.ids }
output "this_vpcs" { value = [aws_vpc.this.id] }
output "vpc_id" { value = try(aws_vpc.this.id, null) }
`,
		".terraform/modules/net/inner/main.tf": `variable "given" {}
locals {
  used = var.given
}
resource "aws_vpc_endpoint" "this" {
  for_each     = local.used
  service_name = each.key
  policy       = each.value.policy
}
output "ids" { value = [for e in aws_vpc_endpoint.this : e.id] }
`,
		"own/main.tf": `resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
`,
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, outputs := map[string]string{}, map[string]map[string]string{}
	for _, node := range parse(t, dir, ".", terraform.Options{}).Graph.Nodes() {
		head := node.Head()
		if head.Implicit || head.Open != nil {
			continue
		}
		if head.Call != nil {
			outputs[head.Address+" by "+head.Call.Address] = head.Call.Outputs
		}
		got[head.Address] = head.Range.String() + " by " + head.Written(head.Range).String()
		for name, at := range head.Arguments {
			got[head.Address+"."+name] = at.String() + " by " + head.Written(at).String()
		}
	}
	want := map[string]string{
		`module.net.aws_vpc.this`:                                          ".terraform/modules/net/main.tf:3:1 by main.tf:1:1",
		`module.net.aws_vpc.this.cidr_block`:                               ".terraform/modules/net/main.tf:4:24 by main.tf:3:3",
		`module.net.aws_vpc.this.enable_dns_support`:                       ".terraform/modules/net/main.tf:5:24 by main.tf:1:1",
		`module.net.module.inner.aws_vpc_endpoint.this["s3"]`:              ".terraform/modules/net/inner/main.tf:5:1 by main.tf:1:1",
		`module.net.module.inner.aws_vpc_endpoint.this["s3"].service_name`: ".terraform/modules/net/inner/main.tf:7:18 by main.tf:4:3",
		`module.net.module.inner.aws_vpc_endpoint.this["s3"].policy`:       ".terraform/modules/net/inner/main.tf:8:18 by main.tf:4:3",
		`module.own.aws_vpc.this`:                                          "own/main.tf:1:1 by ",
		`module.own.aws_vpc.this.cidr_block`:                               "own/main.tf:2:16 by ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got)\n%s", diff)
	}
	wantOutputs := map[string]map[string]string{
		"module.net.aws_vpc.this by module.net":                             {"id": "module.net.vpc_id"},
		`module.net.module.inner.aws_vpc_endpoint.this["s3"] by module.net`: {"id": "module.net.inner_endpoints[0]"},
	}
	if diff := cmp.Diff(wantOutputs, outputs); diff != "" {
		t.Errorf("outputs (-want +got)\n%s", diff)
	}
}
