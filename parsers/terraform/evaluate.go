package terraform

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
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
	// leads are what the unknown attributes of a planned resource are made of.
	leads func(address string) []value.Ref
	// doubted are those of which a plan does not show whether they do.
	doubted map[string]*value.Reason
	files   []string
	// lost are the files of which a part could not be read.
	lost []string
	// texts are what base64 holes encode, by the hole's key.
	texts map[string]value.Text
	// region is the default provider's, or the option's, when it is one literal.
	region string
	// providers tell apart the provider configurations of AWS's resources, by address.
	providers map[string]string
}

// evaluate evaluates the root module and all it calls.
func evaluate(ctx context.Context, l *loader, root string, given inputs, options *Options) (evaluation, source.Diagnostics) {
	r := newRun(ctx, l, root, given, options)
	made := r.evaluate()
	return made, append(r.diagnostics, slices.Collect(maps.Keys(r.faults))...)
}

// maxRounds bounds how often decisions are looked for behind other decisions.
const maxRounds = 16

// evaluate walks all module instances and describes their resources. What reads
// no atom is evaluated in the first round; the others compute what hangs on the
// atoms found before, and nothing else.
func (r *run) evaluate() evaluation {
	m := r.loader.load(r.root)
	found := evaluation{root: r.root}
	names := map[string]bool{}
	r.gather(m, map[string]bool{}, names, &found)
	r.attributes = sortedKeys(names)
	in := r.newInstance(m)
	r.findRegionVariable(m)
	made := found
	for range maxRounds {
		before := r.cases()
		made = found
		made.exported, made.providers = map[string]bool{}, map[string]string{}
		in.emit(&made, everywhere(), nil)
		in.emitRoot(&made)
		if r.cases() == before {
			break
		}
	}
	outputs := exposed{}
	in.evaluateUnused(outputs)
	outputs.assign(made.resources)
	return made
}

// cases counts what is known of the atoms that decide something.
func (r *run) cases() int {
	count := len(r.deciders)
	for _, atom := range r.deciders {
		count += len(atom.Cases)
	}
	return count
}

// emitRoot describes what the root module hands out.
func (in *instance) emitRoot(made *evaluation) {
	r := in.run
	for _, name := range sortedKeys(in.module.outputs) {
		collectRefs(r.settled(everywhere(), func() value.Value { return in.describedOutput(name) }), made.exported)
	}
	made.texts = map[string]value.Text{}
	for key, text := range r.plain {
		made.texts[key] = r.tokens.read(text)
	}
	region := r.settled(everywhere(), func() value.Value { return r.regionValue(in.regionOf("aws", ""), source.Range{}) })
	if literal, ok := region.Text.Literal(); ok && region.Kind == value.String {
		made.region = literal
	}
}

// gather loads all modules below one and collects what the whole tree shares.
func (r *run) gather(m *module, seen, names map[string]bool, made *evaluation) {
	if m == nil || seen[m.dir] {
		return
	}
	seen[m.dir] = true
	r.diagnostics = append(r.diagnostics, m.diagnostics...)
	made.files = append(made.files, m.files...)
	made.lost = append(made.lost, m.lost...)
	for name := range m.attributes {
		names[name] = true
	}
	for _, dir := range m.localCalls() {
		r.gather(r.loader.load(dir), seen, names, made)
	}
	for _, dir := range r.manifest.dirs {
		if dir != "" && dir != "." {
			r.gather(r.loader.load(path.Join(r.root, dir)), seen, names, made)
		}
	}
}

func (in *instance) describedOutput(name string) value.Value {
	declared := in.module.outputs[name]
	attribute := declared.body.Attributes["value"]
	if attribute == nil {
		return value.Value{}
	}
	return memo(in, cellKey{name: "output." + name, part: " whole"}, declared.head, value.Value{}, func() value.Value {
		return in.base().describe(attribute.Expr, in.output(name))
	})
}

// placed is an instance of a block, and where it exists.
type placed struct {
	member
	presence
	symbolic *value.Reason
}

// places lists the instances that count and for_each give in any world.
func (s spread[T]) places(expanded func(T) *expansion) []placed {
	var found []placed
	at := map[string]int{}
	for w, one := range s.values {
		if !s.in[w] {
			continue
		}
		made := expanded(one)
		for _, member := range made.members {
			i, known := at[member.suffix]
			if !known {
				i = len(found)
				at[member.suffix] = i
				found = append(found, placed{member: member, presence: presence{atoms: s.atoms, worlds: s.worlds, in: make([]bool, len(s.worlds))}})
			}
			found[i].in[w] = true
			if doubt := cmp.Or(made.symbolic, member.doubt); doubt != nil {
				found[i].symbolic = doubt
			}
		}
	}
	reduced := map[string]presence{}
	for i, one := range found {
		if len(one.worlds) == 1 {
			continue
		}
		key := fmt.Sprint(one.in)
		if _, ok := reduced[key]; !ok {
			reduced[key] = one.reduced()
		}
		found[i].presence = reduced[key]
	}
	return found
}

