package facts

import (
	"maps"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

var (
	awsID    = lazyregexp.New(`^[a-z]+-[0-9a-f]{8,17}$`)
	zoneName = lazyregexp.New(`^([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)[a-z]$`)
	regionID = lazyregexp.New(`^[a-z]{2,4}(?:-[a-z]+)+-[0-9]+$`)
)

// regionEvidence is what the component says about the region of one VPC.
type regionEvidence struct {
	// own are the regions that the VPC and its parts state themselves, zones
	// those of its availability zones, services the literals in service names,
	// by the endpoint that carries them.
	own, zones map[string]bool
	services   map[graph.ID]string
}

// region is the VPC's region as literal text, or "". except is an endpoint whose
// own service name does not count: it is the one in question.
func (x *index) region(vpc graph.ID, except graph.ID) string {
	evidence := x.regions[vpc]
	if region, found := only(evidence.own); found {
		return region
	}
	if fixed, ok := x.graph.Symbols[value.Region]; ok {
		if literal, ok := fixed.Literal(); ok {
			return literal
		}
	}
	if region, found := only(evidence.zones); found {
		return region
	}
	services := map[string]bool{}
	for endpoint, region := range evidence.services {
		if endpoint != except {
			services[region] = true
		}
	}
	if region, found := only(services); found {
		return region
	}
	return x.options.Region
}

// only is the one member of a set. Contradictions give no region: found is then
// false, and the next kind of evidence counts.
func only(set map[string]bool) (member string, found bool) {
	for member = range set {
		return member, len(set) == 1
	}
	return "", false
}

func (x *index) gatherRegions() map[graph.ID]regionEvidence {
	found := map[graph.ID]regionEvidence{}
	at := func(id graph.ID) regionEvidence {
		if _, ok := found[id]; !ok {
			found[id] = regionEvidence{map[string]bool{}, map[string]bool{}, map[graph.ID]string{}}
		}
		return found[id]
	}
	for id, vpc := range x.graph.VPCs {
		addLiterals(at(id).own, vpc.Region)
	}
	for _, subnet := range x.graph.Subnets {
		for _, vpc := range targets(subnet.VPC.Of) {
			addLiterals(at(vpc).own, subnet.Region)
			zones := map[string]bool{}
			addLiterals(zones, subnet.AvailabilityZone)
			for zone := range zones {
				if match := zoneName.Get().FindStringSubmatch(zone); match != nil {
					at(vpc).zones[match[1]] = true
				}
			}
		}
	}
	for id, endpoint := range x.graph.Endpoints {
		for _, vpc := range targets(endpoint.VPC.Of) {
			addLiterals(at(vpc).own, endpoint.Region)
			if region := literalServiceRegion(endpoint); region != "" {
				at(vpc).services[id] = region
			}
		}
	}
	return found
}

func addLiterals(set map[string]bool, of value.Of[value.Text]) {
	for _, alternative := range of.Alternatives() {
		if literal, ok := alternative.Value.Value.Literal(); ok && alternative.Value.State == value.Known && literal != "" {
			set[literal] = true
		}
	}
}

// targets are the known IDs of a reference in any world.
func targets(reference value.Of[graph.ID]) []graph.ID {
	var ids []graph.ID
	for _, alternative := range reference.Alternatives() {
		if alternative.Value.State == value.Known {
			ids = append(ids, alternative.Value.Value)
		}
	}
	return ids
}

func literalServiceRegion(endpoint *graph.Endpoint) string {
	services, regions := map[string]bool{}, map[string]bool{}
	addLiterals(services, endpoint.Service)
	addLiterals(regions, endpoint.ServiceRegion)
	service, ok := only(services)
	if !ok || len(regions) > 0 {
		return ""
	}
	for _, part := range strings.Split(service, ".") {
		if regionID.Get().MatchString(part) {
			return part
		}
	}
	return ""
}

// fixed are the symbols that are known for a VPC.
func (x *index) fixed(vpc, except graph.ID) destination.Symbols {
	symbols := destination.Symbols{}
	maps.Copy(symbols, x.graph.Symbols)
	if region := x.region(vpc, except); region != "" {
		symbols[value.Region] = value.Literal(region)
		partition, suffix := value.PartitionOf(region)
		for symbol, text := range map[value.Symbol]string{value.Partition: partition, value.DNSSuffix: suffix} {
			if _, stated := symbols[symbol]; !stated {
				symbols[symbol] = value.Literal(text)
			}
		}
	}
	return symbols
}

// fill puts the known symbols into a text.
func fill(text value.Text, symbols destination.Symbols) value.Text {
	return text.Fill(literalSymbols(symbols))
}

func literalSymbols(symbols destination.Symbols) map[value.Symbol]string {
	literals := map[value.Symbol]string{}
	for symbol, filling := range symbols {
		if literal, ok := filling.Literal(); ok {
			literals[symbol] = literal
		}
	}
	return literals
}

// serviceMatch says whether a service name is that of the service asked for, and
// whether it is of the network's own region. Only the last labels name the
// service: the labels before them differ between partitions.
type serviceMatch struct {
	is, ownRegion value.Truth
	region        string
	reason        value.Reason
}

func matchS3(name value.Text, symbols destination.Symbols) serviceMatch {
	return matchService(name, "s3", symbols)
}

// matchService compares a service name with a service's own labels: "ssm", "ecr.api".
func matchService(name value.Text, service string, symbols destination.Symbols) serviceMatch {
	name = fill(name, symbols)
	labels := name.Split(".")
	wanted := strings.Split(service, ".")
	match := serviceMatch{is: value.False, ownRegion: value.False}
	if len(labels) < len(wanted) {
		if match.is = name.Equal(value.Literal(service)); match.is == value.Unknown {
			match.reason = reasonOfText(name)
		}
		return match
	}
	match.is = value.True
	for i := range wanted {
		match.is = match.is.And(labels[len(labels)-len(wanted)+i].Equal(value.Literal(wanted[i])))
	}
	labels = labels[:len(labels)-len(wanted)+1]
	if match.is == value.Unknown {
		match.reason = reasonOfText(name)
	}
	if match.is == value.False || len(labels) < 2 {
		return match
	}
	own, known := symbols[value.Region]
	if !known {
		own = value.SymbolText(value.Region)
	}
	place := labels[len(labels)-2]
	match.region = place.String()
	if match.ownRegion = place.Equal(own); match.ownRegion != value.Unknown {
		return match
	}
	if literal, ok := place.Literal(); ok {
		match.reason = value.Reason{
			Text:   "the service name says " + literal + " and the network's region is not known",
			Settle: "state the region in the provider, the stack's environment or the configuration",
		}
	} else if match.reason.Text == "" {
		match.reason = reasonOfText(place)
	}
	return match
}
