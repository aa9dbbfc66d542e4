package live

import (
	"net/netip"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// textOf is the text of a field, "" where there is none.
func textOf(n *json.Node) string {
	text, _ := n.StringText()
	return text
}

func isTrue(n *json.Node) bool { return n != nil && n.Kind == json.Bool && n.Text == "true" }

// itemsOf are the members of a list, none where there is no list.
func itemsOf(n *json.Node) []*json.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// eachOf is one field of each member of a list.
func eachOf(list *json.Node, name string) []*json.Node {
	var found []*json.Node
	for _, item := range itemsOf(list) {
		if field := item.Get(name); field != nil {
			found = append(found, field)
		}
	}
	return found
}

// one is a list of what there is, if there is anything.
func one(n *json.Node) []*json.Node {
	if n == nil {
		return nil
	}
	return []*json.Node{n}
}

func placeOf(n *json.Node) source.Range {
	if n == nil {
		return source.Range{}
	}
	return n.Range
}

// tagOf is the value of a tag of a thing, "" where it has none.
func tagOf(n *json.Node, key string) string {
	for _, tag := range itemsOf(n.Get("Tags")) {
		if textOf(tag.Get("Key")) == key {
			return textOf(tag.Get("Value"))
		}
	}
	return ""
}

func text(n *json.Node) value.Of[value.Text]      { return value.TextOf(valueOf(n)) }
func flag(n *json.Node) value.Of[bool]            { return value.BoolOf(valueOf(n)) }
func number(n *json.Node) value.Of[int]           { return value.IntOf(valueOf(n)) }
func prefix(n *json.Node) value.Of[netip.Prefix]  { return value.PrefixOf(valueOf(n)) }
func is(n *json.Node, word string) value.Of[bool] { return known(textOf(n) == word, n) }
func known(b bool, n *json.Node) value.Of[bool]   { return value.KnownOf(b, placeOf(n)) }

func texts(nodes []*json.Node) value.ListOf[value.Text] {
	list := value.ListOf[value.Text]{Unstated: value.Never()}
	for _, n := range nodes {
		list.Items = append(list.Items, text(n))
	}
	return list
}

// valueOf is JSON as a value, with its places.
func valueOf(n *json.Node) value.Value {
	if n == nil {
		return value.Value{}
	}
	v := value.Value{Range: n.Range}
	switch n.Kind {
	case json.Bool:
		v.Kind, v.Bool = value.Bool, n.Text == "true"
	case json.Number:
		v.Kind, v.Text = value.Number, value.Literal(n.Text)
	case json.String:
		v.Kind, v.Text = value.String, value.Literal(n.Text)
	case json.Array:
		v.Kind = value.List
		for _, item := range n.Items {
			v.Items = append(v.Items, valueOf(item))
		}
	case json.Object:
		v.Kind = value.Map
		for _, member := range n.Members {
			v.Entries = append(v.Entries, value.Entry{Key: member.Key, KeyRange: member.KeyRange, Value: valueOf(member.Value)})
		}
	case json.Null:
	}
	return v
}
