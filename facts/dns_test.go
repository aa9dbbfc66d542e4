package facts

import (
	"testing"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

const (
	repositoryName = "al2023-repos-eu-west-1-de612dc2.s3.dualstack.eu-west-1.amazonaws.com"
	dualStackZone  = "s3.dualstack.eu-west-1.amazonaws.com"
)

// inIreland fixes the region of the base network.
func (n *network) inIreland() { n.subnet.AvailabilityZone = plain("eu-west-1a") }

// associated ties the network's VPC to what set names.
func (n *network) associated(address string, set func(*graph.DNSAssociation)) {
	a := &graph.DNSAssociation{
		Origin: n.origin(address), VPC: to[graph.VPC](n.vpc.ID), Into: graph.Nowhere[graph.DNSProfile](), Zone: graph.Nowhere[graph.HostedZone](),
		Profile: graph.Nowhere[graph.DNSProfile](), Rule: graph.Nowhere[graph.ResolverRule](), Options: graph.Nowhere[graph.DHCPOptions](),
		Firewall: graph.Nowhere[graph.DNSFirewall](), Priority: value.AbsentOf[int](source.Range{}),
	}
	set(a)
	n.Add(a)
}

func (n *network) zone(address, domain string) graph.Ref[graph.HostedZone] {
	n.Add(&graph.HostedZone{Origin: n.origin(address), Domain: plain(domain)})
	return to[graph.HostedZone](id(address))
}

// hostedZone adds a private hosted zone of the VPC, and a record when name is set.
func (n *network) hostedZone(domain, name string, endpoints ...graph.ID) {
	zone := n.zone("aws_route53_zone.z", domain)
	n.associated("aws_route53_zone.z vpc", func(a *graph.DNSAssociation) { a.Zone = zone })
	if name == "" {
		return
	}
	record := &graph.DNSRecord{Origin: n.origin("aws_route53_record.r"), Zone: zone, Domain: plain(name), RecordType: plain("A")}
	for _, endpoint := range endpoints {
		record.Endpoints.Items = append(record.Endpoints.Items, to[graph.Endpoint](endpoint).Of)
	}
	n.Add(record)
}

func (n *network) resolverRule(address, domain, kind string) {
	n.Add(&graph.ResolverRule{Origin: n.origin(address), Domain: plain(domain), RuleType: plain(kind)})
	n.associated(address+" association", func(a *graph.DNSAssociation) { a.Rule = to[graph.ResolverRule](id(address)) })
}

func (n *network) resolvers(servers ...string) {
	n.Add(&graph.DHCPOptions{Origin: n.origin("aws_vpc_dhcp_options.d"), Resolvers: texts(servers...)})
	n.associated("aws_vpc_dhcp_options_association.d", func(a *graph.DNSAssociation) { a.Options = to[graph.DHCPOptions](id("aws_vpc_dhcp_options.d")) })
}

// firewall adds a firewall of the VPC with rules in the order of their priority:
// pairs of an action and a domain.
func (n *network) firewall(rules ...string) {
	group := id("group")
	n.Add(&graph.DNSFirewall{Origin: n.origin("group")})
	n.associated("group association", func(a *graph.DNSAssociation) { a.Firewall, a.Priority = to[graph.DNSFirewall](group), known(101) })
	for i := 0; i < len(rules); i += 2 {
		address := "rule " + rules[i] + " " + rules[i+1]
		n.Add(&graph.DomainList{Origin: n.origin(address + " list"), Domains: texts(rules[i+1])})
		n.Add(&graph.DNSFirewallRule{
			Origin: n.origin(address), Firewall: to[graph.DNSFirewall](group), Domains: to[graph.DomainList](id(address + " list")),
			Priority: known(100 + i), Action: plain(rules[i]), QueryType: value.AbsentOf[value.Text](source.Range{}),
		})
	}
}

// onlyInterface replaces the gateway endpoint by an interface endpoint of S3.
func (n *network) onlyInterface(change func(*graph.Endpoint)) {
	n.vpc.DNSHostnames = known(true)
	n.endpoint = n.s3("aws_vpc_endpoint.s3")
	n.endpoint.EndpointType, n.endpoint.PrivateDNS = known(graph.InterfaceEndpoint), known(true)
	n.endpoint.Subnets, n.endpoint.Groups = refs(to[graph.Subnet](n.subnet.ID)), refs(to[graph.SecurityGroup](n.group.ID))
	n.endpoint.InboundResolverOnly = value.AbsentOf[bool](source.Range{})
	n.Add(&graph.SecurityGroupRule{
		Origin: n.origin("ingress"), Group: to[graph.SecurityGroup](n.group.ID), Protocol: plain("tcp"), FromPort: known(443), ToPort: known(443),
		CIDRs: texts("10.0.0.0/16"),
	})
	if change != nil {
		change(n.endpoint)
	}
}

func TestWhereTheRepositorysNameLeads(t *testing.T) {
	t.Parallel()
	open := openPath("none")
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"DNS support off blocks", func(n *network) { n.vpc.DNSSupport = known(false) }, blockedAt("dns", "vpc_dns_disabled aws_vpc.main")},
		{"own resolvers without DNS support leave it open", func(n *network) { n.vpc.DNSSupport = known(false); n.resolvers("10.0.0.5") }, open},
		{"own resolvers leave it open", func(n *network) { n.resolvers("10.0.0.5") }, open},
		{"own resolvers do not make a missing endpoint undone", func(n *network) { n.resolvers("10.0.0.5"); n.endpoint = nil },
			blockedAt("route", "s3_gateway_endpoint_missing aws_vpc.main")},
		{"AWS's own resolver by name changes nothing", func(n *network) { n.resolvers("AmazonProvidedDNS") }, passing},
		{"AWS's own resolver by the VPC's address changes nothing", func(n *network) { n.resolvers("10.0.0.2") }, passing},
		{"hostnames off with a gateway endpoint is no fault", func(n *network) { n.vpc.DNSHostnames = known(false) }, passing},
		{"a zone of another domain changes nothing", func(n *network) { n.hostedZone("corp.example", "") }, passing},
		{"a zone of a longer name that ends alike changes nothing", func(n *network) { n.hostedZone("ws.com", "") }, passing},
		{"a zone for the dual-stack names covers them", func(n *network) {
			n.endpoint = nil
			n.vpc.DNSHostnames = known(true)
			n.hostedZone(dualStackZone+".", "")
		}, open},
		{"a zone without DNS hostnames does not answer", func(n *network) {
			n.vpc.DNSHostnames = value.AbsentOf[bool](source.Range{})
			n.hostedZone(dualStackZone, "")
		},
			blockedAt("dns", "vpc_dns_disabled aws_vpc.main")},
		{"a zone that is only offered leaves it open", func(n *network) {
			n.endpoint, n.vpc.DNSHostnames = nil, known(true)
			zone := n.zone("z", dualStackZone)
			n.associated("offer", func(a *graph.DNSAssociation) { a.Zone, a.Offered = zone, true })
		}, open},
		{"a forwarding rule leaves it open", func(n *network) { n.resolverRule("rule", "amazonaws.com", "FORWARD") }, open},
		{"a forwarding rule for everything leaves it open", func(n *network) { n.resolverRule("rule", ".", "FORWARD") }, open},
		{"a system rule takes the name from a forwarding rule", func(n *network) {
			n.resolverRule("forward", ".", "FORWARD")
			n.resolverRule("system", "amazonaws.com", "SYSTEM")
		}, passing},
		{"a forwarding rule below the system rule's domain counts", func(n *network) {
			n.resolverRule("forward", dualStackZone, "FORWARD")
			n.resolverRule("system", "amazonaws.com", "SYSTEM")
		}, open},
		{"a forwarding rule of another domain changes nothing", func(n *network) { n.resolverRule("rule", "corp.example", "FORWARD") }, passing},
		{"a profile declared elsewhere leaves it open", func(n *network) {
			n.associated("profile", func(a *graph.DNSAssociation) { a.Profile = elsewhere[graph.DNSProfile]("var.profile") })
		}, open},
		{"a profile without anything changes nothing", func(n *network) {
			n.Add(&graph.DNSProfile{Origin: n.origin("p")})
			n.associated("profile", func(a *graph.DNSAssociation) { a.Profile = to[graph.DNSProfile](id("p")) })
		}, passing},
		{"a profile's zone counts", func(n *network) {
			n.endpoint, n.vpc.DNSHostnames = nil, known(true)
			n.Add(&graph.DNSProfile{Origin: n.origin("p")})
			n.associated("profile", func(a *graph.DNSAssociation) { a.Profile = to[graph.DNSProfile](id("p")) })
			zone := n.zone("z", dualStackZone)
			n.associated("held", func(a *graph.DNSAssociation) {
				a.VPC, a.Into, a.Zone = graph.Nowhere[graph.VPC](), to[graph.DNSProfile](id("p")), zone
			})
		}, open},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.inIreland()
			c.change(n)
			if got := brief(n.document(t, Options{})); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDNSFirewall(t *testing.T) {
	t.Parallel()
	block := blockedAt("dns", "dns_firewall_blocks_path rule BLOCK *")
	cases := []struct {
		name  string
		rules []string
		want  string
	}{
		{"a firewall without rules lets everything through", nil, passing},
		{"a catch-all block stops the name", []string{"BLOCK", "*"}, block},
		{"an allow before it lets the name through", []string{"ALLOW", "*.amazonaws.com", "BLOCK", "*"}, passing},
		{"an allow in capitals lets the name through", []string{"ALLOW", "*.AmazonAWS.com.", "BLOCK", "*"}, passing},
		{"an alert lets the name through", []string{"ALERT", "*.s3.dualstack.eu-west-1.amazonaws.com", "BLOCK", "*"}, passing},
		{"an allow after it is too late", []string{"BLOCK", "*", "ALLOW", "*.amazonaws.com"}, block},
		{"an allow for another name does not help", []string{"ALLOW", "*.s3.eu-west-1.amazonaws.com", "BLOCK", "*"}, block},
		{"a name without a star is that name alone", []string{"ALLOW", "amazonaws.com", "BLOCK", "*"}, block},
		{"a block of other names does not matter", []string{"BLOCK", "*.example"}, passing},
		{"the very name is blocked", []string{"BLOCK", repositoryName}, blockedAt("dns", "dns_firewall_blocks_path rule BLOCK "+repositoryName)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.inIreland()
			n.firewall(c.rules...)
			if got := brief(n.document(t, Options{})); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDNSFirewallOutOfView(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(n *network){
		"a group declared elsewhere": func(n *network) {
			n.associated("a", func(a *graph.DNSAssociation) { a.Firewall = elsewhere[graph.DNSFirewall]("var.group") })
		},
		"a list declared elsewhere": func(n *network) {
			n.firewall()
			n.Add(&graph.DNSFirewallRule{
				Origin: n.origin("rule"), Firewall: to[graph.DNSFirewall](id("group")), Domains: elsewhere[graph.DomainList]("var.list"),
				Priority: known(1), Action: plain("BLOCK"), QueryType: value.AbsentOf[value.Text](source.Range{}),
			})
		},
		"an unknown priority": func(n *network) {
			n.firewall("ALLOW", "*.amazonaws.com")
			n.Add(&graph.DomainList{Origin: n.origin("all"), Domains: texts("*")})
			n.Add(&graph.DNSFirewallRule{
				Origin: n.origin("rule"), Firewall: to[graph.DNSFirewall](id("group")), Domains: to[graph.DomainList](id("all")),
				Priority: unknownOf[int]("priority"), Action: plain("BLOCK"), QueryType: value.AbsentOf[value.Text](source.Range{}),
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.inIreland()
			change(n)
			if got := brief(n.document(t, Options{})); got != openPath("none") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestTwoEndpointsWithTwoPolicies(t *testing.T) {
	t.Parallel()
	n := base()
	n.inIreland()
	n.vpc.DNSHostnames = known(true)
	n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*"))
	gateway := n.endpoint
	n.onlyInterface(func(e *graph.Endpoint) {
		e.Origin = n.origin("aws_vpc_endpoint.s3_interface")
		e.InboundResolverOnly = known(false)
		e.Policy = policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
	})
	n.Add(gateway)
	n.host.Launch.UserData = plain("#!/bin/sh\ndnf install -y httpd amazon-ssm-agent\n")
	n.host.Tags = map[string]string{"Patch Group": "web"}
	doc := n.document(t, Options{Destinations: destination.All()})
	for _, c := range []struct{ destination, verdict, node string }{
		{"al2023_repos", "passes", ""},
		{"ssm_agent_updates", "blocked", string(id("aws_vpc_endpoint.s3_interface"))},
	} {
		path, ok := doc.Paths[string(n.host.ID)+"|"+string(n.subnet.ID)+"|"+c.destination]
		if !ok || path.Verdict != c.verdict || c.node != "" && doc.Causes[path.Cause].Node != c.node {
			t.Errorf("%s: %t %s at %s: %s", c.destination, ok, path.Verdict, doc.Causes[path.Cause].Node, path.Reason)
		}
	}
}

func TestS3InterfaceEndpoint(t *testing.T) {
	t.Parallel()
	only := blockedAt("route", "s3_interface_endpoint_only aws_vpc_endpoint.s3")
	inside := func(e *graph.Endpoint) { e.InboundResolverOnly = known(false) }
	cases := []struct {
		name   string
		change func(n *network)
		want   string
	}{
		{"private DNS does not carry dual-stack names", func(n *network) { n.onlyInterface(inside) }, only},
		{"private DNS off", func(n *network) { n.onlyInterface(func(e *graph.Endpoint) { e.PrivateDNS = known(false) }) }, only},
		{"private DNS for inbound resolvers only", func(n *network) { n.onlyInterface(func(e *graph.Endpoint) { e.InboundResolverOnly = known(true) }) }, only},
		{"a dual-stack endpoint carries them", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) { inside(e); e.IPAddressType = plain("dualstack") })
		}, passing},
		{"a dual-stack endpoint that may be for inbound resolvers only leaves it open", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) { e.IPAddressType = plain("dualstack") })
		}, openPath("none")},
		{"a dual-stack endpoint with IPv4 records leaves it open", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) {
				inside(e)
				e.IPAddressType, e.RecordIPType = plain("dualstack"), plain("ipv4")
			})
		}, openPath("none")},
		{"an unknown address type leaves it open", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) { inside(e); e.IPAddressType = unknownOf[value.Text]("type") })
		}, openPath("none")},
		{"a dual-stack endpoint whose policy refuses", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) {
				inside(e)
				e.IPAddressType, e.Policy = plain("dualstack"), policyOf(statement("Allow", "arn:aws:s3:::mine/*"))
			})
		}, blockedAt("policy", "endpoint_policy_blocks aws_vpc_endpoint.s3")},
		{"a zone's record leads the names to the endpoint", func(n *network) {
			n.onlyInterface(nil)
			n.hostedZone(dualStackZone, "*", n.endpoint.ID)
		}, passing},
		{"a zone without a record in view leaves it open", func(n *network) {
			n.onlyInterface(nil)
			n.hostedZone(dualStackZone, "")
		}, openPath("none")},
		{"user data that changes the names leaves it open", func(n *network) {
			n.onlyInterface(inside)
			n.host.Launch.UserData = plain("#!/bin/sh\n: > /etc/dnf/vars/dualstack\ndnf install -y httpd\n")
		}, openPath("none")},
		{"own resolvers beside it leave it open", func(n *network) { n.onlyInterface(inside); n.resolvers("10.0.0.5") }, openPath("none")},
		{"hostnames off are a fault of the VPC where private DNS is to answer", func(n *network) {
			n.onlyInterface(func(e *graph.Endpoint) { inside(e); e.IPAddressType = plain("dualstack") })
			n.vpc.DNSHostnames = known(false)
		}, blockedAt("dns", "vpc_dns_disabled aws_vpc.main")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.inIreland()
			c.change(n)
			if got := brief(n.document(t, Options{})); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
