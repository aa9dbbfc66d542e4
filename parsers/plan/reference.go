package plan

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

// candidates are the nodes that something unknown may name, by what its
// expression refers to.
type candidates struct {
	refs []value.Ref
	// mixed says that known values are in the expression as well: it may choose
	// among the candidates, or add to them.
	mixed bool
	// open says that something is in it whose value may be any node's id.
	open bool
	// whole says that a candidate is named without its attribute, as by a splat:
	// functions that choose among lists, such as coalescelist, take these.
	whole bool
	// entered are the modules whose local values were looked through.
	entered map[string]bool
	// passed are what the value came through for certain, before the ways parted.
	passed []waypoint
	parted bool
}

// pass notes what the value comes through.
func (c *candidates) pass(w waypoint) {
	if !c.parted {
		c.passed = append(c.passed, w)
	}
}

// site is where a reference is written: the module instance, and the resource or
// call it stands in, with its key.
type site struct {
	module, key string
	block       *json.Node
	depth       int
}

const maxSteps = 50

func (p *plan) candidates(where place) candidates {
	types, known := argumentTypes[where.argument]
	if !known {
		return candidates{open: true}
	}
	c := candidates{passed: []waypoint{blockOf(where.in)}}
	p.follow(where.written.Get("references"), site{where.in.module, where.in.key, where.in.configured, 0}, where.argument, types, &c)
	return c
}

// follow resolves the references of one expression. A reference is listed with
// its prefixes: `aws_vpc.a.id`, `aws_vpc.a`; only the longest counts.
func (p *plan) follow(references *json.Node, in site, argument string, types []string, c *candidates) {
	if in.depth > maxSteps || references == nil || c.open {
		c.open = c.open || in.depth > maxSteps
		return
	}
	found := longest(references)
	c.parted = c.parted || len(found) > 1
	for _, one := range found {
		p.resolve(one, in, argument, types, c)
	}
}

// longest lists the references of an expression without their prefixes.
func longest(references *json.Node) []string {
	var all []string
	for _, n := range items(references) {
		if one := text(n); !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(short string) bool {
		return slices.ContainsFunc(all, func(long string) bool {
			return strings.HasPrefix(long, short+".") || strings.HasPrefix(long, short+"[")
		})
	})
}

func (p *plan) resolve(reference string, in site, argument string, types []string, c *candidates) {
	steps := split(reference)
	inner := in
	inner.depth++
	switch steps[0].name {
	case "each", "count":
		if reference != "each.key" && reference != "count.index" {
			p.resolveElement(inner, argument, types, c)
		}
	case "path", "terraform":
		c.mixed = true
	case "var":
		p.resolveVariable(steps, inner, argument, types, c)
	case "module":
		p.resolveOutput(steps, inner, argument, types, c)
	case "data":
		p.resolveData(steps, in, types, c)
	case "local":
		c.pass(waypoint{bare(in.module), "local." + steps[1].name})
		p.within(inner, argument, types, c)
	case "self":
		c.open = true
	default:
		p.resolveResource(steps, inner, argument, types, c)
	}
}

func (p *plan) resolveVariable(steps []step, in site, argument string, types []string, c *candidates) {
	if in.module == "" || len(steps) < 2 {
		c.mixed = true // a root variable has a value whenever there is a plan
		return
	}
	call, outer := p.callOf(in)
	references := call.Get("expressions").Get(steps[1].name).Get("references")
	if references == nil {
		c.mixed = true // a constant, or the variable's default
		return
	}
	p.follow(references, outer, argument, types, c)
}

// callOf is the call of a module, nil for the root, and where it stands.
func (p *plan) callOf(in site) (*json.Node, site) {
	if in.module == "" {
		return nil, in
	}
	calls := split(in.module)
	last := calls[len(calls)-1]
	outer := ""
	if at := len(in.module) - len("module.") - len(last.text); at > 0 {
		outer = strings.TrimSuffix(in.module[:at], ".")
	}
	call := p.module(outer).Get("module_calls").Get(last.name)
	return call, site{outer, last.key, call, in.depth}
}

// resolveElement resolves `each.value`: one of what its block's for_each holds.
func (p *plan) resolveElement(in site, argument string, types []string, c *candidates) {
	references := in.block.Get("for_each_expression").Get("references")
	if references == nil {
		c.open = true
		return
	}
	c.mixed = true
	in.block = nil
	p.follow(references, in, argument, types, c)
}

func (p *plan) resolveOutput(steps []step, in site, argument string, types []string, c *candidates) {
	if len(steps) < 3 {
		c.open = true
		return
	}
	called := join(in.module, "module."+steps[1].text)
	output := p.module(called).Get("outputs").Get(steps[2].name).Get("expression")
	if output == nil {
		c.open = true
		return
	}
	found := candidates{entered: c.entered, passed: c.passed, parted: c.parted}
	p.follow(output.Get("references"), site{module: called, depth: in.depth}, argument, types, &found)
	if picked := steps[2].key != "" || len(steps) > 3; picked && len(found.refs) > 1 {
		c.open = true // which of them is picked is not shown
	}
	c.refs = append(c.refs, found.refs...)
	c.whole = c.whole || found.whole
	c.mixed, c.open, c.parted = c.mixed || found.mixed, c.open || found.open, true
}

