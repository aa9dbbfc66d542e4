package facts

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// agentNetwork is the base network with a host that Systems Manager is to manage, whose
// paths to the agent's services pass.
type agentNetwork struct {
	*network
	ssm, messages *graph.Endpoint
	endpoints     *graph.SecurityGroup
	in            *graph.SecurityGroupRule
}

func managedNetwork() *agentNetwork {
	m := &agentNetwork{network: base()}
	m.inIreland()
	m.vpc.DNSHostnames = known(true)
	m.host.Launch.UserData = plain("#!/bin/sh\nsystemctl start amazon-ssm-agent\n")
	role := &graph.Role{Origin: m.origin("aws_iam_role.app"), Grants: graph.Grants{
		ManagedPolicies: texts("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
		Boundary:        value.AbsentOf[value.Text](source.Range{}),
	}}
	profile := &graph.InstanceProfile{Origin: m.origin("aws_iam_instance_profile.app"), Role: to[graph.Role](role.ID)}
	m.Add(role)
	m.Add(profile)
	m.host.Launch.Profile = to[graph.InstanceProfile](profile.ID)
	m.endpoints = &graph.SecurityGroup{Origin: m.origin("aws_security_group.endpoints"), VPC: to[graph.VPC](m.vpc.ID)}
	m.in = &graph.SecurityGroupRule{
		Origin: m.origin("aws_security_group.endpoints ingress[0]"), Group: to[graph.SecurityGroup](m.endpoints.ID), Inline: true,
		Protocol: plain("tcp"), FromPort: known(443), ToPort: known(443), CIDRs: texts("10.0.0.0/16"),
	}
	m.ssm, m.messages = m.serviceEndpoint("ssm"), m.serviceEndpoint("ssmmessages")
	return m
}

func (m *agentNetwork) serviceEndpoint(service string) *graph.Endpoint {
	e := m.s3("aws_vpc_endpoint." + service)
	e.EndpointType, e.PrivateDNS = known(graph.InterfaceEndpoint), known(true)
	e.Service = symbolic("com.amazonaws.", value.Region, "."+service)
	e.Subnets, e.Groups = refs(to[graph.Subnet](m.subnet.ID)), refs(to[graph.SecurityGroup](m.endpoints.ID))
	return e
}

// services writes the paths to the agent's services, one a line.
func (m *agentNetwork) services(t *testing.T) string {
	t.Helper()
	addUnlessNil(m.network, m.endpoints)
	addUnlessNil(m.network, m.in)
	addUnlessNil(m.network, m.ssm)
	addUnlessNil(m.network, m.messages)
	agents := slices.DeleteFunc(destination.All(), func(d destination.Destination) bool { return !strings.HasPrefix(d.Service, "ssm") })
	text := brief(m.document(t, Options{Destinations: agents}))
	text = strings.ReplaceAll(text, "aws_instance.app al2023 ", "")
	return strings.ReplaceAll(text, "/aws_subnet.app internet=none need=required evidence=full", "")
}

// elsewhereSubnet puts the endpoints into a subnet of their own.
func (m *agentNetwork) elsewhereSubnet() *graph.Subnet {
	apart := &graph.Subnet{Origin: m.origin("aws_subnet.endpoints"), VPC: to[graph.VPC](m.vpc.ID), CIDR: known(netip.MustParsePrefix("10.0.9.0/24"))}
	m.Add(apart)
	m.ssm.Subnets, m.messages.Subnets = refs(to[graph.Subnet](apart.ID)), refs(to[graph.Subnet](apart.ID))
	return apart
}

// acl gives a subnet a network ACL without entries, which denies everything.
func (m *agentNetwork) acl(subnet *graph.Subnet) *graph.NetworkACL {
	acl := &graph.NetworkACL{Origin: m.origin("acl"), VPC: to[graph.VPC](m.vpc.ID), Subnets: refs(to[graph.Subnet](subnet.ID))}
	m.Add(acl)
	return acl
}

// entry allows TCP between the VPC's own addresses.
func (m *agentNetwork) entry(acl *graph.NetworkACL, egress bool, from, to_ int) {
	e := &graph.NetworkACLEntry{
		Origin: m.origin("acl"), ACL: to[graph.NetworkACL](acl.ID), Egress: known(egress), Number: known(100), Allow: known(true),
		Protocol: plain("tcp"), CIDR: plain("10.0.0.0/16"), FromPort: known(from), ToPort: known(to_),
	}
	e.ID += graph.ID(e.Range.String())
	m.Add(e)
}

func (m *agentNetwork) rules(protocol string, blocks ...string) {
	m.rule = m.egress("aws_security_group.app egress[0]", m.group.ID, protocol, 443, 443)
	m.rule.Inline, m.rule.CIDRs = true, texts(blocks...)
}

func TestOneChangeToAManagedNetwork(t *testing.T) {
	t.Parallel()
	const pass = "ssm: passes\nssmmessages: passes"
	const openBoth = "ssm: undetermined\nssmmessages: undetermined"
	both := func(hop, cause string) string {
		return "ssm: blocked at " + hop + " [" + cause + " full]\nssmmessages: blocked at " + hop + " [" + cause + " full]"
	}
	missing := both("endpoint", "ssm_endpoint_missing aws_vpc.main")
	notReached := both("egress", "egress_endpoint_https_missing aws_security_group.app")
	notLetIn := both("endpoint", "endpoint_ingress_https_missing aws_security_group.endpoints")
	cases := []struct {
		name   string
		change func(m *agentNetwork)
		want   string
	}{
		{"nothing changed passes", func(*agentNetwork) {}, pass},
		{"without endpoints both are one fault of the VPC", func(m *agentNetwork) { m.ssm, m.messages = nil, nil }, missing},
		{"a dead NAT gateway comes before endpoints that nobody made", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.openWithNAT().Private = known(true)
		}, both("route", "nat_gateway_dead_end aws_nat_gateway.main")},
		{"without ssm the host never registers", func(m *agentNetwork) {
			m.ssm = nil
			m.Add(m.serviceEndpoint("ec2messages"))
		}, "ssm: blocked at endpoint [ssm_endpoint_missing aws_vpc.main full]\nssmmessages: passes"},
		{"without ssmmessages no session starts", func(m *agentNetwork) {
			m.messages = nil
		}, "ssm: passes\nssmmessages: blocked at endpoint [ssm_endpoint_missing aws_vpc.main full]"},
		{"an endpoint for another service's parameters does not count", func(m *agentNetwork) { m.ssm.Service = plain("com.amazonaws.eu-west-1.ssm-contacts") },
			"ssm: blocked at endpoint [ssm_endpoint_missing aws_vpc.main full]\nssmmessages: passes"},
		{"an endpoint of another region does not count", func(m *agentNetwork) { m.ssm.Service = plain("com.amazonaws.us-east-1.ssm") },
			"ssm: blocked at endpoint [ssm_endpoint_missing aws_vpc.main full]\nssmmessages: passes"},
		{"FIPS names leave it open", func(m *agentNetwork) { m.ssm.Service = plain("com.amazonaws.eu-west-1.ssm-fips") },
			"ssm: undetermined\nssmmessages: passes"},
		{"an endpoint of unknown count leaves it open", func(m *agentNetwork) {
			m.ssm.Symbolic = &value.Reason{Text: "variable n has no value"}
		}, "ssm: undetermined\nssmmessages: passes"},
		{"an endpoint in a VPC that is not known leaves it open", func(m *agentNetwork) { m.ssm.VPC = elsewhere[graph.VPC]("var.vpc") },
			"ssm: undetermined\nssmmessages: passes"},
		{"a VPC handed to something unreadable leaves an absence open", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.vpc.Escapes = &value.Reason{Text: "module net is not installed", Settle: "run terraform init"}
		}, openBoth},
		{"a transit gateway may lead to central endpoints", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.route("aws_route.hub", m.table.ID, "10.0.0.0/8", graph.TargetTransitGateway, graph.ExternalID("tgw-0123456789abcdef0"))
		}, openBoth},
		{"so may a peering connection", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.route("aws_route.hub", m.table.ID, "10.1.0.0/16", graph.TargetPeering, graph.ExternalID("pcx-0123456789abcdef0"))
		}, openBoth},
		{"agent settings in user data leave an absence open", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.host.Launch.UserData = plain("#!/bin/sh\ncp agent.json /etc/amazon/ssm/amazon-ssm-agent.json\n")
		}, openBoth},
		{"a type that is not stated is a gateway endpoint's", func(m *agentNetwork) { m.ssm.EndpointType = value.AbsentOf[graph.EndpointType](source.Range{}) },
			"ssm: blocked at endpoint [interface_endpoint_type_missing aws_vpc_endpoint.ssm full]\nssmmessages: passes"},
		{"an endpoint in no subnet answers nobody", func(m *agentNetwork) { m.ssm.Subnets = noRefs[graph.Subnet]() },
			"ssm: blocked at endpoint [ssm_endpoint_missing aws_vpc_endpoint.ssm full]\nssmmessages: passes"},
		{"private DNS off blocks", func(m *agentNetwork) { m.ssm.PrivateDNS = known(false) },
			"ssm: blocked at dns [endpoint_private_dns_disabled aws_vpc_endpoint.ssm full]\nssmmessages: passes"},
		{"egress to the S3 list reaches no endpoint", func(m *agentNetwork) {
			m.rules("tcp")
			m.rule.PrefixLists = refs(to[graph.PrefixList](graph.PrefixListOfEndpoint(m.endpoint.ID)))
		}, notReached},
		{"egress to another range reaches none", func(m *agentNetwork) { m.rules("tcp", "10.9.0.0/16") }, notReached},
		{"egress to the VPC's range does", func(m *agentNetwork) { m.rules("tcp", "10.0.0.0/16") }, pass},
		{"egress to the endpoints' subnet does", func(m *agentNetwork) { m.rules("tcp", "10.0.1.0/24") }, pass},
		{"egress to a part of the subnet leaves it open", func(m *agentNetwork) { m.rules("tcp", "10.0.1.0/28") }, openBoth},
		{"egress to the endpoints' group does", func(m *agentNetwork) {
			m.rules("tcp")
			m.rule.Groups = refs(to[graph.SecurityGroup](m.endpoints.ID))
		}, pass},
		{"egress to the host's own group does not", func(m *agentNetwork) {
			m.rules("tcp")
			m.rule.Self = known(true)
		}, notReached},
		{"egress to a group from a variable leaves it open", func(m *agentNetwork) {
			m.rules("tcp")
			m.rule.Groups = refs(elsewhere[graph.SecurityGroup]("var.group"))
		}, openBoth},
		{"no egress at all is a fault of its own", func(m *agentNetwork) { m.rule = nil },
			both("egress", "egress_https_missing aws_security_group.app")},
		{"UDP is no TCP", func(m *agentNetwork) { m.rules("udp", "10.0.0.0/16") }, both("egress", "egress_https_missing aws_security_group.app")},
		{"ingress from another range lets nobody in", func(m *agentNetwork) { m.in.CIDRs = texts("10.9.0.0/16") }, notLetIn},
		{"ingress from the host's subnet does", func(m *agentNetwork) { m.in.CIDRs = texts("10.0.1.0/24") }, pass},
		{"ingress from the host's group does", func(m *agentNetwork) {
			m.in.CIDRs, m.in.Groups = texts(), refs(to[graph.SecurityGroup](m.group.ID))
		}, pass},
		{"ingress on another port does not", func(m *agentNetwork) { m.in.FromPort, m.in.ToPort = known(80), known(80) }, notLetIn},
		{"no ingress does not", func(m *agentNetwork) { m.in = nil }, notLetIn},
		{"a range from a variable leaves it open", func(m *agentNetwork) {
			m.in.CIDRs = value.ListOf[value.Text]{Items: []value.Of[value.Text]{unknownOf[value.Text]("cidr")}}
		}, openBoth},
		{"without a group the endpoint has the VPC's default one", func(m *agentNetwork) { m.ssm.Groups = noRefs[graph.SecurityGroup]() },
			"ssm: blocked at endpoint [endpoint_ingress_https_missing aws_vpc_endpoint.ssm full]\nssmmessages: passes"},
		{"which lets its own members in", func(m *agentNetwork) {
			m.ssm.Groups = noRefs[graph.SecurityGroup]()
			m.host.Launch.Groups = noRefs[graph.SecurityGroup]()
		}, pass},
		{"a network ACL before the endpoints that lets nothing in", func(m *agentNetwork) { m.acl(m.elsewhereSubnet()) },
			both("network_acl", "network_acl_blocks acl")},
		{"one that lets requests in and no answers out", func(m *agentNetwork) {
			m.entry(m.acl(m.elsewhereSubnet()), false, 443, 443)
		}, both("network_acl", "network_acl_blocks acl")},
		{"one that lets requests in and answers out", func(m *agentNetwork) {
			acl := m.acl(m.elsewhereSubnet())
			m.entry(acl, false, 443, 443)
			m.entry(acl, true, 1024, 65535)
		}, pass},
		{"what stays in one subnet meets no network ACL", func(m *agentNetwork) { m.acl(m.subnet) }, pass},
		{"the network ACL of the host's own subnet, with the endpoints elsewhere", func(m *agentNetwork) {
			m.elsewhereSubnet()
			m.entry(m.acl(m.subnet), false, 1024, 65535)
		}, both("network_acl", "network_acl_blocks acl")},
		{"a NAT gateway makes up for missing endpoints", func(m *agentNetwork) {
			m.ssm, m.messages = nil, nil
			m.openWithNAT()
		}, "ssm/aws_subnet.app internet=nat need=required evidence=full: passes\nssmmessages/aws_subnet.app internet=nat need=required evidence=full: passes"},
		{"and not for one that lets nobody in, where the name leads to it", func(m *agentNetwork) {
			m.in = nil
			m.openWithNAT()
		}, "ssm/aws_subnet.app internet=nat need=required evidence=full: blocked at endpoint [endpoint_ingress_https_missing aws_security_group.endpoints full]\n" +
			"ssmmessages/aws_subnet.app internet=nat need=required evidence=full: blocked at endpoint [endpoint_ingress_https_missing aws_security_group.endpoints full]"},
		{"a policy without the agent's actions refuses it", func(m *agentNetwork) {
			m.ssm.Policy = policyOf(statement("Allow", "*", "Action", lit("ssm:GetParameter")))
		}, "ssm: blocked at policy [endpoint_policy_blocks aws_vpc_endpoint.ssm full]\nssmmessages: passes"},
		{"one for the own account does not", func(m *agentNetwork) {
			m.ssm.Policy = policyOf(object("Effect", lit("Allow"), "Principal", lit("*"), "Action", lit("ssm:*"), "Resource", lit("*"),
				"Condition", object("StringEquals", object("aws:PrincipalAccount", lit("123456789012")))))
		}, pass},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := managedNetwork()
			c.change(m)
			if diff := cmp.Diff(c.want, m.services(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where AWS publishes no bucket names, no policy can be said to refuse the bucket.
func TestPolicyOverBucketsOfARegionWithoutPublishedNames(t *testing.T) {
	t.Parallel()
	cases := []struct{ zone, want string }{
		{"eu-west-1a", "blocked"},
		{"mx-central-1a", "undetermined"},
	}
	for _, c := range cases {
		t.Run(c.zone, func(t *testing.T) {
			t.Parallel()
			n := base()
			n.subnet.AvailabilityZone = plain(c.zone)
			n.endpoint.Policy = policyOf(statement("Allow", "arn:aws:s3:::al2023-repos-*"))
			n.Add(&graph.Intent{Origin: n.origin("aws_ssm_patch_baseline.main"), IntentKind: graph.Patching})
			payload, _ := destination.Find("patch_payload")
			paths := n.document(t, Options{Destinations: []destination.Destination{payload}}).Paths
			if len(paths) != 1 {
				t.Fatalf("%d paths, want one", len(paths))
			}
			for _, path := range paths {
				if path.Verdict != c.want {
					t.Errorf("%s: %s, want %s", path.Reason, path.Verdict, c.want)
				}
			}
		})
	}
}
