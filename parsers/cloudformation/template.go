package cloudformation

import (
	"bytes"
	"path"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// template is one template file, read but not evaluated.
type template struct {
	file        *source.File
	root        *node
	diagnostics source.Diagnostics
}

// readTemplate reads a template by its content: what begins with "{" is JSON,
// everything else YAML. root is nil when it cannot be read as a map.
func readTemplate(file *source.File) *template {
	t := &template{file: file}
	content := bytes.TrimPrefix(file.Content, []byte("\xef\xbb\xbf"))
	if first := bytes.TrimLeft(content, " \t\r\n"); len(first) > 0 && first[0] == '{' {
		t.root, t.diagnostics = readJSON(file)
		if suffix := strings.ToLower(path.Ext(file.Path)); t.root != nil || suffix != ".yaml" && suffix != ".yml" {
			return t
		}
	}
	t.root, t.diagnostics = readYAML(file)
	if t.root != nil && t.root.kind != mapNode {
		t.root = nil
	}
	return t
}

func readJSON(file *source.File) (*node, source.Diagnostics) {
	root, diagnostics := json.Parse(file)
	if root == nil {
		return nil, diagnostics
	}
	return fromJSON(root), diagnostics
}

var jsonKinds = [...]nodeKind{
	json.Null: nullNode, json.Bool: boolNode, json.Number: numberNode, json.String: stringNode,
	json.Array: listNode, json.Object: mapNode,
}

func fromJSON(j *json.Node) *node {
	n := &node{kind: jsonKinds[j.Kind], text: j.Text, at: j.Range}
	if len(j.Items) > 0 {
		n.items = make([]*node, 0, len(j.Items))
	}
	for _, item := range j.Items {
		n.items = append(n.items, fromJSON(item))
	}
	if len(j.Members) > 0 {
		n.members = make([]member, 0, len(j.Members))
	}
	for _, m := range j.Members {
		n.members = append(n.members, member{key: m.Key, keyAt: m.KeyRange, value: fromJSON(m.Value)})
	}
	return n
}

func (t *template) section(name string) *node {
	if t.root == nil {
		return nil
	}
	if section := t.root.get(name); section != nil && section.kind == mapNode {
		return section
	}
	return nil
}
