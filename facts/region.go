package facts

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

var (
	awsID    = regexp.MustCompile(`^[a-z]+-[0-9a-f]{8,17}$`)
	zoneName = regexp.MustCompile(`^([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)[a-z]$`)
	regionID = regexp.MustCompile(`^[a-z]{2,4}(?:-[a-z]+)+-[0-9]+$`)
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
				if match := zoneName.FindStringSubmatch(zone); match != nil {
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
		if regionID.MatchString(part) {
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

// s3PrefixLists and dynamoDBPrefixLists are AWS-managed prefix lists by region.
// Ids are not unique: an id is S3's in one region and DynamoDB's in another. As
// printed by `aws ec2 describe-prefix-lists`
// (https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html).
var s3PrefixLists = map[string]string{
	"us-east-1": "pl-63a5400a", "us-east-2": "pl-7ba54012", "us-west-1": "pl-6ba54002", "us-west-2": "pl-68a54001",
	"ca-central-1": "pl-7da54014", "sa-east-1": "pl-6aa54003", "eu-west-1": "pl-6da54004", "eu-west-2": "pl-7ca54015",
	"eu-west-3": "pl-23ad484a", "eu-central-1": "pl-6ea54007", "eu-north-1": "pl-c3aa4faa",
	"ap-northeast-1": "pl-61a54008", "ap-northeast-2": "pl-78a54011", "ap-northeast-3": "pl-a4a540cd",
	"ap-southeast-1": "pl-6fa54006", "ap-southeast-2": "pl-6ca54005", "ap-south-1": "pl-78a54011",
}

var dynamoDBPrefixLists = map[string]string{
	"us-east-1": "pl-02cd2c6b", "us-east-2": "pl-4ca54025", "us-west-1": "pl-6ea54007", "us-west-2": "pl-00a54069",
	"eu-west-1": "pl-6fa54006", "eu-west-2": "pl-b3a742da", "eu-west-3": "pl-abb451c2", "eu-central-1": "pl-66a5400f",
	"eu-north-1": "pl-adae4bc4", "ap-northeast-1": "pl-78a54011", "ap-northeast-2": "pl-48a54021",
	"ap-southeast-1": "pl-67a5400e", "ap-southeast-2": "pl-62a5400b", "ap-south-1": "pl-66a7420f",
	"sa-east-1": "pl-60a54009", "ca-central-1": "pl-4ea54027",
}

// matchListID says whether a literal prefix list id is S3's in a region.
func matchListID(id, region string) (value.Truth, value.Reason) {
	if region == "" {
		return value.Unknown, value.Reason{
			Text:   "prefix list " + id + " is a region's own, and the network's region is not known",
			Settle: "state the region in the provider, the stack's environment or the configuration",
		}
	}
	if own, known := s3PrefixLists[region]; known && id == own {
		return value.True, value.Reason{}
	} else if known && knownListID(id) {
		return value.False, value.Reason{}
	}
	return value.Unknown, value.Reason{
		Text:   "prefix list " + id + " is declared nowhere in the files read",
		Settle: "refer to the list by its name, com.amazonaws." + region + ".s3",
	}
}

func knownListID(id string) bool {
	return slices.Contains(slices.Collect(maps.Values(s3PrefixLists)), id) ||
		slices.Contains(slices.Collect(maps.Values(dynamoDBPrefixLists)), id)
}

// listCoverage says how a prefix list covers S3: an AWS-managed list by its
// service or id, a customer's by its entries, which go into add one by one.
func (w *walk) listCoverage(id graph.ID, vpc graph.ID, wanted family, local localRanges, add func(coverage, value.Reason)) {
	if gateway, ok := strings.CutSuffix(string(id), ":prefix_list"); ok && w.graph.Endpoints[graph.ID(gateway)] != nil {
		endpoint := w.graph.Endpoints[graph.ID(gateway)]
		w.serviceCoverage(read(w, endpoint.Service), w.fixed(vpc, endpoint.ID), wanted, add)
		return
	}
	list := w.graph.PrefixLists[id]
	if list == nil || list.Open != nil && len(list.ServiceName.Alternatives()) == 0 {
		w.externalListCoverage(id, list, vpc, wanted, add)
		return
	}
	if service := read(w, list.ServiceName); service.State != value.NotStated && len(list.ServiceName.Alternatives()) > 0 {
		w.serviceCoverage(service, w.fixed(vpc, ""), wanted, add)
		return
	}
	entries, more := readAll(w, list.Entries)
	for _, entry := range entries {
		add(coverageOfText(entry, wanted, local))
	}
	if more != nil {
		add(coversUnknown, *more)
	}
}

// listName is what stories call a prefix list: a customer's goes by its name.
func (w *walk) listName(id graph.ID) string {
	list := w.graph.PrefixLists[id]
	switch {
	case isLiteral(id):
		return "prefix list " + strings.TrimPrefix(string(id), string(graph.ExternalID("")))
	case list == nil || list.Open != nil || len(list.ServiceName.Alternatives()) > 0 && read(w, list.ServiceName).State != value.NotStated:
		return "Amazon S3's prefix list"
	}
	return label("prefix list", list)
}

func (w *walk) externalListCoverage(id graph.ID, list *graph.PrefixList, vpc graph.ID, wanted family, add func(coverage, value.Reason)) {
	if isLiteral(id) {
		is, reason := matchListID(strings.TrimPrefix(string(id), string(graph.ExternalID(""))), w.region(vpc, ""))
		add(coverageIf(is, wanted), reason)
		return
	}
	reason := value.Reason{Text: "the prefix list is declared nowhere in the files read"}
	if list != nil && list.Open != nil {
		reason = *list.Open
	}
	add(coversUnknown, reason)
}

func (w *walk) serviceCoverage(service value.Fact[value.Text], symbols destination.Symbols, wanted family, add func(coverage, value.Reason)) {
	if service.State != value.Known {
		add(coversUnknown, service.Reason)
		return
	}
	match := matchS3(service.Value, symbols)
	add(coverageIf(match.is.And(match.ownRegion), wanted), match.reason)
}

// coverageIf: an AWS-managed list holds all of S3 when it is S3's, and IPv4 only.
func coverageIf(is value.Truth, wanted family) coverage {
	switch {
	case is == value.False || wanted == ipv6:
		return coversNothing
	case is == value.True:
		return coversAll
	}
	return coversUnknown
}
