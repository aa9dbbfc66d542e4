package value

import "github.com/repolint/repolint/source"

// Kind is the shape of a [Value]. The zero Kind is Absent.
type Kind int

// The kinds. Absent is "not written", Terraform's null and CloudFormation's
// AWS::NoValue: all three mean that AWS never sees the argument.
const (
	Absent Kind = iota
	Bool
	Number
	String
	List
	Map
	NotKnown
	Choice
)

// Value is one evaluated value with the place it was written. Only the fields
// its Kind names are meaningful. Values are treated as immutable.
//
//	Bool      Bool
//	Number    Text, always literal: the number as the author wrote it
//	String    Text; Document when the text is the serialization of a structure
//	List      Items, More
//	Map       Entries (in source order), More
//	NotKnown  Reason
//	Choice    Choices, guards disjoint; where no guard holds the value is absent
//
// A reference is a String whose text is one hole with a Ref.
type Value struct {
	Kind    Kind
	Bool    bool
	Text    Text
	Items   []Value
	Entries []Entry
	Reason  Reason
	Choices []Alternative[Value]

	// Document is the structure a String was made from (jsonencode, a policy
	// document data source), with the positions of its parts.
	Document *Value
	// More, when not nil, says that the List or Map may hold further elements.
	More *Reason
	// Secret, when not "", says why the value must never be printed.
	Secret string

	// Range is where the value is written; Via are the places it passed
	// through on the way here (a parameter's default, a module's argument),
	// nearest first.
	Range source.Range
	Via   []source.Range
}

// Entry is one member of a Map.
type Entry struct {
	Key      string
	KeyRange source.Range
	Value    Value
}

// Alternative is one possibility among several: what holds where Guard does.
type Alternative[T any] struct {
	Guard Guard
	Value T
}

// OfText is a String value.
func OfText(text Text, at source.Range) Value { return Value{Kind: String, Text: text, Range: at} }

// OfString is a literal String value.
func OfString(s string, at source.Range) Value { return OfText(Literal(s), at) }

// OfBool is a Bool value.
func OfBool(b bool, at source.Range) Value { return Value{Kind: Bool, Bool: b, Range: at} }

// OfNumber is a Number value, digits as written.
func OfNumber(digits string, at source.Range) Value {
	return Value{Kind: Number, Text: Literal(digits), Range: at}
}

// OfRef is a reference to an attribute of a node.
func OfRef(ref Ref, at source.Range) Value {
	return OfText(HoleText(Hole{Ref: &ref, Range: at}), at)
}

// OfReason is an unknown value.
func OfReason(reason Reason, at source.Range) Value {
	return Value{Kind: NotKnown, Reason: reason, Range: at}
}

// Get returns the member of a Map with this key; the result is Absent when v is
// no Map or has no such member, and NotKnown when it may have more. A Choice is not looked into: call [Value.In] or
// [Flatten] first.
func (v Value) Get(key string) Value {
	if entry, ok := v.Entry(key); ok {
		return entry.Value
	}
	if v.Kind == Map && v.More != nil {
		return OfReason(*v.More, v.Range)
	}
	return Value{}
}

// Entry is [Value.Get] with the position of the key. Where a key stands twice the last one counts.
func (v Value) Entry(key string) (Entry, bool) {
	for i := len(v.Entries) - 1; i >= 0; i-- {
		if v.Entries[i].Key == key {
			return v.Entries[i], true
		}
	}
	return Entry{}, false
}

// In resolves every Choice inside v for one world. A choice whose guards the
// world leaves undecided becomes NotKnown.
func (v Value) In(world World) Value {
	switch v.Kind {
	case Choice:
		return v.choose(world)
	case List:
		v.Items = resolveItems(v.Items, world)
	case Map:
		entries := make([]Entry, 0, len(v.Entries))
		for _, entry := range v.Entries {
			if entry.Value = entry.Value.In(world); entry.Value.Kind != Absent {
				entries = append(entries, entry)
			}
		}
		v.Entries = entries
	case String:
		if v.Document != nil {
			document := v.Document.In(world)
			v.Document = &document
		}
	case Absent, Bool, Number, NotKnown:
	}
	return v
}

func (v Value) choose(world World) Value {
	for _, choice := range v.Choices {
		switch choice.Guard.Holds(world) {
		case True:
			return choice.Value.In(world)
		case Unknown:
			return OfReason(Reason{Text: "it depends on whether " + choice.Guard.String()}, v.Range)
		case False:
		}
	}
	return Value{Range: v.Range}
}

func resolveItems(items []Value, world World) []Value {
	resolved := make([]Value, 0, len(items))
	for _, item := range items {
		if item = item.In(world); item.Kind != Absent {
			resolved = append(resolved, item)
		}
	}
	return resolved
}

// Flatten lists the alternatives of v without nested choices at the top. A value
// that is no Choice is its own only alternative.
func Flatten(v Value) []Alternative[Value] {
	if v.Kind != Choice {
		return []Alternative[Value]{{Value: v}}
	}
	var flat []Alternative[Value]
	rest := Guard{}
	for _, choice := range v.Choices {
		for _, inner := range Flatten(choice.Value) {
			flat = append(flat, Alternative[Value]{choice.Guard.And(inner.Guard), inner.Value})
		}
		rest = rest.And(choice.Guard.Not())
	}
	if !rest.IsNever() {
		flat = append(flat, Alternative[Value]{rest, Value{Range: v.Range}})
	}
	return flat
}

// Guards lists every guard inside v.
func (v Value) Guards() []Guard {
	var guards []Guard
	for _, choice := range v.Choices {
		guards = append(append(guards, choice.Guard), choice.Value.Guards()...)
	}
	for _, item := range v.Items {
		guards = append(guards, item.Guards()...)
	}
	for _, entry := range v.Entries {
		guards = append(guards, entry.Value.Guards()...)
	}
	if v.Document != nil {
		guards = append(guards, v.Document.Guards()...)
	}
	return guards
}
