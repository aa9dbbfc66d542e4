package live_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/live/ec2fake"
	"github.com/repolint/repolint/value"
)

// account is whose networks are deployed.
const account = "111122223333"

// The prefix lists that AWS has in the regions of the reference networks.
var awsLists = map[string]map[string]string{
	"s3": {
		"ap-northeast-1": "pl-61a54008", "eu-west-1": "pl-6da54004", "us-east-2": "pl-7ba54012", "us-west-2": "pl-68a54001",
		"eu-central-1": "pl-6ea54007", "ap-southeast-2": "pl-6ca54005",
	},
	"dynamodb": {
		"ap-northeast-1": "pl-78a54011", "eu-west-1": "pl-6fa54006", "us-east-2": "pl-4ca54025", "us-west-2": "pl-00a54069",
		"eu-central-1": "pl-66a5400f", "ap-southeast-2": "pl-62a5400b",
	},
}

// deployment makes of a network, as templates describe it, what EC2 would have
// after they are deployed. What EC2 does not hold is lost.
type deployment struct {
	*graph.Graph
	model   ec2fake.Model
	region  string
	symbols map[value.Symbol]string
	ids     map[graph.ID]string
	made    map[string]int
}

func deploy(t *testing.T, g *graph.Graph) (model ec2fake.Model, region string) {
	t.Helper()
	d := &deployment{Graph: g, ids: map[graph.ID]string{}, made: map[string]int{}}
	for _, vpc := range g.VPCs {
		if literal, ok := known(vpc.Region); ok {
			d.region, _ = literal.Literal()
		}
	}
	if d.region == "" {
		t.Fatal("the network names no region")
	}
	d.symbols = map[value.Symbol]string{value.Region: d.region, value.Partition: "aws", value.Account: account, value.DNSSuffix: "amazonaws.com"}
	d.model.PublicAccess = &ec2fake.PublicAccess{Account: account, Region: d.region, State: "default-state", Mode: "off"}
	d.model.DHCPOptions = []ec2fake.DHCPOptions{{ID: "dopt-00000000000000000", Settings: []ec2fake.Setting{
		{Key: "domain-name", Values: []ec2fake.Value{{Value: d.region + ".compute.internal"}}},
		{Key: "domain-name-servers", Values: []ec2fake.Value{{Value: "AmazonProvidedDNS"}}},
	}}}
	for service, ids := range awsLists {
		d.model.PrefixLists = append(d.model.PrefixLists, ec2fake.PrefixList{
			ID: ids[d.region], Name: "com.amazonaws." + d.region + "." + service, Owner: "AWS", Family: "IPv4",
		})
	}
	d.vpcs()
	d.gateways()
	d.tables()
	d.subnets()
	d.natGateways()
	d.endpoints()
	d.routes()
	d.groups()
	d.networkACLs()
	d.hosts()
	d.publicAccess()
	return d.model, d.region
}

// id is the id of a node, made when it is first asked for. What is declared
// elsewhere has one already.
func (d *deployment) id(node graph.ID, prefix string) string {
	if external, ok := strings.CutPrefix(string(node), string(graph.ExternalID(""))); ok && strings.HasPrefix(external, prefix+"-") {
		return external
	}
	if d.ids[node] == "" {
		d.made[prefix]++
		d.ids[node] = fmt.Sprintf("%s-%017x", prefix, d.made[prefix])
	}
	return d.ids[node]
}

func known[T any](of value.Of[T]) (v T, ok bool) {
	fact := of.In(value.World{})
	return fact.Value, fact.State == value.Known && len(of.Alternatives()) > 0
}

func or[T any](of value.Of[T], fallback T) T {
	if v, ok := known(of); ok {
		return v
	}
	return fallback
}

func (d *deployment) text(of value.Of[value.Text]) string {
	text, _ := known(of)
	return text.Fill(d.symbols).String()
}

func targets(of value.Of[graph.ID]) graph.ID { return or(of, "") }

