package cloudformation

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// parameter is the value of a parameter: what the parent stack passes, else an
// override, else the default, else unknown.
func (s *stack) parameter(name string, declared *node) value.Value {
	return s.memo("parameter:"+name, func() value.Value {
		v := s.parameterValue(name, declared)
		if strings.EqualFold(declared.textOf("NoEcho"), "true") {
			v = secret(v, "parameter "+name+" is marked NoEcho")
		}
		return v
	})
}

func secret(v value.Value, why string) value.Value {
	v.Secret = why
	v.Choices = slices.Clone(v.Choices)
	for i, choice := range v.Choices {
		v.Choices[i].Value = secret(choice.Value, why)
	}
	v.Items = slices.Clone(v.Items)
	for i, item := range v.Items {
		v.Items[i] = secret(item, why)
	}
	return v
}

// given is what a parameter is given, which is a name where the parameter is one of
// Systems Manager.
func (s *stack) givenTo(name string, declared *node) (given value.Value, ok bool) {
	given, ok = s.argument(name)
	if !ok || given.Kind == value.Absent {
		if given, ok = s.override(name, declared); ok {
			s.checkAllowed(name, given, declared)
		}
	}
	if fallback := declared.get("Default"); !ok && fallback != nil && fallback.kind != nullNode {
		given, ok = s.defaultValue(fallback), true
	}
	return given, ok
}

// storedPrefix begins the types of the parameters whose value Systems Manager keeps.
const storedPrefix = "AWS::SSM::Parameter::Value<"

func (s *stack) parameterValue(name string, declared *node) value.Value {
	kind := declared.textOf("Type")
	given, ok := s.givenTo(name, declared)
	if !ok {
		return s.undecided(name, declared, kind)
	}
	list := isListType(kind)
	return distribute(given.Range, []value.Value{given}, func(values []value.Value) value.Value {
		v := values[0]
		if strings.HasPrefix(kind, storedPrefix) {
			v = s.fromStore(v)
		}
		if list {
			return splitList(v)
		}
		return v
	})
}

func isListType(kind string) bool {
	inner := strings.TrimSuffix(strings.TrimPrefix(kind, storedPrefix), ">")
	return inner == "CommaDelimitedList" || strings.HasPrefix(inner, "List<")
}

func (s *stack) defaultValue(n *node) value.Value {
	if n.kind == listNode {
		values := make([]value.Value, 0, len(n.items))
		for _, item := range n.items {
			values = append(values, value.OfString(item.text, item.at))
		}
		return concat(n.at, ",", values)
	}
	if n.kind == mapNode {
		return value.OfReason(value.Reason{Text: "the default of a parameter is a map"}, n.at)
	}
	return value.OfString(n.text, n.at)
}

// fromStore is the value of a Systems Manager parameter: that which a stack in view
// gives it, else one that is not known.
func (s *stack) fromStore(v value.Value) value.Value {
	if name, ok := text(v).Literal(); ok && v.Kind != value.NotKnown {
		if found, ok := s.stored(name, v.Range); ok {
			return found
		}
	}
	return storedValue(v)
}

// storedValue is the value of a Systems Manager parameter that is not in view. Its
// path tells what it is.
func storedValue(v value.Value) value.Value {
	name, ok := text(v).Literal()
	if !ok || v.Kind == value.NotKnown {
		return v
	}
	return value.Value{
		Kind: value.NotKnown, Range: v.Range, Via: v.Via, Secret: v.Secret,
		Reason: value.Reason{Text: "the Systems Manager parameter " + name + " is read when the stack is deployed", Key: parameterKey(name)},
	}
}

// splitList reads a comma-separated parameter value as the list it stands for.
func splitList(v value.Value) value.Value {
	if v.Kind == value.List || v.Kind == value.NotKnown || v.Kind == value.Absent {
		return v
	}
	list := split(text(v), ",", v.Range)
	for i, item := range list.Items {
		if item.Kind == value.String {
			list.Items[i] = ofText(trimmed(item.Text), item.Range)
		}
	}
	if len(list.Items) == 1 && list.More == nil {
		if literal, ok := list.Items[0].Text.Literal(); ok && literal == "" {
			list.Items = nil
		}
	}
	list.Via = v.Via
	return list
}

// trimmed is a text without the space around it.
func trimmed(t value.Text) value.Text {
	pieces := t.Pieces()
	parts := make([]value.Text, 0, len(pieces))
	for i, piece := range pieces {
		if piece.Hole != nil {
			parts = append(parts, value.HoleText(*piece.Hole))
			continue
		}
		literal := piece.Literal
		if i == 0 {
			literal = strings.TrimLeft(literal, " \t\r\n")
		}
		if i == len(pieces)-1 {
			literal = strings.TrimRight(literal, " \t\r\n")
		}
		parts = append(parts, value.Literal(literal))
	}
	return value.Concat(parts...)
}

