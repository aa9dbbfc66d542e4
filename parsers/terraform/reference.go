package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
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
			in.part(d, one).argument(attribute)
		}
		in.run.touchAtoms(in.run.drop())
	}
	return true
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
	members := in.part(d, one).object(schemaOf(d.fullType()))
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
	for name, nested := range known.blocks {
		if _, ok := members[name]; ok {
			continue
		}
		if members[name] = cty.EmptyTupleVal; nested.computed {
			members[name] = cty.DynamicVal
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
