package terraform

import (
	"iter"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// markEscapes notes what is handed to modules whose code is not there.
func (l *lowering) markEscapes() {
	for _, module := range l.made.unread {
		l.builder.Miss(graph.Unread{Reason: module.reason, Range: module.at})
		refs := map[value.Ref]bool{}
		for _, v := range module.passed {
			refsIn(v, refs)
		}
		reason := module.reason
		reason.Text = "it is handed to " + module.address + ", and " + reason.Text
		for ref := range refs {
			if id, ok := l.resolveEscape(ref); ok {
				l.escape(id, reason)
			}
			if _, address, _ := strings.Cut(ref.Node, "#"); l.resources[address] != nil && l.resources[address].Type == "aws_network_interface" {
				l.handed[address] = &reason
			}
		}
	}
}

func (l *lowering) markExported(node string) {
	if _, address, ok := strings.Cut(node, "#"); ok && l.resources[address] != nil {
		l.exported[l.id(address)] = true
	}
}

// routeTableReaders are the types that name a route table for what it is, or for
// no reason but the order of things; what they do to its routes is in view.
var routeTableReaders = map[string]bool{
	"aws_route_table": true, "aws_default_route_table": true, "aws_route": true, "aws_route_table_association": true,
	"aws_main_route_table_association": true, "aws_vpn_gateway_route_propagation": true,
	"aws_vpc_endpoint": true, "aws_vpc_endpoint_route_table_association": true, "time_sleep": true,
}

// markWritten opens the route tables that anything else names, in user data, in the
// variables of a function, in a tag or in the rights of a role: nothing but a
// program that writes routes has a use for them. What a parameter of Systems Manager
// keeps is known to other roots, as an output is.
func (l *lowering) markWritten() {
	for i := range l.made.resources {
		r := &l.made.resources[i]
		if routeTableReaders[r.Type] || strings.HasPrefix(r.Type, "data.") {
			continue
		}
		for ref := range l.namedBy(r) {
			if r.Type == "aws_ssm_parameter" {
				l.markExported(ref.Node)
				continue
			}
			if table, ok := l.routeTableOf(ref); ok && l.escapes[table] == nil {
				l.escape(table, value.Reason{Text: "it is handed to " + r.Address + ", and a program that reads it there may write routes", Settle: "see which routes the program writes"})
			}
		}
	}
}

// namedBy visits what the attributes of a resource refer to; of a plan also what
// they lead to without its being shown what they make of it.
func (l *lowering) namedBy(r *resource.Resource) iter.Seq[value.Ref] {
	if l.made.leads == nil || r.Type == "aws_ssm_parameter" {
		return l.named(r.Attributes)
	}
	return func(yield func(value.Ref) bool) {
		for ref := range l.named(r.Attributes) {
			if !yield(ref) {
				return
			}
		}
		for _, ref := range l.made.leads(r.Address) {
			if !yield(ref) {
				return
			}
		}
	}
}

// named visits what a value refers to, inside of what it encodes too.
func (l *lowering) named(v value.Value) iter.Seq[value.Ref] {
	return func(yield func(value.Ref) bool) {
		for part := range v.All() {
			pieces := part.Text.Pieces()
			for i := 0; i < len(pieces); i++ {
				hole := pieces[i].Hole
				switch {
				case hole == nil:
				case hole.Ref != nil && !yield(*hole.Ref):
					return
				case hole.Reason != nil:
					pieces = append(pieces, l.made.texts[hole.Reason.Key].Pieces()...)
				}
			}
		}
	}
}

func (l *lowering) routeTableOf(ref value.Ref) (graph.ID, bool) {
	id, ok := l.resolve(ref)
	_, address, _ := strings.Cut(ref.Node, "#")
	one := l.resources[address]
	if !ok || one == nil {
		return "", false
	}
	return id, one.Type == "aws_route_table" || one.Type == "aws_default_route_table" || id == graph.MainRouteTableID(l.id(address))
}

// escape notes what may be done to a node out of view. Of a main table it is done
// to the VPC, for nobody needs to declare such a table.
func (l *lowering) escape(id graph.ID, reason value.Reason) {
	owner, _, _ := strings.Cut(string(id), ":main_route_table")
	l.escapes[id], l.escapes[graph.ID(owner)] = &reason, &reason
}

// resolveEscape is resolve for what is handed on: an instance's interface stands
// for the instance.
func (l *lowering) resolveEscape(ref value.Ref) (graph.ID, bool) {
	if ref.Attribute == "primary_network_interface_id" {
		ref.Attribute = "id"
	}
	return l.resolve(ref)
}
