package cloudformation

import (
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// arguments are the places of a map's members: from the key to the end of a value
// on the same line, else the key alone, which a reader finds faster than a
// stretch of many lines.
func arguments(v value.Value) map[string]source.Range {
	places := make(map[string]source.Range, len(v.Entries))
	for _, entry := range v.Entries {
		at := entry.KeyRange
		if end := entry.Value.Range; end.File == at.File && end.End.Line == at.Start.Line && end.End.Byte > at.End.Byte {
			at.End = end.End
		}
		places[entry.Key] = at
	}
	return places
}

// tags are the tags whose key and value are known. Both the list form and the
// map form (AWS::SSM, AWS::EKS) occur.
func tags(v value.Value) map[string]string {
	found := map[string]string{}
	items := v.Items
	if v.Get("Key").Kind != value.Absent && v.Get("Value").Kind != value.Absent {
		items, v.Entries = []value.Value{v}, nil
	}
	for _, item := range items {
		key, known := text(item.Get("Key")).Literal()
		literal, alsoKnown := text(item.Get("Value")).Literal()
		if item.Kind == value.Map && known && alsoKnown && item.Get("Value").Secret == "" {
			found[key] = literal
		}
	}
	for _, entry := range v.Entries {
		if literal, ok := text(entry.Value).Literal(); ok && entry.Value.Secret == "" {
			found[entry.Key] = literal
		}
	}
	return found
}

// under is a value that holds only where a guard does.
func under(guard value.Guard, v value.Value) value.Value {
	if guard.IsAlways() {
		return v
	}
	return value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{{Guard: guard, Value: v}}, Range: v.Range}
}

// dig follows keys into a value whose maps may depend on conditions.
func dig(v value.Value, keys ...string) value.Value {
	for _, key := range keys {
		v = pick(v, key)
	}
	return v
}

// single is a list of one, so that an unknown in it stays one thing with an
// identity; nothing is a list of none.
func single(v value.Value) value.Value {
	if v.Kind == value.Absent {
		return v
	}
	return value.Value{Kind: value.List, Items: []value.Value{v}, Range: v.Range}
}

// gather makes one list of several values, each a list or a single one. An
// unknown one may be a list of anything.
func gather(values ...value.Value) value.Value {
	list := value.Value{Kind: value.List}
	stated := false
	for _, v := range values {
		for _, choice := range value.Flatten(v) {
			switch choice.Value.Kind {
			case value.Absent:
				continue
			case value.List:
				for _, item := range choice.Value.Items {
					list.Items = append(list.Items, under(choice.Guard, item))
				}
				if list.More == nil {
					list.More = choice.Value.More
				}
			case value.NotKnown:
				reason := choice.Value.Reason
				list.More = &reason
			default:
				list.Items = append(list.Items, under(choice.Guard, choice.Value))
			}
			stated = true
			if list.Range.IsZero() {
				list.Range = v.Range
			}
		}
	}
	if !stated {
		return value.Value{}
	}
	return list
}

// each visits the elements of a list value with their guards; a single value
// counts as a list of one. It returns the reason why there may be more.
func each(v value.Value, visit func(value.Guard, value.Value)) *value.Reason {
	var more *value.Reason
	for _, choice := range value.Flatten(v) {
		switch choice.Value.Kind {
		case value.Absent:
		case value.NotKnown:
			reason := choice.Value.Reason
			more = &reason
		case value.List:
			for _, item := range choice.Value.Items {
				for _, alternative := range value.Flatten(item) {
					if alternative.Value.Kind == value.NotKnown {
						reason := alternative.Value.Reason
						more = &reason
					} else if alternative.Value.Kind != value.Absent {
						visit(choice.Guard.And(alternative.Guard), alternative.Value)
					}
				}
			}
			if choice.Value.More != nil {
				more = choice.Value.More
			}
		default:
			visit(choice.Guard, choice.Value)
		}
	}
	return more
}
