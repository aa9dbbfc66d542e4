package facts

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// dnsStep judges the DNS hop: without DNS support nobody in the VPC resolves the
// repository's names
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns-updating.html).
func (w *walk) dnsStep(s site) step {
	hop := step{kind: hopDNS, verdict: passes, story: "the VPC's resolver answers"}
	vpc := s.vpc.node
	if vpc == nil || len(vpc.DNSSupport.Alternatives()) == 0 {
		return hop
	}
	hop.place = header(vpc)
	fact := read(w, vpc.DNSSupport)
	on, known := fact.Or(true)
	switch {
	case !known:
		why := because("whether "+label("VPC", vpc)+" has DNS support is not known", fact.Reason)
		hop.verdict, hop.story, hop.settle = undetermined, why.Text, why.Settle
	case !on:
		at := argument(vpc, "dns_support", written(vpc.DNSSupport), "enable_dns_support", "EnableDnsSupport")
		story := label("VPC", vpc) + " has DNS support off, so no name resolves"
		hop.verdict, hop.story, hop.place = blocked, story, at
		hop.fault = &fault{kind: CauseVPCDNSDisabled, node: vpc, place: at, story: story}
	case fact.State == value.NotStated, on:
		hop.story = "the resolver of " + label("VPC", vpc) + " answers"
	}
	return hop
}

// answer is where a service's own name leads a host: local says whether to the
// interface endpoint of its VPC, reason why that is not known.
type answer struct {
	local  value.Truth
	reason value.Reason
	// fault is what keeps the endpoint from answering, where local is false.
	fault *fault
}

// privateDNSOf says whether private DNS makes a service's own name lead to its
// endpoint; it is off unless it is switched on
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
func (w *walk) privateDNSOf(endpoint *graph.Endpoint) answer {
	if len(endpoint.PrivateDNS.Alternatives()) == 0 {
		return answer{local: value.False}
	}
	fact := read(w, endpoint.PrivateDNS)
	on, known := fact.Or(false)
	if !known {
		return answer{reason: because("whether private DNS of "+label("endpoint", endpoint)+" is on is not known", fact.Reason)}
	}
	return answer{local: value.TruthOf(on)}
}

// answerOf says where a service's name leads the hosts of a site whose VPC has an
// endpoint for it.
func (w *walk) answerOf(s site, endpoint *graph.Endpoint) answer {
	made := w.privateDNSOf(endpoint)
	if made.local != value.False {
		return made
	}
	if reason := w.answeredElsewhere(s); reason != nil {
		return answer{reason: *reason}
	}
	made.fault = &fault{
		kind: CausePrivateDNSDisabled, node: endpoint, exported: endpoint.Exported,
		place:  argument(endpoint, "private_dns", written(endpoint.PrivateDNS), "private_dns_enabled", "PrivateDnsEnabled"),
		story:  "private DNS of " + label("interface endpoint", endpoint) + " is off, so the service's name leads to public addresses",
		detail: map[string]string{"endpoint": endpoint.Label()},
	}
	return made
}

// agentSettings is the file in which the Systems Manager agent is told other
// names to ask for (https://github.com/aws/amazon-ssm-agent/blob/mainline/README.md).
const agentSettings = "amazon-ssm-agent.json"

// answeredElsewhere says why hosts of a site may find a service though no endpoint
// of their VPC answers for its name; nil where nothing in view lets them.
func (w *walk) answeredElsewhere(s site) *value.Reason {
	if s.host == nil {
		return nil
	}
	for _, script := range w.userDataOf(s.host) {
		if strings.Contains(withoutComments(literalParts(script)), agentSettings) {
			return &value.Reason{
				Text:   "user data writes the agent's settings, and which names it asks for is not known",
				Settle: "look at the endpoint settings in " + agentSettings,
			}
		}
	}
	return nil
}
