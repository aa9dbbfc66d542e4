package cloudformation

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/repolint/repolint/source"
)

// inclusion puts the local files that a template includes in their places, before
// anything is evaluated, as the tools and CloudFormation itself do. A snippet
// includes nothing in its turn, for AWS::Include reads none in a snippet
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html).
type inclusion struct {
	tree        *source.Tree
	folder      string
	read        map[string]*node
	files       []string
	diagnostics source.Diagnostics
}

// mayInclude is the cheap test before the walk through all nodes.
func mayInclude(file *source.File) bool {
	return bytes.Contains(file.Content, []byte("AWS::Include")) || bytes.Contains(file.Content, []byte(rainPrefix))
}

// include reads the files that t includes, if it includes any.
func (t *template) include(tree *source.Tree) {
	i := &inclusion{tree: tree, folder: path.Dir(t.file.Path), read: map[string]*node{}}
	root := i.topLevel(t.root)
	root = i.fill(root)
	t.root, t.includes, t.diagnostics = root, i.files, append(t.diagnostics, i.diagnostics...)
}

// topLevel joins the sections of a snippet that the template's own Transform names.
func (i *inclusion) topLevel(root *node) *node {
	transform := root.get("Transform")
	var others []*node
	var snippets []*node
	for _, item := range transform.list() {
		if snippet := i.snippet(item); snippet != nil && snippet.kind == mapNode {
			snippets = append(snippets, snippet)
			continue
		}
		others = append(others, item)
	}
	if len(snippets) == 0 {
		return root
	}
	joined := &node{kind: mapNode, at: root.at}
	for _, m := range root.members {
		if m.key == "Transform" {
			m.value = &node{kind: listNode, at: transform.at, items: others}
		}
		joined.members = append(joined.members, m)
	}
	for _, snippet := range snippets {
		joined = overlay(joined, snippet)
	}
	return joined
}

// fill is n with what it includes. What includes nothing is not copied.
func (i *inclusion) fill(n *node) *node {
	if n == nil {
		return nil
	}
	if whole := i.whole(n); whole != nil {
		return whole
	}
	filled, changed := &node{kind: n.kind, text: n.text, at: n.at}, false
	for _, item := range n.items {
		inner := i.fill(item)
		changed = changed || inner != item
		filled.items = append(filled.items, inner)
	}
	for _, m := range n.members {
		if snippet := i.member(m); snippet != nil {
			changed = true
			filled.members = append(filled.members, snippet.members...)
			continue
		}
		inner := i.fill(m.value)
		changed = changed || inner != m.value
		m.value = inner
		filled.members = append(filled.members, m)
	}
	if !changed {
		return n
	}
	return filled
}

// whole is what stands for a node that is nothing but an include.
func (i *inclusion) whole(n *node) *node {
	if n.kind != mapNode || len(n.members) != 1 {
		return nil
	}
	m := n.members[0]
	switch m.key {
	case "Fn::Transform":
		return i.snippet(m.value)
	case rainPrefix + "Include":
		name, _ := m.value.scalar()
		return i.load(name, m.value.at)
	case rainPrefix + "Embed":
		name, _ := m.value.scalar()
		if file := i.open(name, m.value.at); file != nil {
			return &node{kind: stringNode, text: string(file.Content), at: n.at}
		}
	}
	return nil
}

// member is the map whose members take the place of an Fn::Transform among others.
func (i *inclusion) member(m member) *node {
	if m.key != "Fn::Transform" {
		return nil
	}
	if snippet := i.snippet(m.value); snippet != nil && snippet.kind == mapNode {
		return snippet
	}
	return nil
}

// snippet is what a call of AWS::Include puts in; nil for another macro, and for a
// file that is not in view.
func (i *inclusion) snippet(transform *node) *node {
	if transform.textOf("Name") != "AWS::Include" {
		return nil
	}
	location := transform.get("Parameters").get("Location")
	name, _ := location.scalar()
	return i.load(name, location.where())
}

func (i *inclusion) load(name string, at source.Range) *node {
	if known, ok := i.read[name]; ok {
		return known
	}
	i.read[name] = nil
	file := i.open(name, at)
	if file == nil {
		return nil
	}
	t := readValues(file)
	i.diagnostics = append(i.diagnostics, t.diagnostics...)
	i.read[name] = t.root
	return t.root
}

// open reads a file beside the template. A place in a bucket is not in view.
func (i *inclusion) open(name string, at source.Range) *source.File {
	if name == "" || strings.Contains(name, "://") || strings.Contains(name, "{{") {
		return nil
	}
	local := path.Join(i.folder, strings.ReplaceAll(name, `\`, "/"))
	file, err := i.tree.Read(local)
	if err != nil {
		severity := source.Error
		if errors.Is(err, fs.ErrNotExist) {
			severity = source.Warning
		}
		i.diagnostics = append(i.diagnostics, source.Diagnostic{
			Severity: severity, Message: "what is included from " + name + " is not known: " + err.Error(), Range: at,
		})
		return nil
	}
	i.files = append(i.files, local)
	return file
}