func everyTarget(list value.ListOf[graph.ID]) []graph.ID {
	var ids []graph.ID
	for _, item := range list.Items {
		if id, ok := known(item); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func (d *deployment) texts(list value.ListOf[value.Text]) []string {
	var texts []string
	for _, item := range list.Items {
		texts = append(texts, d.text(item))
	}
	return texts
}

func inOrder[T any](table map[graph.ID]*T) []*T {
	var ids []graph.ID
	for id := range table {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nodes := make([]*T, 0, len(ids))
	for _, id := range ids {
		nodes = append(nodes, table[id])
	}
	return nodes
}

func name(head *graph.Origin) []ec2fake.Tag { return ec2fake.Named(head.Name) }

func (d *deployment) vpcs() {
	for _, node := range inOrder(d.VPCs) {
		vpc := ec2fake.VPC{
			ID: d.id(node.ID, "vpc"), Owner: account, State: "available", Options: d.model.DHCPOptions[0].ID, Tenancy: "default", Default: node.Default,
			DNSSupport: or(node.DNSSupport, true), DNSHostnames: or(node.DNSHostnames, node.Default), Tags: name(&node.Origin),
		}
		for _, item := range node.CIDRs.Items {
			block := or(item, netip.MustParsePrefix("10.0.0.0/16")).String()
			vpc.Blocks = append(vpc.Blocks, ec2fake.Block{CIDR: block, State: ec2fake.State{State: "associated"}})
			vpc.CIDR = vpc.Blocks[0].CIDR
		}
		if node.Default {
			vpc.CIDR = "172.31.0.0/16"
			vpc.Blocks = []ec2fake.Block{{CIDR: vpc.CIDR, State: ec2fake.State{State: "associated"}}}
		}
		if or(node.IPv6, false) {
			vpc.IPv6Blocks = []ec2fake.IPv6Block{{CIDR: "2001:db8::/56", State: ec2fake.State{State: "associated"}}}
		}
		for _, tie := range inOrder(d.DNSAssociations) {
			options := d.Graph.DHCPOptions[targets(tie.Options.Of)]
			if targets(tie.VPC.Of) != node.ID || options == nil {
				continue
			}
			set := ec2fake.DHCPOptions{ID: d.id(options.ID, "dopt"), Tags: name(&options.Origin)}
			servers := ec2fake.Setting{Key: "domain-name-servers"}
			for _, server := range d.texts(options.Resolvers) {
				servers.Values = append(servers.Values, ec2fake.Value{Value: server})
			}
			set.Settings = []ec2fake.Setting{servers}
			d.model.DHCPOptions = append(d.model.DHCPOptions, set)
			vpc.Options = set.ID
		}
		d.model.VPCs = append(d.model.VPCs, vpc)
	}
}

func (d *deployment) gateways() {
	for _, node := range inOrder(d.Gateways) {
		var attachments []ec2fake.Attachment
		var vpcs []string
		for _, vpc := range everyTarget(node.VPCs.ListOf) {
			vpcs = append(vpcs, d.id(vpc, "vpc"))
			attachments = append(attachments, ec2fake.Attachment{VPC: d.id(vpc, "vpc"), State: "available"})
		}
		switch node.GatewayKind {
		case graph.InternetGateway:
			d.model.InternetGateways = append(d.model.InternetGateways, ec2fake.Gateway{ID: d.id(node.ID, "igw"), Attachments: attachments, Tags: name(&node.Origin)})
		case graph.EgressOnlyInternetGateway:
			d.model.EgressOnlyGateways = append(d.model.EgressOnlyGateways, ec2fake.EgressOnlyGateway{ID: d.id(node.ID, "eigw"), Attachments: attachments, Tags: name(&node.Origin)})
		case graph.PeeringConnection:
			connection := ec2fake.PeeringConnection{ID: d.id(node.ID, "pcx"), Status: ec2fake.Code{Code: "active"}, Tags: name(&node.Origin)}
			sides := []*ec2fake.Side{&connection.Requester, &connection.Accepter}
			for i, vpc := range vpcs {
				*sides[i] = ec2fake.Side{VPC: vpc, Owner: account, Region: d.region}
			}
			d.model.PeeringConnections = append(d.model.PeeringConnections, connection)
		case graph.TransitGateway:
			for _, vpc := range vpcs {
				d.made["tgw-attach"]++
				d.model.TransitAttachments = append(d.model.TransitAttachments, ec2fake.TransitAttachment{
					ID: fmt.Sprintf("tgw-attach-%017x", d.made["tgw-attach"]), Gateway: d.id(node.ID, "tgw"), VPC: vpc, State: "available",
				})
			}
		}
	}
}

func (d *deployment) tables() {
	main := map[graph.ID]graph.ID{}
	for _, vpc := range inOrder(d.VPCs) {
		main[vpc.ID] = graph.MainRouteTableID(vpc.ID)
	}
	for _, association := range inOrder(d.RouteTableAssociations) {
		if association.Main {
			main[targets(association.VPC.Of)] = targets(association.Table.Of)
		}
	}
	for _, node := range inOrder(d.Graph.RouteTables) {
		vpc := targets(node.VPC.Of)
		table := ec2fake.RouteTable{ID: d.id(node.ID, "rtb"), VPC: d.id(vpc, "vpc")}
		if !node.Implicit {
			table.Tags = name(&node.Origin)
		}
		if main[vpc] == node.ID {
			table.Associations = append(table.Associations, d.association(table.ID, ""))
		}
		for _, association := range inOrder(d.RouteTableAssociations) {
			if targets(association.Table.Of) == node.ID && !association.Main {
				table.Associations = append(table.Associations, d.association(table.ID, d.id(targets(association.Subnet.Of), "subnet")))
			}
		}
		for _, one := range d.model.VPCs {
			if one.ID != table.VPC {
				continue
			}
			for _, block := range one.Blocks {
				table.Routes = append(table.Routes, ec2fake.Route{CIDR: block.CIDR, Gateway: "local", State: "active", Origin: "CreateRouteTable"})
			}
			for _, block := range one.IPv6Blocks {
				table.Routes = append(table.Routes, ec2fake.Route{IPv6: block.CIDR, Gateway: "local", State: "active", Origin: "CreateRouteTable"})
			}
		}
		if node.Main && node.Implicit && d.VPCs[vpc].Default {
			gateway := ec2fake.Gateway{ID: d.id(vpc+":gateway", "igw"), Attachments: []ec2fake.Attachment{{VPC: table.VPC, State: "available"}}}
			d.model.InternetGateways = append(d.model.InternetGateways, gateway)
			table.Routes = append(table.Routes, ec2fake.Route{CIDR: "0.0.0.0/0", Gateway: gateway.ID, State: "active", Origin: "CreateRoute"})
		}
		d.model.RouteTables = append(d.model.RouteTables, table)
	}
}

func (d *deployment) association(table, subnet string) ec2fake.Association {
	d.made["rtbassoc"]++
	return ec2fake.Association{
		ID: fmt.Sprintf("rtbassoc-%017x", d.made["rtbassoc"]), Table: table, Main: subnet == "", Subnet: subnet, State: ec2fake.State{State: "associated"},
	}
}

func (d *deployment) subnets() {
	for i, node := range inOrder(d.Subnets) {
		subnet := ec2fake.Subnet{
			ID: d.id(node.ID, "subnet"), VPC: d.id(d.vpcOf(node), "vpc"), Owner: account, State: "available", Zone: d.text(node.AvailabilityZone),
			MapPublicIP: or(node.MapPublicIP, node.Default), AssignIPv6: or(node.AssignIPv6, false), IPv6Native: or(node.IPv6Only, false),
			Default: node.Default, Tags: name(&node.Origin),
		}
		if subnet.Zone == "" || strings.Contains(subnet.Zone, "$") {
			subnet.Zone = d.region + "a"
		}
		if !subnet.IPv6Native {
			subnet.CIDR = or(node.CIDR, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i), 0}), 24)).String()
		}
		if node.IPv6CIDR.In(value.World{}).State != value.NotStated && len(node.IPv6CIDR.Alternatives()) > 0 {
			subnet.IPv6Blocks = []ec2fake.IPv6Block{{CIDR: fmt.Sprintf("2001:db8:0:%x::/64", i), State: ec2fake.State{State: "associated"}}}
		}
		d.model.Subnets = append(d.model.Subnets, subnet)
	}
}

