package value

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
)

// State tells what is known of a typed value. The zero State is Undetermined.
type State int8

// The states.
const (
	Undetermined State = iota
	Known
	NotStated
)

// Fact is what a typed value is in one world. Value is meaningful only when State
// is Known. Reason says why it is Undetermined; for a known reference to a thing
// declared elsewhere it says why that thing is out of view. Range is where it is written,
// zero when it is written nowhere.
type Fact[T any] struct {
	State  State
	Value  T
	Reason Reason
	Range  source.Range
}

// Or gives the known value, or fallback where nothing is stated. ok is false when it is undetermined.
func (f Fact[T]) Or(fallback T) (value T, ok bool) {
	switch f.State {
	case Known:
		return f.Value, true
	case NotStated:
		return fallback, true
	case Undetermined:
	}
	return value, false
}

// Of is a typed value in all worlds. The zero Of is undetermined everywhere.
// There is no getter that could mistake an unknown for a zero: [Of.In] gives a [Fact].
type Of[T any] struct{ alternatives []Alternative[Fact[T]] }

// KnownOf is known in every world.
func KnownOf[T any](v T, at source.Range) Of[T] {
	return Of[T]{[]Alternative[Fact[T]]{{Value: Fact[T]{State: Known, Value: v, Range: at}}}}
}

// AbsentOf is not stated in any world.
func AbsentOf[T any](at source.Range) Of[T] {
	return Of[T]{[]Alternative[Fact[T]]{{Value: Fact[T]{State: NotStated, Range: at}}}}
}

// UnknownOf is undetermined in every world.
func UnknownOf[T any](reason Reason, at source.Range) Of[T] {
	return Of[T]{[]Alternative[Fact[T]]{{Value: Fact[T]{Reason: reason, Range: at}}}}
}

// OfFacts is a typed value from its alternatives, guards disjoint; where none
// holds it is not stated.
func OfFacts[T any](alternatives []Alternative[Fact[T]]) Of[T] { return Of[T]{alternatives} }

// In is what holds in one world.
func (o Of[T]) In(world World) Fact[T] {
	for _, alternative := range o.alternatives {
		switch alternative.Guard.Holds(world) {
		case True:
			return alternative.Value
		case Unknown:
			return Fact[T]{Reason: Reason{Text: "it depends on whether " + alternative.Guard.String()}, Range: alternative.Value.Range}
		case False:
		}
	}
	if len(o.alternatives) > 0 {
		return Fact[T]{State: NotStated}
	}
	return Fact[T]{Reason: Reason{Text: "it was not read"}}
}

// Guards lists the guards of the alternatives.
func (o Of[T]) Guards() []Guard {
	var guards []Guard
	for _, alternative := range o.alternatives {
		if !alternative.Guard.IsAlways() {
			guards = append(guards, alternative.Guard)
		}
	}
	return guards
}

// Alternatives lists what holds under which guard.
func (o Of[T]) Alternatives() []Alternative[Fact[T]] { return o.alternatives }

// Convert makes a typed value of v: Absent is not stated, NotKnown is
// undetermined, and everything else goes through convert, whose second result is
// the reason when the text cannot be told.
func Convert[T any](v Value, convert func(Value) (T, *Reason)) Of[T] {
	var of Of[T]
	for _, choice := range Flatten(v) {
		fact := Fact[T]{Range: choice.Value.Range}
		switch choice.Value.Kind {
		case Absent:
			fact.State = NotStated
		case NotKnown:
			fact.Reason = choice.Value.Reason
		case Bool, Number, String, List, Map, Choice:
			converted, reason := convert(choice.Value)
			if reason != nil {
				fact.Reason = *reason
			} else {
				fact.State, fact.Value = Known, converted
			}
		}
		of.alternatives = append(of.alternatives, Alternative[Fact[T]]{choice.Guard, fact})
	}
	return of
}

// sealed is the reason why a text that must never be printed is not read: what is
// read shows in names, messages and facts. A secret that is a reference, or not
// known, holds nothing to print.
func sealed(v Value) *Reason {
	if v.Secret == "" || !slices.ContainsFunc(v.Text.pieces, func(p Piece) bool { return p.Hole == nil }) {
		return nil
	}
	return &Reason{Text: "its value is redacted: " + v.Secret}
}

// Printable is v, or unknown where what it holds must never be printed.
func (v Value) Printable() Value {
	if reason := sealed(v); reason != nil {
		return OfReason(*reason, v.Range)
	}
	return v
}

// scalar returns the literal text of a Bool, Number or String.
func scalar(v Value) (string, *Reason) {
	if reason := sealed(v); reason != nil {
		return "", reason
	}
	switch v.Kind {
	case Bool:
		return strconv.FormatBool(v.Bool), nil
	case Number, String:
		if literal, ok := v.Text.Literal(); ok {
			return literal, nil
		}
		if reason, ok := v.Text.FirstUnknown(); ok {
			return "", &reason
		}
		return "", &Reason{Text: v.Text.String() + " is not known before deployment"}
	case Absent, List, Map, NotKnown, Choice:
	}
	return "", &Reason{Text: "it is no plain value"}
}

