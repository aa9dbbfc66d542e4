package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var prefixListTypes = map[string]func(*lowering, *resource.Resource){
	"aws_ec2_managed_prefix_list":      (*lowering).managedPrefixList,
	"data.aws_prefix_list":             (*lowering).foundPrefixList,
	"data.aws_ec2_managed_prefix_list": (*lowering).foundPrefixList,
}

func (l *lowering) managedPrefixList(r *resource.Resource) {
	node := &graph.PrefixList{Origin: l.origin(r), ServiceName: value.AbsentOf[value.Text](r.Range)}
	entries, more, written := blocks(r.Attributes.Get("entry"))
	for _, entry := range entries {
		node.Entries.Items = append(node.Entries.Items, value.TextOf(guardedValue(entry.guard, entry.value.Get("cidr"))))
	}
	node.Entries.Unstated = written.Not()
	if more != nil {
		node.Entries.More = append(node.Entries.More, value.Alternative[value.Reason]{Value: *more})
	}
	for _, other := range l.byType["aws_ec2_managed_prefix_list_entry"] {
		if !l.names(other.Attributes.Get("prefix_list_id"), node.ID) {
			continue
		}
		node.Entries.Unstated = value.Never()
		if other.Symbolic != nil {
			node.Entries.More = append(node.Entries.More, value.Alternative[value.Reason]{Guard: other.Guard, Value: *other.Symbolic})
			continue
		}
		node.Entries.Items = append(node.Entries.Items, value.TextOf(guardedValue(other.Guard, other.Attributes.Get("cidr"))))
	}
	l.builder.Add(node)
}

// foundPrefixList is AWS's own list, which a data source finds by the service's name.
func (l *lowering) foundPrefixList(r *resource.Resource) {
	name := r.Attributes.Get("name")
	for _, filter := range everyBlock(r.Attributes.Get("filter")) {
		if what := literal(filter.value.Get("name")); what != "prefix-list-name" || isStated(name) {
			continue
		}
		if values := filter.value.Get("values"); len(values.Items) == 1 {
			name = values.Items[0]
		}
	}
	node := &graph.PrefixList{Origin: l.origin(r), ServiceName: value.TextOf(name)}
	if !isStated(name) {
		reason := value.Reason{Text: "data source " + r.Address + " does not name the prefix list", Key: l.made.root + "#" + r.Address, InView: true}
		node.ServiceName, node.Open = value.UnknownOf[value.Text](reason, r.Range), &reason
	}
	l.builder.Add(node)
}