// vpcOf is a subnet's VPC; that of a default subnet is the default VPC.
func (d *deployment) vpcOf(subnet *graph.Subnet) graph.ID {
	for _, vpc := range d.VPCs {
		if vpc.Default && subnet.Default {
			return vpc.ID
		}
	}
	return targets(subnet.VPC.Of)
}

func (d *deployment) natGateways() {
	for _, node := range inOrder(d.NATGateways) {
		gateway := ec2fake.NATGateway{
			ID: d.id(node.ID, "nat"), Connectivity: "public", Availability: "zonal", State: "available", Tags: name(&node.Origin),
		}
		if or(node.Private, false) {
			gateway.Connectivity = "private"
		}
		if or(node.Regional, false) {
			gateway.Availability, gateway.VPC = "regional", d.id(targets(node.VPC.Of), "vpc")
		} else {
			subnet := d.Subnets[targets(node.Subnet.Of)]
			gateway.Subnet, gateway.VPC = d.id(subnet.ID, "subnet"), d.id(d.vpcOf(subnet), "vpc")
			d.occupy(subnet.ID, "nat_gateway", "Interface for NAT Gateway "+gateway.ID)
		}
		d.model.NATGateways = append(d.model.NATGateways, gateway)
	}
}

func (d *deployment) occupy(subnet graph.ID, kind, description string) {
	d.made["eni"]++
	d.model.NetworkInterfaces = append(d.model.NetworkInterfaces, ec2fake.NetworkInterface{
		ID: fmt.Sprintf("eni-%017x", d.made["eni"]), VPC: d.id(d.vpcOf(d.Subnets[subnet]), "vpc"), Subnet: d.id(subnet, "subnet"),
		Type: kind, Description: description,
	})
}