// emit describes the resources of a module instance and of those it calls.
// symbolic, when set, says why the instance may not exist.
func (in *instance) emit(made *evaluation, within presence, symbolic *value.Reason) {
	r := in.run
	for _, key := range sortedKeys(in.module.resources) {
		d := in.module.resources[key]
		expanded := explore(r, within, func() *expansion { return in.expand(d.key, d.body) })
		for _, one := range expanded.places(func(e *expansion) *expansion { return e }) {
			if r.ctx.Err() != nil {
				return
			}
			one.symbolic = cmp.Or(one.symbolic, symbolic)
			made.resources = append(made.resources, in.describeResource(d, one, made.providers))
		}
	}
	for _, name := range sortedKeys(in.module.calls) {
		called := explore(r, within, func() *childModule { return in.child(name) })
		places := called.places(func(c *childModule) *expansion { return c.expansion })
		if missing := missingCode(called.values); missing != nil {
			made.unread = append(made.unread, in.unreadCall(in.module.calls[name], *missing, places))
			continue
		}
		for _, one := range places {
			in.made["module."+name+one.suffix].emit(made, one.presence, cmp.Or(one.symbolic, symbolic))
		}
	}
}

// missingCode says why a call leads to no code in some world.
func missingCode(called []*childModule) *value.Reason {
	for _, c := range called {
		if c != nil && c.missing != nil {
			return c.missing
		}
	}
	return nil
}

