package facts

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// portIn reads a number for the reference, which knows nothing of values.
func portIn(alternatives any) int {
	of := alternatives.([]value.Alternative[value.Fact[int]])
	if len(of) == 0 || of[0].Value.State != value.Known {
		return -1
	}
	return of[0].Value.Value
}

const randomRegion = "eu-west-1"

// lottery makes random small networks: everything in view and stated, so that
// nothing but Amazon S3's addresses and transit gateways leaves a verdict open.
type lottery struct {
	*rand.Rand
	*network
	allows map[graph.ID]bool
	nats   []graph.ID
	// halves says that a block covers one half of the address space: where Amazon
	// S3 lies on it, more is open than a packet by packet walk leaves open.
	halves bool
}

// block draws a CIDR block.
func (l *lottery) block(blocks ...string) string {
	chosen := blocks[l.IntN(len(blocks))]
	l.halves = l.halves || strings.HasSuffix(chosen, "/1")
	return chosen
}

func draw(seed uint64) *lottery {
	l := &lottery{Rand: rand.New(rand.NewPCG(seed, 7)), network: base(), allows: map[graph.ID]bool{}}
	l.network.endpoint, l.network.rule, l.network.host, l.network.association, l.network.group = nil, nil, nil, nil, nil
	if l.IntN(4) == 0 {
		l.vpc.DNSSupport = known(l.IntN(2) == 0)
	}
	tables := []graph.ID{l.table.ID}
	if l.IntN(2) == 0 {
		second := &graph.RouteTable{Origin: l.origin("aws_route_table.second"), VPC: to[graph.VPC](l.vpc.ID)}
		l.Add(second)
		tables = append(tables, second.ID)
	}
	subnets := []*graph.Subnet{l.subnet}
	for i := range l.IntN(2) {
		subnet := &graph.Subnet{Origin: l.origin(fmt.Sprintf("aws_subnet.app%d", i)), VPC: to[graph.VPC](l.vpc.ID)}
		l.Add(subnet)
		subnets = append(subnets, subnet)
	}
	for i, subnet := range subnets {
		if l.IntN(3) == 0 {
			subnet.MapPublicIP = known(l.IntN(2) == 0)
		}
		if l.IntN(6) > 0 {
			l.Add(&graph.RouteTableAssociation{
				Origin: l.origin(fmt.Sprintf("association%d", i)), Table: to[graph.RouteTable](tables[l.IntN(len(tables))]), Subnet: to[graph.Subnet](subnet.ID),
				VPC: graph.Nowhere[graph.VPC](),
			})
		}
	}
	l.gateways(subnets)
	for i, table := range tables {
		l.routes(i, table)
	}
	l.endpoints(tables)
	l.acls(subnets)
	l.machines(subnets)
	return l
}

// gateways are an internet gateway behind a public subnet, and NAT gateways in
// good and in bad places.
func (l *lottery) gateways(subnets []*graph.Subnet) {
	public := &graph.Subnet{Origin: l.origin("aws_subnet.public"), VPC: to[graph.VPC](l.vpc.ID)}
	table := &graph.RouteTable{Origin: l.origin("aws_route_table.public"), VPC: to[graph.VPC](l.vpc.ID)}
	l.Add(public)
	l.Add(table)
	l.Add(&graph.RouteTableAssociation{
		Origin: l.origin("association.public"), Table: to[graph.RouteTable](table.ID), Subnet: to[graph.Subnet](public.ID), VPC: graph.Nowhere[graph.VPC](),
	})
	l.Add(&graph.Gateway{Origin: l.origin("igw"), GatewayKind: graph.InternetGateway, VPCs: refs(to[graph.VPC](l.vpc.ID))})
	l.Add(&graph.Gateway{Origin: l.origin("tgw"), GatewayKind: graph.TransitGateway, VPCs: refs(to[graph.VPC](l.vpc.ID))})
	if l.IntN(6) > 0 {
		l.route("route.public", table.ID, "0.0.0.0/0", graph.TargetGateway, id("igw"))
	}
	for i, in := range []graph.ID{public.ID, subnets[0].ID} {
		nat := &graph.NATGateway{Origin: l.origin(fmt.Sprintf("nat%d", i)), Subnet: to[graph.Subnet](in), VPC: graph.Nowhere[graph.VPC]()}
		if l.IntN(4) == 0 {
			nat.Private = known(l.IntN(2) == 0)
		}
		l.Add(nat)
		l.nats = append(l.nats, nat.ID)
	}
}

