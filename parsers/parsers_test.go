package parsers_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

func TestComponentsRoutesEveryDialect(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"z/main.tf":           `resource "aws_vpc" "main" {}`,
		"net.yaml":            "Resources: {Net: {Type: AWS::EC2::VPC}}\n",
		"app/cdk.out/cdk.out": `{"version": "55.0.0"}`,
		"app/cdk.out/a.json":  `{"Resources": {"Net": {"Type": "AWS::EC2::VPC"}}}`,
		"plan.json": `{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {
			"resources": [{"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main", "values": {}}]}}}`,
		"app/cdk.out/manifest.json": `{"version": "55.0.0", "artifacts": {"App": {"type": "aws:cloudformation:stack",
			"environment": "aws://unknown-account/unknown-region", "properties": {"templateFile": "a.json"}}}}`,
	} {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer scope.Tree.Close()
	set, found := source.Discover(scope, source.DiscoverOptions{IsTemplate: cloudformation.IsTemplate})
	components, diagnostics := parsers.Components(set, parsers.Options{})
	var got []string
	for _, component := range components {
		parsed := component.Parse(t.Context())
		for i := range parsed.Resources {
			got = append(got, component.Name+": "+parsed.Resources[i].Dialect.String()+" "+parsed.Resources[i].Address)
		}
		diagnostics = append(diagnostics, parsed.Diagnostics...)
	}
	for _, d := range append(found, diagnostics...) {
		got = append(got, d.Severity.String()+" "+d.Message)
	}
	want := []string{
		"app/cdk.out: cdk Net",
		"net.yaml: cloudformation Net",
		"plan.json: plan aws_vpc.main",
		"z: terraform aws_vpc.main",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
