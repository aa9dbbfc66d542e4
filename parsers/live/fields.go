package live

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// fields collects what is kept of one thing of an answer, under EC2's own names.
// What EC2 leaves out is left out.
type fields struct{ members []json.Member }

func (f *fields) add(name string, n *json.Node) *fields {
	if n != nil {
		f.members = append(f.members, json.Member{Key: name, Value: n})
	}
	return f
}

func (f *fields) text(name string, s *string) *fields {
	if s == nil {
		return f
	}
	return f.add(name, textNode(*s))
}

// word is a text of which "" means that there is none, as the SDK has enums.
func (f *fields) word(name, s string) *fields {
	if s == "" {
		return f
	}
	return f.add(name, textNode(s))
}

func (f *fields) flag(name string, b *bool) *fields {
	if b == nil {
		return f
	}
	return f.add(name, &json.Node{Kind: json.Bool, Text: strconv.FormatBool(*b)})
}

func (f *fields) number(name string, n *int32) *fields {
	if n == nil {
		return f
	}
	return f.add(name, &json.Node{Kind: json.Number, Text: strconv.Itoa(int(*n))})
}

func (f *fields) texts(name string, list []string) *fields {
	return f.list(name, all(list, func(s *string) *json.Node { return textNode(*s) }))
}

func (f *fields) list(name string, items []*json.Node) *fields {
	if len(items) == 0 {
		return f
	}
	return f.add(name, &json.Node{Kind: json.Array, Items: items})
}

// document is a text that is JSON, so that a snapshot shows it line by line. What
// cannot be read as JSON stays a text.
func (f *fields) document(name string, text *string) *fields {
	if text == nil {
		return f
	}
	node, diagnostics := json.Parse(source.NewFile("", []byte(*text)))
	if node == nil || len(diagnostics) > 0 {
		return f.text(name, text)
	}
	return f.add(name, unplaced(node))
}

func (f *fields) made() *json.Node { return &json.Node{Kind: json.Object, Members: f.members} }

func textNode(s string) *json.Node { return &json.Node{Kind: json.String, Text: s} }

func all[T any](list []T, convert func(*T) *json.Node) []*json.Node {
	nodes := make([]*json.Node, 0, len(list))
	for i := range list {
		nodes = append(nodes, convert(&list[i]))
	}
	return nodes
}

// keptTags are the tags that decide something or name a thing. Others may hold
// anything, and stay where they are.
var keptTags = map[string]bool{"Name": true, "Patch Group": true, "PatchGroup": true, "aws:autoscaling:groupName": true}

func (f *fields) tags(tags []types.Tag) *fields {
	var kept []*json.Node
	for i := range tags {
		if tag := &tags[i]; tag.Key != nil && keptTags[*tag.Key] {
			kept = append(kept, (&fields{}).text("Key", tag.Key).text("Value", tag.Value).made())
		}
	}
	return f.list("Tags", kept)
}

// unplaced takes the places out of a node: those of an answer mean nothing.
func unplaced(n *json.Node) *json.Node {
	n.Range = source.Range{}
	for _, item := range n.Items {
		unplaced(item)
	}
	for i := range n.Members {
		n.Members[i].KeyRange = source.Range{}
		unplaced(n.Members[i].Value)
	}
	return n
}
