package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// Unresolved says why an endpoint of this component may be attached to route
// tables of another: it can be an S3 gateway endpoint, and neither its VPC nor
// its tables are declared here. Nil means that there is no such endpoint.
func Unresolved(g *graph.Graph) *value.Reason {
	x := newIndex(g, Options{})
	for _, endpoint := range x.vagueEndpoints.loose {
		if endpoint.Open != nil || !mayServeS3(endpoint) || len(endpoint.VPC.Alternatives()) > 0 && !vague(endpoint.VPC.Of) {
			continue
		}
		reason := &value.Reason{
			Text: "the route tables of " + label("endpoint", endpoint) + " in " + endpoint.Root + " are not known",
		}
		for _, more := range endpoint.RouteTables.More {
			reason.Settle = more.Value.Settle
		}
		return reason
	}
	return nil
}

func mayServeS3(endpoint *graph.Endpoint) bool {
	return slices.ContainsFunc(endpoint.Service.Alternatives(), func(a value.Alternative[value.Fact[value.Text]]) bool {
		if a.Value.State != value.Known {
			return a.Value.State == value.Undetermined
		}
		pieces := a.Value.Value.Pieces()
		if len(pieces) == 0 {
			return false
		}
		last := pieces[len(pieces)-1]
		return last.Hole != nil || last.Literal == "s3" || strings.HasSuffix(last.Literal, ".s3")
	})
}
