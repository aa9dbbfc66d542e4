package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// agentServices are what the Systems Manager agent talks to on every host
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html).
var agentServices = []string{"ssm", "ssmmessages"}

// walkService judges every hop to a service that is not Amazon S3: through the
// interface endpoint that its name leads to, else by the internet.
func (w *walk) walkService(s site, t target) outcome {
	r := w.reachOf(s)
	if r.four != nil {
		// The services' own names have no IPv6 addresses
		// (https://docs.aws.amazon.com/general/latest/gr/ssm.html).
		r = *r.four
	}
	result := outcome{internet: r.path}
	if w.ipv6Only(s) != value.False {
		result.steps = []step{{
			kind: hopDNS, story: label("subnet", s.subnet) + " has IPv6 addresses only, and the service's own name has none",
			settle: "see that the agent asks for the dual-stack names of the service", place: header(s.subnet),
		}}
		return result
	}
	c := w.carrierOf(s, t.destination.Service)
	if c.there == value.False {
		result.steps = w.withoutEndpoint(s, r, t)
		return result
	}
	if c.there == value.Unknown {
		result.steps = w.withDoubtfulEndpoint(s, r, c, t)
		return result
	}
	name := w.resolveService(s, c.endpoint, t)
	switch {
	case name.kind == localName:
		result.steps = w.throughEndpointOf(s, name.endpoint, name, t)
	case open(r):
		result.steps = w.byInternet(s, r, t)
	default:
		result.steps = w.throughEndpointOf(s, c.endpoint, name, t)
		doubtService(result.steps, name, r)
	}
	return result
}

func open(r reach) bool { return r.path == internetGatewayPath || r.path == natPath }

// throughEndpointOf are the hops to an interface endpoint.
func (w *walk) throughEndpointOf(s site, endpoint *graph.Endpoint, name resolution, t target) []step {
	if w.exactly(endpoint.VPC.Of, s.vpc.node.ID) != value.True {
		return []step{w.dnsStep(s, name), w.centralEndpoint(endpoint, t)}
	}
	spots := w.spotsOf(endpoint, s.vpc.node)
	steps := []step{
		w.networkACLsToEndpoint(s, endpoint, spots, t), w.dnsStep(s, name),
		{kind: hopRoute, verdict: passes, story: "the local route of " + label("VPC", s.vpc.node) + " leads to " + label("interface endpoint", endpoint)},
	}
	if s.host != nil { // nobody knows the groups of a hypothetical one
		steps = append([]step{w.egressToEndpoint(s, endpoint, spots, t)}, append(steps, w.endpointStep(s, endpoint, t))...)
	}
	if t.destination.Service == "s3" {
		return append(steps, w.decide(s, endpoint, t))
	}
	if hop, applies := w.servicePolicyStep(s, endpoint, t); applies {
		steps = append(steps, hop)
	}
	return steps
}

// centralEndpoint is an endpoint in another VPC than the host's. What lies between
// the two is not judged; an endpoint that lets nobody in stays closed however the
// request comes.
func (w *walk) centralEndpoint(endpoint *graph.Endpoint, t target) step {
	hop := step{
		kind: hopEndpoint, place: header(endpoint), settle: "see that routes and security groups lead there",
		story: "the name leads to " + label("interface endpoint", endpoint) + ", which is in another VPC",
	}
	vpc := w.graph.VPCs[read(w, endpoint.VPC.Of).Value]
	if vpc == nil {
		return hop
	}
	set, byDefault := w.groupsAt(endpoint, vpc)
	if len(set.groups) == 0 || w.inletOf(set, anywhere{}, t.port).open != value.False {
		return hop
	}
	f := ingressFault(endpoint, set, byDefault, t.port)
	return step{kind: hopEndpoint, verdict: blocked, story: f.story, place: f.place, fault: f}
}

