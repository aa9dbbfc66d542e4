package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// metaArguments say how Terraform treats a block, not what the provider makes.
var metaArguments = map[string]bool{
	"count": true, "for_each": true, "provider": true, "depends_on": true, "lifecycle": true, "provisioner": true, "connection": true,
}

// resourceValue is what a reference to a resource block reads: an object, a
// tuple of them, or an object by instance key. A reference to one attribute hangs
// on nothing that only the other attributes hang on.
func (in *instance) resourceValue(d *declaration, traversal hcl.Traversal) cty.Value {
	r := in.run
	r.push()
	r.mark(func(f *frame) { f.open = true })
	v := memo(in, cellKey{name: d.key}, d.head, cty.DynamicVal, func() cty.Value {
		expanded := in.expand(d.key, d.body)
		values := make([]cty.Value, 0, len(expanded.members))
		for _, one := range expanded.members {
			values = append(values, in.object(d, one))
		}
		return expanded.collect(values)
	})
	touched := r.drop()
	if len(touched.seen) > 0 && in.readsOne(d, traversal, touched) {
		touched.seen, touched.atoms = nil, nil
	}
	r.touch(touched)
	return v
}

// readsOne touches what the one attribute hangs on that a reference names; false
// when it may be more than one, or one that is made of others.
func (in *instance) readsOne(d *declaration, traversal hcl.Traversal, whole *frame) bool {
	if d.data || d.typ == "aws_s3_bucket" || traversal == nil {
		return false
	}
	if traversal.RootName() == "resource" {
		traversal = traversal[1:]
	}
	in.run.push()
	expanded := in.expand(d.key, d.body)
	instances := in.run.drop()
	at := 2
	if expanded.mode != single {
		at = 3
	}
	if at >= len(traversal) {
		return false
	}
	named, ok := traversal[at].(hcl.TraverseAttr)
	if !ok || named.Name == "region" || named.Name == "tags_all" {
		return false
	}
	for _, b := range d.body.Blocks {
		if blockType(b) == named.Name {
			return false
		}
	}
	in.run.touchAtoms(instances)
	if attribute := d.body.Attributes[named.Name]; attribute != nil {
		in.run.push()
		for _, one := range expanded.members {
			in.argument(d, one, attribute)
		}
		in.run.touchAtoms(in.run.drop())
	}
	return true
}

// argument evaluates an argument of one instance of a block.
func (in *instance) argument(d *declaration, one member, attribute *hclsyntax.Attribute) cty.Value {
	return memo(in, cellKey{d.key, one.suffix + "." + attribute.Name}, d.head, cty.DynamicVal, func() cty.Value { return one.scope.evalNeeded(attribute.Expr) })
}

// collect shapes the instances' values as references see them. An unknown number
// of instances reads as one.
func (e *expansion) collect(values []cty.Value) cty.Value {
	switch e.mode {
	case counted:
		return cty.TupleVal(values)
	case keyed:
		members := map[string]cty.Value{}
		for i, one := range e.members {
			key := symbolicKey
			if one.key.IsKnown() {
				key = one.key.AsString()
			}
			members[key] = values[i]
		}
		return cty.ObjectVal(members)
	case single:
	}
	return values[0]
}

// address is the full address of one instance of a declaration.
func (in *instance) address(d *declaration, one member) string { return in.prefix + d.key + one.suffix }

// object is what a reference to one instance reads: what is configured, and for
// the rest tokens and unknowns of the provider's types.
func (in *instance) object(d *declaration, one member) cty.Value {
	if d.data {
		if modelled, ok := in.dataObject(d, one); ok {
			return modelled
		}
	}
	members := in.arguments(d, one, schemaOf(d.fullType()))
	node := in.run.key(in.address(d, one))
	in.addBucket(d, node, members)
	in.addCloudInit(d, node, members)
	missing := func(name string, ty cty.Type) cty.Value {
		if name == "region" && !d.data {
			return in.providerRegion(d.body, d.typ)
		}
		if d.data {
			return in.run.unknown(ty, in.run.dataReason(in.address(d, one), name))
		}
		if ty == cty.String {
			return in.run.tokens.value(value.Hole{Ref: &value.Ref{Node: node, Attribute: name}})
		}
		return cty.UnknownVal(ty)
	}
	known := schemaOf(d.fullType())
	if known == nil {
		for _, name := range in.run.attributes {
			if _, ok := members[name]; !ok {
				members[name] = missing(name, likelyType(name))
			}
		}
		if _, ok := members["id"]; !ok {
			members["id"] = missing("id", cty.String)
		}
		return cty.ObjectVal(members)
	}
	for _, name := range known.names {
		attribute := known.attributes[name]
		v, ok := members[name]
		switch {
		case (!ok || v.IsNull()) && attribute.computed:
			members[name] = missing(name, attribute.ty)
		case !ok:
			members[name] = cty.NullVal(attribute.ty)
		}
	}
	for name := range known.blocks {
		if _, ok := members[name]; !ok {
			members[name] = cty.EmptyTupleVal
		}
	}
	return cty.ObjectVal(members)
}