func (l *lottery) routes(i int, table graph.ID) {
	for j, block := range []string{"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8"} {
		if l.IntN(3) > 0 {
			continue
		}
		name := fmt.Sprintf("route%d.%d", i, j)
		l.block(block)
		switch l.IntN(4) {
		case 0:
			l.route(name, table, block, graph.TargetGateway, id("igw"))
		case 1, 2:
			l.route(name, table, block, graph.TargetNATGateway, l.nats[l.IntN(len(l.nats))])
		case 3:
			l.route(name, table, block, graph.TargetTransitGateway, id("tgw"))
		}
	}
}

func (l *lottery) endpoints(tables []graph.ID) {
	if l.IntN(3) == 0 {
		return
	}
	endpoint := l.s3("aws_vpc_endpoint.s3")
	endpoint.Service = plain("com.amazonaws." + randomRegion + ".s3")
	for _, table := range tables {
		if l.IntN(3) > 0 {
			endpoint.RouteTables.Items = append(endpoint.RouteTables.Items, to[graph.RouteTable](table).Of)
		}
	}
	repositories := statement("Allow", "arn:aws:s3:::al2023-repos-"+randomRegion+"-de612dc2/*")
	account := statement("Allow", "*", "Condition", object("StringEquals", object("aws:PrincipalAccount", lit("111122223333"))))
	everything := statement("Allow", "*")
	denied := statement("Deny", "*", "Condition", object("StringNotEquals", object("aws:PrincipalOrgID", lit("o-abc1234567"))))
	policies := []struct {
		document value.Value
		allows   bool
	}{
		{value.Value{}, true}, {policyOf(repositories), true}, {policyOf(account), false}, {policyOf(account, repositories), true},
		{policyOf(everything, denied), false}, {policyOf(everything), true},
	}
	chosen := policies[l.IntN(len(policies))]
	endpoint.Policy = chosen.document
	l.allows[endpoint.ID] = chosen.allows
	l.Add(endpoint)
}

func (l *lottery) acls(subnets []*graph.Subnet) {
	if l.IntN(2) == 0 {
		return
	}
	acl := &graph.NetworkACL{Origin: l.origin("acl"), VPC: to[graph.VPC](l.vpc.ID)}
	for _, subnet := range subnets {
		if l.IntN(2) == 0 {
			acl.Subnets.Items = append(acl.Subnets.Items, to[graph.Subnet](subnet.ID).Of)
		}
	}
	l.Add(acl)
	numbers := l.Perm(20)
	ranges := [][2]int{{443, 443}, {80, 80}, {1024, 65535}, {32768, 60999}, {32768, 40000}, {40001, 60999}, {0, 65535}}
	blocks := []string{"0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/16"}
	for i := range 2 + l.IntN(7) {
		ports := ranges[l.IntN(len(ranges))]
		entry := &graph.NetworkACLEntry{
			Origin: l.origin(fmt.Sprintf("entry%d", i)), ACL: to[graph.NetworkACL](acl.ID), Egress: known(l.IntN(2) == 0),
			Number: known(100 + numbers[i]), Allow: known(l.IntN(4) > 0), Protocol: plain("tcp"), CIDR: plain(l.block(blocks...)),
			FromPort: known(ports[0]), ToPort: known(ports[1]),
		}
		if l.IntN(3) == 0 {
			entry.Protocol = plain("-1")
		}
		l.Add(entry)
	}
}