// resolveData takes what a data source found for known where it was read, unless
// the data source is a node of its own.
func (p *plan) resolveData(steps []step, in site, types []string, c *candidates) {
	if len(steps) < 3 {
		c.open = true
		return
	}
	address := join(in.module, "data."+steps[1].name+"."+steps[2].text)
	one := p.planned[address]
	switch {
	case one == nil:
		c.open = true
	case followed[steps[1].name] != nil && slices.Contains(types, "data."+steps[1].name) && len(steps) == 4:
		p.note(value.Ref{Node: p.root + "#" + address, Attribute: steps[3].name}, c)
	case one.change != nil:
		c.open = true // it is read only when the plan is applied
	default:
		c.mixed = true
	}
}

// resolveResource takes the instance that the reference names, or the only one.
// `aws_subnet.a[each.key]` is listed as aws_subnet.a and each.key, and so is any
// other index that is made of it.
func (p *plan) resolveResource(steps []step, in site, argument string, types []string, c *candidates) {
	if len(steps) < 2 {
		c.open = true
		return
	}
	block := join(in.module, steps[0].name+"."+steps[1].name)
	found := p.members[block]
	key := steps[1].key
	if key != "" {
		found = slices.DeleteFunc(slices.Clone(found), func(one *instance) bool { return one.key != key })
	}
	if len(found) == 0 {
		return // there is no instance that could be in the value
	}
	attribute := "id"
	if len(steps) > 2 {
		attribute = steps[2].name
	}
	answers := isAnswer(argument) && found[0].change.Get("after_unknown").Get(attribute) != nil
	fits := slices.Contains(types, steps[0].name) && ownAttributes[attribute] || isAlias(argument, attribute) || answers
	switch {
	case fits && (len(steps) > 3 && !answers || len(found) > 1):
		c.open = true // which of the instances is not shown
	case fits:
		c.whole = c.whole || len(steps) < 3
		p.note(value.Ref{Node: p.root + "#" + found[0].address, Attribute: attribute}, c)
	case len(steps) < 3:
		c.open = true
	case p.written(found[0], attribute).Get("references") != nil && len(found) == 1:
		one := found[0]
		c.pass(blockOf(one))
		p.follow(p.written(one, attribute).Get("references"), site{one.module, one.key, one.configured, in.depth}, argument, types, c)
	case strings.Contains(attribute, nounOf(argument)):
		c.open = true
	default:
		c.mixed = true
	}
}

// ownAttributes name the resource itself.
var ownAttributes = map[string]bool{"id": true, "arn": true, "name": true, "allocation_id": true, "zone_id": true}

// nounOf is what an argument names, as other resources' attributes call it too.
func nounOf(argument string) string {
	noun := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(argument, "s"), "_id"), "_")
	for _, known := range []string{"subnet", "security_group", "route_table", "prefix_list"} {
		if strings.Contains(noun, known) {
			return known
		}
	}
	return noun
}

func (p *plan) note(ref value.Ref, c *candidates) {
	if !slices.Contains(c.refs, ref) {
		c.refs = append(c.refs, ref)
	}
}

// isAlias reports whether an attribute of a VPC holds what an argument wants.
func isAlias(argument, attribute string) bool {
	switch attribute {
	case "main_route_table_id", "default_route_table_id":
		return strings.Contains(argument, "route_table_id")
	case "default_security_group_id":
		return strings.Contains(argument, "security_group")
	case "default_network_acl_id":
		return strings.Contains(argument, "network_acl_id")
	case "prefix_list_id":
		return strings.Contains(argument, "prefix_list_id")
	}
	return false
}

func (p *plan) written(one *instance, attribute string) *json.Node {
	return one.configured.Get("expressions").Get(attribute)
}

// configured is the block of the configuration an instance comes from.
func (p *plan) configured(one *instance) *json.Node {
	return p.declaration(one.module, blockOf(one).name)
}

// module is the configuration of a module instance.
func (p *plan) module(address string) *json.Node {
	node := p.document.Get("configuration").Get("root_module")
	if address == "" {
		return node
	}
	for _, one := range split(address) {
		if one.text != "module" {
			node = node.Get("module_calls").Get(one.name).Get("module")
		}
	}
	return node
}

// step is one part of an address or reference: `a["k"]` has the name a and the
// key "k", quotes included.
type step struct{ text, name, key string }

// split cuts an address at its dots; those inside keys do not count.
func split(address string) []step {
	var steps []step
	start, depth, quoted := 0, 0, false
	for i := 0; i <= len(address); i++ {
		if i == len(address) || address[i] == '.' && depth == 0 {
			steps = append(steps, stepOf(address[start:i]))
			start = i + 1
			continue
		}
		switch c := address[i]; {
		case quoted && c == '\\':
			i++
			if i >= len(address) {
				return append(steps, stepOf(address[start:]))
			}
		case c == '"':
			quoted = !quoted
		case c == '[' && !quoted:
			depth++
		case c == ']' && !quoted && depth > 0:
			depth--
		}
	}
	return steps
}

func stepOf(part string) step {
	name, key, _ := strings.Cut(part, "[")
	return step{part, name, strings.TrimSuffix(key, "]")}
}

func join(module, rest string) string {
	if module == "" {
		return rest
	}
	return module + "." + rest
}
