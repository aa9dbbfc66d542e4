package facts

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// attachment says whether an S3 gateway endpoint's route stands in a subnet's
// route table. endpoint is the one that is, or may be, there; reason says why
// that is not known.
type attachment struct {
	attached value.Truth
	endpoint *graph.Endpoint
	reason   value.Reason
}

// attachmentOf looks for the S3 gateway endpoint of a site's route table.
func (w *walk) attachmentOf(s site) attachment {
	if s.subnet == nil {
		return attachment{reason: value.Reason{Text: "the host's subnet is not known", Settle: "name the subnet"}}
	}
	if s.table.node == nil {
		return attachment{reason: s.table.reason}
	}
	before := w.undecided
	result := attachment{attached: value.False}
	for _, endpoint := range w.endpointsAt.at[s.table.node.ID] {
		match := w.gatewayOf(endpoint, idOf(s.vpc.node))
		result.weigh(endpoint, match.and(w.listsTable(endpoint, s.table.node.ID)))
	}
	if result.attached == value.True {
		// One endpoint's route settles it: conditions on others make no difference.
		w.undecided = before
		return result
	}
	for _, endpoint := range w.vagueAround(s) {
		match := w.gatewayOf(endpoint, idOf(s.vpc.node))
		match.truth = match.truth.And(w.mayListTable(endpoint, s.table.node.ID))
		if match.reason.Text == "" {
			match.reason = w.whyVague(endpoint)
		}
		result.weigh(endpoint, match)
	}
	for _, association := range w.endpointAssociations.loose {
		if w.exists(association).And(w.is(association.Table.Of, s.table.node.ID)) != value.False {
			result.weigh(nil, doubtful{value.Unknown, *whyLoose(association, association.Endpoint.Of)})
		}
	}
	if result.attached == value.False {
		w.openWorld(s, &result)
	}
	return result
}

// doubtful is a truth with the reason why it is not known.
type doubtful struct {
	truth  value.Truth
	reason value.Reason
}

func (d doubtful) and(other doubtful) doubtful {
	truth := d.truth.And(other.truth)
	if d.truth == value.True {
		d.reason = other.reason
	}
	if truth == value.True {
		d.reason = value.Reason{}
	}
	return doubtful{truth, d.reason}
}

func (a *attachment) weigh(endpoint *graph.Endpoint, match doubtful) {
	if match.truth == value.False || a.attached == value.True {
		return
	}
	if match.truth == value.Unknown && a.attached == value.Unknown {
		return
	}
	a.attached, a.endpoint, a.reason = match.truth, endpoint, match.reason
}

// openWorld turns "no" into "not known" where something out of view could attach
// an endpoint to the site's table.
func (w *walk) openWorld(s site, result *attachment) {
	reason := incomplete(s.table.node)
	if reason == nil && s.vpc.node == nil {
		reason = &s.vpc.reason
	}
	if reason == nil {
		reason = incomplete(s.vpc.node)
	}
	if reason == nil {
		reason = w.options.Elsewhere
	}
	if reason != nil {
		result.attached = value.Unknown
		result.reason = because("an S3 gateway endpoint may be attached to "+label("route table", s.table.node)+" elsewhere", *reason)
	}
}

// vagueAround lists the endpoints that may be on the site's table though nothing
// in view says so.
func (w *walk) vagueAround(s site) []*graph.Endpoint {
	around := slices.Clone(w.vagueEndpoints.loose)
	if s.vpc.node != nil {
		around = append(around, w.vagueEndpoints.at[s.vpc.node.ID]...)
	}
	slices.SortFunc(around, func(a, b *graph.Endpoint) int { return cmp.Compare(a.ID, b.ID) })
	return slices.Compact(around)
}

