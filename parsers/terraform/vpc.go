package terraform

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var vpcTypes = map[string]func(*lowering, *resource.Resource){
	"aws_vpc":         func(l *lowering, r *resource.Resource) { l.vpc(r, false) },
	"aws_default_vpc": func(l *lowering, r *resource.Resource) { l.vpc(r, true) },
}

func (l *lowering) vpc(r *resource.Resource, isDefault bool) {
	a := r.Attributes
	node := &graph.VPC{
		Origin: l.origin(r), Default: isDefault,
		CIDRs:      value.ListFrom(a.Get("cidr_block"), value.PrefixOf),
		IPv6:       ipv6Of(a),
		DNSSupport: value.BoolOf(a.Get("enable_dns_support")), DNSHostnames: value.BoolOf(a.Get("enable_dns_hostnames")),
	}
	if isDefault && !isStated(a.Get("enable_dns_hostnames")) {
		node.DNSHostnames = value.KnownOf(true, r.Range) // a default VPC has them on
	}
	for _, other := range l.byType["aws_vpc_ipv4_cidr_block_association"] {
		if l.names(other.Attributes.Get("vpc_id"), node.ID) {
			node.CIDRs = allItems(node.CIDRs, value.ListFrom(guardedValue(other.Guard, other.Attributes.Get("cidr_block")), value.PrefixOf))
		}
	}
	if isDefault && len(node.CIDRs.Items) == 0 {
		node.CIDRs.More = append(node.CIDRs.More, value.Alternative[value.Reason]{Value: value.Reason{Text: "a default VPC's range is not written"}})
	}
	l.builder.Add(node)
}

// names reports whether a value refers to a node in some world.
func (l *lowering) names(v value.Value, id graph.ID) bool {
	for _, alternative := range graph.RefFrom[graph.VPC](v, l.resolve).Alternatives() {
		if alternative.Value.State == value.Known && alternative.Value.Value == id {
			return true
		}
	}
	return false
}

// ipv6Of reports whether a VPC has an IPv6 range: one that Amazon gives, or one of
// a pool. ipv6_cidr_block goes only with a pool, and a plan shows it as known after
// apply for every VPC that does not write it
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc).
func ipv6Of(a value.Value) value.Of[bool] {
	if generated := a.Get("assign_generated_ipv6_cidr_block"); isStated(generated) {
		return value.BoolOf(generated)
	}
	pool, block := a.Get("ipv6_ipam_pool_id"), a.Get("ipv6_cidr_block")
	switch {
	case pool.Kind == value.NotKnown:
		return value.UnknownOf[bool](pool.Reason, pool.Range)
	case isStated(pool):
		return value.KnownOf(true, pool.Range)
	case isStated(block) && block.Kind != value.NotKnown:
		return value.KnownOf(true, block.Range)
	}
	return value.AbsentOf[bool](a.Range)
}
