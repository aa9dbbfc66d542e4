package facts

import (
	"net/netip"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// internetPath is how public addresses are reached from a subnet. The zero
// internetPath is undetermined.
type internetPath int8

const (
	undeterminedPath internetPath = iota
	internetGatewayPath
	natPath
	noPath
)

// String is the path's name in facts.
func (p internetPath) String() string {
	return [...]string{"undetermined", "internet_gateway", "nat", "none"}[p]
}

// localRanges are a VPC's own ranges.
type localRanges = []netip.Prefix

// way is where public addresses of one family lead from a route table.
type way struct {
	path   internetPath
	story  string
	reason value.Reason
	// fault is set where the way ends although a route promises more.
	fault *fault
}

func (w way) same(other way) bool {
	return w.path == other.path && w.path != undeterminedPath && (w.fault == nil) == (other.fault == nil)
}

func unknownWay(reason value.Reason) way { return way{reason: reason} }

// localRangesOf lists the VPC's own IPv4 ranges as far as they are known.
func (w *walk) localRangesOf(vpc *graph.VPC) localRanges {
	var ranges localRanges
	if vpc == nil {
		return nil
	}
	facts, _ := readAll(w, vpc.CIDRs)
	for _, fact := range facts {
		if fact.State == value.Known {
			ranges = append(ranges, fact.Value)
		}
	}
	return ranges
}

// publicWay is where S3's public addresses lead from a table without a gateway
// endpoint: the longest prefix that holds them wins. seen are the NAT gateways
// already on the way.
func (w *walk) publicWay(table *graph.RouteTable, vpc *graph.VPC, wanted family, seen []graph.ID) way {
	if table.Main && table.Implicit && vpc != nil && vpc.Default && wanted == ipv4 {
		return way{path: internetGatewayPath, story: "the main route table of the default VPC leads to its internet gateway"}
	}
	routes := w.routesOf(table, vpc, wanted, seen)
	chosen, any := routes.longest()
	for _, part := range routes.parts {
		if !part.same(chosen) && (any || part.path != noPath) {
			return unknownWay(part.doubt())
		}
	}
	if any {
		return chosen
	}
	if reason := w.hiddenRoutes(table); reason != nil {
		return unknownWay(*reason)
	}
	return way{path: noPath, story: label("route table", table) + " has no route that covers Amazon S3"}
}

// doubt is why a route that may hold a part of S3 leaves the whole undetermined.
func (w way) doubt() value.Reason {
	if w.reason.Text != "" {
		return w.reason
	}
	return value.Reason{Text: w.story + ", for a part of the public addresses only"}
}

// hiddenRoutes says why the table may have routes that are not in view.
func (w *walk) hiddenRoutes(table *graph.RouteTable) *value.Reason {
	if reason := incomplete(table); reason != nil {
		hidden := because("routes of "+label("route table", table)+" may be declared elsewhere", *reason)
		return &hidden
	}
	if table.MoreRoutes != nil {
		hidden := because("not all routes of "+label("route table", table)+" are known", *table.MoreRoutes)
		return &hidden
	}
	if gateways, more := readAll(w, table.Propagating.ListOf); len(gateways) > 0 || more != nil {
		return &value.Reason{
			Text:   "a virtual private gateway propagates routes into " + label("route table", table) + ", and a default route may be among them",
			Settle: "only the network behind the gateway can tell",
		}
	}
	return nil
}

// routeSet sorts the ways of a table by what they cover.
type routeSet struct {
	exact, low, high, all []way
	// parts may cover some of S3, or may not be there.
	parts []way
}

func (s *routeSet) add(covered coverage, reason value.Reason, leads way) {
	switch covered {
	case coversAll:
		s.all = append(s.all, leads)
	case coversLowHalf:
		s.low = append(s.low, leads)
	case coversHighHalf:
		s.high = append(s.high, leads)
	case coversPart, coversUnknown:
		if leads.path == undeterminedPath || leads.reason.Text == "" {
			leads.reason = because("whether a route covers Amazon S3 is not known", reason)
		}
		s.parts = append(s.parts, leads)
	case coversNothing:
	}
}

// longest is the way of the most specific routes that cover all of S3. A single
// half beside a default route counts when both lead the same way.
func (s *routeSet) longest() (chosen way, any bool) {
	if len(s.exact) > 0 {
		return s.exact[0], true
	}
	halves := slices.Concat(s.low, s.high)
	switch {
	case len(s.low) > 0 && len(s.high) > 0, len(halves) > 0 && len(s.all) > 0:
		if len(s.low) == 0 || len(s.high) == 0 {
			halves = append(halves, s.all[0])
		}
		for _, half := range halves[1:] {
			if !half.same(halves[0]) {
				return unknownWay(value.Reason{Text: "the routes for the two halves of the address space lead to different places"}), true
			}
		}
		return halves[0], true
	case len(halves) > 0:
		return unknownWay(value.Reason{Text: "a route covers one half of the address space only"}), true
	case len(s.all) > 0:
		return s.all[0], true
	}
	return way{}, false
}

func (w *walk) routesOf(table *graph.RouteTable, vpc *graph.VPC, wanted family, seen []graph.ID) routeSet {
	var routes routeSet
	local := w.localRangesOf(vpc)
	for _, route := range w.routes.at[table.ID] {
		w.addRoute(&routes, route, w.exists(route).And(w.exactly(route.Table.Of, table.ID)), vpc, wanted, local, seen)
	}
	for _, route := range w.routes.loose {
		if w.is(route.Table.Of, table.ID) == value.Unknown && w.exactly(route.Table.Of, table.ID) == value.False {
			w.addRoute(&routes, route, w.exists(route).And(value.Unknown), vpc, wanted, local, seen)
		}
	}
	return routes
}

func (w *walk) addRoute(routes *routeSet, route *graph.Route, certain value.Truth, vpc *graph.VPC, wanted family, local localRanges, seen []graph.ID) {
	if certain == value.False {
		return
	}
	leads, stated := w.target(route, vpc, wanted, seen)
	if !stated {
		return
	}
	add := func(covered coverage, reason value.Reason) {
		switch {
		case covered == coversNothing:
		case certain == value.Unknown:
			doubt := unknownWay(*whySymbolic(route))
			if leads.path == noPath {
				doubt.path = noPath
			}
			routes.parts = append(routes.parts, doubt)
		default:
			routes.add(covered, reason, leads)
		}
	}
	if list := read(w, route.PrefixList.Of); list.State == value.Known {
		w.listCoverage(list.Value, idOf(vpc), wanted, local, func(covered coverage, reason value.Reason) {
			if covered == coversAll && certain == value.True {
				routes.exact = append(routes.exact, leads)
				return
			}
			add(covered, reason)
		})
		return
	} else if list.State == value.Undetermined && len(route.PrefixList.Alternatives()) > 0 {
		add(coversUnknown, list.Reason)
		return
	}
	covered, reason := coverageOfText(read(w, route.Destination), wanted, local)
	if covered == coversPart && leads.path == noPath {
		return
	}
	add(covered, because("the destination of "+route.Address+" is not known", reason))
}

func idOf(vpc *graph.VPC) graph.ID {
	if vpc == nil {
		return ""
	}
	return vpc.ID
}
