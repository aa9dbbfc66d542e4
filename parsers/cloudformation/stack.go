package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// The limits of one evaluation.
const (
	maxStacks     = 1000
	maxNesting    = 20
	maxSteps      = 5_000_000
	maxEvaluation = 1200
	maxText       = 1 << 20
	maxChoices    = 64
	maxLoop       = 1000
	maxGuard      = 1000
	maxPieces     = 10_000
)

// run is one evaluation of root stacks that belong together.
type run struct {
	scan        *scan
	roots       []*stack
	exports     []export
	exported    bool
	imported    bool // an import was looked up before the exports were known
	unread      []graph.Unread
	files       map[string]bool
	parameters  []string
	diagnostics source.Diagnostics
	stacks      int
	steps       int
	depth       int
	asked       int // the steps, in blocks, when cancelled was last asked
	stopped     bool
	limited     bool
	cancelled   func() error
}

func (r *run) report(severity source.Severity, at source.Range, format string, arguments ...any) {
	r.diagnostics = append(r.diagnostics, source.Diagnostic{
		Severity: severity, Message: fmt.Sprintf(format, arguments...), Range: at,
	})
}

// stack is one instance of a template: the same file may be instantiated many
// times, with other parameters each time.
type stack struct {
	run      *run
	template *template
	// id identifies the instance in keys: the root template and the nested
	// stacks' logical ids below it.
	id string
	// root is the root template's path, prefix the logical ids of the nested
	// stacks with a slash after each.
	root, prefix string
	parent       *stack
	depth        int
	guard        value.Guard
	given        *node
	environment  Stack

	declarations []*declaration
	byID         map[string]*declaration
	conditions   map[string]*conditionCell
	cells        map[string]*cell
	conditionsOf *node
	outputsOf    *node
	macro        *value.Reason
}

// declaration is one resource of a stack, loops already expanded.
type declaration struct {
	stack    *stack
	id       string
	keyAt    source.Range
	body     *node
	symbolic *value.Reason
	child    *child
}

// cell is a value that is computed at most once; computing guards against a
// value that depends on itself.
type cell struct {
	value     value.Value
	computing bool
}

func (s *stack) memo(key string, compute func() value.Value) value.Value {
	if c, ok := s.cells[key]; ok {
		if c.computing {
			return value.OfReason(value.Reason{Text: strings.Replace(key, ":", " ", 1) + " depends on itself"}, source.Range{})
		}
		return c.value
	}
	c := &cell{computing: true}
	s.cells[key] = c
	c.value = compute()
	c.computing = false
	return c.value
}

func (r *run) newStack(t *template, environment Stack) *stack {
	s := &stack{
		run: r, template: t, id: t.file.Path, root: t.file.Path, environment: environment,
		byID: map[string]*declaration{}, conditions: map[string]*conditionCell{}, cells: map[string]*cell{},
	}
	r.stacks++
	if r.files == nil {
		r.files = map[string]bool{}
	}
	if !r.files[t.file.Path] {
		r.files[t.file.Path] = true
		r.diagnostics = append(r.diagnostics, t.diagnostics...)
		for _, name := range t.includes {
			r.files[name] = true
		}
	}
	return s
}

// open reads the parts of the template that loops may expand.
func (s *stack) open() {
	s.noteMacros()
	s.noteModules()
	s.noteParameters()
	s.conditionsOf = s.expand(s.template.section("Conditions"))
	resources := s.expand(s.template.section("Resources"))
	for _, m := range resources.unique() {
		if m.value.kind != mapNode {
			s.run.report(source.Warning, m.keyAt, "resource %s is no map with a Type; it was left out", s.prefix+m.key)
			continue
		}
		if m.key == "Fn::Transform" || m.value.get("Type") == nil && m.value.get("Fn::Transform") != nil {
			s.macro = &value.Reason{Text: "the Fn::Transform among the resources may add anything"}
			s.run.unread = append(s.run.unread, graph.Unread{Reason: *s.macro, Range: m.keyAt})
			continue
		}
		if m.value.get("Type") == nil && s.macro == nil {
			s.run.report(source.Warning, m.keyAt, "resource %s has no Type; it was left out", s.prefix+m.key)
		}
		d := &declaration{stack: s, id: m.key, keyAt: m.keyAt, body: m.value}
		if strings.Contains(m.key, "${") || strings.Contains(m.key, "&{") {
			d.symbolic = &value.Reason{Text: "the collection of an Fn::ForEach is not known", Settle: "pass the list with --parameter"}
		}
		s.declarations = append(s.declarations, d)
		s.byID[m.key] = d
	}
	s.outputsOf = s.expand(s.template.section("Outputs"))
}

