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
// tuple of them, or an object by instance key.
func (in *instance) resourceValue(d *declaration) cty.Value {
	return in.memo(d.key, d.head, func() cty.Value {
		expanded := in.expand(d.key, d.body)
		values := make([]cty.Value, 0, len(expanded.members))
		for _, one := range expanded.members {
			values = append(values, in.object(d, one))
		}
		return expanded.collect(values)
	})
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
	members := in.configured(d.body, one.scope, schemaOf(d.fullType()))
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
		for name := range in.run.attributes {
			if _, ok := members[name]; !ok {
				members[name] = missing(name, likelyType(name))
			}
		}
		if _, ok := members["id"]; !ok {
			members["id"] = missing("id", cty.String)
		}
		return cty.ObjectVal(members)
	}
	for name, attribute := range known.attributes {
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

// configured evaluates the arguments and nested blocks of a body.
func (in *instance) configured(body *hclsyntax.Body, s *scope, known *schema) map[string]cty.Value {
	members := map[string]cty.Value{}
	for name, attribute := range body.Attributes {
		if metaArguments[name] {
			continue
		}
		v := s.eval(attribute.Expr)
		if known != nil {
			if declared, ok := known.attributes[name]; ok {
				v = coerce(v, declared.ty)
			}
		}
		members[name] = v
	}
	blocks := map[string][]cty.Value{}
	more := map[string]bool{}
	for _, b := range s.blocks(body) {
		if metaArguments[b.typ] {
			continue
		}
		if b.symbolic != nil {
			more[b.typ] = true
		}
		blocks[b.typ] = append(blocks[b.typ], cty.ObjectVal(in.configured(b.body, b.scope, known.block(b.typ))))
	}
	for typ, items := range blocks {
		if _, taken := members[typ]; !taken {
			members[typ] = cty.TupleVal(items)
			if more[typ] {
				members[typ] = cty.DynamicVal
			}
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
	typ      string
	body     *hclsyntax.Body
	head     hcl.Range
	scope    *scope
	symbolic *value.Reason
}

// blocks lists the nested blocks of a body in order, dynamic ones expanded.
func (s *scope) blocks(body *hclsyntax.Body) []nested {
	var found []nested
	for _, b := range body.Blocks {
		if b.Type != "dynamic" || len(b.Labels) != 1 {
			found = append(found, nested{typ: b.Type, body: b.Body, head: b.DefRange(), scope: s})
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
	secret := ""
	made := func(key, v cty.Value, origin value.Value, symbolic *value.Reason) nested {
		names := map[string]cty.Value{iterator: cty.ObjectVal(map[string]cty.Value{"key": key, "value": v})}
		origins := map[string]value.Value{iterator: {Kind: value.Map, Entries: []value.Entry{{Key: "value", Value: origin}}, Range: origin.Range}}
		return nested{typ: b.Labels[0], body: content.Body, head: b.DefRange(), scope: hiding(s.withLocals(names, origins), secret), symbolic: symbolic}
	}
	s.run.push()
	each := s.eval(attribute.Expr)
	touched := s.run.pop()
	secret = touched.secret
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