// doubtService tells at the DNS hop that a public name does not lead to the endpoint.
func doubtService(steps []step, name resolution, r reach) {
	for i := range steps {
		hop := &steps[i]
		switch {
		case hop.kind != hopDNS || name.kind != publicName:
		case r.path == undeterminedPath:
			hop.verdict, hop.story, hop.settle = undetermined, name.fault.story+", and "+r.reason.Text, r.reason.Settle
		default:
			hop.verdict, hop.story, hop.place, hop.fault = blocked, name.fault.story, name.fault.place, name.fault
		}
	}
}

// byInternet are the hops to a service's public addresses.
func (w *walk) byInternet(s site, r reach, t target) []step {
	route := w.routeStep(s, r, attachment{attached: value.False}, t)
	return []step{w.egressToInternet(s, t), w.networkACLStep(s, r, attachment{attached: value.False}, t), w.dnsStep(s, w.nameOf(s, t)), route}
}

// withoutEndpoint are the hops where the VPC has no endpoint for the service.
func (w *walk) withoutEndpoint(s site, r reach, t target) []step {
	if open(r) {
		return w.byInternet(s, r, t)
	}
	name := w.nameOf(s, t)
	if name.kind == localName {
		return w.throughEndpointOf(s, name.endpoint, name, t)
	}
	steps := []step{w.egressAtAll(s, t), w.dnsStep(s, name)}
	hop := step{kind: hopEndpoint, place: header(s.vpc.node)}
	why := w.maybeElsewhere(s, name, t.destination.Service)
	if why == nil && r.path == undeterminedPath {
		why = &r.reason
	}
	if why != nil {
		hop.story, hop.settle = why.Text, why.Settle
		return append(steps, hop)
	}
	hop.verdict = blocked
	if hop.fault = r.fault; hop.fault != nil { // the way that was meant comes first
		hop.kind = hopRoute
	} else {
		hop.fault = w.missingEndpoint(s, t)
	}
	hop.story, hop.place = hop.fault.story, hop.fault.place
	return append(steps, hop)
}

// withDoubtfulEndpoint are the hops where the VPC may have an endpoint.
func (w *walk) withDoubtfulEndpoint(s site, r reach, c carrier, t target) []step {
	if open(r) {
		return w.byInternet(s, r, t)
	}
	hop := step{kind: hopEndpoint, story: c.reason.Text, settle: c.reason.Settle}
	if c.endpoint != nil {
		hop.place = header(c.endpoint)
	}
	return []step{w.egressAtAll(s, t), w.dnsStep(s, w.nameOf(s, t)), hop}
}

// maybeElsewhere says why a host of a site may reach a service though its VPC has
// no endpoint for it in view; nil where nothing lets it.
func (w *walk) maybeElsewhere(s site, name resolution, service string) *value.Reason {
	what := "an interface endpoint for " + service
	if reason := incomplete(s.vpc.node); reason != nil {
		why := because(what+" may be declared elsewhere", *reason)
		return &why
	}
	if reason := w.options.ElsewhereAgent; reason != nil {
		why := because(what+" may be declared elsewhere", *reason)
		return &why
	}
	if name.kind == openName {
		return &name.reason
	}
	if reason := w.agentAsksElse(s); reason != nil {
		return reason
	}
	return w.centralRoute(s, what)
}

// centralRoute says why an interface endpoint in another network may be reached:
// unlike gateway endpoints those answer over peering, transit gateways and VPNs
// (https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html).
func (w *walk) centralRoute(s site, what string) *value.Reason {
	if s.table.node == nil {
		return &s.table.reason
	}
	settle := "scan the network behind it too, or see which endpoints it shares"
	for _, route := range w.routes.at[s.table.node.ID] {
		if !leadsToNetworks(w, route) || w.exists(route).And(w.exactly(route.Table.Of, s.table.node.ID)) == value.False {
			continue
		}
		return &value.Reason{Text: what + " may be behind " + route.Address + ", which leads to another network", Settle: settle}
	}
	return w.hiddenRoutes(s.table.node)
}