// undecided is a parameter that nothing gives a value. Few allowed values make
// alternatives of it, so that whatever is made of it stays known in each world.
func (s *stack) undecided(name string, declared *node, kind string) value.Value {
	at := declared.at
	if cases := allowedValues(declared); len(cases) > 0 && len(cases) <= maxCases && !strings.HasPrefix(kind, "AWS::SSM::") && !isListType(kind) {
		atom := s.atomOf(name, declared)
		choice := value.Value{Kind: value.Choice, Range: at}
		for _, item := range cases {
			choice.Choices = append(choice.Choices, value.Alternative[value.Value]{
				Guard: value.When(atom, item), Value: value.OfString(item, at),
			})
		}
		return choice
	}
	return value.OfReason(s.noDefault(name), at)
}

func (s *stack) noDefault(name string) value.Reason {
	where := strings.ReplaceAll(s.prefix, "/", ".")
	return value.Reason{
		Text: "parameter " + name + " has no default", Settle: "pass --parameter " + where + name + "=…", Key: s.id + "#param:" + name,
	}
}

// maxCases is how many allowed values are told apart one by one.
const maxCases = 8

func allowedValues(declared *node) []string {
	var cases []string
	for _, item := range declared.get("AllowedValues").list() {
		if allowed, ok := item.scalar(); ok {
			cases = append(cases, allowed)
		}
	}
	return cases
}

// atomOf is what the worlds tell apart of an undecided parameter.
func (s *stack) atomOf(name string, declared *node) value.Atom {
	atom := value.Atom{ID: s.id + "#param:" + name, Name: name, Open: true}
	if cases := allowedValues(declared); len(cases) > 0 && len(cases) <= maxCases {
		atom.Cases, atom.Open = cases, false
	}
	return atom
}

// asAllowed reads yes, no, on and off as the booleans that CloudFormation makes of
// them where the template allows them unquoted.
func asAllowed(given string, declared *node) string {
	cases := allowedValues(declared)
	if word, ok := oldBooleans[given]; ok && !slices.Contains(cases, given) && slices.Contains(cases, word) {
		return word
	}
	return given
}

// checkAllowed warns of a value that the template does not allow: it is used, and
// CloudFormation would refuse it.
func (s *stack) checkAllowed(name string, given value.Value, declared *node) {
	cases := allowedValues(declared)
	literal, ok := text(given).Literal()
	if !ok || len(cases) == 0 || slices.Contains(cases, literal) || isListType(declared.textOf("Type")) {
		return
	}
	shown := strconv.Quote(literal)
	if strings.EqualFold(declared.textOf("NoEcho"), "true") {
		shown = "a redacted value"
	}
	s.run.report(source.Warning, declared.at, "parameter %s is given %s, which is none of its AllowedValues: %s", name, shown, strings.Join(cases, ", "))
}

// override is the value the user passes for a parameter of this stack. A name
// alone means the root stacks' parameters; STACK.NAME means a nested stack by its
// path of logical ids, or a root stack by its name or its template's.
func (s *stack) override(name string, declared *node) (value.Value, bool) {
	if declared, ok := s.environment.Parameters[name]; ok && s.parent == nil {
		return value.OfString(declared, source.Range{}), true
	}
	for _, key := range s.overrideKeys(name) {
		if given, ok := s.run.scan.overrides[key]; ok {
			return value.OfString(asAllowed(given.text, declared), given.at), true
		}
	}
	return value.Value{}, false
}

// overrideKeys are what the user may call a parameter of this stack, the first
// found wins.
func (s *stack) overrideKeys(name string) []string {
	if s.parent != nil {
		return []string{strings.ReplaceAll(s.prefix, "/", ".") + name}
	}
	file := path.Base(s.root)
	keys := []string{s.root + "." + name, file + "." + name, strings.TrimSuffix(file, path.Ext(file)) + "." + name}
	if s.environment.Name != "" {
		keys = append(keys, s.environment.Name+"."+name)
	}
	return append(keys, name)
}

// noteParameters keeps what the user may call the stack's parameters, for those
// who want to know whether a name given means anything.
func (s *stack) noteParameters() {
	if len(s.run.scan.options.Parameters) == 0 {
		return
	}
	for _, m := range s.template.section("Parameters").unique() {
		s.run.parameters = append(s.run.parameters, s.overrideKeys(m.key)...)
	}
}
