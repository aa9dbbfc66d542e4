package facts

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// routeStep judges the route hop. The route of a gateway endpoint is more
// specific than any default route, so it counts wherever it stands.
func (w *walk) routeStep(s site, r reach, a attachment, t target) step {
	hop := step{kind: hopRoute}
	if s.table.node != nil {
		hop.place = header(s.table.node)
	}
	switch {
	case a.attached == value.True && r.path == noPath && t.destination.Unpublished(w.fixed(idOf(s.vpc.node), "")):
		// The patch documents fetch from buckets of newer regions by transfer acceleration.
		hop = unpublished(hop, t, "whether a gateway endpoint carries what is asked for there is not known")
	case a.attached == value.True:
		hop.verdict = passes
		hop.story = label("route table", s.table.node) + " has the route of S3 gateway endpoint " + quoted(a.endpoint.Label())
	case r.path == internetGatewayPath || r.path == natPath:
		hop.verdict, hop.story = passes, r.story
		if s.table.node != nil {
			hop.story = "in " + label("route table", s.table.node) + ", " + r.story
		}
	case a.attached == value.Unknown && r.path == noPath:
		hop.story, hop.settle = a.reason.Text, a.reason.Settle
	case r.path == undeterminedPath:
		hop.story, hop.settle = r.reason.Text, r.reason.Settle
	case t.destination.Repository && w.looksElsewhere(s.host):
		hop.story = "user data changes the names that the package manager reads from, and whether they are reached is not known"
		hop.settle = "add an S3 gateway endpoint, which carries all of them"
	default:
		hop.verdict = blocked
		hop.fault = w.routeFault(s, r)
		hop.story = r.story + ", and " + hop.fault.story
		if r.fault != nil {
			hop.story = r.fault.story
		}
		hop.place = hop.fault.place
	}
	return hop
}

// unpublished leaves a hop open because nobody says what is fetched in the region.
func unpublished(hop step, t target, doubt string) step {
	hop.story = "AWS publishes no bucket of " + t.destination.Title + " for the region, and " + doubt
	hop.settle = "look at what the documents of Systems Manager fetch in that region"
	return hop
}

// packageVariables are the folders whose files make up the repositories' host names:
// an empty /etc/dnf/vars/dualstack leads dnf to names that an S3 interface endpoint
// answers for (https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html).
var packageVariables = lazyregexp.New(`/etc/(dnf|yum)/vars/`)

func (w *walk) looksElsewhere(host *graph.Host) bool {
	if host == nil {
		return false
	}
	return slices.ContainsFunc(w.userDataOf(host), func(script value.Text) bool {
		return packageVariables.Get().MatchString(withoutComments(literalParts(script)))
	})
}

// routeFault is the first cause of a closed subnet without an endpoint's route.
// What follows from it is not reported: a dead NAT gateway is one fault.
func (w *walk) routeFault(s site, r reach) *fault {
	if r.fault != nil {
		return r.fault
	}
	vpc, table := s.vpc.node, s.table.node
	exported := vpc.Exported || table.Exported || s.subnet.Exported
	var elsewhere, foreign *graph.Endpoint
	for _, endpoint := range w.endpoints.at[vpc.ID] {
		if w.exists(endpoint) == value.False || w.isGateway(endpoint) == value.False || w.exactly(endpoint.VPC.Of, vpc.ID) == value.False {
			continue
		}
		match := w.serviceOf(endpoint, vpc.ID)
		switch {
		case match.is == value.False:
		case match.ownRegion == value.False:
			foreign = endpoint
		case w.tablesOf(endpoint) == 0:
			return unattached(endpoint, exported)
		case elsewhere == nil:
			elsewhere = endpoint
		}
	}
	switch {
	case elsewhere != nil:
		return &fault{
			kind: CauseTableNotAttached, node: elsewhere, place: tableList(elsewhere), exported: exported,
			story: "S3 gateway endpoint " + quoted(elsewhere.Label()) + " is not associated with " + label("route table", table),
			detail: map[string]string{
				"route_table": table.Label(), "route_table_id": string(table.ID), "vpc": vpc.Label(),
			},
		}
	case foreign != nil:
		f := w.wrongRegion(foreign, vpc.ID)
		f.exported = exported
		return f
	}
	if endpoint := w.s3InterfaceAt(vpc); endpoint != nil {
		return w.interfaceOnly(endpoint, vpc, exported)
	}
	return &fault{
		kind: CauseEndpointMissing, node: vpc, place: header(vpc), exported: exported,
		story:  label("VPC", vpc) + " has no S3 gateway endpoint",
		detail: map[string]string{"vpc": vpc.Label()},
	}
}

