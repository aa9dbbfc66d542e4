package cloudformation

import (
	"path"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

const stackSetType = "AWS::CloudFormation::StackSet"

// stackSet instantiates the template of a stack set, once for however many
// accounts and regions it is deployed to. A template that is not in view is no
// loss to the stack itself: a stack set gets nothing but parameters and gives
// nothing back.
func (s *stack) stackSet(d *declaration) *child {
	d.child = &child{reason: &value.Reason{Text: "the template of stack set " + s.prefix + d.id + " is not in view"}}
	guard := d.guardOf()
	if guard.IsNever() || s.depth >= maxNesting || s.run.stacks >= maxStacks {
		return d.child
	}
	t := s.templateOfSet(d)
	if t == nil || t.root == nil || t.section("Resources") == nil {
		return d.child
	}
	// Where it is deployed to is not where the stack set itself is.
	made := s.run.newStack(t, Stack{Template: t.file.Path, Images: s.environment.Images, Asset: s.environment.Asset})
	made.parent, made.depth, made.root = s, s.depth+1, s.root
	made.id, made.prefix = s.id+"/"+d.id, s.prefix+d.id+"/"
	made.guard, made.given = guard, parametersOfSet(d.properties().get("Parameters"))
	made.open()
	d.child = &child{stacks: []*stack{made}}
	return d.child
}

// templateOfSet is what TemplateBody holds, as text or as a map, or the local
// file that TemplateURL names; nil for neither.
func (s *stack) templateOfSet(d *declaration) *template {
	body := d.properties().get("TemplateBody")
	if body != nil && body.kind == mapNode && body.get("Resources") != nil {
		return &template{file: s.template.file, root: body}
	}
	if body != nil {
		return s.embeddedTemplate(d, body)
	}
	for _, alternative := range value.Flatten(s.evaluate(d.location())) {
		if file := s.fileOfSet(alternative.Value); file != "" {
			if t, err := s.run.scan.template(file); err == nil {
				return t
			}
		}
	}
	return nil
}

// embeddedTemplate reads the text of TemplateBody; nil where it is not known.
func (s *stack) embeddedTemplate(d *declaration, body *node) *template {
	content, ok := text(s.evaluate(body)).Literal()
	if !ok {
		return nil
	}
	written := body
	if _, argument, called := body.function(); called {
		if items := argument.list(); len(items) > 0 {
			written = items[0]
		}
	}
	t := readTemplate(source.NewFile(s.template.file.Path, []byte(content)))
	around := embed(s.template.file, written, content)
	for i := range t.diagnostics {
		t.diagnostics[i].Range = around.place(t.diagnostics[i].Range)
		t.diagnostics[i].Message = "in the template of stack set " + s.prefix + d.id + ": " + t.diagnostics[i].Message
	}
	s.run.diagnostics = append(s.run.diagnostics, t.diagnostics...)
	if t.root == nil {
		if len(t.diagnostics) == 0 {
			s.run.report(source.Error, body.where(), "the template of stack set %s is no map", s.prefix+d.id)
		}
		return nil
	}
	around.move(t.root)
	return &template{file: s.template.file, root: t.root}
}

func (s *stack) fileOfSet(v value.Value) string {
	location, _ := spelled(v)
	if location == "" || v.Kind != value.String {
		return ""
	}
	if s.environment.Asset != nil {
		if file := s.environment.Asset(location); file != "" {
			return file
		}
	}
	file, _ := s.run.scan.nearest(path.Dir(s.template.file.Path), parts(location))
	for above := s; above != nil && file != ""; above = above.parent {
		if above.template.file.Path == file {
			return ""
		}
	}
	return file
}

// parametersOfSet turns the list of keys and values into the map that a nested
// stack has.
func parametersOfSet(list *node) *node {
	if list == nil {
		return nil
	}
	given := &node{kind: mapNode, at: list.at}
	for _, item := range list.list() {
		if key := item.textOf("ParameterKey"); key != "" {
			if v := item.get("ParameterValue"); v != nil {
				given.members = append(given.members, member{key: key, keyAt: item.at, value: v})
			}
		}
	}
	return given
}
