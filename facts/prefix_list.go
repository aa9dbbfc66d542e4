package facts

import (
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

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
	if gateway, ok := graph.EndpointOfPrefixList(id); ok && w.graph.Endpoints[gateway] != nil {
		w.endpointCoverage(w.graph.Endpoints[gateway], vpc, wanted, add)
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

// endpointCoverage is that of the list of a gateway endpoint. Where the endpoint is
// the VPC's own and of another region, the endpoint is what is wrong: its list is
// the right one as soon as the endpoint is.
func (w *walk) endpointCoverage(endpoint *graph.Endpoint, vpc graph.ID, wanted family, add func(coverage, value.Reason)) {
	service, symbols := read(w, endpoint.Service), w.fixed(vpc, endpoint.ID)
	if service.State == value.Known && vpc != "" && w.exactly(endpoint.VPC.Of, vpc) == value.True && matchS3(service.Value, symbols).is == value.True {
		add(coverageIf(value.True, wanted), value.Reason{})
		return
	}
	w.serviceCoverage(service, symbols, wanted, add)
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

// ownerOfList says whose prefix list this one is where it is certainly not that
// of Amazon S3 in the VPC's own region; "" else.
func (w *walk) ownerOfList(id graph.ID, vpc graph.ID) string {
	if isLiteral(id) {
		literal, region := strings.TrimPrefix(string(id), string(graph.ExternalID(""))), w.region(vpc, "")
		if is, _ := matchListID(literal, region); is != value.False {
			return ""
		}
		return ownerOfListID(literal, region)
	}
	service, symbols := w.serviceOfList(id, vpc)
	if service.State != value.Known {
		return ""
	}
	match := matchS3(service.Value, symbols)
	if literal, ok := fill(service.Value, symbols).Literal(); ok && match.is.And(match.ownRegion) == value.False {
		return literal
	}
	return ""
}

// serviceOfList is the service of a list that a gateway endpoint or a data source
// gives.
func (w *walk) serviceOfList(id graph.ID, vpc graph.ID) (value.Fact[value.Text], destination.Symbols) {
	if gateway, ok := graph.EndpointOfPrefixList(id); ok {
		if endpoint := w.graph.Endpoints[gateway]; endpoint != nil {
			return read(w, endpoint.Service), w.fixed(vpc, endpoint.ID)
		}
	}
	if list := w.graph.PrefixLists[id]; list != nil && len(list.ServiceName.Alternatives()) > 0 {
		return read(w, list.ServiceName), w.fixed(vpc, "")
	}
	return value.Fact[value.Text]{}, nil
}

// ownerOfListID names the service and the regions of a known id, the own region first.
func ownerOfListID(id, region string) string {
	if dynamoDBPrefixLists[region] == id {
		return "Amazon DynamoDB in " + region
	}
	for _, lists := range []struct {
		service string
		ids     map[string]string
	}{{"Amazon S3", s3PrefixLists}, {"Amazon DynamoDB", dynamoDBPrefixLists}} {
		var regions []string
		for _, place := range slices.Sorted(maps.Keys(lists.ids)) {
			if lists.ids[place] == id {
				regions = append(regions, place)
			}
		}
		if len(regions) > 0 {
			return lists.service + " in " + strings.Join(regions, " and ")
		}
	}
	return ""
}
