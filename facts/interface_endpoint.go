package facts

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// carrier says whether a VPC has an interface endpoint for a service. endpoint is
// the one that is, or may be, there; reason says why that is not known.
type carrier struct {
	there    value.Truth
	endpoint *graph.Endpoint
	reason   value.Reason
}

// carrierOf looks for the interface endpoint of a service in a site's VPC. One
// whose private DNS is on goes before one that answers under its own name only.
func (w *walk) carrierOf(s site, service string) carrier {
	if s.vpc.node == nil {
		return carrier{reason: because("the host's VPC is not known", s.vpc.reason)}
	}
	vpc := s.vpc.node.ID
	best := carrier{there: value.False}
	for _, endpoint := range slices.Concat(w.interfaceEndpoints.at[vpc], w.endpoints.at[vpc]) {
		best.weigh(w, endpoint, w.interfaceOf(endpoint, vpc, service).and(doubtful{truth: w.exactly(endpoint.VPC.Of, vpc)}))
	}
	if best.there == value.True {
		return best
	}
	for _, endpoint := range slices.Concat(w.interfaceEndpoints.loose, w.endpoints.loose) {
		may := w.is(endpoint.VPC.Of, vpc)
		if may == value.True {
			may = value.Unknown
		}
		reason := because("whether "+label("endpoint", endpoint)+" is in "+label("VPC", s.vpc.node)+" is not known", read(w, endpoint.VPC.Of).Reason)
		best.weigh(w, endpoint, w.interfaceOf(endpoint, vpc, service).and(doubtful{may, outOfView(reason)}))
	}
	return best
}

func (c *carrier) weigh(w *walk, endpoint *graph.Endpoint, match doubtful) {
	switch {
	case match.truth == value.False, match.truth == value.Unknown && c.there != value.False:
		return
	case c.there == value.True && (w.privateDNSOf(c.endpoint).truth != value.False || w.privateDNSOf(endpoint).truth == value.False):
		return
	}
	c.there, c.endpoint, c.reason = match.truth, endpoint, match.reason
}

// interfaceOf says whether an endpoint exists, is an interface endpoint, and is
// that of a service in the VPC's own region.
func (w *walk) interfaceOf(endpoint *graph.Endpoint, vpc graph.ID, service string) doubtful {
	exists := w.exists(endpoint)
	if exists == value.False {
		return doubtful{truth: value.False}
	}
	match := w.serviceNamed(endpoint, vpc, service)
	result := doubtful{match.is.And(match.ownRegion), because("the service of "+label("endpoint", endpoint)+" is not known", match.reason)}
	if w.serviceNamed(endpoint, vpc, service+"-fips").is != value.False && result.truth == value.False {
		result = doubtful{value.Unknown, value.Reason{
			Text:   label("endpoint", endpoint) + " answers for the FIPS names of the service, and whether the agent asks for those is not known",
			Settle: "look at the agent's configuration on the host's image",
		}}
	}
	if result.truth == value.False {
		return result
	}
	if exists == value.Unknown {
		result = doubtful{exists, *whySymbolic(endpoint)}.and(result)
	}
	kind := read(w, endpoint.EndpointType)
	switch {
	case endpoint.Open != nil:
		return doubtful{value.Unknown, because(endpoint.Address+" is declared elsewhere", outOfView(*endpoint.Open))}
	case len(endpoint.EndpointType.Alternatives()) == 0:
		return doubtful{truth: value.False}
	case kind.State == value.Undetermined:
		return result.and(doubtful{value.Unknown, because("the type of "+label("endpoint", endpoint)+" is not known", kind.Reason)})
	}
	return result.and(doubtful{truth: value.TruthOf(kind.State == value.Known && kind.Value == graph.InterfaceEndpoint)})
}

// subnetsAt lists the subnets of an interface endpoint: those listed at it and
// those associated with it. more says why there may be others.
func (w *walk) subnetsAt(endpoint *graph.Endpoint) (subnets []*graph.Subnet, more *value.Reason) {
	items, more := readAll(w, endpoint.Subnets.ListOf)
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		if len(association.Subnet.Alternatives()) == 0 || w.exists(association) == value.False {
			continue
		}
		if fact := read(w, association.Subnet.Of); fact.State != value.NotStated {
			items = append(items, fact)
		}
	}
	for _, item := range items {
		subnet := w.graph.Subnets[item.Value]
		if item.State != value.Known || subnet == nil {
			reason := because("a subnet of "+label("endpoint", endpoint)+" is not known", item.Reason)
			more = &reason
			continue
		}
		if !slices.Contains(subnets, subnet) {
			subnets = append(subnets, subnet)
		}
	}
	if more == nil && len(subnets) == 0 {
		more = incomplete(endpoint)
	}
	return subnets, more
}

// groupsAt lists the groups of an interface endpoint: the VPC's default one where
// none is stated
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html).
func (w *walk) groupsAt(endpoint *graph.Endpoint, vpc *graph.VPC) (set groupSet, byDefault bool) {
	facts, more := readAll(w, endpoint.Groups.ListOf)
	set.reason = more
	byDefault = len(facts) == 0 && more == nil
	if byDefault {
		facts = append(facts, value.Fact[graph.ID]{State: value.Known, Value: graph.DefaultSecurityGroupID(vpc.ID)})
	}
	for _, association := range w.endpointAssociations.at[endpoint.ID] {
		if len(association.Group.Alternatives()) == 0 || w.exists(association) == value.False {
			continue
		}
		if fact := read(w, association.Group.Of); fact.State != value.NotStated {
			facts, byDefault = append(facts, fact), false
		}
	}
	for _, fact := range facts {
		group := w.graph.SecurityGroups[fact.Value]
		if fact.State != value.Known || group == nil {
			reason := because("a security group of "+label("endpoint", endpoint)+" is not known", fact.Reason)
			set.reason = &reason
			continue
		}
		set.groups = append(set.groups, group)
	}
	return set, byDefault
}

// spotsOf are the interfaces of an endpoint as rules meet them.
func (w *walk) spotsOf(endpoint *graph.Endpoint, vpc *graph.VPC) []spot {
	set, _ := w.groupsAt(endpoint, vpc)
	base := spot{walk: w, vpc: vpc, hidden: set.reason}
	for _, group := range set.groups {
		base.groups = append(base.groups, group.ID)
	}
	subnets, more := w.subnetsAt(endpoint)
	var spots []spot
	for _, subnet := range subnets {
		one := base
		one.subnet = subnet
		spots = append(spots, one)
	}
	if len(spots) == 0 || more != nil {
		spots = append(spots, base)
	}
	return spots
}
