package facts

import (
	"fmt"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// large is a network of so many hosts, ten to a closed subnet, each with a group
// of its own, all behind one endpoint with a policy.
func large(hosts int) *network {
	n := base()
	n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::al2023-repos-*/*"))
	for i := range hosts {
		if i%10 == 0 {
			subnet := &graph.Subnet{Origin: n.origin(fmt.Sprintf("aws_subnet.s[%d]", i/10)), VPC: to[graph.VPC](n.vpc.ID)}
			table := &graph.RouteTable{Origin: n.origin(fmt.Sprintf("aws_route_table.t[%d]", i/10)), VPC: to[graph.VPC](n.vpc.ID)}
			n.Add(subnet)
			n.Add(table)
			n.Add(&graph.RouteTableAssociation{
				Origin: n.origin(fmt.Sprintf("aws_route_table_association.a[%d]", i/10)),
				Table:  to[graph.RouteTable](table.ID), Subnet: to[graph.Subnet](subnet.ID),
			})
			n.endpoint.RouteTables.Items = append(n.endpoint.RouteTables.Items, known(table.ID))
		}
		group := &graph.SecurityGroup{Origin: n.origin(fmt.Sprintf("aws_security_group.g[%d]", i)), VPC: to[graph.VPC](n.vpc.ID)}
		rule := n.egress(fmt.Sprintf("aws_vpc_security_group_egress_rule.r[%d]", i), group.ID, "tcp", 443, 443)
		rule.CIDRs = texts("0.0.0.0/0")
		n.Add(group)
		n.Add(rule)
		host := *n.host
		host.Origin = n.origin(fmt.Sprintf("aws_instance.h[%d]", i))
		host.Subnets = refs(to[graph.Subnet](id(fmt.Sprintf("aws_subnet.s[%d]", i/10))))
		host.Launch.Groups = refs(to[graph.SecurityGroup](group.ID))
		n.Add(&host)
	}
	return n
}

func BenchmarkDerive(b *testing.B) {
	for _, hosts := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			g := large(hosts).graph(b)
			b.ReportAllocs()
			for b.Loop() {
				if d := Derive(g, Options{}); len(d.Paths) != hosts+1 {
					b.Fatalf("want %d paths, got %d", hosts+1, len(d.Paths))
				}
			}
		})
	}
}

func TestNoConditionsMeanOneEvaluation(t *testing.T) {
	t.Parallel()
	x := newIndex(base().graph(t), Options{})
	evaluations := 0
	leaves, err := inWorlds(x, func(*walk) int { evaluations++; return evaluations })
	if err != nil || len(leaves) != 1 || evaluations != 1 {
		t.Errorf("want one evaluation, got %d with %d leaves and error %v", evaluations, len(leaves), err)
	}
}

func TestWorldsAreThoseOfTheConditionsMet(t *testing.T) {
	t.Parallel()
	n := base()
	n.endpoint.Guard = value.When(toggle("Endpoint"), "true")
	n.vpc.DNSHostnames = under(value.When(toggle("Names"), "true"), known(true))
	x := newIndex(n.graph(t), Options{})
	leaves, err := inWorlds(x, func(w *walk) value.Truth { return w.exists(n.endpoint) })
	if err != nil || len(leaves) != 2 || leaves[0].what != value.False || leaves[1].what != value.True {
		t.Errorf("want the endpoint absent and present, got %v and error %v", leaves, err)
	}
}
