package terraform

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// part is one instance of a block, or a nested block of one after dynamic blocks
// were expanded. Its arguments and nested blocks are evaluated once for whoever
// asks: references, descriptions, policy documents.
type part struct {
	in   *instance
	body *hclsyntax.Body
	head hcl.Range
	// name and path name its cells: "aws_vpc.main", `["a"].timeouts[0]`.
	name, path string
	scope      *scope
	// symbolic says why it stands for an unknown number of nested blocks.
	symbolic *value.Reason
	// of is nil but for what is nested.
	of *part
}

// part is one instance of a declaration.
func (in *instance) part(d *declaration, one member) *part {
	return &part{in: in, body: d.body, head: d.head, name: d.key, path: one.suffix, scope: one.scope}
}

// argument evaluates an argument.
func (b *part) argument(attribute *hclsyntax.Attribute) cty.Value {
	key := cellKey{b.name, b.path + "." + attribute.Name, b.of}
	return memo(b.in, key, b.head, cty.DynamicVal, func() cty.Value { return b.scope.evalNeeded(attribute.Expr) })
}

// blocks lists the nested blocks of a type in order, dynamic ones expanded.
func (b *part) blocks(typ string) []*part {
	return memo(b.in, cellKey{b.name, b.path + "." + typ + " blocks", b.of}, b.head, nil, func() []*part {
		var found []*part
		for _, inner := range b.body.Blocks {
			switch {
			case blockType(inner) != typ:
			case inner.Type == "dynamic" && len(inner.Labels) == 1:
				found = append(found, b.scope.dynamic(inner)...)
			default:
				found = append(found, &part{body: inner.Body, head: inner.DefRange(), scope: b.scope})
			}
		}
		for i, one := range found {
			one.in, one.name, one.path, one.of = b.in, b.name, b.path+"."+typ+"["+strconv.Itoa(i)+"]", one
		}
		return found
	})
}

// object evaluates all arguments and nested blocks but those that say how Terraform
// treats the block.
func (b *part) object(known *schema) map[string]cty.Value {
	but := metaArguments
	if b.of != nil {
		but = nil
	}
	members := map[string]cty.Value{}
	for _, attribute := range argumentsOf(b.body, but) {
		name, v := attribute.Name, b.argument(attribute)
		if known != nil {
			if declared, ok := known.attributes[name]; ok {
				v = coerce(v, declared.ty)
			}
		}
		members[name] = v
	}
	for _, typ := range blockTypes(b.body, but) {
		blocks := b.blocks(typ)
		if _, taken := members[typ]; taken || len(blocks) == 0 {
			continue
		}
		items := make([]cty.Value, 0, len(blocks))
		open, nested := false, known.nested(typ)
		for _, inner := range blocks {
			open = open || inner.symbolic != nil
			items = append(items, cty.ObjectVal(nested.filled(inner.object(nested))))
		}
		if members[typ] = cty.TupleVal(items); open {
			members[typ] = cty.DynamicVal
		} else if nested != nil && nested.isSet {
			members[typ] = setOfKnown(items)
		}
	}
	return members
}

// filled adds what is not written of a nested block: null, or not known where the
// provider makes it.
func (s *schema) filled(members map[string]cty.Value) map[string]cty.Value {
	if s == nil {
		return members
	}
	for _, name := range s.names {
		attribute := s.attributes[name]
		if v, ok := members[name]; attribute.computed && (!ok || v.IsNull()) {
			members[name] = cty.UnknownVal(attribute.ty)
		} else if !ok {
			members[name] = cty.NullVal(attribute.ty)
		}
	}
	for name := range s.blocks {
		if _, ok := members[name]; !ok {
			members[name] = cty.EmptyTupleVal
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

// dynamic lists the blocks that a dynamic block makes.
func (s *scope) dynamic(b *hclsyntax.Block) []*part {
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
	s.run.push()
	each := s.evalNeeded(attribute.Expr)
	touched := s.run.pop()
	if each.IsKnown() && each.IsNull() {
		return nil
	}
	base := hiding(s, touched.secret).with(func(v *scopeValues) { v.open = v.open || touched.open })
	made := func(key, v cty.Value, origin value.Value, symbolic *value.Reason) *part {
		iterator := iteratorOf(b)
		names := map[string]cty.Value{iterator: cty.ObjectVal(map[string]cty.Value{"key": key, "value": v})}
		origins := map[string]value.Value{iterator: {Kind: value.Map, Entries: []value.Entry{{Key: "value", Value: origin}}, Range: origin.Range}}
		return &part{body: content.Body, head: b.DefRange(), scope: base.withLocals(names, origins), symbolic: symbolic}
	}
	if !each.IsKnown() || !each.CanIterateElements() || s.run.symbolicIn(each) {
		s.run.undecided(touched)
		reason := value.Reason{Text: "the number of " + b.Labels[0] + " blocks is not known"}
		if hole := s.holeOf(attribute.Expr); hole.Reason != nil {
			reason.Text += ": " + hole.Reason.Text
			reason.Settle = hole.Reason.Settle
		}
		return []*part{made(cty.DynamicVal, cty.DynamicVal, value.OfReason(reason, s.run.rangeOf(attribute.Expr.Range())), &reason)}
	}
	if each.LengthInt() > s.run.limits.instances {
		s.run.report(source.Error, attribute.Expr.Range(), "dynamic %q makes more blocks than the limit of %d", b.Labels[0], s.run.limits.instances)
		return nil
	}
	origin := s.describe(attribute.Expr, each)
	var found []*part
	for it := each.ElementIterator(); it.Next(); {
		key, v := it.Element()
		if each.Type().IsSetType() {
			key = v
		}
		found = append(found, made(key, v, elementOrigin(origin, key, v, len(found)), nil))
	}
	return found
}

// iteratorOf is what a dynamic block calls its iterator.
func iteratorOf(b *hclsyntax.Block) string {
	if named := b.Body.Attributes["iterator"]; named != nil {
		if keyword := hcl.ExprAsKeyword(named.Expr); keyword != "" {
			return keyword
		}
	}
	return b.Labels[0]
}

// hiding is a scope whose iterators hold something secret, when why says so.
func hiding(s *scope, why string) *scope {
	if why == "" {
		return s
	}
	return s.with(func(v *scopeValues) { v.hidden = why })
}
