package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// target is where a route leads. stated is false where it has no target at all.
func (w *walk) target(route *graph.Route, vpc *graph.VPC, wanted family, seen []graph.ID) (leads way, stated bool) {
	if route.TargetKind == graph.TargetLocal {
		return way{}, false
	}
	if route.TargetKind == graph.TargetNone {
		return way{path: noPath, story: route.Address + " leads nowhere"}, true
	}
	fact := read(w, route.Target)
	if fact.State == value.NotStated {
		return way{}, false
	}
	switch route.TargetKind {
	case graph.TargetPeering:
		// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations
		return way{path: noPath, story: route.Address + " leads to a peering connection, which carries nothing to public addresses"}, true
	case graph.TargetEgressOnlyInternetGateway:
		return way{path: internetGatewayPath, story: route.Address + " leads to an egress-only internet gateway"}, true
	case graph.TargetNATGateway:
		return w.throughNAT(route, fact, wanted, seen), true
	case graph.TargetGateway:
		return w.throughGateway(route, fact, wanted, seen), true
	case graph.TargetEndpoint:
		return w.throughEndpoint(route, fact, vpc, wanted, seen), true
	case graph.TargetTransitGateway, graph.TargetCoreNetwork, graph.TargetInstance, graph.TargetNetworkInterface,
		graph.TargetCarrierGateway, graph.TargetLocalGateway, graph.TargetLocal, graph.TargetNone:
	}
	return beyond(route, route.TargetKind), true
}

// beyond is a target behind which nobody can look from here.
func beyond(route *graph.Route, kind graph.TargetKind) way {
	names := map[graph.TargetKind]string{
		graph.TargetTransitGateway: "a transit gateway", graph.TargetCoreNetwork: "a core network",
		graph.TargetInstance: "an instance", graph.TargetNetworkInterface: "a network interface",
		graph.TargetCarrierGateway: "a carrier gateway", graph.TargetLocalGateway: "a local gateway",
		graph.TargetEndpoint: "a gateway load balancer or firewall endpoint", graph.TargetGateway: "a gateway that is declared elsewhere",
	}
	return unknownWay(value.Reason{
		Text:   route.Address + " leads to " + names[kind] + ", and what lies behind it is not in view",
		Settle: "only the network behind it can tell",
	})
}

func (w *walk) throughGateway(route *graph.Route, fact value.Fact[graph.ID], wanted family, seen []graph.ID) way {
	if fact.State != value.Known {
		return unknownWay(because("the target of "+route.Address+" is not known", fact.Reason))
	}
	if nat := w.graph.NATGateways[fact.Value]; nat != nil {
		// A NAT gateway's id in the gateway argument: the API forgives it.
		return w.throughNAT(route, fact, wanted, seen)
	}
	kind := graph.GatewayKind(0)
	if gateway := w.graph.Gateways[fact.Value]; gateway != nil {
		switch w.exists(gateway) {
		case value.False:
			return way{path: noPath, story: route.Address + " leads to a gateway that does not exist"}
		case value.Unknown:
			return unknownWay(*whySymbolic(gateway))
		case value.True:
		}
		kind = gateway.GatewayKind
	}
	key := strings.TrimPrefix(string(fact.Value), string(graph.ExternalID("")))
	if kind == graph.InternetGateway || kind == 0 && strings.HasPrefix(key, "igw-") {
		return way{path: internetGatewayPath, story: route.Address + " leads to an internet gateway"}
	}
	switch kind {
	case graph.EgressOnlyInternetGateway:
		return way{path: internetGatewayPath, story: route.Address + " leads to an egress-only internet gateway"}
	case graph.PeeringConnection:
		return way{path: noPath, story: route.Address + " leads to a peering connection, which carries nothing to public addresses"}
	case graph.VPNGateway:
		return unknownWay(value.Reason{
			Text:   route.Address + " leads to a virtual private gateway, and what lies behind it is not in view",
			Settle: "only the network behind it can tell",
		})
	case graph.InternetGateway, graph.TransitGateway, graph.CarrierGateway, graph.LocalGateway, graph.CoreNetwork:
	}
	if gateway := w.graph.Gateways[fact.Value]; gateway != nil && gateway.Open != nil {
		return unknownWay(because(route.Address+" leads to a gateway that is declared elsewhere", *gateway.Open))
	}
	return beyond(route, graph.TargetGateway)
}

