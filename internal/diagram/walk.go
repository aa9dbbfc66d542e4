package diagram

import (
	"strings"

	"github.com/repolint/repolint/facts"
)

// walker draws the way of one path from shape to shape.
type walker struct {
	*painter
	path     facts.Path
	verdicts map[string]state
	causes   map[string]string
}

// through leads the path through a filter; where there is none to draw and the
// hop is not sound, a shape that says so takes its place.
func (w *walker) through(from *figure, hop string, filter *figure) *figure {
	verdict := w.verdicts[hop]
	if filter == nil {
		if verdict == broken {
			w.absent(from, hop)
		}
		return from
	}
	filter.mark(verdict)
	w.join(from, filter, verdict, label(hop, verdict))
	return filter
}

// label says what is wrong with a hop, and nothing where nothing is.
func label(hop string, s state) string {
	hop = strings.ReplaceAll(hop, "_", " ")
	switch s {
	case broken:
		return "✗ " + hop
	case open:
		return "? " + hop
	case unused, sound:
	}
	return ""
}

// absent draws what is missing or refuses, where no shape of its own is drawn.
func (w *walker) absent(from *figure, hop string) *figure {
	cause := w.document.Causes[w.causes[hop]]
	title := strings.ReplaceAll(cause.Kind, "_", " ")
	if title == "" {
		title = "no " + strings.ReplaceAll(hop, "_", " ")
	}
	vpc := w.document.Subnets[w.path.SubnetID].VPC
	f := w.figure(w.vpc(vpc), w.prefix+"absent|"+w.causes[hop]+"|"+hop+vpc, absent, title)
	f.mark(broken)
	w.join(from, f, broken, label(hop, broken))
	return f
}

// onwards leads the path from the subnet's border to its destination.
func (w *walker) onwards(from *figure, subnet facts.Subnet) {
	destination := w.document.Destinations[w.path.Destination]
	if destination.Service != "s3" && destination.Service != "" {
		w.toInterface(from, destination)
		return
	}
	at := from
	if table := w.routeTable(subnet); table != nil {
		w.join(from, table, max(w.verdicts["dns"], sound), label("dns", w.verdicts["dns"]))
		at = table
	}
	at.mark(sound)
	route := w.verdicts["route"]
	carrier := w.carrier(subnet)
	if route == broken {
		if guilty := w.guilty("route"); guilty != nil {
			guilty.mark(broken)
			w.join(at, guilty, broken, label("route", broken))
			return
		}
		w.absent(at, "route")
		return
	}
	if carrier == nil {
		w.join(at, w.destination(destination), max(route, w.verdicts["policy"]), label("route", route))
		return
	}
	policy := w.verdicts["policy"]
	w.join(at, carrier, route, label("route", route))
	carrier.mark(max(sound, policy))
	w.join(carrier, w.destination(destination), max(sound, policy), label("policy", policy))
}

// carrier is the gateway endpoint on the subnet's table, else what its default
// route leads to.
func (w *walker) carrier(subnet facts.Subnet) *figure {
	if attached := w.document.GatewayEndpointsOn(subnet.RouteTable); len(attached) > 0 {
		return w.gatewayEndpoint(attached[0])
	}
	for _, route := range w.defaultRoutes(subnet) {
		if f := w.gateway(route, subnet.VPC); f != nil {
			return f
		}
	}
	return nil
}

// guilty is the shape of the node that a hop's cause blames, nil where it has none.
func (w *walker) guilty(hop string) *figure {
	cause := w.document.Causes[w.causes[hop]]
	if endpoint, ok := w.document.GatewayEndpoints[cause.Node]; ok {
		return w.gatewayEndpoint(endpoint)
	}
	if row, ok := w.document.Gateways[cause.Node]; ok {
		return w.gatewayShape(row, w.document.Subnets[w.path.SubnetID].VPC)
	}
	return nil
}

// toInterface leads the path to an interface endpoint of its VPC.
func (w *walker) toInterface(from *figure, destination facts.Destination) {
	worst, hop := sound, "endpoint"
	for _, kind := range []string{"dns", "route", "endpoint", "policy", "role"} {
		if s := w.verdicts[kind]; s > worst {
			worst, hop = s, kind
		}
	}
	if serving := w.document.InterfaceEndpointsFor(w.path); len(serving) > 0 {
		f := w.interfaceEndpoint(serving[0])
		f.mark(worst)
		w.join(from, f, worst, label(hop, worst))
		return
	}
	if worst == broken {
		w.absent(from, hop)
		return
	}
	w.join(from, w.destination(destination), worst, label(hop, worst))
}

// destination is the shape of where paths lead: all of Amazon S3 is one.
func (w *walker) destination(d facts.Destination) *figure {
	if d.Service == "s3" || d.Service == "" {
		return w.figure(nil, "s3", target, "Amazon S3")
	}
	return w.figure(nil, "service|"+d.Service, target, d.Title)
}
