package cloudformation

import (
	"path"
	"slices"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// export is what other stacks may ask for by name: an output, or the value of a
// Systems Manager parameter.
type export struct {
	stack *stack
	// output is the output's name, parameter the resource that is one; one is set.
	output    string
	parameter *declaration
	name      value.Text
	// written is the name's notation, root the root stack, folder where it lies.
	written, root, folder string
}

func (e *export) value(at source.Range) value.Value {
	if e.parameter == nil {
		return e.stack.output(e.output, at)
	}
	return e.stack.memo("stored by:"+e.parameter.id, func() value.Value {
		return under(e.parameter.guardOf(), e.stack.evaluate(e.parameter.properties().get("Value")))
	})
}

// index finds the exports of all stacks of the run. What was evaluated on the way
// is forgotten, because an import in it had no exports to look at yet.
func (r *run) index() {
	for _, root := range r.roots {
		root.walk(func(s *stack) {
			for _, m := range s.outputsOf.unique() {
				if exported := m.value.get("Export").get("Name"); exported != nil {
					r.addExport(export{stack: s, output: m.key}, s.evaluate(exported))
				}
				if s.parent == nil && s.environment.Name == "" {
					r.addExport(export{stack: s, output: m.key}, outputName(symbolOfStack(s), m.key))
				}
			}
			for _, d := range s.declarations {
				if d.kind() == storedType && !d.guardOf().IsNever() {
					name := s.evaluate(d.properties().get("Name"))
					r.addExport(export{stack: s, parameter: d}, value.OfText(storedName(text(name)), name.Range))
				}
			}
		})
	}
	for _, root := range r.roots {
		root.walk(func(s *stack) {
			clear(s.cells)
			clear(s.conditions)
		})
	}
	r.exported = true
}

func (r *run) addExport(e export, name value.Value) {
	for _, alternative := range value.Flatten(name) {
		if alternative.Value.Kind == value.String {
			e.name = alternative.Value.Text
			e.written, e.root, e.folder = e.name.String(), e.stack.root, path.Dir(e.stack.root)
			r.exports = append(r.exports, e)
		}
	}
}

// storedType is a Systems Manager parameter.
const storedType = "AWS::SSM::Parameter"

// storedName is what the value of a Systems Manager parameter is exported as, which
// is no name that an export may have.
func storedName(parameter value.Text) value.Text {
	return value.Concat(value.Literal("{{resolve:ssm:"), parameter, value.Literal("}}"))
}

// outputName is what an output is exported as to Fn::GetStackOutput.
func outputName(stack value.Value, output string) value.Value {
	return value.OfText(value.Concat(text(stack), value.Literal("{{"+output+outputEnd)), stack.Range)
}

const outputEnd = ":output}}"

func symbolOfStack(s *stack) value.Value {
	name, _ := s.pseudo("AWS::StackName", source.Range{})
	return name
}

// stored is the value of a Systems Manager parameter that a stack in view makes.
// Of an image its name tells more than its id, which is not told.
func (s *stack) stored(parameter string, at source.Range) (value.Value, bool) {
	found := s.run.exporter(s, storedName(value.Literal(parameter)))
	if found == nil {
		return value.Value{}, false
	}
	v := found.value(at)
	literal, _ := text(v).Literal()
	if v.Kind != value.String || strings.HasPrefix(literal, "ami-") {
		return value.Value{}, false
	}
	return through(v, at), true
}

func (s *stack) importValue(argument *node, at source.Range) value.Value {
	return distribute(at, []value.Value{s.evaluate(argument)}, func(values []value.Value) value.Value {
		name := text(values[0])
		if hidden := values[0].Printable(); hidden.Kind == value.NotKnown && values[0].Kind != value.NotKnown {
			return value.OfReason(hidden.Reason, at)
		}
		if found := s.run.exporter(s, name); found != nil {
			return through(found.value(at), at)
		}
		label := label(name)
		if rivals := s.run.rivals(s, name); len(rivals) > 1 {
			last := len(rivals) - 1
			return value.OfReason(value.Reason{
				Text:   "it is ambiguous which stack the import of " + label + " means: " + strings.Join(rivals[:last], ", ") + " and " + rivals[last] + " export it",
				Settle: "name only the folders of stacks that are deployed together", Key: "export:" + name.String(),
			}, at)
		}
		return value.OfReason(value.Reason{
			Text: "no scanned stack is known to export " + label, Settle: "scan the stack that exports " + label, Key: "export:" + name.String(),
		}, at)
	})
}

// label writes a name for a person, unknown parts as an ellipsis.
func label(name value.Text) string {
	var b strings.Builder
	for _, piece := range name.Pieces() {
		switch {
		case piece.Hole == nil:
			b.WriteString(piece.Literal)
		case piece.Hole.Symbol != value.NoSymbol:
			b.WriteString("${" + symbolNames[piece.Hole.Symbol] + "}")
		default:
			b.WriteString("…")
		}
	}
	return b.String()
}

// exporter is the export that an import means, nil when there is none or the
// exports are not known yet.
func (r *run) exporter(importer *stack, name value.Text) *export {
	if !r.exported {
		r.imported = true
		return nil
	}
	found, _ := exporterOf(r.exportsTo(importer), importer.root, name)
	return found
}

// exportsTo are the exports of the importer's account and region, as far as these
// are known: an import sees no others
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html).
func (r *run) exportsTo(importer *stack) []export {
	if importer.environment.Account == "" && importer.environment.Region == "" {
		return r.exports
	}
	return slices.DeleteFunc(slices.Clone(r.exports), func(e export) bool {
		return !mayBeSame(e.stack.environment.Account, importer.environment.Account) ||
			!mayBeSame(e.stack.environment.Region, importer.environment.Region)
	})
}

