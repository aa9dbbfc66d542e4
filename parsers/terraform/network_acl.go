package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

var networkACLTypes = map[string]func(*lowering, *resource.Resource){
	"aws_network_acl":             func(l *lowering, r *resource.Resource) { l.networkACL(r, false) },
	"aws_default_network_acl":     func(l *lowering, r *resource.Resource) { l.networkACL(r, true) },
	"aws_network_acl_rule":        (*lowering).networkACLRule,
	"aws_network_acl_association": (*lowering).networkACLAssociation,
}

func (l *lowering) networkACL(r *resource.Resource, isDefault bool) {
	a := r.Attributes
	node := &graph.NetworkACL{
		Origin: l.origin(r), Default: isDefault, VPC: graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
		Subnets: graph.RefsFrom[graph.Subnet](a.Get("subnet_ids"), l.resolve),
	}
	if isDefault {
		node.VPC = l.vpcOfDefault(r, "default_network_acl_id")
	}
	acl := graph.To[graph.NetworkACL](node.ID, r.Range)
	var entries []*graph.NetworkACLEntry
	for _, direction := range []string{"egress", "ingress"} {
		found, more, _ := blocks(a.Get(direction))
		if more != nil {
			node.MoreEntries = more
		}
		ids := setIDs{}
		for _, one := range found {
			entry := l.networkACLEntry(one.value, "rule_no", "action")
			entry.Origin = l.part(r, direction, one.guard, one.value)
			entry.ID = ids.id(entry.ID, entryContent(entry))
			entry.ACL, entry.Egress = acl, value.KnownOf(direction == "egress", one.value.Range)
			entries = append(entries, entry)
		}
	}
	l.builder.Add(node)
	for _, entry := range entries {
		l.builder.Add(entry)
	}
}

func (l *lowering) networkACLEntry(a value.Value, number, action string) *graph.NetworkACLEntry {
	return &graph.NetworkACLEntry{
		Number: value.IntOf(a.Get(number)), Allow: is(a.Get(action), "allow"), Protocol: value.TextOf(a.Get("protocol")),
		CIDR:     value.TextOf(stated(firstStated(a, "cidr_block", "ipv6_cidr_block"))),
		FromPort: value.IntOf(a.Get("from_port")), ToPort: value.IntOf(a.Get("to_port")),
	}
}

func (l *lowering) networkACLRule(r *resource.Resource) {
	entry := l.networkACLEntry(r.Attributes, "rule_number", "rule_action")
	entry.Origin = l.origin(r)
	entry.ACL = graph.RefFrom[graph.NetworkACL](r.Attributes.Get("network_acl_id"), l.resolve)
	entry.Egress = value.BoolOf(r.Attributes.Get("egress"))
	if !isStated(r.Attributes.Get("egress")) {
		entry.Egress = value.KnownOf(false, source.Range{}) // the provider's default
	}
	l.builder.Add(entry)
}

func (l *lowering) networkACLAssociation(r *resource.Resource) {
	l.builder.Add(&graph.NetworkACLAssociation{
		Origin: l.origin(r), ACL: graph.RefFrom[graph.NetworkACL](r.Attributes.Get("network_acl_id"), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](r.Attributes.Get("subnet_id"), l.resolve),
	})
}