// s3InterfaceAt is an S3 interface endpoint that certainly is in a VPC.
func (w *walk) s3InterfaceAt(vpc *graph.VPC) *graph.Endpoint {
	for _, endpoint := range w.interfaceEndpoints.at[idOf(vpc)] {
		match := w.serviceOf(endpoint, vpc.ID)
		there := w.exists(endpoint).And(w.exactly(endpoint.VPC.Of, vpc.ID)).And(match.is)
		if there == value.True && match.ownRegion != value.False && read(w, endpoint.EndpointType).Value == graph.InterfaceEndpoint {
			return endpoint
		}
	}
	return nil
}

// interfaceOnly is the fault of a VPC whose only way to S3 is an interface
// endpoint that a destination's names do not lead to.
func (w *walk) interfaceOnly(endpoint *graph.Endpoint, vpc *graph.VPC, exported bool) *fault {
	private, _ := read(w, endpoint.PrivateDNS).Or(false)
	why, shown := "private_dns_off", ", whose private DNS is off"
	switch {
	case len(endpoint.PrivateDNS.Alternatives()) == 0 || !private:
	case w.answersInside(endpoint, vpc).truth == value.False:
		why, shown = "inbound_only", ", whose private DNS is for inbound resolver endpoints only"
	default:
		why, shown = "dual_stack", ", which does not answer for dual-stack names"
	}
	return &fault{
		kind: CauseS3InterfaceEndpointOnly, node: endpoint, place: header(endpoint), exported: exported,
		story:  label("VPC", vpc) + " has no S3 gateway endpoint, only " + label("interface endpoint", endpoint) + shown,
		detail: map[string]string{"vpc": vpc.Label(), "endpoint": endpoint.Label(), "why": why},
	}
}

func unattached(endpoint *graph.Endpoint, exported bool) *fault {
	return &fault{
		kind: CauseEndpointUnattached, node: endpoint, place: tableList(endpoint), exported: exported || endpoint.Exported,
		story: "S3 gateway endpoint " + quoted(endpoint.Label()) + " is associated with no route table",
	}
}

func (w *walk) wrongRegion(endpoint *graph.Endpoint, vpc graph.ID) *fault {
	region := w.regionOfService(endpoint, vpc)
	return &fault{
		kind: CauseEndpointWrongRegion, node: endpoint,
		place:  argument(endpoint, "service", written(endpoint.Service), "service_name", "ServiceName"),
		story:  "gateway endpoint " + quoted(endpoint.Label()) + " is of Amazon S3 in " + region + ", which is not the VPC's region",
		detail: map[string]string{"service_region": region},
	}
}

// tableList is where an endpoint lists its route tables.
func tableList(endpoint *graph.Endpoint) place {
	return argument(endpoint, "route_tables", endpoint.RouteTables.Range, "route_table_ids", "RouteTableIds")
}

// written is where an argument stands, in whichever world.
func written[T any](of value.Of[T]) source.Range {
	for _, alternative := range of.Alternatives() {
		if !alternative.Value.Range.IsZero() {
			return alternative.Value.Range
		}
	}
	return source.Range{}
}
