package cloudformation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/repolint/repolint/source"
)

// Options are the user's settings for templates.
type Options struct {
	// Parameters are "NAME=VALUE" or "STACK.NAME=VALUE"; STACK is a root stack's
	// name or template, or a nested stack's path of logical ids with dots.
	Parameters []string
	// ParameterFiles are files in any of the three forms that AWS's tools read:
	// a list of ParameterKey and ParameterValue, a list of "NAME=VALUE", or a map
	// under Parameters. Parameters win over them.
	ParameterFiles []string
	// Region is what the configuration says, "" when it does not.
	Region string
}

type override struct {
	text string
	at   source.Range
}

func (o Options) overrides(tree *source.Tree) (map[string]override, source.Diagnostics) {
	overrides := map[string]override{}
	var diagnostics source.Diagnostics
	fail := func(at source.Range, format string, arguments ...any) {
		diagnostics = append(diagnostics, source.Diagnostic{Severity: source.Error, Message: fmt.Sprintf(format, arguments...), Range: at})
	}
	for _, name := range o.ParameterFiles {
		file, err := readGiven(tree, name)
		if err != nil {
			fail(source.Range{}, "reading parameter file: %v", err)
			continue
		}
		t := readValues(file)
		diagnostics = append(diagnostics, t.diagnostics...)
		if t.root == nil || !addParameters(overrides, t.root) {
			fail(source.Range{File: file.Path}, "parameter file %s holds neither a list nor a map of parameters", name)
		}
	}
	for _, pair := range o.Parameters {
		name, text, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			fail(source.Range{}, "--parameter %s: write it as NAME=VALUE or STACK.NAME=VALUE", pair)
			continue
		}
		overrides[name] = override{text: text}
	}
	return overrides, diagnostics
}

// readGiven reads a file that the user names: in the scanned tree, or anywhere
// else, because a name on the command line is the user's own choice.
func readGiven(tree *source.Tree, name string) (*source.File, error) {
	if filepath.IsLocal(name) {
		if file, err := tree.Read(filepath.ToSlash(name)); err == nil {
			return file, nil
		}
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	return source.NewFile(filepath.ToSlash(name), content), nil
}

func readValues(file *source.File) *template {
	t := &template{file: file}
	if trimmed := strings.TrimLeft(string(file.Content), "\ufeff \t\r\n"); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		t.root, t.diagnostics = readJSON(file)
		return t
	}
	t.root, t.diagnostics = readYAML(file)
	return t
}

func addParameters(overrides map[string]override, root *node) bool {
	if inner := root.get("Parameters"); inner != nil {
		root = inner
	}
	switch root.kind {
	case listNode:
		for _, item := range root.items {
			if pair, ok := item.scalar(); ok {
				if name, text, ok := strings.Cut(pair, "="); ok {
					overrides[name] = override{text, item.at}
				}
				continue
			}
			if given, ok := item.get("ParameterValue").scalar(); ok {
				overrides[item.textOf("ParameterKey")] = override{given, item.get("ParameterValue").at}
			}
		}
		return true
	case mapNode:
		for _, m := range root.unique() {
			if given, ok := m.value.scalar(); ok {
				overrides[m.key] = override{given, m.value.at}
			}
		}
		return true
	case nullNode, boolNode, numberNode, stringNode:
	}
	return false
}
