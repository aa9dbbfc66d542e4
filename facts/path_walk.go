package facts

import (
	"slices"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// target is a destination as a path asks for it: the port without which it is
// out of reach, and the one that is only advisable (0 for none).
type target struct {
	destination     *destination.Destination
	port, advisable int
}

func targetOf(d *destination.Destination) target {
	t := target{destination: d, port: d.RequiredPort()}
	for _, port := range d.Ports {
		if !port.Required && port.Number == 80 {
			t.advisable = port.Number
		}
	}
	return t
}

// outcome is what a path comes to in one world. Skipped says that there is no
// such path there: the host does not exist, lives elsewhere, or is of another system.
type outcome struct {
	skipped  bool
	internet internetPath
	steps    []step
}

// verdict: blocked if any hop blocks, whatever else is unknown; undetermined if
// none blocks and one is unknown.
func (o outcome) verdict() verdict {
	result := passes
	for _, hop := range o.steps {
		switch hop.verdict {
		case blocked:
			return blocked
		case undetermined:
			result = undetermined
		case passes:
		}
	}
	return result
}

// first is the first hop with the outcome's own verdict.
func (o outcome) first() (step, bool) {
	wanted := o.verdict()
	for _, hop := range o.steps {
		if hop.verdict == wanted {
			return hop, true
		}
	}
	return step{}, false
}

// walkPath judges every hop of one path in the walk's world.
func (w *walk) walkPath(host *graph.Host, subnet *graph.Subnet, t target) outcome {
	if host != nil {
		w.assume(host)
	}
	if subnet != nil {
		w.assume(subnet)
		if w.holds(subnet.Guard) == value.False {
			return outcome{skipped: true}
		}
	}
	s := w.siteOf(host, subnet)
	if servesThrough(t.destination) {
		return w.walkService(s, t)
	}
	r := w.usable(s, w.reachOf(s), t)
	name := w.nameOf(s, t)
	if name.kind == localName {
		return outcome{internet: r.path, steps: w.throughEndpointOf(s, name.endpoint, name, t)}
	}
	a := w.forFamily(s, w.attachmentOf(s))
	result := outcome{internet: r.path}
	if host != nil {
		result.steps = append(result.steps, w.egressStep(s, r, a, t))
	}
	route := w.routeStep(s, r, a, t)
	result.steps = append(result.steps, w.networkACLStep(s, r, a, t), w.dnsStep(s, name), route)
	if hop, applies := w.policyStep(s, r, a, t); applies {
		result.steps = append(result.steps, hop)
	}
	w.doubtName(s, t, name, result.steps)
	return result
}

// nameOf is where the names of a destination lead, all private DNS of interface
// endpoints but Amazon S3's left aside.
func (w *walk) nameOf(s site, t target) resolution {
	return w.resolve(s, t.destination.Names(w.fixed(idOf(s.vpc.node), "")))
}

// doubtName leaves open what blocks the way to S3 where its name may lead
// elsewhere: to any address, or to an interface endpoint. A host that nothing
// leaves stays blocked.
func (w *walk) doubtName(s site, t target, name resolution, steps []step) {
	if !name.anywhere && (name.kind != openName || !w.otherWayToS3(s)) {
		return
	}
	for i := range steps {
		hop := &steps[i]
		hop.unsigned = hop.unsigned.doubted()
		if hop.verdict != blocked || hop.kind == hopDNS || hop.kind == hopEgress && w.egressAtAll(s, t).verdict == blocked {
			continue
		}
		*hop = step{kind: hop.kind, story: name.reason.Text, settle: name.reason.Settle, place: hop.place}
	}
}

// otherWayToS3 reports whether a site's network may have an interface endpoint of
// Amazon S3, in its own VPC or behind a route to another network.
func (w *walk) otherWayToS3(s site) bool {
	return slices.ContainsFunc(w.perhapsInterfaces(s.vpc.node), func(endpoint *graph.Endpoint) bool {
		return w.s3InterfaceOf(endpoint, s.vpc.node).truth != value.False
	}) || w.centralRoute(s, "an S3 interface endpoint") != nil
}
