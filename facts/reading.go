package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
)

// Reading is one value that a hop is judged by, and where it is written; the
// zero range where nobody wrote it, such as a default of AWS's.
type Reading struct {
	Name, Value string
	At          source.Range
}

// Readings lists the values that a hop of a path is judged by, in the order in
// which AWS looks at them. What nobody can tell before deployment says why.
func (d *Document) Readings(path Path, hop Hop) []Reading {
	r := reader{document: d, path: path, subnet: d.Subnets[path.SubnetID]}
	switch hop.Kind {
	case hopEgress:
		r.egress()
	case hopNetworkACL:
		r.networkACL()
	case hopDNS:
		r.names()
	case hopRoute:
		r.route()
	case hopEndpoint:
		r.endpoints()
	case hopPolicy:
		r.policy(hop)
	case hopRole:
		r.role()
	}
	return r.readings
}

// reader gathers readings from the tables.
type reader struct {
	document *Document
	path     Path
	subnet   Subnet
	readings []Reading
}

func (r *reader) add(row Row, name, value string) {
	if row.When != "" {
		value += ", when " + row.When
	}
	r.readings = append(r.readings, Reading{Name: name, Value: value, At: r.document.WrittenAt(row.ID)})
}

// field adds one field of a row, with the reason where it is undetermined.
func (r *reader) field(row Row, name, field, value string) {
	if value == notDetermined {
		value = "not known"
		if why := cmp.Or(row.Why, row.Unknown[field]); why != "" {
			value += ": " + why
		}
	}
	r.add(row, name, value)
}

func (r *reader) egress() {
	host, ok := r.document.Hosts[r.path.Host]
	if !ok {
		return
	}
	groups := host.SecurityGroups
	if len(groups) == 0 {
		r.add(host.Row, "security groups", cmp.Or(host.Unknown["security_groups"], "none stated, so that of the VPC's default"))
	}
	for _, id := range groups {
		group, ok := r.document.SecurityGroups[id]
		if !ok {
			continue
		}
		what := fmt.Sprintf("%d egress rules", len(group.EgressRules))
		switch {
		case group.ImplicitEgress == "true":
			what = "no egress stated, which lets everything out"
		case len(group.EgressRules) == 1:
			what = "1 egress rule"
		case len(group.EgressRules) == 0 && group.EgressComplete:
			what = "no egress rules"
		case !group.EgressComplete:
			what += " in view, " + cmp.Or(group.Unknown["egress_rules"], "perhaps more")
		}
		r.add(group.Row, "security group "+r.title(id), what)
		for _, rule := range group.EgressRules {
			r.rule("egress", r.document.EgressRules[rule])
		}
	}
}

func (r *reader) rule(name string, rule SecurityGroupRule) {
	peers := slices.Concat(rule.CIDRs, r.titles(rule.PrefixLists), r.titles(rule.SecurityGroups))
	if !rule.PeersComplete {
		peers = append(peers, "what is not known")
	}
	preposition := map[string]string{"egress": " to ", "ingress": " from "}[name]
	r.add(rule.Row, name, portsOf(rule.Protocol, rule.FromPort, rule.ToPort)+preposition+cmp.Or(strings.Join(peers, ", "), "nothing"))
}

// titles are the addresses of rows, or what stands for those that have none.
func (r *reader) titles(ids []string) []string {
	titles := make([]string, 0, len(ids))
	for _, id := range ids {
		titles = append(titles, r.title(id))
	}
	return titles
}

func (r *reader) title(id string) string {
	if endpoint, ok := graph.EndpointOfPrefixList(graph.ID(id)); ok {
		return "the prefix list of " + r.title(string(endpoint))
	}
	if row, ok := r.document.Row(id); ok && row.Address != "" {
		return strings.TrimPrefix(strings.TrimPrefix(row.Address, row.Root+"#"), "param:")
	}
	if id == "" {
		return "not stated"
	}
	id = strings.TrimPrefix(id, string(graph.ExternalID("")))
	return id[strings.LastIndexByte(id, '#')+1:]
}

// portsOf is a protocol with its ports: "tcp 443", "all".
func portsOf(protocol string, from, to int) string {
	switch {
	case protocol == "all", protocol == notDetermined, from == -1:
		return protocol
	case from == to:
		return fmt.Sprintf("%s %d", protocol, from)
	}
	return fmt.Sprintf("%s %d-%d", protocol, from, to)
}

func (r *reader) networkACL() {
	acl, ok := r.document.NetworkACLs[r.subnet.NetworkACL]
	if !ok {
		r.field(r.subnet.Row, "network ACL", "network_acl", cmp.Or(r.subnet.NetworkACL, notDetermined))
		return
	}
	if !acl.Declared {
		r.add(acl.Row, "network ACL", "the VPC's default, which allows everything")
		return
	}
	entries := make([]NetworkACLEntry, 0, len(acl.Entries))
	for _, id := range acl.Entries {
		entries = append(entries, r.document.NetworkACLEntries[id])
	}
	slices.SortStableFunc(entries, func(a, b NetworkACLEntry) int {
		return cmp.Or(-cmp.Compare(a.Egress, b.Egress), cmp.Compare(a.Number, b.Number))
	})
	r.add(acl.Row, "network ACL "+r.title(acl.ID), fmt.Sprintf("%d entries", len(entries)))
	for _, entry := range entries {
		verb := map[string]string{"true": "allow", "false": "deny"}[entry.Allow]
		direction, preposition := "in", " from "
		if entry.Egress == "true" {
			direction, preposition = "out", " to "
		}
		r.add(entry.Row, fmt.Sprintf("entry %d %s", entry.Number, direction),
			cmp.Or(verb, "not known")+" "+portsOf(entry.Protocol, entry.FromPort, entry.ToPort)+preposition+entry.CIDR)
	}
}

