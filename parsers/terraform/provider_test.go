package terraform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/value"
)

func parseFiles(t *testing.T, files map[string]string) resource.Result {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return parse(t, dir, ".", terraform.Options{})
}

// A module's resources are made with the configurations that its call's providers
// map hands in, those of configuration_aliases included
// (https://developer.hashicorp.com/terraform/language/modules/develop/providers).
func TestResourcesAreMadeWithTheProviderTheirCallHandsIn(t *testing.T) {
	t.Parallel()
	result := parseFiles(t, map[string]string{
		"main.tf": `provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { Team = "net", Env = "prod" } }
}
provider "aws" {
  alias  = "east"
  region = "us-east-1"
  dynamic "default_tags" {
    for_each = ["east"]
    content { tags = { Team = default_tags.value } }
  }
}
resource "aws_vpc" "here" { 
  cidr_block = "10.0.0.0/16" 
  tags = { Env = "dev" }
}
resource "aws_vpc" "there" {
  provider   = aws.east
  cidr_block = "10.1.0.0/16"
}
module "net" {
  source    = "./net"
  for_each  = toset(["a"])
  providers = { aws = aws.east, aws.peer = aws }
  depends_on = [aws_vpc.here]
}
`,
		"net/main.tf": `terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}
resource "aws_vpc" "own" { cidr_block = "10.3.0.0/16" }
resource "aws_vpc" "peer" {
  provider   = aws.peer
  cidr_block = "10.4.0.0/16"
}
module "inner" {
  source    = "./inner"
  providers = { aws = aws.peer }
}
`,
		"net/inner/main.tf": `resource "aws_vpc" "deep" { cidr_block = "10.5.0.0/16" }
`,
	})
	got := map[string]string{}
	for _, one := range result.Resources {
		var tags []string
		for _, entry := range one.Attributes.Get("tags_all").Entries {
			tags = append(tags, entry.Key+"="+entry.Value.Text.String())
		}
		got[one.Address] = one.Attributes.Get("region").Text.String() + " " + strings.Join(tags, " ")
	}
	want := map[string]string{
		"aws_vpc.here":                              "eu-west-1 Team=net Env=dev",
		"aws_vpc.there":                             "us-east-1 Team=east",
		`module.net["a"].aws_vpc.own`:               "us-east-1 Team=east",
		`module.net["a"].aws_vpc.peer`:              "eu-west-1 Team=net Env=prod",
		`module.net["a"].module.inner.aws_vpc.deep`: "eu-west-1 Team=net Env=prod",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(result.Diagnostics) > 0 {
		t.Errorf("got %v", result.Diagnostics)
	}
}

func TestRemoteStateSaysWhatSettlesIt(t *testing.T) {
	t.Parallel()
	result := parseFiles(t, map[string]string{"main.tf": `data "terraform_remote_state" "net" { backend = "local" }
resource "aws_subnet" "a" { vpc_id = data.terraform_remote_state.net.outputs.vpc_id }
`})
	got := map[string]value.Reason{}
	for _, one := range result.Resources {
		if one.Type == "aws_subnet" {
			v := one.Attributes.Get("vpc_id")
			reason, _ := v.Text.FirstUnknown()
			if v.Kind == value.NotKnown {
				reason = v.Reason
			}
			got[one.Address] = value.Reason{Text: reason.Text, Settle: reason.Settle}
		}
	}
	want := map[string]value.Reason{"aws_subnet.a": {
		Text:   "data source terraform_remote_state.net is read at plan time",
		Settle: "take it from a variable and pass --var",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