// BoolOf reads true and false, also written as text in any case, as AWS's tools do.
func BoolOf(v Value) Of[bool] {
	return Convert(v, func(v Value) (bool, *Reason) {
		text, reason := scalar(v)
		if reason != nil {
			return false, reason
		}
		switch strings.ToLower(text) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return false, &Reason{Text: strconv.Quote(text) + " is neither true nor false"}
	})
}

// IntOf reads a whole number, also written as text.
func IntOf(v Value) Of[int] {
	return Convert(v, func(v Value) (int, *Reason) {
		text, reason := scalar(v)
		if reason != nil {
			return 0, reason
		}
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || number != float64(int(number)) {
			return 0, &Reason{Text: strconv.Quote(text) + " is no whole number"}
		}
		return int(number), nil
	})
}

// TextOf reads a scalar as text, holes kept.
func TextOf(v Value) Of[Text] {
	return Convert(v, func(v Value) (Text, *Reason) {
		if reason := sealed(v); reason != nil {
			return Text{}, reason
		}
		return plainText(v)
	})
}

// UnprintedTextOf is [TextOf] for who looks for something in a text that may be
// secret, and prints nothing of it.
func UnprintedTextOf(v Value) Of[Text] { return Convert(v, plainText) }

func plainText(v Value) (Text, *Reason) {
	switch v.Kind {
	case String, Number:
		return v.Text, nil
	case Bool:
		return Literal(strconv.FormatBool(v.Bool)), nil
	case Absent, List, Map, NotKnown, Choice:
	}
	return Text{}, &Reason{Text: "it is no plain value"}
}

// PrefixOf reads a CIDR block. Host bits are cleared, as EC2 does.
func PrefixOf(v Value) Of[netip.Prefix] {
	return Convert(v, func(v Value) (netip.Prefix, *Reason) {
		text, reason := scalar(v)
		if reason != nil {
			return netip.Prefix{}, reason
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return netip.Prefix{}, &Reason{Text: strconv.Quote(text) + " is no CIDR block"}
		}
		return prefix.Masked(), nil
	})
}

// ListOf is a typed list: elements that may each depend on the world, and
// whether there may be more. The zero ListOf is stated nowhere and complete.
type ListOf[T any] struct {
	Items []Of[T]
	// More are the reasons, under guards, why further elements may exist.
	More []Alternative[Reason]
	// Unstated says where the list is not written at all; an empty list is written.
	Unstated Guard
	Range    source.Range
}

// ListFrom makes a typed list of v. A single value that is no List counts as a
// list of one, as CloudFormation and IAM read it.
func ListFrom[T any](v Value, convert func(Value) Of[T]) ListOf[T] {
	list := ListOf[T]{Range: v.Range}
	stated := Never()
	for _, choice := range Flatten(v) {
		switch choice.Value.Kind {
		case Absent:
			continue
		case NotKnown:
			list.More = append(list.More, Alternative[Reason]{choice.Guard, choice.Value.Reason})
		case List:
			for _, item := range choice.Value.Items {
				list.addItem(choice.Guard, item, convert)
			}
			if choice.Value.More != nil {
				list.More = append(list.More, Alternative[Reason]{choice.Guard, *choice.Value.More})
			}
		case Bool, Number, String, Map, Choice:
			list.addItem(choice.Guard, choice.Value, convert)
		}
		stated = stated.Or(choice.Guard)
	}
	list.Unstated = stated.Not()
	return list
}

func (l *ListOf[T]) addItem(guard Guard, item Value, convert func(Value) Of[T]) {
	guarded := item
	if !guard.IsAlways() {
		guarded = Value{Kind: Choice, Choices: []Alternative[Value]{{guard, item}}, Range: item.Range}
	}
	l.Items = append(l.Items, convert(guarded))
}

// In lists the elements in one world that are known or undetermined, and the
// reason why there may be more (nil when the list is complete).
func (l ListOf[T]) In(world World) (items []Fact[T], more *Reason) {
	for _, item := range l.Items {
		if fact := item.In(world); fact.State != NotStated {
			items = append(items, fact)
		}
	}
	for _, alternative := range l.More {
		if alternative.Guard.Holds(world) != False {
			reason := alternative.Value
			return items, &reason
		}
	}
	return items, nil
}

// Guards lists every guard inside the list.
func (l ListOf[T]) Guards() []Guard {
	guards := []Guard{l.Unstated}
	for _, item := range l.Items {
		guards = append(guards, item.Guards()...)
	}
	for _, alternative := range l.More {
		guards = append(guards, alternative.Guard)
	}
	return guards
}
