package cloudformation

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// call evaluates an intrinsic function
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
// n is the whole call.
func (s *stack) call(name string, argument, n *node) value.Value {
	switch name {
	case "Ref":
		return s.callRef(argument, n.at)
	case "Fn::GetAtt":
		return s.getAtt(argument, n.at)
	case "Fn::Sub":
		return s.substitute(argument, n.at)
	case "Fn::If":
		return s.choose(argument, n.at)
	case "Fn::Join":
		return s.join(argument, n.at)
	case "Fn::Split":
		return s.splitText(argument, n.at)
	case "Fn::Select":
		return s.selectItem(argument, n.at)
	case "Fn::FindInMap":
		return s.findInMap(argument, n.at)
	case "Fn::Base64":
		return s.encode(argument, n.at)
	case "Fn::ImportValue":
		return s.importValue(argument, n.at)
	case "Fn::GetStackOutput":
		return s.stackOutput(argument, n.at)
	}
	return s.callRare(name, argument, n)
}

func (s *stack) callRare(name string, argument, n *node) value.Value {
	switch name {
	case "Fn::GetAZs":
		return value.OfReason(value.Reason{Text: "the availability zones of the region are not in the template", Key: zonesKey}, n.at)
	case "Fn::Cidr":
		return s.cidr(argument, n.at)
	case "Fn::Length":
		return s.length(argument, n.at)
	case "Fn::ToJsonString":
		return s.toJSON(argument, n.at)
	case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn":
		return s.boolean(n)
	case "Fn::Transform":
		return value.OfReason(value.Reason{Text: "what the macro " + quoteEmpty(argument.textOf("Name")) + " makes is not in the template"}, n.at)
	}
	if directive, ok := strings.CutPrefix(name, rainPrefix); ok {
		return s.rain(directive, argument, n.at)
	}
	if !s.hasTransform() {
		s.run.report(source.Warning, n.at, "%s is no function of CloudFormation; its value is not known", name)
	}
	return value.OfReason(value.Reason{Text: name + " is no function of CloudFormation"}, n.at)
}

func (s *stack) boolean(n *node) value.Value {
	guard := s.truth(n, "a condition")
	switch {
	case guard.IsAlways():
		return value.OfBool(true, n.at)
	case guard.IsNever():
		return value.OfBool(false, n.at)
	}
	return value.Value{Kind: value.Choice, Range: n.at, Choices: []value.Alternative[value.Value]{
		{Guard: guard, Value: value.OfBool(true, n.at)}, {Guard: guard.Not(), Value: value.OfBool(false, n.at)},
	}}
}

func malformed(name string, at source.Range) value.Value {
	return value.OfReason(value.Reason{Text: "the arguments of " + name + " cannot be read"}, at)
}

// choose is Fn::If. The first argument is a condition's name, never a value.
func (s *stack) choose(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) != 3 {
		return malformed("Fn::If", at)
	}
	guard := s.truth(items[0], "a condition")
	switch {
	case guard.IsAlways():
		return s.evaluate(items[1])
	case guard.IsNever():
		return s.evaluate(items[2])
	}
	choice := value.Value{Kind: value.Choice, Range: at}
	for i, side := range []value.Guard{guard, guard.Not()} {
		choice.Choices = append(choice.Choices, value.Alternative[value.Value]{Guard: side, Value: s.evaluate(items[i+1])})
	}
	return choice
}

func (s *stack) join(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) != 2 {
		return malformed("Fn::Join", at)
	}
	separator, _ := items[0].scalar()
	list := s.evaluate(items[1])
	return distribute(at, []value.Value{list}, func(values []value.Value) value.Value {
		v := values[0]
		switch {
		case v.Kind == value.NotKnown:
			return value.OfReason(v.Reason, at)
		case v.Kind == value.List && v.More != nil:
			return value.OfReason(*v.More, at)
		case v.Kind != value.List:
			return s.concat(at, separator, values)
		}
		return distribute(at, v.Items, func(parts []value.Value) value.Value {
			stated := parts[:0:0]
			for _, part := range parts {
				switch part.Kind {
				case value.Absent:
				case value.List:
					stated = append(stated, part.Items...)
				default:
					stated = append(stated, part)
				}
			}
			return s.concat(at, separator, stated)
		})
	})
}

