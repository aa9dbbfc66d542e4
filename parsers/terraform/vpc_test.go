package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/value"
)

func TestAVPCHasIPv6OnlyWhereAmazonOrAPoolGivesIt(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]string{
		"": "absent",
		"assign_generated_ipv6_cidr_block = true":   "true",
		"assign_generated_ipv6_cidr_block = var.on": "unknown: variable \"on\" has no default",
		"ipv6_ipam_pool_id = \"ipam-pool-1\"":       "true",
		"ipv6_ipam_pool_id = var.pool":              "unknown: variable \"pool\" has no default",
		"ipv6_cidr_block = \"2001:db8::/56\"":       "true",
		"ipv6_cidr_block = var.pool":                "absent",
	} {
		dir := t.TempDir()
		content := "variable \"on\" {}\nvariable \"pool\" {}\nresource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n  " + arguments + "\n}\n"
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, vpc := range parse(t, dir, ".", terraform.Options{}).Graph.VPCs {
			if got := shownBool(vpc.IPv6); got != want {
				t.Errorf("%q: %s, want %s", arguments, got, want)
			}
		}
	}
}

// shownBool shows the only alternative, or how many there are.
func shownBool(of value.Of[bool]) string {
	all := of.Alternatives()
	if len(all) != 1 {
		return fmt.Sprint(len(all), " alternatives")
	}
	switch fact := all[0].Value; fact.State {
	case value.Known:
		return fmt.Sprint(fact.Value)
	case value.NotStated:
		return "absent"
	case value.Undetermined:
		return "unknown: " + fact.Reason.Text
	}
	return ""
}
