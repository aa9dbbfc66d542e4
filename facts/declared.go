package facts

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// withoutEC2Messages are the regions that opened in 2024 or later, which do not
// offer ec2messages
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html).
var withoutEC2Messages = []string{"ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "eusc-de-east-1", "mx-central-1"}

// endpointFaults files what is wrong with endpoints whoever uses them: those that
// AWS refuses to make, so that their stack or run fails, and their policies. What a
// path shows of a policy already is not told again.
func (d *deriver) endpointFaults() {
	refused := map[string]bool{}
	for _, cause := range d.causes {
		if cause.Kind == CausePolicyBlocks {
			refused[cause.Node+" "+cause.Detail["statement"]] = true
		}
	}
	for _, endpoint := range inOrder(d.graph.Endpoints) {
		if endpoint.Open != nil {
			continue
		}
		d.lone(endpoint, func(w *walk) []*fault {
			faults := slices.DeleteFunc(w.policyFaults(endpoint), func(f *fault) bool {
				statement := f.detail["statement"]
				return statement != "" && refused[string(endpoint.ID)+" "+statement]
			})
			if f := w.notMade(endpoint); f != nil {
				faults = append(faults, f)
			}
			return faults
		})
	}
}

// notMade is why AWS does not make an endpoint in the walk's world, nil where it does.
func (w *walk) notMade(endpoint *graph.Endpoint) *fault {
	vpc := read(w, endpoint.VPC.Of).Value
	if w.serviceNamed(endpoint, vpc, "ec2messages").is == value.True {
		if region := w.regionOfService(endpoint, vpc); slices.Contains(withoutEC2Messages, region) {
			return &fault{
				kind: CauseEC2MessagesUnavailable, node: endpoint,
				place:  argument(endpoint, "service", written(endpoint.Service), "service_name", "ServiceName"),
				story:  label("endpoint", endpoint) + " asks for ec2messages, which " + region + " does not offer",
				detail: map[string]string{"service_region": region},
			}
		}
	}
	if off := w.refusedPrivateDNS(endpoint, vpc); off != nil {
		return off
	}
	if w.isGateway(endpoint) != value.True {
		return nil
	}
	if match := w.serviceOf(endpoint, vpc); match.is == value.True && match.ownRegion == value.False {
		return w.wrongRegion(endpoint, vpc)
	}
	for i := range w.options.Destinations {
		d := &w.options.Destinations[i]
		if servesThrough(d) && w.serviceNamed(endpoint, vpc, d.Service).is == value.True {
			return typeMissing(endpoint, d.Service)
		}
	}
	return nil
}

// refusedPrivateDNS is the attribute of a VPC without which AWS makes no private
// DNS for an endpoint in it
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
func (w *walk) refusedPrivateDNS(endpoint *graph.Endpoint, id graph.ID) *fault {
	vpc := w.graph.VPCs[id]
	kind := read(w, endpoint.EndpointType)
	if vpc == nil || vpc.Open != nil || kind.State != value.Known || kind.Value != graph.InterfaceEndpoint {
		return nil
	}
	there := w.exists(endpoint).And(w.exists(vpc)).And(w.exactly(endpoint.VPC.Of, id)).And(w.privateDNSOf(endpoint).truth)
	if there != value.True {
		return nil
	}
	if off := w.supportOff(vpc); off != nil && off.kind == deadName {
		if w.ownResolvers(vpc) != nil {
			// Other servers may answer, but AWS refuses the endpoint all the same.
			off.fault.story = label("VPC", vpc) + " has DNS support off, so AWS refuses private DNS for " + label("interface endpoint", endpoint)
			off.fault.detail["attribute"], off.fault.detail["fix"] = "private_dns", "private_dns"
		}
		return off.fault
	}
	if off := w.privateDNSRefused(vpc, endpoint); off != nil && off.kind == deadName {
		return off.fault
	}
	return nil
}

// regionOfService is the region that an endpoint's service is of, "" where it is
// not known.
func (w *walk) regionOfService(endpoint *graph.Endpoint, vpc graph.ID) string {
	if literal, ok := read(w, endpoint.ServiceRegion).Value.Literal(); ok && literal != "" {
		return literal
	}
	if literal := literalServiceRegion(endpoint); literal != "" {
		return literal
	}
	return w.region(vpc, endpoint.ID)
}
