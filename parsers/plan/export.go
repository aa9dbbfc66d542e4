package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// exported says which nodes the outputs of the root name: by ids that are known,
// and by references for what is not. doubt says why the plan does not show all.
func (p *plan) exported() (nodes map[string]value.Truth, doubt *value.Reason) {
	e := exporting{plan: p, nodes: map[string]value.Truth{}, seen: map[string]bool{}}
	for _, output := range members(p.document.Get("configuration").Get("root_module").Get("outputs")) {
		e.known(p.document.Get("planned_values").Get("outputs").Get(output.Key).Get("value"))
		if change := p.document.Get("output_changes").Get(output.Key); change == nil || hasUnknown(change.Get("after_unknown")) {
			e.follow(output.Value.Get("expression").Get("references"), site{})
		}
	}
	return e.nodes, e.doubt
}

type exporting struct {
	*plan
	nodes map[string]value.Truth
	doubt *value.Reason
	// vague says that what is named may be less than what is followed: a whole
	// module, one of several references, or what an attribute is written with.
	vague bool
	// seen are the references that were followed, by the module they stand in.
	seen map[string]bool
}

// known notes what the ids in a known value stand for.
func (e *exporting) known(n *json.Node) {
	if n == nil {
		return
	}
	if ref, ok := e.named(text(n), place{}); ok {
		e.nodes[ref.Node] = value.True
	}
	for _, item := range n.Items {
		e.known(item)
	}
	for _, member := range n.Members {
		e.known(member.Value)
	}
}

func hasUnknown(n *json.Node) bool {
	if n == nil {
		return false
	}
	return isTrue(n) || slices.ContainsFunc(n.Items, hasUnknown) ||
		slices.ContainsFunc(n.Members, func(m json.Member) bool { return hasUnknown(m.Value) })
}

func (e *exporting) follow(references *json.Node, in site) {
	found := longest(references)
	before := e.vague
	defer func() { e.vague = before }()
	e.vague = e.vague || len(found) > 1
	for _, n := range found {
		key := fmt.Sprintf("%s %s %s %t", in.module, in.key, n, e.vague)
		if e.seen[key] {
			continue
		}
		e.seen[key] = true
		e.resolve(split(n), in)
	}
}

func (e *exporting) vaguely(vague bool, references *json.Node, in site) {
	before := e.vague
	e.vague = e.vague || vague
	e.follow(references, in)
	e.vague = before
}

func (e *exporting) resolve(steps []step, in site) {
	if len(steps) < 2 {
		return
	}
	switch steps[0].name {
	case "each", "count", "path", "terraform", "self":
	case "local", "data":
		e.leave(strings.TrimPrefix(join(in.module, steps[0].text+"."+steps[1].text), "."))
	case "var":
		call, outer := e.callOf(in)
		e.follow(call.Get("expressions").Get(steps[1].name).Get("references"), outer)
	case "module":
		for _, called := range e.calls(join(in.module, "module."+steps[1].text)) {
			for _, output := range members(e.module(called).Get("outputs")) {
				if len(steps) < 3 || steps[2].name == output.Key {
					e.vaguely(len(steps) < 3, output.Value.Get("expression").Get("references"), site{module: called})
				}
			}
		}
	default:
		for _, one := range e.members[join(in.module, steps[0].name+"."+steps[1].name)] {
			if steps[1].key == "" || steps[1].key == one.key {
				e.attribute(one, steps)
			}
		}
	}
}

// calls are the instances of a called module, all of them where the key is not said.
func (e *exporting) calls(address string) []string {
	found := map[string]bool{}
	for _, one := range e.planned {
		if one.module == address || strings.HasPrefix(one.module, address+".") || strings.HasPrefix(one.module, address+"[") {
			steps := split(one.module)
			found[strings.TrimSuffix(one.module[:lengthOf(steps[:len(split(address))])], ".")] = true
		}
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func lengthOf(steps []step) int {
	length := 0
	for _, one := range steps {
		length += len(one.text) + len(".")
	}
	return length - len(".")
}

// attribute notes an instance for an attribute that it has by itself; one that is
// written is what is written.
func (e *exporting) attribute(one *instance, steps []step) {
	attribute := "id"
	if len(steps) > 2 {
		attribute = steps[2].name
	}
	if written := e.written(one, attribute).Get("references"); written != nil {
		e.vaguely(true, written, site{module: one.module, key: one.key, block: one.configured})
		return
	}
	node := e.root + "#" + one.address
	switch {
	case !hasUnknown(one.change.Get("after_unknown").Get(attribute)):
	case len(steps) > 2 && !e.vague && attribute != "name" && ownAttributes[attribute]:
		e.nodes[node] = value.True
	case e.nodes[node] != value.True:
		e.nodes[node] = value.Unknown // which attributes are in it is not shown
		e.leave(one.address)
	}
}

// leave notes what outputs go through that the plan does not show.
func (e *exporting) leave(what string) {
	if e.doubt == nil {
		e.doubt = &value.Reason{Text: "the plan does not show what outputs make of " + what, Settle: "scan the folder of the plan's configuration too"}
	}
}

// leads are the nodes whose ids an instance's arguments are made of.
func (p *plan) leads(address string) []value.Ref {
	one := p.planned[address]
	e := exporting{plan: p, nodes: map[string]value.Truth{}, seen: map[string]bool{}}
	e.inside(one.configured.Get("expressions"), site{module: one.module, key: one.key, block: one.configured})
	refs := make([]value.Ref, 0, len(e.nodes))
	for _, node := range slices.Sorted(maps.Keys(e.nodes)) {
		refs = append(refs, value.Ref{Node: node, Attribute: "id"})
	}
	return refs
}

// inside follows the references of an expression, or of those of nested blocks.
func (e *exporting) inside(n *json.Node, in site) {
	if n == nil {
		return
	}
	e.follow(n.Get("references"), in)
	for _, member := range n.Members {
		e.inside(member.Value, in)
	}
	for _, item := range n.Items {
		e.inside(item, in)
	}
}
