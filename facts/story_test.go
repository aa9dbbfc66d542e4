package facts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func denyAll(more ...any) value.Value {
	return object(append([]any{"Effect", lit("Deny"), "Principal", lit("*"), "Action", lit("*"), "Resource", lit("*")}, more...)...)
}

func TestStoriesOfHops(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, hop string
		change    func(n *network)
		want      string
	}{
		{"a dead end is told once", hopRoute, func(n *network) {
			n.endpoint = nil
			n.openWithNAT().Private = known(true)
		}, `NAT gateway "aws_nat_gateway.main" does not lead to the internet: it is private, so the internet gateway drops what it sends`},
		{"a customer's list goes by its name, once for both halves", hopEgress, func(n *network) {
			n.Add(&graph.PrefixList{Origin: n.origin("aws_ec2_managed_prefix_list.all"), ServiceName: value.AbsentOf[value.Text](source.Range{}), Entries: texts("0.0.0.0/1", "128.0.0.0/1")})
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(to[graph.PrefixList](id("aws_ec2_managed_prefix_list.all")))
		}, `TCP 443 goes out to Amazon S3 by rule aws_security_group.app egress[0] of prefix list "aws_ec2_managed_prefix_list.all"`},
		{"the endpoint's own list is Amazon S3's", hopEgress, func(n *network) {
			n.rule.CIDRs, n.rule.PrefixLists = texts(), refs(to[graph.PrefixList](graph.PrefixListOfEndpoint(n.endpoint.ID)))
		}, `TCP 443 goes out to Amazon S3 by rule aws_security_group.app egress[0] of Amazon S3's prefix list`},
		{"an unknown number is told once", hopRoute, func(n *network) {
			n.endpoint.Symbolic = &value.Reason{Text: "the number of instances of aws_vpc_endpoint.s3 is not known"}
		}, `the number of instances of aws_vpc_endpoint.s3 is not known`},
		{"a subnet of a list that is not known", hopRoute, func(n *network) {
			n.host.Subnets = refs(elsewhere[graph.Subnet]("data.aws_subnets.private.ids[?].value"))
		}, `the route table of a subnet of data.aws_subnets.private.ids is not known: variable data.aws_subnets.private.ids[?].value has no value`},
		{"a deny inside the range of ports", hopNetworkACL, func(n *network) {
			n.Add(&graph.NetworkACL{Origin: n.origin("acl"), Subnets: refs(to[graph.Subnet](n.subnet.ID))})
			entry := func(number int, egress, allow bool, from, to_ int) {
				e := &graph.NetworkACLEntry{
					Origin: n.origin("acl"), ACL: to[graph.NetworkACL](id("acl")), Egress: known(egress), Number: known(number), Allow: known(allow),
					Protocol: plain("tcp"), CIDR: plain("0.0.0.0/0"), FromPort: known(from), ToPort: known(to_),
				}
				e.ID += graph.ID(e.Range.String())
				n.Add(e)
			}
			entry(100, true, true, 0, 65535)
			entry(90, false, false, 33000, 40000)
			entry(100, false, true, 0, 65535)
		}, `network ACL "acl" lets no answers in to all of TCP 32768-60999 because of entry 90`},
		{"answers to the ports of Windows, for a system that nobody knows", hopNetworkACL, func(n *network) {
			n.host.Launch.ImageHints, n.host.Launch.UserData = texts(), unknownOf[value.Text]("user_data")
			n.Add(&graph.NetworkACL{Origin: n.origin("acl"), Subnets: refs(to[graph.Subnet](n.subnet.ID))})
			for _, egress := range []bool{true, false} {
				e := &graph.NetworkACLEntry{
					Origin: n.origin("acl"), ACL: to[graph.NetworkACL](id("acl")), Egress: known(egress), Number: known(100), Allow: known(true),
					Protocol: plain("tcp"), CIDR: plain("0.0.0.0/0"), FromPort: known(49152), ToPort: known(65535),
				}
				if egress {
					e.FromPort, e.ToPort = known(443), known(443)
				}
				e.ID += graph.ID(e.Range.String())
				n.Add(e)
			}
		}, `network ACL "acl" lets answers through to the ports that Windows takes, and the host's system is not known`},
		{"a deny of everything", hopPolicy, func(n *network) { n.endpoint.Policy = policyOf(denyAll()) },
			`the policy of endpoint "aws_vpc_endpoint.s3" denies the request by statement 1: it denies every request`},
		{"several statements that deny", hopPolicy, func(n *network) {
			n.endpoint.Policy = policyOf(denyAll(), denyAll("Sid", lit("Perimeter")))
		}, `the policy of endpoint "aws_vpc_endpoint.s3" denies the request by statement 1: it denies every request (statement Perimeter denies it too)`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			c.change(n)
			for _, path := range n.document(t, Options{}).Paths {
				for _, hop := range path.Hops {
					if hop.Kind == c.hop && path.Host != "" {
						if diff := cmp.Diff(c.want, hop.Story); diff != "" {
							t.Error(diff)
						}
					}
				}
			}
		})
	}
}