func (d *deployment) endpoints() {
	for _, node := range inOrder(d.Endpoints) {
		endpoint := ec2fake.Endpoint{
			ID: d.id(node.ID, "vpce"), Type: or(node.EndpointType, graph.GatewayEndpoint).String(), VPC: d.id(targets(node.VPC.Of), "vpc"),
			Service: d.text(node.Service), State: "available", PrivateDNS: or(node.PrivateDNS, false), Policy: d.policy(node.Policy), Tags: name(&node.Origin),
		}
		tables, subnets, groups := everyTarget(node.RouteTables.ListOf), everyTarget(node.Subnets.ListOf), everyTarget(node.Groups.ListOf)
		for _, also := range inOrder(d.EndpointAssociations) {
			if targets(also.Endpoint.Of) == node.ID {
				tables = append(tables, everyTarget(value.ListOf[graph.ID]{Items: []value.Of[graph.ID]{also.Table.Of}})...)
				subnets = append(subnets, everyTarget(value.ListOf[graph.ID]{Items: []value.Of[graph.ID]{also.Subnet.Of}})...)
			}
		}
		for _, own := range inOrder(d.EndpointPolicies) {
			if targets(own.Endpoint.Of) == node.ID {
				endpoint.Policy = d.policy(own.Policy)
			}
		}
		for _, table := range tables {
			endpoint.RouteTables = append(endpoint.RouteTables, d.id(table, "rtb"))
		}
		if endpoint.Type == "Interface" {
			if len(groups) == 0 {
				groups = []graph.ID{graph.DefaultSecurityGroupID(targets(node.VPC.Of))}
			}
			endpoint.IPAddressType = "ipv4"
			endpoint.DNS = &ec2fake.DNSOptions{RecordIPType: "ipv4"}
			if addresses := d.text(node.IPAddressType); addresses != "" {
				endpoint.IPAddressType, endpoint.DNS.RecordIPType = addresses, addresses
			}
			if only, ok := known(node.InboundResolverOnly); ok {
				endpoint.DNS.InboundResolverOnly = &only
			}
		}
		for _, subnet := range subnets {
			endpoint.Subnets = append(endpoint.Subnets, d.id(subnet, "subnet"))
			d.occupy(subnet, "vpc_endpoint", "VPC Endpoint Interface "+endpoint.ID)
		}
		for _, group := range groups {
			endpoint.Groups = append(endpoint.Groups, ec2fake.GroupID{ID: d.id(group, "sg")})
		}
		d.model.Endpoints = append(d.model.Endpoints, endpoint)
		if endpoint.Type == "Gateway" {
			d.gatewayRoutes(endpoint)
		}
	}
}