// unreadCall notes a call without code, and what is handed to it.
func (in *instance) unreadCall(b *block, missing value.Reason, places []placed) unreadModule {
	made := unreadModule{address: in.prefix + "module." + b.name, reason: missing, at: in.run.rangeOf(b.head)}
	for _, one := range places {
		for _, name := range sortedKeys(b.body.Attributes) {
			if name != "source" && name != "version" && name != "providers" && !metaArguments[name] {
				expr := b.body.Attributes[name].Expr
				made.passed = append(made.passed, in.run.settled(one.presence, func() value.Value { return one.scope.describe(expr, one.scope.evalNeeded(expr)) }))
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

// describeResource describes one instance of a resource or data block, argument by
// argument: each is told apart only in the worlds of the atoms it reads itself.
func (in *instance) describeResource(d *declaration, one placed, providers map[string]string) resource.Resource {
	r := in.run
	made := resource.Resource{
		Dialect: source.Terraform, Root: r.root, Address: in.address(d, one.member), Type: d.fullType(), Symbolic: one.symbolic,
		Range: r.rangeOf(d.head), Body: r.rangeOf(d.all),
	}
	if len(one.worlds) > 1 {
		made.Guard = one.guard()
	}
	made.Source, made.Assigned = in.written(d)
	made.Call = in.callAround()
	made.Attributes = value.Value{Kind: value.Map, Range: made.Range}
	add := func(name string, keyRange source.Range, v value.Value) {
		made.Attributes.Entries = append(made.Attributes.Entries, value.Entry{Key: name, KeyRange: keyRange, Value: v})
	}
	for _, attribute := range argumentsOf(d.body, metaArguments) {
		add(attribute.Name, r.rangeOf(attribute.NameRange), r.settled(one.presence, func() value.Value { return in.described(d, one.member, attribute) }))
	}
	for _, typ := range blockTypes(d.body, metaArguments) {
		list := r.settled(one.presence, func() value.Value { return in.describedBlocks(d, one.member, typ) })
		if list.Kind != value.Absent {
			add(typ, placeOf(list), list)
		}
	}
	if strings.HasPrefix(d.typ, "aws_") {
		region := r.settled(one.presence, func() value.Value { return in.describedRegion(d, one.member) })
		made.Region = value.TextOf(region)
		providers[made.Address] = in.providerIdentity(d)
		in.addProvided(d, one, &made, region)
	}
	return made
}

// described describes one argument of one instance of a block.
func (in *instance) described(d *declaration, one member, attribute *hclsyntax.Attribute) value.Value {
	key := cellKey{name: d.key, part: one.suffix + "." + attribute.Name + " described"}
	return memo(in, key, d.head, value.Value{}, func() value.Value {
		return in.part(d, one).describeArgument(attribute, schemaOf(d.fullType()))
	})
}

// describedBlocks lists the nested blocks of a type in one instance of a block;
// it is Absent where there is none.
func (in *instance) describedBlocks(d *declaration, one member, typ string) value.Value {
	key := cellKey{name: d.key, part: one.suffix + " " + typ + " described"}
	return memo(in, key, d.head, value.Value{}, func() value.Value { return in.part(d, one).describeBlocks(schemaOf(d.fullType()), typ) })
}

// describedRegion is the region that a resource is made in.
func (in *instance) describedRegion(d *declaration, one member) value.Value {
	if attribute := d.body.Attributes["region"]; attribute != nil {
		if written := in.described(d, one, attribute); written.Kind != value.Absent {
			return written
		}
	}
	return in.run.regionValue(in.providerRegion(d.body, d.typ), source.Range{})
}

// placeOf is where a described thing is written in the first world that has it.
func placeOf(v value.Value) source.Range {
	for _, choice := range v.Choices {
		if v.Range.IsZero() {
			v.Range = choice.Value.Range
		}
	}
	return v.Range
}

// argumentsOf are the arguments of a body but for those of a set, in the order
// they are written. A nested block may have arguments of any name.
func argumentsOf(body *hclsyntax.Body, but map[string]bool) []*hclsyntax.Attribute {
	var attributes []*hclsyntax.Attribute
	for name, attribute := range body.Attributes {
		if !but[name] {
			attributes = append(attributes, attribute)
		}
	}
	slices.SortFunc(attributes, func(a, b *hclsyntax.Attribute) int {
		return cmp.Or(a.NameRange.Start.Byte-b.NameRange.Start.Byte, strings.Compare(a.Name, b.Name))
	})
	return attributes
}

// blockTypes are the types of the nested blocks of a body but for those of a set,
// in the order they are written.
func blockTypes(body *hclsyntax.Body, but map[string]bool) []string {
	var types []string
	for _, b := range body.Blocks {
		if typ := blockType(b); !but[typ] && !slices.Contains(types, typ) {
			types = append(types, typ)
		}
	}
	return types
}

// describe describes the arguments and blocks of a nested block.
func (b *part) describe(known *schema) value.Value {
	made := value.Value{Kind: value.Map, Range: b.in.run.rangeOf(b.head)}
	for _, attribute := range argumentsOf(b.body, nil) {
		made.Entries = append(made.Entries, value.Entry{
			Key: attribute.Name, KeyRange: b.in.run.rangeOf(attribute.NameRange), Value: b.describeArgument(attribute, known),
		})
	}
	for _, typ := range blockTypes(b.body, nil) {
		if list := b.describeBlocks(known, typ); list.Kind != value.Absent {
			made.Entries = append(made.Entries, value.Entry{Key: typ, KeyRange: list.Range, Value: list})
		}
	}
	return made
}

func (b *part) describeArgument(attribute *hclsyntax.Attribute, known *schema) value.Value {
	s := b.scope
	s.run.push()
	v := b.argument(attribute)
	touched := s.run.pop()
	described := s.run.openLists(s.describe(attribute.Expr, v))
	if why := secretArguments[attribute.Name]; why != "" && described.Kind != value.Absent {
		described.Secret = why
	}
	switch {
	case touched.secret == "" && s.hidden == "":
	case described.Secret == "":
		q := &search{left: maxSecretSteps}
		described = q.hide(s, attribute.Expr, described)
	}
	if known != nil {
		if declared, ok := known.attributes[attribute.Name]; ok {
			return conform(described, declared.ty)
		}
	}
	return described
}

// openLists says of every list that names an instance standing for an unknown
// number that it may hold more.
func (r *run) openLists(v value.Value) value.Value {
	switch v.Kind {
	case value.List:
		items := make([]value.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = r.openLists(item)
			if hole, ok := item.Text.Hole(); ok && hole.Ref != nil && strings.HasSuffix(hole.Ref.Node, "[?]") && v.More == nil {
				_, address, _ := strings.Cut(hole.Ref.Node, "#")
				v.More = r.uncountedReason(strings.TrimSuffix(address, "[?]"))
			}
		}
		v.Items = items
	case value.Map:
		entries := make([]value.Entry, len(v.Entries))
		for i, entry := range v.Entries {
			entry.Value = r.openLists(entry.Value)
			entries[i] = entry
		}
		v.Entries = entries
	case value.Absent, value.Bool, value.Number, value.String, value.NotKnown, value.Choice:
	}
	return v
}

func (r *run) uncountedReason(address string) *value.Reason {
	if why := r.uncounted[address]; why != nil {
		return why
	}
	return &value.Reason{Text: "the number of instances of " + address + " is not known"}
}

// describeBlocks lists the nested blocks of a type; it is Absent when there is none.
func (b *part) describeBlocks(known *schema, typ string) value.Value {
	var list value.Value
	nested := known.nested(typ)
	for _, inner := range b.blocks(typ) {
		if list.Kind == value.Absent {
			list = value.Value{Kind: value.List, Range: b.in.run.rangeOf(inner.head)}
		}
		if inner.symbolic != nil {
			list.More = inner.symbolic
			continue
		}
		list.Items = append(list.Items, inner.describe(nested))
	}
	if nested != nil && nested.isSet {
		list.Items = unrepeated(list.Items)
	}
	return list
}
