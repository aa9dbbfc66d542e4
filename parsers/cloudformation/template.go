package cloudformation

import (
	"bytes"
	"path"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// template is one template file, read but not evaluated.
type template struct {
	file        *source.File
	root        *node
	diagnostics source.Diagnostics
	// includes are the files whose content stands in root.
	includes []string
}

// readTemplate reads a template by its content: what begins like JSON is JSON,
// everything else YAML. The suffix serves only where neither can be told from the
// other. root is nil when it cannot be read as a map.
func readTemplate(file *source.File) *template {
	t := &template{file: file}
	suffix := strings.ToLower(path.Ext(file.Path))
	if beginsAsJSON(file.Content) || suffix == ".json" && beginsWith(file.Content, "{") {
		t.root, t.diagnostics = readJSON(file)
		if t.root != nil || suffix != ".yaml" && suffix != ".yml" {
			return t
		}
		if root, diagnostics := readYAML(file); root != nil {
			t.root, t.diagnostics = root, diagnostics
		}
		return t
	}
	t.root, t.diagnostics = readYAML(file)
	if t.root != nil && t.root.kind != mapNode {
		t.root = nil
	}
	return t
}

// beginsAsJSON reports whether an object is opened that holds nothing, a key in
// double quotes, or a comment such as some JSON readers take. YAML in flow style
// may leave out the quotes.
func beginsAsJSON(content []byte) bool {
	return beginsWith(content, "{", "\"") || beginsWith(content, "{", "}") || beginsWith(content, "{", "/")
}

// beginsWith reports whether the marks are the first things in a text but for space.
func beginsWith(content []byte, marks ...string) bool {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	for _, mark := range marks {
		rest, found := bytes.CutPrefix(bytes.TrimLeft(content, " \t\r\n"), []byte(mark))
		if !found {
			return false
		}
		content = rest
	}
	return true
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

// unread are the reasons, none of them an error, why the template cannot be read.
func (t *template) unread() []graph.Unread {
	var parts []graph.Unread
	for _, d := range t.diagnostics {
		if !t.diagnostics.HasErrors() {
			parts = append(parts, graph.Unread{Reason: value.Reason{Text: d.Message}, Range: d.Range})
		}
	}
	return parts
}
