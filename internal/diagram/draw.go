package diagram

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/facts"
)

// Network is one component's facts under the name that a drawing of several
// components gives it.
type Network struct {
	Name     string
	Document *facts.Document
}

// Draw draws networks. With blockedOnly only the paths that are blocked are
// drawn, and only what they meet.
func Draw(networks []Network, blockedOnly bool) *Diagram {
	d := &Diagram{}
	for _, network := range networks {
		p := newPainter(d, network, blockedOnly)
		if len(networks) > 1 {
			p.name = network.Name
		}
		p.network()
	}
	d.sort()
	return d
}

// painter draws one component.
type painter struct {
	*Diagram
	document    *facts.Document
	prefix      string
	name        string
	blockedOnly bool
	// fates are the verdicts and causes of all paths of a host, with its groups:
	// hosts of one fate are one shape.
	fates map[string]string
	// residents are the hosts of a subnet; kinds are what alike subnets share, and
	// alike lists those by it.
	residents map[string][]string
	kinds     map[string]string
	alike     map[string][]string
}

func newPainter(d *Diagram, network Network, blockedOnly bool) *painter {
	p := &painter{
		Diagram: d, document: network.Document, prefix: network.Name + "|", blockedOnly: blockedOnly,
		fates: map[string]string{}, residents: map[string][]string{}, kinds: map[string]string{}, alike: map[string][]string{},
	}
	for _, id := range keys(p.document.Paths) {
		path := p.document.Paths[id]
		p.fates[path.Host] += path.Destination + " " + path.Verdict + " " + strings.Join(path.Causes, " ") + "|"
	}
	for _, id := range keys(p.document.Hosts) {
		host := p.document.Hosts[id]
		p.fates[id] += strings.Join(host.SecurityGroups, " ")
		for _, subnet := range host.Subnets {
			p.residents[subnet] = append(p.residents[subnet], id)
		}
	}
	for _, id := range keys(p.document.Subnets) {
		subnet := p.document.Subnets[id]
		var fates []string
		for _, host := range p.residents[id] {
			fates = append(fates, p.fates[host])
		}
		slices.Sort(fates)
		kind := strings.Join(append([]string{subnet.VPC, subnet.RouteTable, subnet.NetworkACL, strconv.FormatBool(subnet.Declared)}, slices.Compact(fates)...), "\n")
		p.kinds[id] = kind
		p.alike[kind] = append(p.alike[kind], id)
	}
	return p
}

func (p *painter) network() {
	if !p.blockedOnly {
		for _, id := range keys(p.document.Subnets) {
			if subnet := p.document.Subnets[id]; subnet.Declared {
				p.way(p.placeholder(subnet), subnet)
			}
		}
		for _, id := range keys(p.document.GatewayEndpoints) {
			p.gatewayEndpoint(p.document.GatewayEndpoints[id])
		}
		for _, id := range keys(p.document.InterfaceEndpoints) {
			p.interfaceEndpoint(p.document.InterfaceEndpoints[id])
		}
	}
	for _, id := range keys(p.document.Paths) {
		if path := p.document.Paths[id]; !p.blockedOnly || path.Verdict == "blocked" {
			p.path(path)
		}
	}
}

func keys[T any](table map[string]T) []string { return slices.Sorted(maps.Keys(table)) }

// top is the box of the component, nil where there is only one.
func (p *painter) top() *box {
	if p.name == "" {
		return nil
	}
	return p.box(nil, p.prefix, p.name)
}

func (p *painter) vpc(id string) *box {
	vpc, ok := p.document.VPCs[id]
	if !ok {
		return p.top()
	}
	return p.box(p.top(), p.prefix+id, strings.TrimSpace("VPC "+name(vpc.Row)+" "+strings.Join(vpc.CIDRs, " ")))
}

// name is what people call a row: what is declared elsewhere goes by where it comes
// from, what is deployed by its name in front of its id.
func name(row facts.Row) string {
	if row.Dialect == "live" && row.Name != row.Address {
		return row.Name + " " + row.Address
	}
	text := strings.TrimPrefix(cmp.Or(row.Address, row.Name), row.Root+"#")
	return strings.TrimPrefix(text, "param:")
}

// subnet is the box of all subnets that share a table, a network ACL and their
// hosts: forty alike are one box.
func (p *painter) subnet(subnet facts.Subnet) *box {
	alike := p.alike[p.kinds[subnet.ID]]
	titles := make([]string, 0, len(alike))
	for _, id := range alike {
		titles = append(titles, name(p.document.Subnets[id].Row))
	}
	f := figure{title: "subnet", members: titles}
	if len(titles) > 1 {
		f.title = strconv.Itoa(len(titles)) + " subnets"
	}
	return p.box(p.vpc(subnet.VPC), p.prefix+alike[0], strings.Join(f.label(), " "))
}

