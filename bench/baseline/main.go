// Command baseline reads and parses the same files as repolint, and does nothing
// else: what whole-process times are measured against.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"gopkg.in/yaml.v3"
)

func main() {
	parsed := 0
	for _, root := range os.Args[1:] {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if parse(path, content) {
				parsed++
			}
			return nil
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	fmt.Println(parsed, "files parsed")
}

// parse reports whether the file is one of the dialects' and parses.
func parse(path string, content []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".tf":
		_, diagnostics := hclsyntax.ParseConfig(content, path, hcl.InitialPos)
		return !diagnostics.HasErrors()
	case ".yaml", ".yml", ".template", ".cfn", ".cform", ".json":
		if trimmed := bytes.TrimSpace(content); len(trimmed) > 0 && trimmed[0] == '{' {
			return tokens(content)
		}
		var node yaml.Node
		return yaml.Unmarshal(content, &node) == nil
	}
	return false
}

func tokens(content []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(content))
	for {
		if _, err := decoder.Token(); err != nil {
			return err == io.EOF
		}
	}
}
