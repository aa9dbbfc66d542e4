package facts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
)

func TestReadingsOfHops(t *testing.T) {
	t.Parallel()
	type said struct {
		Name, Value string
		Line        int
	}
	cases := []struct {
		name, hop string
		change    func(n *network)
		want      []said
	}{
		{"the rules of every group", hopEgress, func(n *network) {
			n.rule.Protocol, n.rule.FromPort, n.rule.ToPort, n.rule.Self = plain("tcp"), known(443), known(443), known(false)
		}, []said{
			{"security group aws_security_group.app", "1 egress rule", 60}, {"egress", "tcp 443 to 0.0.0.0/0", 70},
		}},
		{"a group that lets nothing out", hopEgress, func(n *network) { n.rule.Group = elsewhere[graph.SecurityGroup]("var.other") }, []said{
			{"security group aws_security_group.app", "no egress rules", 60},
		}},
		{"the resolver's settings", hopDNS, func(n *network) { n.vpc.DNSSupport, n.vpc.DNSHostnames = known(false), known(true) }, []said{
			{"DNS support", "false", 10}, {"DNS hostnames", "true", 10},
		}},
		{"the table and what it leads to", hopRoute, func(*network) {}, []said{
			{"subnet aws_subnet.app", "route table aws_route_table.app", 20},
			{"route com.amazonaws.${region}.s3", "gateway endpoint aws_vpc_endpoint.s3", 50},
		}},
		{"what a policy refuses by", hopPolicy, func(n *network) {
			n.endpoint.Policy = policyOf(object("Sid", lit("Own"), "Effect", lit("Allow"), "Principal", lit("*"), "Action", lit("*"), "Resource", lit("*"),
				"Condition", object("StringEquals", object("aws:PrincipalAccount", lit("111122223333")))))
		}, []said{
			{"statement", "1 Own", 50}, {"condition", "StringEquals aws:PrincipalAccount 111122223333", 50},
			{"object", "arn:${partition}:s3:::al2023-repos-${region}-de612dc2/core/mirrors/latest/x86_64/mirror.list", 50},
		}},
		{"a policy that lets through", hopPolicy, func(*network) {}, []said{
			{"policy of aws_vpc_endpoint.s3", "none stated, which is full access", 50},
		}},
		{"a VPC that is declared elsewhere", hopDNS, func(n *network) {
			n.subnet.VPC = elsewhere[graph.VPC]("var.vpc_id")
		}, []said{
			{"DNS support", "not known: variable var.vpc_id has no value", 0}, {"DNS hostnames", "not known: variable var.vpc_id has no value", 0},
		}},
		{"no network ACL but the default one", hopNetworkACL, func(*network) {}, []said{
			{"network ACL", "the VPC's default, which allows everything", 0},
		}},
		{"the entries of a network ACL in their order", hopNetworkACL, func(n *network) {
			n.Add(&graph.NetworkACL{Origin: n.origin("acl"), Subnets: refs(to[graph.Subnet](n.subnet.ID))})
			for _, number := range []int{200, 100} {
				e := &graph.NetworkACLEntry{
					Origin: n.origin("acl"), ACL: to[graph.NetworkACL](id("acl")), Egress: known(true), Number: known(number), Allow: known(number == 100),
					Protocol: plain("tcp"), CIDR: plain("0.0.0.0/0"), FromPort: known(443), ToPort: known(443),
				}
				e.ID += graph.ID(e.Range.String())
				n.Add(e)
			}
		}, []said{
			{"network ACL acl", "2 entries", 90}, {"entry 100 out", "allow tcp 443 to 0.0.0.0/0", 110}, {"entry 200 out", "deny tcp 443 to 0.0.0.0/0", 100},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			c.change(n)
			document := n.document(t, Options{})
			found := false
			for _, path := range document.Paths {
				for _, hop := range path.Hops {
					if hop.Kind != c.hop || path.Host == "" || path.Destination != "al2023_repos" {
						continue
					}
					found = true
					var got []said
					for _, reading := range document.Readings(path, hop) {
						got = append(got, said{reading.Name, reading.Value, reading.At.Start.Line})
					}
					if diff := cmp.Diff(c.want, got); diff != "" {
						t.Errorf("readings (-want +got):\n%s", diff)
					}
				}
			}
			if !found {
				t.Error("no such hop was walked")
			}
		})
	}
}