// leadsToNetworks reports whether a route can lead to private addresses outside of the VPC.
func leadsToNetworks(w *walk, route *graph.Route) bool {
	switch route.TargetKind {
	case graph.TargetGateway:
		gateway := w.graph.Gateways[read(w, route.Target).Value]
		return gateway == nil || gateway.GatewayKind != graph.InternetGateway && gateway.GatewayKind != graph.EgressOnlyInternetGateway
	case graph.TargetPeering, graph.TargetTransitGateway, graph.TargetCoreNetwork, graph.TargetInstance, graph.TargetNetworkInterface,
		graph.TargetLocalGateway, graph.TargetEndpoint:
		return true
	case graph.TargetLocal, graph.TargetNone, graph.TargetNATGateway, graph.TargetEgressOnlyInternetGateway, graph.TargetCarrierGateway:
	}
	return false
}

// missingEndpoint is the fault of a VPC without an endpoint for a service. What
// the agent needs on every host is one fault, however many services are missing.
func (w *walk) missingEndpoint(s site, t target) *fault {
	vpc, service := s.vpc.node, t.destination.Service
	if declared := w.typelessEndpoint(vpc, service); declared != nil {
		return typeMissing(declared, service)
	}
	f := &fault{
		kind: CauseSSMEndpointMissing, node: vpc, place: header(vpc), exported: vpc.Exported || s.subnet.Exported,
		detail: map[string]string{"vpc": vpc.Label()},
	}
	services := []string{service}
	switch {
	case slices.Contains(agentServices, service):
		services = w.missingAmong(s, agentServices)
	case service == "ec2messages":
		f.place.part = service
	default:
		f.kind = CauseServiceEndpointMissing
		services = w.missingAmong(s, w.furtherServices(s.host))
	}
	f.detail["services"], f.detail["service"] = strings.Join(services, " and "), services[0]
	f.detail["service_list"] = `"` + strings.Join(services, `", "`) + `"`
	f.story = fmt.Sprintf("%s has no interface endpoint for %s", label("VPC", vpc), f.detail["services"])
	return f
}

// missingAmong lists those of services for which the site's VPC has no endpoint.
func (w *walk) missingAmong(s site, services []string) []string {
	return slices.DeleteFunc(slices.Clone(services), func(name string) bool { return w.carrierOf(s, name).there != value.False })
}

// furtherServices are those that a host needs and that are not the agent's own.
func (w *walk) furtherServices(host *graph.Host) []string {
	var services []string
	for i := range w.options.Destinations {
		d := &w.options.Destinations[i]
		if !servesThrough(d) || slices.Contains(agentServices, d.Service) || d.Service == "ec2messages" {
			continue
		}
		if badly, _ := d.Need(w.situationOf(host)); badly != destination.NoNeed {
			services = append(services, d.Service)
		}
	}
	return services
}

// typelessEndpoint is an endpoint for the service whose type is not stated.
func (w *walk) typelessEndpoint(vpc *graph.VPC, service string) *graph.Endpoint {
	for _, endpoint := range w.endpoints.at[vpc.ID] {
		match := w.serviceNamed(endpoint, vpc.ID, service)
		if w.exists(endpoint).And(w.exactly(endpoint.VPC.Of, vpc.ID)).And(w.isGateway(endpoint)).And(match.is).And(match.ownRegion) == value.True {
			return endpoint
		}
	}
	return nil
}

func typeMissing(endpoint *graph.Endpoint, service string) *fault {
	return &fault{
		kind: CauseEndpointTypeMissing, node: endpoint,
		place:  argument(endpoint, "type", written(endpoint.EndpointType), "vpc_endpoint_type", "VpcEndpointType"),
		story:  label("endpoint", endpoint) + " for " + service + " is a gateway endpoint, and the service has interface endpoints only",
		detail: map[string]string{"service": service},
	}
}

// servesThrough reports whether a destination is a service behind interface endpoints.
func servesThrough(d *destination.Destination) bool { return d.Service != "s3" }
