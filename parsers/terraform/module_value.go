package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// moduleValue is what a reference to a module call reads, with the outputs named,
// or all of them when none is. Outputs are evaluated one by one: two modules may
// each need an output of the other.
func (in *instance) moduleValue(name string, outputs []string) cty.Value {
	c := in.child(name)
	if c == nil {
		return cty.DynamicVal
	}
	values := make([]cty.Value, 0, len(c.expansion.members))
	for i, one := range c.expansion.members {
		if c.missing != nil {
			values = append(values, in.missingModule("module."+name+one.suffix, c.missing, outputs))
			continue
		}
		values = append(values, c.instances[i].outputs(outputs))
	}
	return c.expansion.collect(values)
}

// missingModule stands for the outputs of a module whose code is not there: those
// named, or whatever may be asked for.
func (in *instance) missingModule(address string, why *value.Reason, outputs []string) cty.Value {
	if len(outputs) == 0 {
		outputs = in.run.attributes
	}
	in.run.mark(func(f *frame) { f.open = true })
	members := map[string]cty.Value{}
	for _, name := range outputs {
		reason := *why
		reason.Key = in.run.key(in.prefix + address + "." + name)
		members[name] = in.run.unknown(likelyType(name), reason)
	}
	return cty.ObjectVal(members)
}

func (in *instance) outputs(names []string) cty.Value {
	if len(names) == 0 {
		names = sortedKeys(in.module.outputs)
	}
	members := map[string]cty.Value{}
	for _, name := range names {
		if in.module.outputs[name] != nil {
			members[name] = in.output(name)
		}
	}
	return cty.ObjectVal(members)
}

func (in *instance) output(name string) cty.Value {
	declared := in.module.outputs[name]
	return memo(in, cellKey{name: "output." + name}, declared.head, cty.DynamicVal, func() cty.Value {
		attribute := declared.body.Attributes["value"]
		if attribute == nil {
			return cty.DynamicVal
		}
		if isTrue(declared, "sensitive") {
			in.run.secret(sensitiveOutput(name))
		}
		return in.base().evalNeeded(attribute.Expr)
	})
}

// outputOf is the output a reference to a module names: module.x.out,
// module.x["a"].out, or "" where it may be any.
func outputOf(traversal hcl.Traversal) string {
	at := 2
	if at < len(traversal) {
		if _, indexed := traversal[at].(hcl.TraverseIndex); indexed {
			at++
		}
	}
	if at < len(traversal) {
		if attr, ok := traversal[at].(hcl.TraverseAttr); ok {
			return attr.Name
		}
	}
	return ""
}