// harmlessTransforms add nothing to a network that is not written in the template.
var harmlessTransforms = map[string]bool{
	"AWS::Serverless-2016-10-31": true, "AWS::LanguageExtensions": true, "AWS::CodeDeployBlueGreen": true,
	"AWS::SecretsManager-2020-07-23": true, "AWS::SecretsManager-2024-09-16": true, "AWS::ServiceCatalog": true, "AWS::CodeStar": true,
}

func (s *stack) noteMacros() {
	if s.template.root == nil {
		return
	}
	for _, name := range []string{"Transform", "Fn::Transform"} {
		for _, item := range s.template.root.get(name).list() {
			macro, ok := item.scalar()
			if !ok {
				macro = item.textOf("Name")
			}
			if macro == "" || harmlessTransforms[macro] {
				continue
			}
			s.macro = &value.Reason{Text: "the macro " + macro + " may change and add anything"}
			s.run.unread = append(s.run.unread, graph.Unread{Reason: *s.macro, Range: item.at})
		}
	}
}

// noteModules finds the templates that tools put in the place of modules before
// CloudFormation sees them.
func (s *stack) noteModules() {
	for _, m := range s.template.section("Modules").unique() {
		reason := value.Reason{Text: "the module " + m.key + " is not in the scanned files", Settle: "scan what aws cloudformation package or rain pkg makes of the template"}
		s.run.unread = append(s.run.unread, graph.Unread{Reason: reason, Range: m.keyAt})
	}
}

// hasTransform reports whether something may add resources that are not written.
// Language extensions do so only where the collection of a loop is not known.
func (s *stack) hasTransform() bool {
	root := s.template.root
	if s.macro != nil || root.get("Modules") != nil || root.get("Fn::Transform") != nil {
		return true
	}
	if slices.ContainsFunc(s.declarations, func(d *declaration) bool { return d.symbolic != nil }) {
		return true
	}
	return slices.ContainsFunc(root.get("Transform").list(), func(item *node) bool { return item.text != "AWS::LanguageExtensions" })
}

// nodeID is the graph's name for a resource of the stack.
func (s *stack) nodeID(logicalID string) string {
	return string(graph.NodeID(s.root, s.prefix+logicalID))
}

// kind is the resource's type; where a function makes it, that function's name.
func (d *declaration) kind() string {
	written := d.body.get("Type")
	if name, _, made := written.function(); made {
		return name
	}
	text, _ := written.scalar()
	return text
}

// properties is the resource's Properties map, nil when it has none.
func (d *declaration) properties() *node {
	properties := d.body.get("Properties")
	if properties != nil && properties.kind != mapNode {
		return nil
	}
	if kind, serverless := strings.CutPrefix(d.kind(), "AWS::Serverless::"); serverless {
		return overlay(d.stack.template.section("Globals").get(kind), properties)
	}
	return properties
}

// overlay is what the Serverless transform makes of the globals of a type and of a
// resource's own properties: maps are joined, lists added, anything else replaced
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html).
func overlay(global, own *node) *node {
	switch {
	case own == nil:
		return global
	case global == nil || own.kind != global.kind || own.kind != mapNode && own.kind != listNode:
		return own
	case own.kind == listNode:
		return &node{kind: listNode, at: own.at, items: slices.Concat(global.items, own.items)}
	}
	if _, _, called := own.function(); called {
		return own
	}
	joined := &node{kind: mapNode, at: own.at}
	for _, m := range global.unique() {
		m.value = overlay(m.value, own.get(m.key))
		joined.members = append(joined.members, m)
	}
	for _, m := range own.unique() {
		if global.get(m.key) == nil {
			joined.members = append(joined.members, m)
		}
	}
	return joined
}

// guardOf says in which worlds the resource exists.
func (d *declaration) guardOf() value.Guard {
	guard := d.stack.guard
	written := d.body.get("Condition")
	if name, ok := written.scalar(); ok {
		return guard.And(d.stack.condition(name, written.at))
	}
	if written != nil {
		return guard.And(d.stack.undecidable("of "+d.id, "the condition of "+d.stack.prefix+d.id))
	}
	return guard
}

// walk visits a stack and every stack below it in the order of declaration.
func (s *stack) walk(visit func(*stack)) {
	visit(s)
	for _, d := range s.declarations {
		if c := s.childOf(d); c != nil {
			for _, alternative := range c.stacks {
				alternative.walk(visit)
			}
		}
	}
}
