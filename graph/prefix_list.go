package graph

import (
	"strings"

	"github.com/repolint/repolint/value"
)

// PrefixList is a prefix list. An AWS-managed one has a ServiceName
// ("com.amazonaws.${region}.s3") and no entries in view; a customer's has Entries.
type PrefixList struct {
	Origin
	ServiceName value.Of[value.Text]
	Entries     value.ListOf[value.Text]
}

// Kind implements [Node].
func (*PrefixList) Kind() Kind { return KindPrefixList }

func (n *PrefixList) guards() []value.Guard {
	return gather(n.Guard, n.ServiceName.Guards(), n.Entries.Guards())
}

// PrefixListOfEndpoint is the ID of the prefix list a gateway endpoint names
// with its prefix_list_id attribute.
func PrefixListOfEndpoint(endpoint ID) ID { return endpoint + ":prefix_list" }

// EndpointOfPrefixList is the endpoint whose prefix list an ID names, by
// [PrefixListOfEndpoint].
func EndpointOfPrefixList(list ID) (endpoint ID, ok bool) {
	name, ok := strings.CutSuffix(string(list), string(PrefixListOfEndpoint("")))
	return ID(name), ok
}
