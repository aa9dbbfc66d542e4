package cloudformation

import (
	"strings"

	"github.com/repolint/repolint/source"
)

// nodeKind is the shape of a template node. The zero kind is invalid.
type nodeKind int

const (
	_ nodeKind = iota
	nullNode
	boolNode
	numberNode
	stringNode
	listNode
	mapNode
)

// node is one value of a template, the same for YAML and JSON: short tags are
// already spelled out (`!Ref A` is the map {Ref: A}), aliases and merge keys
// resolved. Nodes are never changed after reading.
type node struct {
	kind    nodeKind
	text    string
	at      source.Range
	items   []*node
	members []member
}

type member struct {
	key     string
	keyAt   source.Range
	value   *node
	foreign bool // the key stood for a tag that CloudFormation does not know
}

// get returns the value of a key, the last one where it stands twice, or nil.
func (n *node) get(key string) *node {
	if m := n.member(key); m != nil {
		return m.value
	}
	return nil
}

func (n *node) member(key string) *member {
	if n == nil {
		return nil
	}
	for i := len(n.members) - 1; i >= 0; i-- {
		if n.members[i].key == key {
			return &n.members[i]
		}
	}
	return nil
}

// unique lists the members with each key once, the last value of a repeated key
// standing where the key first stood. The list must not be changed.
func (n *node) unique() []member {
	if n == nil || n.kind != mapNode {
		return nil
	}
	if n.distinct() {
		return n.members
	}
	position := make(map[string]int, len(n.members))
	list := make([]member, 0, len(n.members))
	for _, m := range n.members {
		if i, ok := position[m.key]; ok {
			list[i] = m
			continue
		}
		position[m.key] = len(list)
		list = append(list, m)
	}
	return list
}

// distinct reports whether n is known to hold every key once. It looks at small
// maps only, which most are.
func (n *node) distinct() bool {
	if len(n.members) > 16 {
		return false
	}
	for i := range n.members {
		for j := range i {
			if n.members[i].key == n.members[j].key {
				return false
			}
		}
	}
	return true
}

// scalar is the text of a plain value; ok is false for nil, null, lists and maps.
func (n *node) scalar() (text string, ok bool) {
	if n == nil {
		return "", false
	}
	switch n.kind {
	case boolNode, numberNode, stringNode:
		return n.text, true
	case nullNode, listNode, mapNode:
	}
	return "", false
}

// textOf is the text of the plain value under a key, "" when there is none.
func (n *node) textOf(key string) string {
	text, _ := n.get(key).scalar()
	return text
}

// list returns the items of a list, and a single value as a list of one.
func (n *node) list() []*node {
	switch {
	case n == nil || n.kind == nullNode:
		return nil
	case n.kind == listNode:
		return n.items
	}
	return []*node{n}
}

// where is the node's range, the zero Range for nil.
func (n *node) where() source.Range {
	if n == nil {
		return source.Range{}
	}
	return n.at
}

// function returns the intrinsic function that a node calls: a map with exactly
// one key, which is a function's name. Condition is a function only where a
// condition is expected; IAM statements own that key too.
func (n *node) function() (name string, argument *node, ok bool) {
	if n == nil || n.kind != mapNode || len(n.members) != 1 {
		return "", nil, false
	}
	m := n.members[0]
	if m.key == "Ref" || m.foreign || strings.HasPrefix(m.key, rainPrefix) || strings.HasPrefix(m.key, "Fn::") && !strings.HasPrefix(m.key, loopPrefix) {
		return m.key, m.value, true
	}
	return "", nil, false
}

// rainPrefix begins the directives of Rain
// (https://aws-cloudformation.github.io/rain/).
const rainPrefix = "Rain::"

// loopPrefix begins the keys that AWS::LanguageExtensions expands
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html).
const loopPrefix = "Fn::ForEach::"
