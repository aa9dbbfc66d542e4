package terraform

import (
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var securityGroupTypes = map[string]func(*lowering, *resource.Resource){
	"aws_security_group":                  func(l *lowering, r *resource.Resource) { l.securityGroup(r, false) },
	"aws_default_security_group":          func(l *lowering, r *resource.Resource) { l.securityGroup(r, true) },
	"aws_security_group_rule":             (*lowering).securityGroupRule,
	"aws_vpc_security_group_egress_rule":  func(l *lowering, r *resource.Resource) { l.singleRule(r, true) },
	"aws_vpc_security_group_ingress_rule": func(l *lowering, r *resource.Resource) { l.singleRule(r, false) },
}

func (l *lowering) securityGroup(r *resource.Resource, isDefault bool) {
	a := r.Attributes
	node := &graph.SecurityGroup{
		Origin: l.origin(r), Default: isDefault, VPC: graph.RefFrom[graph.VPC](a.Get("vpc_id"), l.resolve),
	}
	egress, moreEgress, written := blocks(a.Get("egress"))
	ingress, moreIngress, _ := blocks(a.Get("ingress"))
	node.InlineEgress, node.MoreEgress, node.MoreIngress = written, moreEgress, moreIngress
	l.builder.Add(node)
	group := graph.To[graph.SecurityGroup](node.ID, r.Range)
	l.inlineRules(r, "egress", egress, group)
	l.inlineRules(r, "ingress", ingress, group)
}

func (l *lowering) inlineRules(r *resource.Resource, name string, rules []guardedBlock, group graph.Ref[graph.SecurityGroup]) {
	ids := setIDs{}
	for i, rule := range rules {
		made := l.rule(l.inlineRule(r, name, i, rule), group, rule.value, name == "egress")
		made.Inline, made.ID = true, ids.id(made.ID, ruleContent(made))
		l.builder.Add(made)
	}
}

// inlineRule is the origin of one block, which has the group's address and its
// own place in the list: a reader must be able to tell four rules apart.
func (l *lowering) inlineRule(r *resource.Resource, name string, i int, rule guardedBlock) graph.Origin {
	origin := l.part(r, name, rule.guard, rule.value)
	origin.Address = r.Address + "." + name + "[" + strconv.Itoa(i) + "]"
	return origin
}

// rule is a rule written with lists of peers, inline or on its own.
func (l *lowering) rule(origin graph.Origin, group graph.Ref[graph.SecurityGroup], a value.Value, egress bool) *graph.SecurityGroupRule {
	texts := func(name string) value.ListOf[value.Text] { return value.ListFrom(a.Get(name), value.TextOf) }
	groups := graph.RefsFrom[graph.SecurityGroup](a.Get("security_groups"), l.resolve)
	if source := stated(a.Get("source_security_group_id")); isStated(source) {
		groups = graph.RefsFrom[graph.SecurityGroup](oneOf(source), l.resolve)
	}
	return &graph.SecurityGroupRule{
		Origin: origin, Group: group, Egress: egress,
		Protocol: value.TextOf(a.Get("protocol")), FromPort: value.IntOf(a.Get("from_port")), ToPort: value.IntOf(a.Get("to_port")),
		CIDRs:       allItems(texts("cidr_blocks"), texts("ipv6_cidr_blocks")),
		PrefixLists: graph.RefsFrom[graph.PrefixList](a.Get("prefix_list_ids"), l.resolve),
		Groups:      groups, Self: value.BoolOf(a.Get("self")),
	}
}

func (l *lowering) securityGroupRule(r *resource.Resource) {
	group := graph.RefFrom[graph.SecurityGroup](r.Attributes.Get("security_group_id"), l.resolve)
	directions := value.Flatten(r.Attributes.Get("type"))
	for i, direction := range directions {
		origin := l.origin(r)
		origin.Guard = origin.Guard.And(direction.Guard)
		if i > 0 {
			origin.ID += graph.ID(":" + strconv.Itoa(i))
		}
		switch literal(direction.Value) {
		case "egress":
			l.builder.Add(l.rule(origin, group, r.Attributes, true))
		case "ingress":
			l.builder.Add(l.rule(origin, group, r.Attributes, false))
		default:
			reason := value.Reason{Text: "the direction of " + r.Address + " is not known"}
			origin.Symbolic = &reason
			l.builder.Add(l.rule(origin, group, r.Attributes, true))
			origin.ID += ":ingress"
			l.builder.Add(l.rule(origin, group, r.Attributes, false))
		}
	}
}

// singleRule lowers the rule resources that name exactly one peer.
func (l *lowering) singleRule(r *resource.Resource, egress bool) {
	a := r.Attributes
	l.builder.Add(&graph.SecurityGroupRule{
		Origin: l.origin(r), Egress: egress, Group: graph.RefFrom[graph.SecurityGroup](a.Get("security_group_id"), l.resolve),
		Protocol: value.TextOf(a.Get("ip_protocol")), FromPort: value.IntOf(a.Get("from_port")), ToPort: value.IntOf(a.Get("to_port")),
		CIDRs:       allItems(value.ListFrom(oneOf(a.Get("cidr_ipv4")), value.TextOf), value.ListFrom(oneOf(a.Get("cidr_ipv6")), value.TextOf)),
		PrefixLists: graph.RefsFrom[graph.PrefixList](oneOf(a.Get("prefix_list_id")), l.resolve),
		Groups:      graph.RefsFrom[graph.SecurityGroup](oneOf(a.Get("referenced_security_group_id")), l.resolve),
		Self:        value.AbsentOf[bool](r.Range),
	})
}
