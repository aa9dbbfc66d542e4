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

// declaredFaults files what is wrong with an endpoint whoever uses it: AWS refuses
// to make it, so its stack or run fails.
func (d *deriver) declaredFaults() {
	for _, endpoint := range inOrder(d.graph.Endpoints) {
		if endpoint.Open != nil {
			continue
		}
		leaves, err := inWorlds(d.index, func(w *walk) *fault { return w.notMade(endpoint) })
		if err != nil {
			continue
		}
		var faults []*fault
		worlds := map[*fault][]value.World{}
		for _, one := range leaves {
			if one.what == nil {
				continue
			}
			known := slices.IndexFunc(faults, func(f *fault) bool { return f.same(one.what) })
			if known < 0 {
				known, faults = len(faults), append(faults, one.what)
			}
			worlds[faults[known]] = append(worlds[faults[known]], one.world)
		}
		for _, f := range faults {
			d.fileDeclared(f, fullEvidence, worlds[f])
		}
	}
}

// fileDeclared files a fault that needs no path, with the weight of what shows it.
// One that paths suffer from is filed already, and then stands on what is declared
// and not on the hosts.
func (d *deriver) fileDeclared(f *fault, weight evidence, worlds []value.World) {
	id := f.key("")
	cause := d.causes[id]
	if cause == nil {
		cause = d.newCause(id, f)
		switch node := f.node.(type) {
		case *graph.Endpoint:
			for _, vpc := range targets(node.VPC.Of) {
				cause.Detail["region"] = d.region(vpc, "")
			}
		case *graph.VPC:
			cause.Detail["region"] = d.region(node.ID, "")
		}
		d.causes[id] = cause
	}
	cause.Blocks = true
	if f.node.Head().Symbolic != nil {
		weight = max(weight, loweredEvidence)
	}
	cause.Evidence = weight.String()
	d.affects[id] = append(d.affects[id], worlds...)
	d.numbers[id] = insert(d.numbers[id], "")
}

// notMade is why AWS does not make an endpoint in the walk's world, nil where it does.
func (w *walk) notMade(endpoint *graph.Endpoint) *fault {
	if w.holds(endpoint.Guard) == value.False {
		return nil
	}
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
		return off.fault
	}
	if off := w.hostnamesOff(vpc, "private DNS of "+label("interface endpoint", endpoint)); off != nil && off.kind == deadName {
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