func (s *stack) splitText(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) != 2 {
		return malformed("Fn::Split", at)
	}
	separator, _ := items[0].scalar()
	if separator == "" {
		return malformed("Fn::Split", at)
	}
	return distribute(at, []value.Value{s.evaluate(items[1])}, func(values []value.Value) value.Value {
		if values[0].Kind == value.NotKnown {
			reason := values[0].Reason
			if reason.Key != "" {
				reason.Key += " split by " + separator
			}
			return value.OfReason(reason, at)
		}
		list := split(text(values[0]), separator, at)
		for i := range list.Items {
			list.Items[i].Secret = values[0].Secret
		}
		return list
	})
}

// split cuts a text into a list. An unknown in it may hide separators, so what
// stands behind the first unknown has no certain place; references hide none.
func split(t value.Text, separator string, at source.Range) value.Value {
	list := value.Value{Kind: value.List, Range: at}
	for _, part := range t.Split(separator) {
		if reason, unknown := part.FirstUnknown(); unknown && list.More == nil {
			list.More = &reason
		}
		list.Items = append(list.Items, ofText(part, at))
	}
	return list
}

func (s *stack) selectItem(argument *node, at source.Range) value.Value {
	items := argument.list()
	if len(items) != 2 {
		return malformed("Fn::Select", at)
	}
	return distribute(at, []value.Value{s.evaluate(items[0]), s.evaluate(items[1])}, func(values []value.Value) value.Value {
		literal, _ := text(values[0]).Literal()
		index, err := strconv.Atoi(strings.TrimSpace(literal))
		if err != nil || values[0].Kind == value.NotKnown || index < 0 {
			return value.OfReason(value.Reason{Text: "the index of Fn::Select is not known"}, at)
		}
		return selected(values[1], index, at)
	})
}

// zonesKey is the key of the region's list of availability zones.
const zonesKey = "availability zones"

func selected(v value.Value, index int, at source.Range) value.Value {
	reason := value.Reason{Text: "the list that Fn::Select reads is not known"}
	switch v.Kind {
	case value.NotKnown:
		reason = v.Reason
	case value.List:
		items := present(v.Items)
		for i, item := range items {
			if _, unknown := text(item).FirstUnknown(); unknown && v.More != nil {
				break
			}
			if i == index {
				return through(item, at)
			}
		}
		if v.More == nil {
			return value.OfReason(value.Reason{Text: "Fn::Select asks for item " + strconv.Itoa(index) + " of a list of " + strconv.Itoa(len(items))}, at)
		}
		reason = *v.More
	case value.String, value.Number, value.Bool:
		if index == 0 {
			return through(v, at)
		}
	case value.Absent, value.Map, value.Choice:
	}
	if reason.Key != "" {
		reason.Key += "[" + strconv.Itoa(index) + "]"
	}
	return value.OfReason(reason, at)
}

// present leaves out what is absent in every world.
func present(items []value.Value) []value.Value {
	stated := items[:0:0]
	for _, item := range items {
		if item.Kind != value.Absent {
			stated = append(stated, item)
		}
	}
	return stated
}

func (s *stack) length(argument *node, at source.Range) value.Value {
	return distribute(at, []value.Value{s.evaluate(argument)}, func(values []value.Value) value.Value {
		v := values[0]
		if v.Kind != value.List || v.More != nil {
			return value.OfReason(value.Reason{Text: "the length of a list is not known"}, at)
		}
		return value.OfNumber(strconv.Itoa(len(v.Items)), at)
	})
}

// rain is a directive of Rain, which replaces it before CloudFormation sees the
// template. Constants stand in the template itself.
func (s *stack) rain(directive string, argument *node, at source.Range) value.Value {
	if name, ok := argument.scalar(); ok && directive == "Constant" {
		return s.rainConstant(name, at)
	}
	return value.OfReason(value.Reason{Text: "Rain puts in what !Rain::" + directive + " stands for", Settle: "scan what rain pkg makes of the template"}, at)
}

func (s *stack) rainConstant(name string, at source.Range) value.Value {
	written := s.template.root.get("Rain").get("Constants").get(name)
	if written == nil {
		return value.OfReason(value.Reason{Text: "the Rain constant " + name + " is declared nowhere in the template"}, at)
	}
	return through(s.memo("constant:"+name, func() value.Value { return s.evaluate(written) }), at)
}
