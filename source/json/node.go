package json

import "github.com/repolint/repolint/source"

// Kind is the shape of a [Node]. The zero kind is invalid.
type Kind int

// The kinds.
const (
	_ Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String is the kind's name in messages.
func (k Kind) String() string {
	names := [...]string{"invalid", "null", "boolean", "number", "string", "array", "object"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Node is one JSON value. Text is the decoded string, the number as written, or
// "true" and "false"; it is "" for the other kinds. Items are an array's elements,
// Members an object's in source order, repeated keys included.
type Node struct {
	Kind    Kind
	Text    string
	Range   source.Range
	Items   []*Node
	Members []Member
}

// Member is one key of an object with its value. KeyRange covers the quotes.
type Member struct {
	Key      string
	KeyRange source.Range
	Value    *Node
}

// Get returns the value of a key of an object, the last one where it stands
// twice, and nil when n is nil, no object, or has no such key.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// StringText returns the text of a string node; ok is false for everything else, nil included.
func (n *Node) StringText() (text string, ok bool) {
	if n == nil || n.Kind != String {
		return "", false
	}
	return n.Text, true
}