// placeholder stands for a subnet in which no host is in view.
func (p *painter) placeholder(subnet facts.Subnet) *figure {
	in := p.subnet(subnet)
	if len(p.residents[subnet.ID]) > 0 {
		return nil
	}
	return p.figure(in, in.key+"|none", machine, "no host in view")
}

// host is the shape of all hosts of a path's subnet that fare alike.
func (p *painter) host(path facts.Path) *figure {
	subnet, known := p.document.Subnets[path.SubnetID]
	in := p.top()
	if known {
		in = p.subnet(subnet)
	}
	host, ok := p.document.Hosts[path.Host]
	if !ok {
		return p.placeholder(subnet)
	}
	key := p.prefix + p.fates[path.Host]
	if in != nil {
		key = in.key + "|" + key
	}
	f := p.figure(in, key, machine, "host")
	f.members = append(f.members, name(host.Row))
	return f
}

// path draws the way of one path and marks what breaks it.
func (p *painter) path(path facts.Path) {
	from := p.host(path)
	if from == nil {
		return
	}
	subnet := p.document.Subnets[path.SubnetID]
	verdicts, causes := map[string]state{}, map[string]string{}
	for _, hop := range path.Hops {
		verdicts[hop.Kind] = max(verdicts[hop.Kind], stateOf(hop.Verdict))
		if hop.Verdict == "blocked" && hop.Cause != "" {
			causes[hop.Kind] = hop.Cause
		}
	}
	from.mark(stateOf(path.Verdict))
	w := walker{p, path, verdicts, causes}
	at := w.through(from, "egress", p.groups(path.Host, subnet.VPC))
	at = w.through(at, "network_acl", p.networkACL(subnet))
	at = w.through(at, "dns", nil)
	w.onwards(at, subnet)
}

func stateOf(verdict string) state {
	switch verdict {
	case "passes":
		return sound
	case "blocked":
		return broken
	}
	return open
}

// groups is the shape of a host's security groups, nil where none is stated.
func (p *painter) groups(host, vpc string) *figure {
	ids := p.document.Hosts[host].SecurityGroups
	if len(ids) == 0 {
		return nil
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		if group, ok := p.document.SecurityGroups[id]; ok {
			names = append(names, name(group.Row))
		}
	}
	return p.figure(p.vpc(vpc), p.prefix+"groups|"+strings.Join(ids, " "), filter, "security group", names...)
}

// networkACL is the shape of a declared network ACL; the default one is not drawn.
func (p *painter) networkACL(subnet facts.Subnet) *figure {
	acl, ok := p.document.NetworkACLs[subnet.NetworkACL]
	if !ok || !acl.Declared {
		return nil
	}
	return p.figure(p.vpc(subnet.VPC), p.prefix+acl.ID, filter, "network ACL", name(acl.Row))
}

func (p *painter) routeTable(subnet facts.Subnet) *figure {
	row, ok := p.document.RouteTables[subnet.RouteTable]
	if !ok {
		return nil
	}
	return p.figure(p.vpc(subnet.VPC), p.prefix+row.ID, table, "route table", name(row.Row))
}

// way draws where a subnet leads when nobody walks there.
func (p *painter) way(from *figure, subnet facts.Subnet) {
	at := p.routeTable(subnet)
	p.join(from, at, unused, "")
	for _, route := range p.defaultRoutes(subnet) {
		p.join(at, p.gateway(route, subnet.VPC), unused, route.Destination)
	}
}

// defaultRoutes are the routes of a subnet's table that everything else takes.
func (p *painter) defaultRoutes(subnet facts.Subnet) []facts.Route {
	var routes []facts.Route
	for _, id := range p.document.RouteTables[subnet.RouteTable].Routes {
		if route := p.document.Routes[id]; route.Destination == "0.0.0.0/0" || route.Destination == "::/0" {
			routes = append(routes, route)
		}
	}
	return routes
}

// gateway is the shape of what a default route leads to.
func (p *painter) gateway(route facts.Route, vpc string) *figure {
	row, ok := p.document.Gateways[route.Target]
	if !ok {
		return nil
	}
	return p.gatewayShape(row, vpc)
}

func (p *painter) gatewayShape(row facts.Gateway, vpc string) *figure {
	return p.figure(p.vpc(vpc), p.prefix+row.ID, gateway, strings.ReplaceAll(row.Kind, "_", " "), name(row.Row))
}

func (p *painter) gatewayEndpoint(endpoint facts.GatewayEndpoint) *figure {
	f := p.figure(p.vpc(endpoint.VPC), p.prefix+endpoint.ID, gateway, "gateway endpoint", name(endpoint.Row))
	for _, id := range endpoint.RouteTables {
		p.join(p.nodes[p.prefix+id], f, unused, "")
	}
	return f
}

func (p *painter) interfaceEndpoint(endpoint facts.InterfaceEndpoint) *figure {
	return p.figure(p.vpc(endpoint.VPC), p.prefix+endpoint.ID, gateway, "interface endpoint", name(endpoint.Row))
}