// likelyType is the type of an attribute of a type that is not on record: ids
// and ARNs are texts everywhere.
func likelyType(name string) cty.Type {
	for _, end := range []string{"id", "arn", "name"} {
		if name == end || strings.HasSuffix(name, "_"+end) {
			return cty.String
		}
	}
	return cty.DynamicPseudoType
}

// arguments evaluates the arguments and nested blocks of one instance of a block.
func (in *instance) arguments(d *declaration, one member, known *schema) map[string]cty.Value {
	return in.configured(d.body, metaArguments, one.scope, known, func(attribute *hclsyntax.Attribute) cty.Value { return in.argument(d, one, attribute) })
}

func (in *instance) configured(body *hclsyntax.Body, but map[string]bool, s *scope, known *schema, read func(*hclsyntax.Attribute) cty.Value) map[string]cty.Value {
	members := map[string]cty.Value{}
	for _, attribute := range argumentsOf(body, but) {
		name, v := attribute.Name, read(attribute)
		if known != nil {
			if declared, ok := known.attributes[name]; ok {
				v = coerce(v, declared.ty)
			}
		}
		members[name] = v
	}
	for _, typ := range blockTypes(body, but) {
		blocks := s.blocks(body, typ)
		if _, taken := members[typ]; taken || len(blocks) == 0 {
			continue
		}
		items := make([]cty.Value, 0, len(blocks))
		open := false
		for _, b := range blocks {
			open = open || b.symbolic != nil
			items = append(items, cty.ObjectVal(in.configured(b.body, nil, b.scope, known.block(typ), b.scope.evalAttribute)))
		}
		if members[typ] = cty.TupleVal(items); open {
			members[typ] = cty.DynamicVal
		}
	}
	return members
}

func (s *schema) block(name string) *schema {
	if s == nil {
		return nil
	}
	return s.blocks[name]
}

// nested is one nested block after dynamic blocks were expanded.
type nested struct {
	body     *hclsyntax.Body
	head     hcl.Range
	scope    *scope
	symbolic *value.Reason
}

// blocks lists the nested blocks of a type in order, dynamic ones expanded.
func (s *scope) blocks(body *hclsyntax.Body, typ string) []nested {
	var found []nested
	for _, b := range body.Blocks {
		if blockType(b) != typ {
			continue
		}
		if b.Type != "dynamic" || len(b.Labels) != 1 {
			found = append(found, nested{body: b.Body, head: b.DefRange(), scope: s})
			continue
		}
		found = append(found, s.dynamic(b)...)
	}
	return found
}

func (s *scope) dynamic(b *hclsyntax.Block) []nested {
	attribute := b.Body.Attributes["for_each"]
	var content *hclsyntax.Block
	for _, inner := range b.Body.Blocks {
		if inner.Type == "content" {
			content = inner
		}
	}
	if attribute == nil || content == nil {
		s.run.report(source.Error, b.DefRange(), "dynamic %q needs a for_each and a content block", b.Labels[0])
		return nil
	}
	iterator := b.Labels[0]
	if named := b.Body.Attributes["iterator"]; named != nil {
		if keyword := hcl.ExprAsKeyword(named.Expr); keyword != "" {
			iterator = keyword
		}
	}
	secret, open := "", false
	made := func(key, v cty.Value, origin value.Value, symbolic *value.Reason) nested {
		names := map[string]cty.Value{iterator: cty.ObjectVal(map[string]cty.Value{"key": key, "value": v})}
		origins := map[string]value.Value{iterator: {Kind: value.Map, Entries: []value.Entry{{Key: "value", Value: origin}}, Range: origin.Range}}
		inner := hiding(s.withLocals(names, origins), secret).with(func(v *scopeValues) { v.open = v.open || open })
		return nested{body: content.Body, head: b.DefRange(), scope: inner, symbolic: symbolic}
	}
	s.run.push()
	each := s.evalNeeded(attribute.Expr)
	touched := s.run.pop()
	secret, open = touched.secret, touched.open
	if each.IsKnown() && each.IsNull() {
		return nil
	}
	if !each.IsKnown() || !each.CanIterateElements() || s.run.symbolicIn(each) {
		s.run.undecided(touched)
		reason := value.Reason{Text: "the number of " + b.Labels[0] + " blocks is not known"}
		if hole := s.holeOf(attribute.Expr); hole.Reason != nil {
			reason.Text += ": " + hole.Reason.Text
			reason.Settle = hole.Reason.Settle
		}
		return []nested{made(cty.DynamicVal, cty.DynamicVal, value.OfReason(reason, s.run.rangeOf(attribute.Expr.Range())), &reason)}
	}
	if each.LengthInt() > maxInstances {
		s.run.report(source.Error, attribute.Expr.Range(), "dynamic %q makes more blocks than the limit of %d", b.Labels[0], maxInstances)
		return nil
	}
	origin := s.describe(attribute.Expr, each)
	var found []nested
	position := 0
	for it := each.ElementIterator(); it.Next(); position++ {
		key, v := it.Element()
		if each.Type().IsSetType() {
			key = v
		}
		found = append(found, made(key, v, elementOrigin(origin, key, v, position), nil))
	}
	return found
}

// hiding is a scope whose iterators hold something secret, when why says so.
func hiding(s *scope, why string) *scope {
	if why == "" {
		return s
	}
	return s.with(func(v *scopeValues) { v.hidden = why })
}