func (r *reader) names() {
	vpc, ok := r.document.VPCs[r.subnet.VPC]
	if !ok {
		r.field(r.subnet.Row, "VPC", "vpc", cmp.Or(r.subnet.VPC, notDetermined))
		return
	}
	r.field(vpc.Row, "DNS support", "dns_support", vpc.DNSSupport)
	r.field(vpc.Row, "DNS hostnames", "dns_hostnames", vpc.DNSHostnames)
	for _, endpoint := range r.document.InterfaceEndpointsFor(r.path) {
		r.field(endpoint.Row, "private DNS of "+r.title(endpoint.ID), "private_dns", endpoint.PrivateDNS)
	}
}

// toService says whether the destination is a service behind interface endpoints.
func (r *reader) toService() bool {
	service := r.document.Destinations[r.path.Destination].Service
	return service != "" && service != "s3"
}

func (r *reader) route() {
	table, ok := r.document.RouteTables[r.subnet.RouteTable]
	if !ok {
		r.field(r.subnet.Row, "route table", "route_table", cmp.Or(r.subnet.RouteTable, notDetermined))
		return
	}
	r.add(r.subnet.Row, "subnet "+r.title(r.subnet.ID), "route table "+r.title(table.ID))
	if r.toService() {
		for _, block := range r.document.VPCs[r.subnet.VPC].CIDRs {
			r.add(r.document.VPCs[r.subnet.VPC].Row, "route "+block, "local")
		}
	}
	for _, id := range table.Routes {
		route := r.document.Routes[id]
		to := cmp.Or(route.Destination, r.title(route.PrefixList))
		target := strings.ReplaceAll(route.TargetKind, "_", " ")
		if route.Target != "" && route.Target != notDetermined {
			target += " " + r.title(route.Target)
		}
		r.add(route.Row, "route "+to, target)
	}
	if !r.toService() {
		for _, endpoint := range r.document.GatewayEndpointsOn(table.ID) {
			r.add(endpoint.Row, "route "+endpoint.Service, "gateway endpoint "+r.title(endpoint.ID))
		}
	}
	if !table.RoutesComplete {
		r.add(table.Row, "more routes", cmp.Or(table.Unknown["routes"], table.Why, "perhaps"))
	}
}

func (r *reader) endpoints() {
	for _, endpoint := range r.document.InterfaceEndpointsFor(r.path) {
		r.field(endpoint.Row, "endpoint "+r.title(endpoint.ID), "service", endpoint.Service)
		r.add(endpoint.Row, "subnets", cmp.Or(strings.Join(r.titles(endpoint.Subnets), ", "), endpoint.Unknown["subnets"], "none"))
		for _, id := range endpoint.SecurityGroups {
			group := r.document.SecurityGroups[id]
			for _, rule := range group.IngressRules {
				r.rule("ingress", r.document.IngressRules[rule])
			}
		}
	}
	if len(r.readings) == 0 {
		r.add(r.document.VPCs[r.subnet.VPC].Row, "endpoints for "+r.path.Destination, "none in view")
	}
}

// policy shows what refuses; where nothing does, the policy that was asked.
func (r *reader) policy(hop Hop) {
	at := r.document.WrittenAt(hop.Element)
	add := func(name, value string) {
		if value != "" {
			r.readings = append(r.readings, Reading{Name: name, Value: value, At: at})
		}
	}
	if detail := r.document.Causes[hop.Cause].Detail; hop.Verdict == blocked.String() {
		add("statement", strings.TrimSpace(detail["statement"]+" "+detail["sid"]))
		add("condition", strings.TrimSpace(strings.Join([]string{detail["operator"], detail["key"], detail["value"]}, " ")))
		add("object", detail["resource"])
		return
	}
	const none = "none stated, which is full access"
	if r.toService() {
		for _, endpoint := range r.document.InterfaceEndpointsFor(r.path) {
			add("policy of "+r.title(endpoint.ID), cmp.Or(r.named(endpoint.Policy), none))
		}
		return
	}
	for _, endpoint := range r.document.GatewayEndpointsOn(r.subnet.RouteTable) {
		add("policy of "+r.title(endpoint.ID), cmp.Or(r.named(endpoint.Policy), none))
	}
}

func (r *reader) role() {
	host, ok := r.document.Hosts[r.path.Host]
	if !ok {
		return
	}
	r.field(host.Row, "instance profile", "instance_profile", cmp.Or(r.named(host.InstanceProfile), "none"))
	if role, ok := r.document.Roles[host.Role]; ok {
		r.add(role.Row, "role "+r.title(role.ID), cmp.Or(strings.Join(role.ManagedPolicies, ", "), "no managed policies"))
		if role.InlinePolicies > 0 {
			r.add(role.Row, "inline policies", fmt.Sprint(role.InlinePolicies))
		}
	}
}

func (r *reader) named(id string) string {
	if id == "" || id == notDetermined {
		return id
	}
	return r.title(id)
}