// gatewayOf says whether an endpoint exists, is a gateway endpoint, and is that
// of Amazon S3 in the VPC's own region.
func (w *walk) gatewayOf(endpoint *graph.Endpoint, vpc graph.ID) doubtful {
	exists := w.exists(endpoint)
	if exists == value.False {
		return doubtful{truth: value.False}
	}
	result := doubtful{truth: exists}
	if exists == value.Unknown {
		result.reason = *whySymbolic(endpoint)
	}
	kind := w.isGateway(endpoint)
	if endpoint.Open != nil && kind == value.Unknown {
		return result.and(doubtful{kind, because(endpoint.Address+" is declared elsewhere", outOfView(*endpoint.Open))})
	}
	result = result.and(doubtful{kind, value.Reason{Text: "the type of " + label("endpoint", endpoint) + " is not known"}})
	match := w.serviceOf(endpoint, vpc)
	return result.and(doubtful{match.is.And(match.ownRegion), because("the service of "+label("endpoint", endpoint)+" is not known", match.reason)})
}

func (w *walk) isGateway(endpoint *graph.Endpoint) value.Truth {
	if endpoint.Open != nil && len(endpoint.EndpointType.Alternatives()) == 0 {
		return value.Unknown
	}
	if len(endpoint.EndpointType.Alternatives()) == 0 {
		return value.True
	}
	kind, known := read(w, endpoint.EndpointType).Or(graph.GatewayEndpoint)
	if !known {
		return value.Unknown
	}
	return value.TruthOf(kind == graph.GatewayEndpoint)
}

// serviceOf matches an endpoint's service with Amazon S3.
func (w *walk) serviceOf(endpoint *graph.Endpoint, vpc graph.ID) serviceMatch {
	return w.serviceNamed(endpoint, vpc, "s3")
}

// serviceNamed matches an endpoint's service. A stated service region counts for more than the name.
func (w *walk) serviceNamed(endpoint *graph.Endpoint, vpc graph.ID, wanted string) serviceMatch {
	service := read(w, endpoint.Service)
	if service.State != value.Known {
		return serviceMatch{reason: service.Reason}
	}
	symbols := w.fixed(vpc, endpoint.ID)
	match := matchService(service.Value, wanted, symbols)
	if stated := read(w, endpoint.ServiceRegion); len(endpoint.ServiceRegion.Alternatives()) > 0 && stated.State == value.Known {
		if own, known := symbols[value.Region]; known {
			match.ownRegion = fill(stated.Value, symbols).Equal(own)
		}
	}
	return match
}

// listsTable says whether the endpoint is associated with the table, at the
// endpoint itself or by an association.
func (w *walk) listsTable(endpoint *graph.Endpoint, table graph.ID) doubtful {
	result := doubtful{truth: value.False}
	for _, item := range endpoint.RouteTables.Items {
		result.truth = result.truth.Or(w.exactly(item, table))
	}
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		listed := w.exactly(association.Table.Of, table).And(w.exactly(association.Endpoint.Of, endpoint.ID)).And(w.exists(association))
		if listed == value.Unknown && result.truth == value.False {
			result.reason = *whySymbolic(association)
		}
		result.truth = result.truth.Or(listed)
	}
	return result
}

// mayListTable is Unknown where the endpoint's tables are not all known and this
// one may be among them.
func (w *walk) mayListTable(endpoint *graph.Endpoint, table graph.ID) value.Truth {
	listed := w.names(endpoint.RouteTables.ListOf, table)
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		listed = listed.Or(w.exists(association).And(w.is(association.Table.Of, table)))
	}
	if listed == value.True {
		return value.Unknown
	}
	return listed
}

func (w *walk) whyVague(endpoint *graph.Endpoint) value.Reason {
	what := "the route tables of " + label("endpoint", endpoint) + " are not all known"
	items, more := readAll(w, endpoint.RouteTables.ListOf)
	if more != nil {
		return because(what, outOfView(*more))
	}
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		items = append(items, read(w, association.Table.Of))
	}
	for _, item := range items {
		if item.State == value.Undetermined {
			return because(what, outOfView(item.Reason))
		}
		if table := w.graph.RouteTables[item.Value]; table != nil && table.Open != nil {
			return because(what, outOfView(*table.Open))
		}
	}
	return value.Reason{Text: what}
}

// tablesOf counts the tables an endpoint is associated with in this world.
func (w *walk) tablesOf(endpoint *graph.Endpoint) int {
	items, _ := readAll(w, endpoint.RouteTables.ListOf)
	count := len(items)
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		if w.exists(association) != value.False && read(w, association.Table.Of).State != value.NotStated {
			count++
		}
	}
	return count
}
