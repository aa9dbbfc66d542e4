package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source/json"
)

// Terraform refuses cycles among the things that a configuration declares: what
// depends on a value cannot be what the value comes from.

// waypoint is a resource block or local value of a module, by the module's address
// without keys; on the way from it are what a value came through.
type waypoint struct{ module, name string }

func blockOf(one *instance) waypoint {
	return waypoint{bare(one.module), strings.TrimPrefix(strings.TrimPrefix(one.block, one.module), ".")}
}

// dependsOn reports whether the configuration shows that an instance's block
// depends on any of the waypoints. What goes through local values is not shown.
func (p *plan) dependsOn(one *instance, on []waypoint) bool {
	if len(on) == 0 {
		return false
	}
	own := blockOf(one)
	if p.depends == nil {
		p.depends = map[waypoint]map[waypoint]bool{}
	}
	reached, ok := p.depends[own]
	if !ok {
		reached = map[waypoint]bool{}
		p.depends[own] = reached
		p.reach(own, one.configured, reached)
	}
	return slices.ContainsFunc(on, func(w waypoint) bool { return reached[w] })
}

// reach notes everything that the expressions of a block lead to.
func (p *plan) reach(at waypoint, block *json.Node, reached map[waypoint]bool) {
	if reached[at] {
		return
	}
	reached[at] = true
	for _, name := range []string{"expressions", "count_expression", "for_each_expression", "expression"} {
		p.reachAll(at.module, block.Get(name), reached)
	}
	for _, explicit := range items(block.Get("depends_on")) {
		p.reachOne(at.module, text(explicit), reached)
	}
}

// reachAll follows the references anywhere inside an expression or nested blocks.
func (p *plan) reachAll(module string, n *json.Node, reached map[waypoint]bool) {
	if n == nil {
		return
	}
	for _, member := range n.Members {
		if member.Key != "references" {
			p.reachAll(module, member.Value, reached)
			continue
		}
		for _, reference := range member.Value.Items {
			p.reachOne(module, text(reference), reached)
		}
	}
	for _, item := range n.Items {
		p.reachAll(module, item, reached)
	}
}

func (p *plan) reachOne(module, reference string, reached map[waypoint]bool) {
	steps := split(reference)
	if len(steps) < 2 {
		return
	}
	switch steps[0].name {
	case "each", "count", "path", "terraform", "self":
	case "local":
		reached[waypoint{module, "local." + steps[1].name}] = true
	case "var":
		p.reachVariable(waypoint{module, "var." + steps[1].name}, reached)
	case "module":
		called := join(module, "module."+steps[1].name)
		if len(steps) > 2 {
			output := p.module(called).Get("outputs").Get(steps[2].name)
			p.reach(waypoint{called, "output." + steps[2].name}, output, reached)
		}
	case "data":
		if len(steps) > 2 {
			name := "data." + steps[1].name + "." + steps[2].name
			p.reach(waypoint{module, name}, p.declaration(module, name), reached)
		}
	default:
		name := steps[0].name + "." + steps[1].name
		p.reach(waypoint{module, name}, p.declaration(module, name), reached)
	}
}

// reachVariable goes on at the argument of the module's call.
func (p *plan) reachVariable(at waypoint, reached map[waypoint]bool) {
	if at.module == "" || reached[at] {
		return
	}
	reached[at] = true
	call, outer := p.callOf(site{module: at.module})
	p.reachAll(outer.module, call.Get("expressions").Get(strings.TrimPrefix(at.name, "var.")), reached)
}

// declaration is a resource block of a module.
func (p *plan) declaration(module, name string) *json.Node {
	for _, n := range items(p.module(module).Get("resources")) {
		if text(n.Get("address")) == name {
			return n
		}
	}
	return nil
}
