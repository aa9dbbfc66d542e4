package plan_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAPlanThatTerraformMade reads what Terraform 1.11.4 printed for the
// configuration of testdata/terraform_data, alone and beside it. terraform_data
// needs no provider; the AWS plans of the other tests are made by hand.
func TestAPlanThatTerraformMade(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for _, name := range []string{"main.tf", "net/main.tf", "plan.json"} {
		content, err := os.ReadFile(filepath.Join("testdata/terraform_data", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(content)
	}
	alone := []string{
		"module.net[\"a\"].terraform_data.inner.input = 1",
		"module.net[\"a\"].terraform_data.inner.triggers_replace = [unknown: module.net[\"a\"].terraform_data.inner.triggers_replace is known only after apply, 1]",
		"module.net[\"b\"].terraform_data.inner.input = 2",
		"module.net[\"b\"].terraform_data.inner.triggers_replace = [unknown: module.net[\"b\"].terraform_data.inner.triggers_replace is known only after apply, 2]",
		"terraform_data.counted[0].input = 0",
		"terraform_data.counted[1].input = 1",
		"terraform_data.first.input = x",
		"terraform_data.named[\"a\"].input = a-1",
		"terraform_data.named[\"b\"].input = b-2",
		"terraform_data.uses[\"a\"].input = {known: A, list: [unknown: terraform_data.uses[\"a\"].list is known only after apply, k], secret: secret, unknown: unknown: terraform_data.uses[\"a\"].unknown is known only after apply}",
		"terraform_data.uses[\"b\"].input = {known: B, list: [unknown: terraform_data.uses[\"b\"].list is known only after apply, k], secret: secret, unknown: unknown: terraform_data.uses[\"b\"].unknown is known only after apply}",
	}
	if diff := cmp.Diff(alone, one(t, map[string]string{"plan.json": files["plan.json"]}, "input", "triggers_replace")); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
	beside := []string{
		"module.net[\"a\"].terraform_data.inner.input = 1",
		"module.net[\"a\"].terraform_data.inner.triggers_replace = [-> terraform_data.first.id, 1]",
		"module.net[\"b\"].terraform_data.inner.input = 2",
		"module.net[\"b\"].terraform_data.inner.triggers_replace = [-> terraform_data.first.id, 2]",
		"terraform_data.counted[0].input = 0",
		"terraform_data.counted[1].input = 1",
		"terraform_data.first.input = x",
		"terraform_data.named[\"a\"].input = a-1",
		"terraform_data.named[\"b\"].input = b-2",
		"terraform_data.uses[\"a\"].input = {known: A, unknown: -> terraform_data.named[\"a\"].id, secret: secret, list: [-> terraform_data.first.id, k]}",
		"terraform_data.uses[\"b\"].input = {known: B, unknown: -> terraform_data.named[\"b\"].id, secret: secret, list: [-> terraform_data.first.id, k]}",
	}
	if diff := cmp.Diff(beside, one(t, files, "input", "triggers_replace")); diff != "" {
		t.Errorf("beside its configuration (-want +got):\n%s", diff)
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(modulePlan)
	f.Add(document(`{"resources": [{"address": "aws_vpc.main", "expressions": {"cidr_block": {"references": ["aws_vpc.main[0].id"]}}}]}`,
		[4]string{`aws_vpc.main["a.b\"]"]`, `{"cidr_block": [{"a": null}], "id": "vpc-00000000"}`, `{"cidr_block": [{"a": true}], "x": true}`, `{"id": true}`}))
	f.Add(`{"format_version": "1.2", "terraform_version": "1", "planned_values": {"root_module": {"resources": [{"address": ".[", "values": 1}], "child_modules": [{"address": "module."}]}}}`)
	f.Add(`{"format_version": "1.2", "terraform_version": "1", "planned_values": []}`)
	f.Fuzz(func(t *testing.T, content string) {
		files := map[string]string{"plan.json": content, "main.tf": "variable \"x\" {}\nresource \"aws_vpc\" \"main\" {\n  count = var.x\n  cidr_block = \"10.0.0.0/16\"\n}\n"}
		dir := write(t, files)
		if first, second := dump(t, dir), dump(t, dir); first != second {
			t.Errorf("two readings differ:\n%s\n%s", first, second)
		}
	})
}

func dump(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	results, _, diagnostics := parse(t, dir)
	for _, d := range diagnostics {
		out.WriteString(d.Message + "\n")
	}
	for _, result := range results {
		for _, r := range result.Resources {
			out.WriteString(r.Address + " " + show(r.Attributes) + "\n")
		}
	}
	return out.String()
}
