package cloudformation_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

// FuzzParse holds the reader and the evaluator to what holds for any input: no
// panic, no range outside the file, the same graph every time.
func FuzzParse(f *testing.F) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name != "graph" && file.Name != "diagnostics" {
				f.Add(file.Data)
			}
		}
	}
	f.Add([]byte(jsonTwin))
	f.Add([]byte(yamlTwin))
	f.Add([]byte(setStart + "      TemplateBody: !Sub |\r\n        Resources:\r\n          V: {Type: AWS::EC2::VPC}\r\n"))
	f.Add([]byte(setStart + `      TemplateBody: "{\"Resources\": {\"\u7db2\": {\"Type\": \"AWS::EC2::VPC\"}}}"`))
	f.Add([]byte("{Resources: {V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: {{ a }}}}}}"))
	f.Add([]byte("Resources:\r  V: {Type: AWS::EC2::VPC}\r  W: &a {Type: AWS::EC2::VPC}\r  X: *a\r"))
	f.Add([]byte("Resources:\n  V: {Type: AWS::EC2::VPC}\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: t}}\n")) // the file itself
	f.Add([]byte("Transform: {Name: AWS::Include, Parameters: {Location: t}}\nResources: {S: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: !Rain::Embed t}}}\n"))
	f.Add([]byte("Resources:\n  P: {Type: AWS::SSM::Parameter, Properties: {Name: a, Value: '{{resolve:ssm:a}}'}}\n  V: {Type: AWS::EC2::Subnet, Properties: {VpcId: '{{resolve:ssm:a:1}}'}}\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, "t"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		tree, err := source.OpenTree(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer tree.Close()
		set := &source.Set{Tree: tree, Units: []source.Unit{{Dialect: source.CloudFormation, Path: "t", Files: []string{"t"}}}}
		var dumps []string
		for range 2 {
			components, _ := cloudformation.Components(set, cloudformation.Options{})
			for _, component := range components {
				result := component.Parse(context.Background())
				for _, node := range result.Graph.Nodes() {
					if at := node.Head().Range; at.End.Byte > len(content) || at.Start.Byte > at.End.Byte {
						t.Errorf("%s lies at %v in %d bytes", node.Head().Address, at, len(content))
					}
				}
				dumps = append(dumps, graph.DumpWithRanges(result.Graph))
			}
		}
		if len(dumps) == 2 && dumps[0] != dumps[1] {
			t.Errorf("two readings differ:\n%s\n%s", dumps[0], dumps[1])
		}
	})
}
