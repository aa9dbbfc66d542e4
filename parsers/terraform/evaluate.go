package terraform

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// parseRoot evaluates one root module and lowers what it makes.
func parseRoot(ctx context.Context, l *loader, root string, options *Options) resource.Result {
	given, diagnostics := gatherInputs(l, root, options)
	made, more := evaluate(ctx, l, root, given, options)
	bindData(&made)
	result := lower(made)
	result.Diagnostics = append(append(result.Diagnostics, diagnostics...), more...).Sorted()
	return result
}

// evaluation is what one root comes to, in one world or merged from several.
type evaluation struct {
	root      string
	resources []resource.Resource
	unread    []unreadModule
	// exported are the nodes that outputs of the root name.
	exported map[string]bool
	files    []string
	// lost are the files of which a part could not be read.
	lost []string
	// texts are what base64 holes encode, by the hole's key.
	texts map[string]value.Text
	// region is the default provider's, or the option's, when it is one literal.
	region string
	// providers tell apart the provider configurations of AWS's resources, by address.
	providers map[string]string
}

// evaluate runs the root, in every world that its undecided conditions make.
func evaluate(ctx context.Context, l *loader, root string, given inputs, options *Options) (evaluation, source.Diagnostics) {
	start := func(world value.World) *run {
		return &run{
			ctx: ctx, loader: l, options: options, root: root, inputs: given, world: world,
			manifest: readManifest(l.tree, root), documents: map[string]value.Value{}, templates: map[string]*parsedTemplate{},
		}
	}
	first := start(nil)
	made := first.evaluate()
	worlds, runs, crowded := explore(first.deciders, start)
	if crowded {
		again := func(world value.World) *run {
			one := start(world)
			one.crowded = true
			one.made = one.evaluate()
			return one
		}
		for i := range runs {
			runs[i] = again(worlds[i])
		}
		if len(worlds) == 0 {
			first = again(nil)
			made = first.made
		}
	}
	if len(worlds) == 0 {
		return made, first.diagnostics
	}
	evaluations := make([]evaluation, 0, len(runs))
	var diagnostics source.Diagnostics
	for _, one := range runs {
		evaluations = append(evaluations, one.made)
		diagnostics = append(diagnostics, one.diagnostics...)
	}
	return mergeWorlds(evaluations, worlds), diagnostics
}

// evaluate walks all module instances and describes their resources.
func (r *run) evaluate() evaluation {
	m := r.loader.load(r.root)
	made := evaluation{root: r.root, exported: map[string]bool{}}
	r.attributes = map[string]bool{}
	r.gather(m, map[string]bool{}, &made)
	in := r.newInstance(m)
	r.findRegionVariable(m)
	in.emit(&made)
	for _, name := range sortedKeys(m.outputs) {
		if attribute := m.outputs[name].body.Attributes["value"]; attribute != nil {
			collectRefs(in.base().describe(attribute.Expr, in.output(name)), made.exported)
		}
	}
	made.providers = r.providers
	made.unread, made.texts = r.unread, map[string]value.Text{}
	for key, text := range r.plain {
		made.texts[key] = r.tokens.read(text)
	}
	if region := in.regionOf("aws", ""); isLiteral(region) {
		made.region = region.AsString()
	}
	r.made = made
	return made
}

// gather loads all modules below one and collects what the whole tree shares.
func (r *run) gather(m *module, seen map[string]bool, made *evaluation) {
	if m == nil || seen[m.dir] {
		return
	}
	seen[m.dir] = true
	r.diagnostics = append(r.diagnostics, m.diagnostics...)
	made.files = append(made.files, m.files...)
	made.lost = append(made.lost, m.lost...)
	for name := range m.attributes {
		r.attributes[name] = true
	}
	for _, dir := range m.localCalls() {
		r.gather(r.loader.load(dir), seen, made)
	}
	for _, dir := range r.manifest.dirs {
		if dir != "" && dir != "." {
			r.gatherInstalled(dir, seen, made)
		}
	}
}

// emit describes the resources of a module instance and of those it calls.
func (in *instance) emit(made *evaluation) {
	for _, key := range sortedKeys(in.module.resources) {
		d := in.module.resources[key]
		expanded := in.expand(d.key, d.body)
		for _, one := range expanded.members {
			if in.run.ctx.Err() != nil {
				return
			}
			described := in.describeResource(d, one)
			described.Symbolic = in.symbolic
			if doubt := cmp.Or(expanded.symbolic, one.doubt); doubt != nil {
				described.Symbolic = doubt
			}
			made.resources = append(made.resources, described)
		}
	}
	for _, name := range sortedKeys(in.module.calls) {
		c := in.child(name)
		if c.missing != nil {
			in.run.unread = append(in.run.unread, in.unreadCall(in.module.calls[name], c))
		}
		for _, inner := range c.instances {
			inner.emit(made)
		}
	}
}

