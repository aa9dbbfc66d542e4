package cloudformation_test

import (
	"bytes"
	"context"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/source"
)

// BenchmarkCorpus reads the corpus: beside it is what yaml.v3 alone takes to make
// nodes of the same YAML files.
func BenchmarkCorpus(b *testing.B) {
	set := corpus(b, "cloudformation")
	var files []*source.File
	for _, unit := range set.Units {
		file, err := set.Tree.Read(unit.Path)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, file)
	}
	b.Run("graph", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			components, _ := cloudformation.Components(set, cloudformation.Options{})
			for _, component := range components {
				component.Parse(context.Background())
			}
		}
	})
	b.Run("yaml.v3 alone", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			for _, file := range files {
				if first := bytes.TrimSpace(file.Content); len(first) > 0 && first[0] != '{' {
					var node yaml.Node
					_ = yaml.Unmarshal(file.Content, &node)
				}
			}
		}
	})
}
