package graph

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
)

// Resolver turns a dialect's reference (address and attribute) into the ID of
// the node it denotes: `aws_vpc.main.id` the VPC, `aws_vpc.main.main_route_table_id`
// its implicit main table. ok is false when the attribute denotes no node.
type Resolver func(value.Ref) (id ID, ok bool)

// RefFrom reads v as a reference. A reference resolves through resolve; a literal
// or an unknown with a Key is something declared elsewhere, so it gets an
// external ID (see [Builder.Link]); an unknown without a Key is undetermined.
func RefFrom[T any](v value.Value, resolve Resolver) Ref[T] {
	return Ref[T]{refOf(v, resolve)}
}

// RefsFrom reads v as a list of references.
func RefsFrom[T any](v value.Value, resolve Resolver) Refs[T] {
	return Refs[T]{value.ListFrom(v, func(item value.Value) value.Of[ID] { return refOf(item, resolve) })}
}

func refOf(v value.Value, resolve Resolver) value.Of[ID] {
	var alternatives []value.Alternative[value.Fact[ID]]
	for _, choice := range value.Flatten(v) {
		fact := referent(choice.Value.Printable(), resolve)
		fact.Range = choice.Value.Range
		alternatives = append(alternatives, value.Alternative[value.Fact[ID]]{Guard: choice.Guard, Value: fact})
	}
	return value.OfFacts(alternatives)
}

// referent reads one value without choices as the ID it denotes.
func referent(v value.Value, resolve Resolver) value.Fact[ID] {
	switch v.Kind {
	case value.Absent:
		return value.Fact[ID]{State: value.NotStated}
	case value.NotKnown:
		return outOfView(v.Reason)
	case value.String:
		return textReferent(v.Text, resolve)
	case value.Bool, value.Number, value.List, value.Map, value.Choice:
	}
	return value.Fact[ID]{Reason: value.Reason{Text: "it is no reference"}}
}

func textReferent(text value.Text, resolve Resolver) value.Fact[ID] {
	if literal, ok := text.Literal(); ok {
		if strings.TrimSpace(literal) == "" {
			return value.Fact[ID]{Reason: value.Reason{Text: "it is an empty text"}}
		}
		return outOfView(value.Reason{
			Text:   strconv.Quote(literal) + " is declared nowhere in the files read",
			Settle: "refer to what declares it, and scan both together",
			Key:    literal,
		})
	}
	hole, ok := text.Hole()
	switch {
	case !ok:
		reason := value.Reason{Text: strconv.Quote(text.String()) + " is not known before deployment"}
		if unknown, found := text.FirstUnknown(); found {
			reason.Text, reason.Settle = unknown.Text, unknown.Settle
		}
		return outOfView(value.Reason{Text: reason.Text, Settle: reason.Settle, Key: text.Identity()})
	case hole.Ref != nil:
		if id, ok := resolve(*hole.Ref); ok {
			return value.Fact[ID]{State: value.Known, Value: id}
		}
		return outOfView(value.Reason{Text: shown(*hole.Ref) + " is no resource that repolint follows", Key: hole.Ref.Node + "." + hole.Ref.Attribute})
	case hole.Reason != nil:
		return outOfView(*hole.Reason)
	}
	return value.Fact[ID]{Reason: value.Reason{Text: "it is no reference"}}
}

// shown is a reference as the author writes it.
func shown(ref value.Ref) string {
	address := ref.Node
	if _, local, ok := strings.Cut(address, "#"); ok {
		address = local
	}
	return address + "." + ref.Attribute
}

// outOfView is the reference to a thing declared elsewhere: it has an identity
// when the reason has a Key, else it is undetermined.
func outOfView(reason value.Reason) value.Fact[ID] {
	if reason.Key == "" {
		return value.Fact[ID]{Reason: reason}
	}
	return value.Fact[ID]{State: value.Known, Value: ExternalID(reason.Key), Reason: reason}
}