// mayBeSame holds for two texts of which "" is not known.
func mayBeSame(a, b string) bool { return a == b || a == "" || b == "" }

// rivals are the root templates between whose exports nothing decides.
func (r *run) rivals(importer *stack, name value.Text) []string {
	if _, rivals := exporterOf(r.exportsTo(importer), importer.root, name); len(rivals) > 1 {
		return rivals
	}
	return r.scan.rivals[rivalry{path.Dir(importer.root), name.String()}]
}

// rivalry is an import of a name in a folder that several templates export.
type rivalry struct{ folder, name string }

// exporterOf finds the export that an import below a root template means: the only
// one of that name, else the only one in the importer's folder. Names that hold the
// exporting stack's own name, which is chosen at deployment, join within a folder
// only. Where several may be meant, their root templates are the rivals.
func exporterOf(exports []export, root string, name value.Text) (found *export, rivals []string) {
	folder, written, known := path.Dir(root), name.String(), identified(name)
	var exact, near, similar []*export
	for i := range exports {
		candidate := &exports[i]
		sameFolder := candidate.folder == folder
		switch {
		case candidate.root == root && strings.HasSuffix(written, outputEnd): // no stack asks itself
		case known && candidate.written == written:
			exact = append(exact, candidate)
			if sameFolder {
				near = append(near, candidate)
			}
		case sameFolder && fits(candidate.name, name):
			similar = append(similar, candidate)
		}
	}
	for _, list := range [][]*export{exact, near, similar} {
		if len(list) == 1 {
			return list[0], nil
		}
		if len(list) > 1 && len(near) != 1 {
			for _, one := range list {
				rivals = append(rivals, one.root)
			}
			slices.Sort(rivals)
			return nil, slices.Compact(rivals)
		}
	}
	return nil, nil
}

// fits reports whether an export name that begins with the stack's own name
// could be the imported one.
func fits(exported, imported value.Text) bool {
	pieces := exported.Pieces()
	if len(pieces) != 2 || pieces[0].Hole == nil || pieces[0].Hole.Reason == nil ||
		!strings.HasSuffix(pieces[0].Hole.Reason.Key, "#AWS::StackName") {
		return false
	}
	tail := pieces[1].Literal
	wanted := imported.Pieces()
	if len(wanted) == 0 {
		return false
	}
	last := wanted[len(wanted)-1]
	switch {
	case last.Hole != nil:
		return false
	case len(wanted) == 1:
		return len(last.Literal) > len(tail) && strings.HasSuffix(last.Literal, tail)
	}
	return len(wanted) == 2 && last.Literal == tail
}

// stackOutput is Fn::GetStackOutput, which names a stack and an output of it, in
// the region of its own that it may name. Of several stacks of that name it means
// the only one, else the only one in the same folder. Where the names of stacks are
// not known, it means the only one in the same folder that has such an output.
func (s *stack) stackOutput(argument *node, at source.Range) value.Value {
	asked := s.evaluate(argument.get("StackName"))
	name, known := text(asked).Literal()
	output, outputKnown := text(s.evaluate(argument.get("OutputName"))).Literal()
	if known && outputKnown {
		region := s.environment.Region
		if given, ok := text(s.evaluate(argument.get("Region"))).Literal(); ok && given != "" {
			region = given
		}
		var named, near []*stack
		for _, root := range s.run.roots {
			if root.environment.Name != name || root.outputsOf.get(output) == nil || !mayBeSame(root.environment.Region, region) {
				continue
			}
			named = append(named, root)
			if path.Dir(root.root) == path.Dir(s.root) {
				near = append(near, root)
			}
		}
		for _, list := range [][]*stack{named, near} {
			if len(list) == 1 {
				return through(list[0].output(output, at), at)
			}
		}
		if len(named) > 0 {
			outputKnown = false
		}
	}
	if outputKnown && asked.Kind != value.Choice {
		if found := s.run.exporter(s, outputName(asked, output).Text); found != nil {
			return through(found.value(at), at)
		}
	}
	return value.OfReason(value.Reason{
		Text:   "no scanned stack is known to be " + quoteEmpty(name) + " with output " + quoteEmpty(output),
		Settle: "scan what declares stack " + quoteEmpty(name) + ", beside this template or in one assembly", Key: "stack output:" + name + "/" + output,
	}, at)
}
