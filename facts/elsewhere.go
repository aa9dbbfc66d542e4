package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
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

// UnresolvedAgent says why an interface endpoint of this component, which can be
// one of the Systems Manager agent's or of another service that hosts need, may be
// in a VPC of another. Nil means that there is no such endpoint.
func UnresolvedAgent(g *graph.Graph) *value.Reason {
	x := newIndex(g, Options{})
	for _, endpoint := range x.interfaceEndpoints.loose {
		if endpoint.Open == nil && mayServeHosts(endpoint) {
			return &value.Reason{
				Text:   "the VPC of " + label("endpoint", endpoint) + " in " + endpoint.Root + " is not known",
				Settle: "state it, with --var, --var-file or --parameter",
			}
		}
	}
	return nil
}

// mayServeHosts reports whether an endpoint can be for one of the services that
// paths lead to.
func mayServeHosts(endpoint *graph.Endpoint) bool {
	return slices.ContainsFunc(endpoint.Service.Alternatives(), func(a value.Alternative[value.Fact[value.Text]]) bool {
		if a.Value.State != value.Known {
			return a.Value.State == value.Undetermined
		}
		return slices.ContainsFunc(destination.All(), func(d destination.Destination) bool {
			return servesThrough(&d) && matchService(a.Value.Value, d.Service, nil).is != value.False
		})
	})
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
