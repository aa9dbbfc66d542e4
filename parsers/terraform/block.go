package terraform

import "github.com/repolint/repolint/value"

// guardedBlock is one nested block, with the worlds it is written in.
type guardedBlock struct {
	guard value.Guard
	value value.Value
}

// blocks lists the nested blocks of a name in all worlds. more says why there may
// be further ones; written is where any list is written at all.
func blocks(v value.Value) (found []guardedBlock, more *value.Reason, written value.Guard) {
	written = value.Never()
	for _, choice := range value.Flatten(v) {
		switch choice.Value.Kind {
		case value.Absent:
			continue
		case value.NotKnown:
			reason := choice.Value.Reason
			more = &reason
		case value.List:
			for _, item := range choice.Value.Items {
				inner, innerMore, _ := blocks(item)
				if innerMore != nil {
					more = innerMore
				}
				for _, one := range inner {
					found = append(found, guardedBlock{choice.Guard.And(one.guard), one.value})
				}
			}
			if choice.Value.More != nil {
				more = choice.Value.More
			}
		case value.Map:
			found = append(found, guardedBlock{choice.Guard, choice.Value})
		case value.Bool, value.Number, value.String, value.Choice:
		}
		written = written.Or(choice.Guard)
	}
	return found, more, written
}

// everyBlock lists the nested blocks of a name and, where there may be further
// ones, one that stands for them: none of its arguments is known.
func everyBlock(v value.Value) []guardedBlock {
	found, more, _ := blocks(v)
	if more != nil {
		found = append(found, guardedBlock{value: value.Value{Kind: value.Map, More: more, Range: v.Range}})
	}
	return found
}

// isFurther reports whether the block stands for any number of unknown ones.
func (b guardedBlock) isFurther() bool { return len(b.value.Entries) == 0 && b.value.More != nil }

// single is the list of the one thing that an argument of the block names.
func (b guardedBlock) single(v value.Value) value.Value {
	if b.isFurther() {
		return v
	}
	return guardedValue(b.guard, oneOf(v))
}

// first is the first nested block of a name, or an empty value.
func first(v value.Value, name string) value.Value {
	found := everyBlock(v.Get(name))
	if len(found) == 0 {
		return value.Value{}
	}
	return found[0].value
}

// inBlock is what a block that stands at most once says in all worlds: the first
// of some arguments that it has.
func inBlock(v value.Value, names ...string) value.Value {
	var choices []value.Alternative[value.Value]
	for _, one := range everyBlock(v) {
		choices = append(choices, value.Alternative[value.Value]{Guard: one.guard, Value: firstStated(one.value, names...)})
	}
	switch {
	case len(choices) == 0:
		return value.Value{Range: v.Range}
	case len(choices) == 1 && choices[0].Guard.IsAlways():
		return choices[0].Value
	}
	return value.Value{Kind: value.Choice, Choices: choices, Range: v.Range}
}
