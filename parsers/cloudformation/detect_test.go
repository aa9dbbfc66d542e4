package cloudformation_test

import (
	"testing"

	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

func TestTemplatesAreToldByTheirContent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want bool
	}{
		"YAML":                            {"Resources:\n  A:\n    Type: AWS::EC2::VPC\n", true},
		"YAML behind a mark and comments": {"\ufeff# x\n---\nDescription: y\nResources:\n  A: {Type: 'Custom::X'}\n", true},
		"YAML with quoted keys":           {"\"Resources\":\n  A:\n    \"Type\": \"AWS::EC2::VPC\"\n", true},
		"YAML with marked keys":           {"? Description\n: x\n? Resources\n:\n  A:\n    Type: AWS::EC2::VPC\n", true},
		"no template with marked keys":    {"? [Resources]\n: {A: {Type: 'AWS::EC2::VPC'}}\n? Resources\n: [x]\n", false},
		"YAML with CRLF":                  {"Resources:\r\n  A:\r\n    Type: AWS::EC2::VPC\r\n", true},
		"YAML indented as a whole":        {"  Resources:\n    A:\n      Type: AWS::EC2::VPC\n  Outputs: {}\n", true},
		"YAML with a broken end":          {"Resources:\n  A:\n    Type: AWS::EC2::VPC\n\tB: [\n", true},
		"transforms in a list":            {"Transform:\n  - A\nResources: {}\n", true},
		"only a transform":                {"Transform: Macro\nResources:\n  Fn::Transform: {Name: X}\n", true},
		"JSON":                            {`{"Resources":{"A":{"Properties":{"Type":"x"},"Type":"AWS::EC2::VPC"}}}`, true},
		"JSON with a transform":           {`{"Transform":"X","Resources":{}}`, true},
		"JSON with a broken end":          {`{"Resources":{"A":{"Type":"AWS::EC2::VPC"},}`, true},
		"YAML in flow style":              {"{Resources: {A: {Type: AWS::EC2::VPC}}}", true},
		"flow style, other quotes":        {"# x\n---\n{'Resources': {A: {Properties: {a: !Sub '${x}'}, 'Type': 'AWS::EC2::VPC'}}}", true},
		"flow style behind a comment":     {"{ # Resources: {}\n  Resources: {A: {Type: AWS::EC2::VPC}},\n}\n", true},
		"JSON with comments":              {"{\n  // it's\n  \"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\"}}\n}", true},
		"lines that end as on old Macs":   {"Resources:\r  A:\r    Type: AWS::EC2::VPC\r", true},

		"flow style, Kubernetes":    {"{apiVersion: v1, Resources: {limits: {Type: Container}}}", false},
		"deeper Resources, flow":    {"{cloud: {Resources: {A: {Type: AWS::EC2::VPC}}}}", false},
		"type in text, flow":        {"{Resources: {a: 'Type: AWS::EC2::VPC'}}", false},
		"flow without an end":       {"{Resources: {A: {Type: 'AWS::EC2", true},
		"a list of resources":       {`{"Resources":[{"Type":"AWS::EC2::VPC"}]}`, false},
		"a list of resources, YAML": {"Resources:\n# x\n\n  - Type: AWS::EC2::VPC\n", false},
		"a list of resources, flow": {"Resources: [{Type: AWS::EC2::VPC}]\n", false},
		"parameter file":            {`[{"ParameterKey":"Resources","ParameterValue":"AWS::X"}]`, false},
		"parameter map":             {`{"Parameters":{"Type":"AWS::EC2::VPC::Id"},"Resources":"x"}`, false},
		"policy":                    {`{"Version":"2012-10-17","Statement":[{"Resource":"*","Type":"AWS::X"}],"Resources":[]}`, false},
		"deeper Resources":          {"resources:\n  Resources:\n    A:\n      Type: AWS::EC2::VPC\n", false},
		"deeper Resources, JSON":    {`{"cloud":{"Resources":{"A":{"Type":"AWS::EC2::VPC"}}}}`, false},
		"Kubernetes":                {"apiVersion: v1\nkind: ResourceQuota\nResources:\n  limits:\n    Type: Container\n", false},
		"workflow":                  {"on: push\njobs:\n  a:\n    steps:\n      - run: echo Resources AWS::EC2::VPC\n", false},
		"type outside Resources":    {"Resources:\n  a: 1\nParameters:\n  P: {Type: 'AWS::EC2::VPC::Id'}\n", false},
		"text about Resources":      {"Resources are many: AWS::EC2::VPC\n", false},
		"empty":                     {"", false},
		"JSON string only":          {`"Resources"`, false},
		"JSON unfinished string":    {`{"Resources`, false},
		"JSON backslash at end":     {`{"Resources\`, false},
		"snapshot":                  {"// Jest Snapshot\n\nexports[`x`] = `\nObject {\n  \"Resources\": Object {\n    \"Type\": \"AWS::EC2::VPC\",\n", false},
		"Terraform in its syntax":   {"resource \"x\" \"Resources\" {\n  Type = \"AWS::EC2::VPC\"\n}\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := cloudformation.IsTemplate(source.NewFile("x", []byte(test.text))); got != test.want {
				t.Errorf("IsTemplate = %v, want %v", got, test.want)
			}
		})
	}
}