// throughNAT follows a NAT gateway into its own subnet: it opens the way only
// when its own next hop does
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
func (w *walk) throughNAT(route *graph.Route, fact value.Fact[graph.ID], wanted family, seen []graph.ID) way {
	nat := w.graph.NATGateways[fact.Value]
	if fact.State != value.Known || nat == nil {
		return unknownWay(because("the NAT gateway of "+route.Address+" is not known", fact.Reason))
	}
	if nat.Open != nil {
		return unknownWay(because("the NAT gateway of "+route.Address+" is declared elsewhere", outOfView(*nat.Open)))
	}
	switch w.exists(nat) {
	case value.False:
		return way{path: noPath, story: route.Address + " leads to a NAT gateway that does not exist"}
	case value.Unknown:
		return unknownWay(*whySymbolic(nat))
	case value.True:
	}
	if slices.Contains(seen, nat.ID) {
		return w.deadEnd(route, nat, "its own subnet routes back to it")
	}
	private, privateKnown := read(w, nat.Private).Or(false)
	if len(nat.Private.Alternatives()) == 0 {
		private, privateKnown = false, true
	}
	if regional := read(w, nat.Regional); regional.State == value.Known && regional.Value {
		return w.throughRegionalNAT(route, nat)
	}
	next := w.wayOfNAT(nat, wanted, append(slices.Clone(seen), nat.ID))
	switch {
	case next.path == undeterminedPath:
		return unknownWay(because("where "+label("NAT gateway", nat)+" leads is not known", next.reason))
	case next.path == noPath:
		return w.deadEnd(route, nat, "its own subnet has no route to the internet")
	case !privateKnown:
		return unknownWay(because("whether "+label("NAT gateway", nat)+" is public is not known", read(w, nat.Private).Reason))
	case private && next.path == internetGatewayPath:
		end := w.deadEnd(route, nat, "it is private, so the internet gateway drops what it sends")
		end.fault.detail = map[string]string{"fix": "private"}
		return end
	}
	return way{path: natPath, story: route.Address + " leads to " + label("NAT gateway", nat)}
}

func (w *walk) wayOfNAT(nat *graph.NATGateway, wanted family, seen []graph.ID) way {
	fact := read(w, nat.Subnet.Of)
	subnet := w.graph.Subnets[fact.Value]
	if fact.State != value.Known || subnet == nil {
		return unknownWay(because("its subnet is not known", fact.Reason))
	}
	vpc := w.vpcOf(subnet)
	table := w.routeTableOf(subnet, vpc)
	if table.node == nil {
		return unknownWay(table.reason)
	}
	return w.publicWay(table.node, vpc.node, wanted, seen)
}

func (w *walk) throughRegionalNAT(route *graph.Route, nat *graph.NATGateway) way {
	open := way{path: natPath, story: route.Address + " leads to " + label("regional NAT gateway", nat)}
	fact := read(w, nat.VPC.Of)
	vpc := w.graph.VPCs[fact.Value]
	if fact.State != value.Known || vpc == nil {
		return unknownWay(because("the VPC of "+label("NAT gateway", nat)+" is not known", fact.Reason))
	}
	for _, gateway := range append(slices.Clone(w.gateways.at[vpc.ID]), w.gateways.loose...) {
		if gateway.GatewayKind == graph.InternetGateway {
			switch w.exists(gateway).And(w.names(gateway.VPCs.ListOf, vpc.ID)) {
			case value.True:
				return open
			case value.Unknown:
				return unknownWay(*whySymbolic(gateway))
			case value.False:
			}
		}
	}
	if reason := incomplete(vpc); reason != nil {
		return unknownWay(because("whether "+label("VPC", vpc)+" has an internet gateway is not known", *reason))
	}
	return w.deadEnd(route, nat, "its VPC has no internet gateway")
}

func (w *walk) deadEnd(route *graph.Route, nat *graph.NATGateway, why string) way {
	story := label("NAT gateway", nat) + " does not lead to the internet: " + why
	return way{
		path: noPath, story: route.Address + " leads to a dead end, since " + why,
		fault: &fault{kind: CauseNATDeadEnd, node: nat, place: header(nat), story: story},
	}
}

// throughEndpoint follows a gateway load balancer endpoint into its own subnet,
// where that is in view: firewalls stand in front of internet gateways so.
func (w *walk) throughEndpoint(route *graph.Route, fact value.Fact[graph.ID], vpc *graph.VPC, wanted family, seen []graph.ID) way {
	endpoint := w.graph.Endpoints[fact.Value]
	if fact.State != value.Known || endpoint == nil || endpoint.Open != nil || slices.Contains(seen, endpoint.ID) {
		return beyond(route, graph.TargetEndpoint)
	}
	if len(seen) == 0 {
		// From a host's own table: the appliance may translate, filter or drop.
		return beyond(route, graph.TargetEndpoint)
	}
	subnets, _ := readAll(w, endpoint.Subnets.ListOf)
	if len(subnets) != 1 || subnets[0].State != value.Known || w.graph.Subnets[subnets[0].Value] == nil {
		return beyond(route, graph.TargetEndpoint)
	}
	table := w.routeTableOf(w.graph.Subnets[subnets[0].Value], found[graph.VPC]{node: vpc})
	if table.node == nil {
		return beyond(route, graph.TargetEndpoint)
	}
	return w.publicWay(table.node, vpc, wanted, append(slices.Clone(seen), endpoint.ID))
}
