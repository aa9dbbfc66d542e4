package facts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

func TestPublicAccessIsBlocked(t *testing.T) {
	t.Parallel()
	verdictOf := func(internet, verdict string) string {
		return "aws_instance.app al2023 al2023_repos/aws_subnet.app internet=" + internet + " need=required evidence=full: " + verdict
	}
	missing := verdictOf("none", "blocked at route [s3_gateway_endpoint_missing aws_vpc.main full]")
	open := verdictOf("internet_gateway", "passes")
	unknown := verdictOf("undetermined", "undetermined")
	block := func(n *network, mode value.Of[value.Text]) *graph.PublicAccessBlock {
		node := &graph.PublicAccessBlock{Origin: n.origin("block"), Mode: mode}
		n.Add(node)
		return node
	}
	exclude := func(n *network, vpc, subnet graph.ID) {
		node := &graph.PublicAccessBlock{Origin: n.origin("exclusion"), Exclusion: true, Mode: plain("allow-egress")}
		node.VPC, node.Subnet = graph.Nowhere[graph.VPC](), graph.Nowhere[graph.Subnet]()
		if vpc != "" {
			node.VPC = to[graph.VPC](vpc)
		}
		if subnet != "" {
			node.Subnet = to[graph.Subnet](subnet)
		}
		n.Add(node)
	}
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"in both directions", func(n *network) { block(n, plain("block-bidirectional")) }, missing},
		{"inwards only", func(n *network) { block(n, plain("block-ingress")) }, open},
		{"not at all", func(n *network) { block(n, plain("off")) }, open},
		{"in a way that is not known", func(n *network) { block(n, unknownOf[value.Text]("mode")) }, unknown},
		{"perhaps", func(n *network) {
			block(n, plain("block-bidirectional")).Symbolic = &value.Reason{Text: "the number of blocks is not known"}
		}, unknown},
		{"in another region", func(n *network) {
			n.subnet.Region = plain("eu-west-1")
			block(n, plain("block-bidirectional")).Region = plain("us-east-1")
		}, open},
		{"but not in this VPC", func(n *network) {
			block(n, plain("block-bidirectional"))
			exclude(n, n.vpc.ID, "")
		}, open},
		{"but not in this subnet", func(n *network) {
			block(n, plain("block-bidirectional"))
			exclude(n, "", n.subnet.ID)
		}, open},
		{"but not in another subnet", func(n *network) {
			block(n, plain("block-bidirectional"))
			exclude(n, "", id("aws_subnet.other"))
		}, missing},
		{"but not in a VPC that may be this one", func(n *network) {
			block(n, plain("block-bidirectional"))
			exclude(n, graph.ExternalID("var.vpc"), "")
		}, unknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.endpoint = nil
			n.Add(&graph.Gateway{Origin: n.origin("igw"), GatewayKind: graph.InternetGateway, VPCs: refs(to[graph.VPC](n.vpc.ID))})
			n.route("aws_route.default", n.table.ID, "0.0.0.0/0", graph.TargetGateway, id("igw"))
			n.host.Launch.PublicIP = value.KnownOf(true, source.Range{})
			c.change(n)
			if diff := cmp.Diff(c.want, brief(n.document(t, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNATWithAnExcludedSubnetMayPassABlock(t *testing.T) {
	t.Parallel()
	for subnet, want := range map[graph.ID]string{
		"":                        "none need=required evidence=full: blocked at route [s3_gateway_endpoint_missing aws_vpc.main full]",
		id("aws_subnet.excluded"): "undetermined need=required evidence=full: undetermined",
	} {
		n := base()
		n.endpoint = nil
		n.openWithNAT()
		n.Add(&graph.PublicAccessBlock{Origin: n.origin("block"), Mode: plain("block-bidirectional")})
		if subnet != "" {
			n.Add(&graph.PublicAccessBlock{Origin: n.origin("exclusion"), Exclusion: true, Subnet: to[graph.Subnet](subnet)})
		}
		got := brief(n.document(t, Options{}))
		if diff := cmp.Diff("aws_instance.app al2023 al2023_repos/aws_subnet.app internet="+want, got); diff != "" {
			t.Errorf("excluded %q: %s", subnet, diff)
		}
	}
}