func (l *lottery) machines(subnets []*graph.Subnet) {
	var groups []graph.ID
	for i := range 2 {
		group := &graph.SecurityGroup{Origin: l.origin(fmt.Sprintf("group%d", i)), VPC: to[graph.VPC](l.vpc.ID)}
		l.Add(group)
		groups = append(groups, group.ID)
		for j := range l.IntN(4) {
			ports := [][2]int{{443, 443}, {80, 80}, {80, 443}, {0, 65535}, {444, 65535}}[l.IntN(5)]
			rule := l.egress(fmt.Sprintf("rule%d.%d", i, j), group.ID, []string{"tcp", "tcp", "-1", "udp"}[l.IntN(4)], ports[0], ports[1])
			if l.IntN(4) == 0 && len(l.allows) > 0 {
				rule.PrefixLists = refs(to[graph.PrefixList](graph.PrefixListOfEndpoint(id("aws_vpc_endpoint.s3"))))
			} else {
				rule.CIDRs = texts(l.block("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/16"))
			}
			l.Add(rule)
		}
	}
	for i, subnet := range subnets {
		host := &graph.Host{Origin: l.origin(fmt.Sprintf("host%d", i)), HostKind: graph.Instance, Subnets: refs(to[graph.Subnet](subnet.ID))}
		host.Launch.ImageHints = texts("al2023-ami-2023.*-x86_64")
		host.Launch.UserData = plain("#!/bin/bash\ndnf install -y httpd\n")
		host.Launch.Groups = refs(to[graph.SecurityGroup](groups[0]))
		if l.IntN(2) == 0 {
			host.Launch.Groups = refs(to[graph.SecurityGroup](groups[0]), to[graph.SecurityGroup](groups[1]))
		}
		if l.IntN(3) == 0 {
			host.Launch.PublicIP = known(l.IntN(2) == 0)
		}
		l.Add(host)
	}
}

// TestRandomNetworksAgainstTheReference walks random networks twice. The number of
// networks is that of REPOLINT_NETWORKS, by default a few hundred.
func TestRandomNetworksAgainstTheReference(t *testing.T) {
	t.Parallel()
	count := 400
	if stated := os.Getenv("REPOLINT_NETWORKS"); stated != "" {
		var err error
		if count, err = strconv.Atoi(stated); err != nil {
			t.Fatalf("REPOLINT_NETWORKS: %v", err)
		}
	}
	verdicts := map[string]int{}
	for seed := range uint64(count) {
		l := draw(seed)
		g := l.graph(t)
		document := Derive(g, Options{Region: randomRegion, Destinations: []destination.Destination{destinationNamed("al2023_repos")}})
		r := reference{g: g, region: randomRegion, allows: l.allows}
		walked := 0
		for _, path := range document.Paths {
			if path.Host == "" || path.Destination != "al2023_repos" {
				continue
			}
			walked++
			hops, whole := r.path(g.Hosts[graph.ID(path.Host)], g.Subnets[graph.ID(path.SubnetID)], destinationNamed(path.Destination))
			verdicts[whole]++
			differs := func(found, want string) bool { return found != want && (found != "undetermined" || !l.halves) }
			differ := differs(path.Verdict, whole)
			for _, hop := range path.Hops {
				differ = differ || differs(hop.Verdict, hops[hop.Kind])
			}
			if path.Verdict == "undetermined" && whole != path.Verdict {
				verdicts["left open"]++
			}
			if differ || len(path.Hops) != len(hops) {
				var lines []string
				for _, hop := range path.Hops {
					lines = append(lines, fmt.Sprintf("%s %s (reference %s): %s", hop.Kind, hop.Verdict, hops[hop.Kind], hop.Story))
				}
				t.Errorf("network %d, host %s: %s, reference %s\n%s\n%s", seed, path.Address, path.Verdict, whole, strings.Join(lines, "\n"), graph.Dump(g))
			}
		}
		if walked == 0 {
			t.Errorf("network %d: no path was walked", seed)
		}
	}
	t.Logf("%v", verdicts)
	for _, verdict := range []string{"passes", "blocked", "undetermined"} {
		if verdicts[verdict] < count/50 {
			t.Errorf("of %v, too few are %s", verdicts, verdict)
		}
	}
}

func destinationNamed(id string) destination.Destination {
	for _, d := range destination.All() {
		if d.ID == id {
			return d
		}
	}
	return destination.Destination{}
}
