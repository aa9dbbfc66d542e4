package cloudformation_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/parsers/cloudformation"
)

func TestStacksThatImportFromEachOtherAreOneComponent(t *testing.T) {
	t.Parallel()
	const (
		network  = "Resources: {V: {Type: AWS::EC2::VPC}}\nOutputs: {Id: {Value: !Ref V, Export: {Name: net-id}}}\n"
		naming   = "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {Prefix: {Value: net, Export: {Name: prefix}}}\n"
		importer = "Resources: {S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !ImportValue net-id}}}\n"
		indirect = "Resources: {S: {Type: AWS::EC2::Subnet, Properties: {VpcId: {'Fn::ImportValue': !Sub ['${P}-id', {P: !ImportValue prefix}]}}}}\n"
		parent   = "Resources: {C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}\n"
		alone    = "Resources: {T: {Type: AWS::SNS::Topic}}\n"
	)
	tests := map[string]struct {
		templates map[string]string
		want      [][]string
	}{
		"an import joins": {map[string]string{"a.yaml": importer, "b.yaml": network, "c.yaml": alone}, [][]string{{"a.yaml", "b.yaml"}, {"c.yaml"}}},
		"an import whose name rests on another import joins both": {
			map[string]string{"a.yaml": indirect, "b.yaml": network, "c.yaml": naming, "d.yaml": alone}, [][]string{{"a.yaml", "b.yaml", "c.yaml"}, {"d.yaml"}},
		},
		"an import in a nested stack joins the root": {
			map[string]string{"child.yaml": importer, "parent.yaml": parent, "x.yaml": network}, [][]string{{"parent.yaml", "x.yaml"}},
		},
		"two exports of one name join nothing": {
			map[string]string{"a/a.yaml": importer, "b/b.yaml": network, "c/c.yaml": network}, [][]string{{"a/a.yaml"}, {"b/b.yaml"}, {"c/c.yaml"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for file, content := range test.templates {
				full := filepath.Join(folder, filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			components, diagnostics := cloudformation.Components(templatesBelow(t, folder), cloudformation.Options{})
			if len(diagnostics) > 0 {
				t.Errorf("diagnostics: %v", diagnostics)
			}
			var got [][]string
			for _, component := range components {
				got = append(got, component.Roots)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("components (-want +got):\n%s", diff)
			}
		})
	}
}
