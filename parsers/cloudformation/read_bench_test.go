package cloudformation

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/source"
)

// BenchmarkRead compares reading the templates of the corpus into nodes with what
// yaml.v3 takes for its own: at most twice that for YAML, and less for JSON.
func BenchmarkRead(b *testing.B) {
	root := os.Getenv("REPOLINT_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	var inYAML, inJSON [][]byte
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(root, name))
		switch {
		case err != nil || !IsTemplate(source.NewFile(name, content)):
		case bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")):
			inJSON = append(inJSON, content)
		default:
			inYAML = append(inYAML, content)
		}
		return err
	})
	if err != nil {
		b.Skipf("no corpus at %s; set REPOLINT_CORPUS", root)
	}
	ours := func(content []byte) { readTemplate(source.NewFile("template", content)) }
	theirs := func(content []byte) {
		var document yaml.Node
		_ = yaml.Unmarshal(content, &document)
	}
	for _, bench := range []struct {
		name  string
		files [][]byte
		read  func([]byte)
	}{
		{"YAML", inYAML, ours},
		{"YAML by yaml.v3 alone", inYAML, theirs},
		{"JSON", inJSON, ours},
		{"JSON by yaml.v3 alone", inJSON, theirs},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				for _, content := range bench.files {
					bench.read(content)
				}
			}
		})
	}
}