// gatewayRoutes are what a gateway endpoint puts into its tables.
func (d *deployment) gatewayRoutes(endpoint ec2fake.Endpoint) {
	for i := range d.model.RouteTables {
		if table := &d.model.RouteTables[i]; slices.Contains(endpoint.RouteTables, table.ID) {
			table.Routes = append(table.Routes, ec2fake.Route{
				PrefixList: d.listOfService(endpoint.Service), Gateway: endpoint.ID, State: "active", Origin: "CreateRoute",
			})
		}
	}
}

func (d *deployment) listOfService(service string) string {
	for _, list := range d.model.PrefixLists {
		if list.Name == service {
			return list.ID
		}
	}
	return ""
}

// policy is a policy document as AWS keeps it; what is not stated is full access.
func (d *deployment) policy(v value.Value) string {
	if v.Kind == value.String && v.Document == nil {
		return v.Text.Fill(d.symbols).String()
	}
	if v.Document != nil {
		v = *v.Document
	}
	if v.Kind == value.Absent {
		return `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`
	}
	var out bytes.Buffer
	d.json(&out, v)
	return out.String()
}

func (d *deployment) json(out *bytes.Buffer, v value.Value) {
	switch v = v.In(value.World{}); v.Kind {
	case value.Map:
		out.WriteByte('{')
		for i, entry := range v.Entries {
			if i > 0 {
				out.WriteByte(',')
			}
			key, _ := json.Marshal(entry.Key)
			out.Write(key)
			out.WriteByte(':')
			d.json(out, entry.Value)
		}
		out.WriteByte('}')
	case value.List:
		out.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				out.WriteByte(',')
			}
			d.json(out, item)
		}
		out.WriteByte(']')
	case value.Bool:
		fmt.Fprint(out, v.Bool)
	default:
		text, _ := json.Marshal(v.Text.Fill(d.symbols).String())
		out.Write(text)
	}
}

func (d *deployment) routes() {
	for _, node := range inOrder(d.Routes) {
		table := slices.IndexFunc(d.model.RouteTables, func(t ec2fake.RouteTable) bool { return t.ID == d.id(targets(node.Table.Of), "rtb") })
		route := ec2fake.Route{State: "active", Origin: "CreateRoute"}
		if destination := d.text(node.Destination); strings.Contains(destination, ":") {
			route.IPv6 = destination
		} else {
			route.CIDR = destination
		}
		target := targets(node.Target)
		switch node.TargetKind {
		case graph.TargetNATGateway:
			route.NAT = d.id(target, "nat")
		case graph.TargetEgressOnlyInternetGateway:
			route.EgressOnly = d.id(target, "eigw")
		case graph.TargetTransitGateway:
			route.Transit = d.id(target, "tgw")
		case graph.TargetPeering:
			route.Peering = d.id(target, "pcx")
		case graph.TargetGateway:
			route.Gateway = d.id(target, "igw")
		default:
			continue
		}
		d.model.RouteTables[table].Routes = append(d.model.RouteTables[table].Routes, route)
	}
}