// unreadCall notes a call without code, and what is handed to it.
func (in *instance) unreadCall(b *block, c *childModule) unreadModule {
	made := unreadModule{address: in.prefix + "module." + b.name, reason: *c.missing, at: in.run.rangeOf(b.head)}
	for _, one := range c.expansion.members {
		for _, name := range sortedKeys(b.body.Attributes) {
			if name != "source" && name != "version" && name != "providers" && !metaArguments[name] {
				expr := b.body.Attributes[name].Expr
				made.passed = append(made.passed, one.scope.describe(expr, one.scope.eval(expr)))
			}
		}
	}
	return made
}

// collectRefs notes the nodes that a value names.
func collectRefs(v value.Value, into map[string]bool) {
	for ref := range v.Refs() {
		into[ref.Node] = true
	}
}

// secretArguments often hold passwords and tokens.
var secretArguments = map[string]string{"user_data": "user data", "user_data_base64": "user data"}

// describeResource evaluates one instance of a resource or data block.
func (in *instance) describeResource(d *declaration, one member) resource.Resource {
	r := in.run
	made := resource.Resource{
		Dialect: source.Terraform, Root: r.root, Address: in.address(d, one), Type: d.fullType(),
		Range: r.rangeOf(d.head), Body: r.rangeOf(d.all),
	}
	made.Source, made.Assigned = in.written(d)
	made.Attributes = one.scope.describeBody(d.body, schemaOf(d.fullType()), made.Range)
	if strings.HasPrefix(d.typ, "aws_") {
		region := value.Value{}
		if written, ok := made.Attributes.Entry("region"); ok && written.Value.Kind != value.Absent {
			region = written.Value
		} else {
			region = r.regionValue(in.providerRegion(d.body, d.typ), made.Range)
		}
		made.Region = value.TextOf(region)
		if r.providers == nil {
			r.providers = map[string]string{}
		}
		r.providers[made.Address] = in.providerIdentity(d)
		in.addProvided(d, &made, region)
	}
	return made
}

// describeBody describes arguments and nested blocks, in the order they are written.
func (s *scope) describeBody(body *hclsyntax.Body, known *schema, at source.Range) value.Value {
	made := value.Value{Kind: value.Map, Range: at}
	attributes := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for name, attribute := range body.Attributes {
		if !metaArguments[name] {
			attributes = append(attributes, attribute)
		}
	}
	slices.SortFunc(attributes, func(a, b *hclsyntax.Attribute) int {
		return a.NameRange.Start.Byte - b.NameRange.Start.Byte
	})
	for _, attribute := range attributes {
		described := s.describeAttribute(attribute)
		if known != nil {
			if declared, ok := known.attributes[attribute.Name]; ok {
				described = conform(described, declared.ty)
			}
		}
		made.Entries = append(made.Entries, value.Entry{Key: attribute.Name, KeyRange: s.run.rangeOf(attribute.NameRange), Value: described})
	}
	s.describeBlocks(body, known, &made)
	return made
}

func (s *scope) describeAttribute(attribute *hclsyntax.Attribute) value.Value {
	s.run.push()
	v := s.eval(attribute.Expr)
	touched := s.run.pop()
	described := openLists(s.describe(attribute.Expr, v))
	if why := secretArguments[attribute.Name]; why != "" && described.Kind != value.Absent {
		described.Secret = why
	}
	switch {
	case touched.secret == "" && s.hidden == "":
	case described.Secret == "":
		q := &search{left: maxSecretSteps}
		described = q.hide(s, attribute.Expr, described)
	}
	return described
}

// openLists says of every list that names an instance standing for an unknown
// number that it may hold more.
func openLists(v value.Value) value.Value {
	switch v.Kind {
	case value.List:
		items := make([]value.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = openLists(item)
			if hole, ok := item.Text.Hole(); ok && hole.Ref != nil && strings.HasSuffix(hole.Ref.Node, "[?]") && v.More == nil {
				_, address, _ := strings.Cut(hole.Ref.Node, "#")
				v.More = &value.Reason{Text: "the number of instances of " + strings.TrimSuffix(address, "[?]") + " is not known"}
			}
		}
		v.Items = items
	case value.Map:
		entries := make([]value.Entry, len(v.Entries))
		for i, entry := range v.Entries {
			entry.Value = openLists(entry.Value)
			entries[i] = entry
		}
		v.Entries = entries
	case value.Absent, value.Bool, value.Number, value.String, value.NotKnown, value.Choice:
	}
	return v
}

func (s *scope) describeBlocks(body *hclsyntax.Body, known *schema, made *value.Value) {
	positions := map[string]int{}
	for _, b := range s.blocks(body) {
		if metaArguments[b.typ] {
			continue
		}
		at := s.run.rangeOf(b.head)
		position, ok := positions[b.typ]
		if !ok {
			position = len(made.Entries)
			positions[b.typ] = position
			made.Entries = append(made.Entries, value.Entry{Key: b.typ, KeyRange: at, Value: value.Value{Kind: value.List, Range: at}})
		}
		list := &made.Entries[position].Value
		if b.symbolic != nil {
			list.More = b.symbolic
			continue
		}
		list.Items = append(list.Items, b.scope.describeBody(b.body, known.block(b.typ), at))
	}
}
