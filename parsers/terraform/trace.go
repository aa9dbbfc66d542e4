package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// flat is an expression that goes down from a name by keys as one traversal, where
// the keys are known.
func (s *scope) flat(expr hclsyntax.Expression) (hcl.Traversal, bool) {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal, true
	case *hclsyntax.RelativeTraversalExpr:
		source, ok := s.flat(e.Source)
		return slices.Concat(source, e.Traversal), ok
	case *index:
		collection, ok := s.flat(e.Collection)
		key := s.eval(e.Key)
		if !ok || !key.IsWhollyKnown() || key.IsNull() || key.IsMarked() || tokenIn(key) {
			return nil, false
		}
		return slices.Concat(collection, hcl.Traversal{hcl.TraverseIndex{Key: key, SrcRange: e.SrcRange}}), true
	}
	return nil, false
}

func (s *scope) traceModule(traversal hcl.Traversal, depth int) (traced, bool) {
	name := step(traversal, 1)
	c := s.in.child(name)
	if c == nil {
		return traced{}, false
	}
	if c.missing != nil {
		reason := *c.missing
		reason.Key = s.run.key(s.in.prefix + "module." + name)
		return s.suffixed(traced{Reason: &reason}, "", traversal[2:]), true
	}
	output := outputOf(traversal)
	for _, inner := range c.instances {
		declared := inner.module.outputs[output]
		if declared == nil || declared.body.Attributes["value"] == nil {
			continue
		}
		expr := declared.body.Attributes["value"].Expr
		rest := traversal[3:]
		if _, indexed := traversal[2].(hcl.TraverseIndex); indexed {
			rest = traversal[4:]
		}
		return s.follow(inner.base(), expr, rest, depth)
	}
	if c.expansion.symbolic != nil {
		return traced{Reason: c.expansion.symbolic}, true
	}
	return traced{}, false
}

func (s *scope) traceResource(key string, rest hcl.Traversal, depth int) (traced, bool) {
	d := s.in.module.resources[key]
	if d == nil {
		return traced{}, false
	}
	expanded := s.in.expand(d.key, d.body)
	if len(expanded.members) == 0 {
		return traced{}, false
	}
	one := expanded.members[0]
	if expanded.mode != single && len(rest) > 0 {
		if at, indexed := rest[0].(hcl.TraverseIndex); indexed {
			rest = rest[1:]
			if i := slices.IndexFunc(expanded.members, func(m member) bool { return m.key != cty.NilVal && m.key.RawEquals(at.Key) }); i >= 0 {
				one = expanded.members[i]
			}
		}
	}
	address := s.in.address(d, one)
	name := step(rest, 0)
	if attribute := d.body.Attributes[name]; attribute != nil && !metaArguments[name] {
		if v := one.scope.eval(attribute.Expr); !v.IsWhollyKnown() {
			return one.scope.follow(one.scope, attribute.Expr, rest[1:], depth)
		}
	}
	if expanded.symbolic != nil {
		reason := *expanded.symbolic
		reason.Key = s.run.key(address)
		return s.suffixed(traced{Reason: &reason}, "", rest), true
	}
	reason := value.Reason{Text: address + afterApply, Key: s.run.key(address)}
	if d.data {
		reason = s.run.dataReason(address, "")
	} else if name != "" {
		reason.Text = address + "." + name + afterApply
	}
	return s.suffixed(traced{Reason: &reason}, "", rest), true
}
