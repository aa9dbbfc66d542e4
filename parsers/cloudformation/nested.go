package cloudformation

import (
	"path"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// child is what a nested stack resource leads to: one instance, several where the
// template depends on a condition, or none with the reason.
type child struct {
	stacks []*stack
	reason *value.Reason
}

func isStackType(kind string) bool {
	return kind == "AWS::CloudFormation::Stack" || kind == "AWS::Serverless::Application"
}

// childOf instantiates the nested stack of a resource, nil when it is none.
func (s *stack) childOf(d *declaration) *child {
	if d.child == nil && d.kind() == stackSetType {
		return s.stackSet(d)
	}
	if d.child != nil || !isStackType(d.kind()) {
		return d.child
	}
	d.child = &child{reason: &value.Reason{Text: "nested stack " + s.prefix + d.id + " depends on itself"}}
	guard := d.guardOf()
	if guard.IsNever() {
		d.child = &child{reason: &value.Reason{Text: "the condition of " + s.prefix + d.id + " is false, so that it does not exist"}}
		return d.child
	}
	made := &child{}
	files := map[string]value.Guard{}
	for _, alternative := range value.Flatten(s.evaluate(d.location())) {
		file, reason := s.locate(d, alternative.Value)
		if reason != nil {
			made.reason = reason
			continue
		}
		if already, ok := files[file]; ok {
			files[file] = already.Or(alternative.Guard)
			continue
		}
		files[file] = alternative.Guard
	}
	s.instantiate(d, made, files, guard)
	if made.reason != nil {
		made.reason.Key = s.nodeID(d.id)
		s.run.unread = append(s.run.unread, graph.Unread{Reason: *made.reason, Range: d.keyAt})
	}
	d.child = made
	return made
}

func (s *stack) instantiate(d *declaration, made *child, files map[string]value.Guard, guard value.Guard) {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		label := d.id
		if i > 0 {
			label += "(" + path.Base(name) + ")"
		}
		stack, reason := s.instance(d, name, label)
		if reason != nil {
			made.reason = reason
			continue
		}
		stack.guard = guard.And(files[name])
		stack.open()
		made.stacks = append(made.stacks, stack)
	}
}

func (s *stack) instance(d *declaration, file, label string) (*stack, *value.Reason) {
	unreadable := &value.Reason{Text: "nested stack " + s.prefix + d.id + " could not be read"}
	for above := s; above != nil; above = above.parent {
		if above.template.file.Path == file {
			s.run.report(source.Error, d.keyAt, "nested stack %s leads back to %s, which nests it; break the circle", s.prefix+d.id, file)
			return nil, unreadable
		}
	}
	if s.depth >= maxNesting || s.run.stacks >= maxStacks {
		s.run.report(source.Error, d.keyAt, "nested stack %s is beyond the limit of %d stacks, %d deep; it was not read", s.prefix+d.id, maxStacks, maxNesting)
		return nil, unreadable
	}
	t, err := s.run.scan.template(file)
	if err != nil {
		s.run.report(source.Error, d.keyAt, "reading nested stack %s: %v", s.prefix+d.id, err)
		return nil, unreadable
	}
	if t.root == nil {
		s.run.diagnostics = append(s.run.diagnostics, t.diagnostics...)
		return nil, unreadable
	}
	stack := s.run.newStack(t, s.environment)
	stack.parent, stack.depth, stack.root = s, s.depth+1, s.root
	stack.id = s.id + "/" + label
	stack.prefix = s.prefix + label + "/"
	stack.given = d.properties().get("Parameters")
	return stack, nil
}

// argument is what the parent stack passes for a parameter. It is evaluated when
// asked for, since it may rest on another nested stack's outputs.
func (s *stack) argument(name string) (value.Value, bool) {
	if s.parent == nil || s.given == nil {
		return value.Value{}, false
	}
	if _, _, computed := s.given.function(); !computed && !hasLoop(s.given) {
		given := s.given.get(name)
		if given == nil {
			return value.Value{}, false
		}
		return s.parent.evaluate(given), true
	}
	all := s.memo("the arguments of:"+s.id, func() value.Value { return s.parent.evaluate(s.given) })
	v := pick(all, name)
	return v, v.Kind != value.Absent
}

// pick is the member of a map that may depend on conditions.
func pick(v value.Value, key string) value.Value {
	return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		if values[0].Kind == value.NotKnown {
			return values[0]
		}
		return values[0].Get(key)
	})
}

// childOutput is an output of a nested stack.
func (s *stack) childOutput(d *declaration, name string, at source.Range) value.Value {
	c := s.childOf(d)
	var choices []value.Alternative[value.Value]
	for _, stack := range c.stacks {
		choices = append(choices, value.Alternative[value.Value]{Guard: stack.guard, Value: stack.output(name, at)})
	}
	switch {
	case len(choices) == 1 && c.reason == nil:
		return choices[0].Value
	case len(choices) > 0:
		return value.Value{Kind: value.Choice, Choices: choices, Range: at}
	}
	reason := *c.reason
	reason.Key = s.nodeID(d.id) + ".Outputs." + name
	return value.OfReason(reason, at)
}

// output is the value of one of the stack's own outputs.
func (s *stack) output(name string, at source.Range) value.Value {
	declared := s.outputsOf.get(name)
	if declared == nil {
		reason := value.Reason{Text: "output " + name + " is declared nowhere in " + s.template.file.Path, Key: s.nodeID("Outputs." + name)}
		if !s.hasTransform() {
			s.run.report(source.Warning, at, "%s", reason.Text)
		}
		return value.OfReason(reason, at)
	}
	return s.memo("output:"+name, func() value.Value {
		v := s.evaluate(declared.get("Value"))
		if condition, ok := declared.get("Condition").scalar(); ok {
			guard := s.condition(condition, declared.get("Condition").at)
			if !guard.IsAlways() {
				return value.Value{Kind: value.Choice, Range: v.Range, Choices: []value.Alternative[value.Value]{{Guard: guard, Value: v}}}
			}
		}
		return v
	})
}

// nestedFiles lists the templates that the stack nests in any world, readable or
// not: none of them is a root of its own.
func (s *stack) nestedFiles() []string {
	var files []string
	for _, d := range s.declarations {
		if d.kind() == stackSetType {
			if file := s.fileOfSet(s.evaluate(d.location())); file != "" {
				files = append(files, file)
			}
			continue
		}
		if !isStackType(d.kind()) {
			continue
		}
		for _, arm := range arms(d.location()) {
			for _, alternative := range value.Flatten(s.evaluate(arm)) {
				if file, _ := s.locate(d, alternative.Value); file != "" && file != s.template.file.Path {
					files = append(files, file)
				}
			}
		}
	}
	return files
}

// arms are both sides of every Fn::If at the top of a notation.
func arms(n *node) []*node {
	name, argument, ok := n.function()
	if items := argument.list(); ok && name == "Fn::If" && len(items) == 3 {
		return append(arms(items[1]), arms(items[2])...)
	}
	return []*node{n}
}

// location is where the template of a nested stack is written to be.
func (d *declaration) location() *node {
	if d.kind() == "AWS::Serverless::Application" {
		return d.properties().get("Location")
	}
	return d.properties().get("TemplateURL")
}
