package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// dnsStep tells at the DNS hop what a destination's names lead to.
func (w *walk) dnsStep(s site, name resolution) step {
	hop := step{kind: hopDNS}
	if s.vpc.node != nil {
		hop.place = header(s.vpc.node)
	}
	switch name.kind {
	case openName:
		hop.story, hop.settle = name.reason.Text, name.reason.Settle
	case deadName:
		hop.verdict, hop.story, hop.place, hop.fault = blocked, name.fault.story, name.fault.place, name.fault
	case localName:
		hop.verdict, hop.story = passes, "the name leads to "+label("interface endpoint", name.endpoint)
		hop.place = header(name.endpoint)
	case publicName:
		hop.verdict, hop.story = passes, "the VPC's resolver answers"
		if vpc := s.vpc.node; vpc != nil && len(vpc.DNSSupport.Alternatives()) > 0 {
			hop.story = "the resolver of " + label("VPC", vpc) + " answers"
		}
	}
	return hop
}

// privateDNSOf says whether private DNS makes a service's own name lead to its
// endpoint; it is off unless it is switched on
// (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
func (w *walk) privateDNSOf(endpoint *graph.Endpoint) doubtful {
	if len(endpoint.PrivateDNS.Alternatives()) == 0 {
		return doubtful{truth: value.False}
	}
	fact := read(w, endpoint.PrivateDNS)
	on, known := fact.Or(false)
	if !known {
		return doubtful{reason: because("whether private DNS of "+label("endpoint", endpoint)+" is on is not known", fact.Reason)}
	}
	return doubtful{truth: value.TruthOf(on)}
}

// resolveService is where a service's own name leads the hosts of a site whose VPC
// has an endpoint for it. Private DNS is a zone of the very name, so that no other
// zone or rule comes before it.
func (w *walk) resolveService(s site, endpoint *graph.Endpoint, t target) resolution {
	elsewhere := w.resolve(s, t.destination.Names(w.fixed(s.vpc.node.ID, "")))
	if elsewhere.final {
		return elsewhere
	}
	private := w.privateDNSOf(endpoint)
	if private.truth == value.True {
		if off := w.privateDNSRefused(s.vpc.node, endpoint); off != nil {
			return *off
		}
		return resolution{kind: localName, endpoint: endpoint}
	}
	if elsewhere.kind != publicName {
		return elsewhere
	}
	if private.truth == value.Unknown {
		return resolution{reason: private.reason, anywhere: true}
	}
	if reason := w.agentAsksElse(s); reason != nil {
		return resolution{reason: *reason, anywhere: true}
	}
	return resolution{kind: publicName, fault: &fault{
		kind: CausePrivateDNSDisabled, node: endpoint, exported: endpoint.Exported,
		place:  argument(endpoint, "private_dns", written(endpoint.PrivateDNS), "private_dns_enabled", "PrivateDnsEnabled"),
		story:  "private DNS of " + label("interface endpoint", endpoint) + " is off, so the service's name leads to public addresses",
		detail: map[string]string{"endpoint": endpoint.Label()},
	}}
}

// agentSettings is the file in which the Systems Manager agent is told other
// names to ask for (https://github.com/aws/amazon-ssm-agent/blob/mainline/README.md).
const agentSettings = "amazon-ssm-agent.json"

// agentAsksElse says why the agent of a host may ask for other names than the
// services' own; nil where nothing in view lets it.
func (w *walk) agentAsksElse(s site) *value.Reason {
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

// supportOff is what a VPC whose DNS support is off, or may be, makes of every name.
func (w *walk) supportOff(vpc *graph.VPC) *resolution {
	if len(vpc.DNSSupport.Alternatives()) == 0 {
		return nil
	}
	fact := read(w, vpc.DNSSupport)
	on, known := fact.Or(true)
	switch {
	case !known:
		return &resolution{reason: because("whether "+label("VPC", vpc)+" has DNS support is not known", fact.Reason)}
	case on:
		return nil
	}
	return &resolution{kind: deadName, fault: &fault{
		kind: CauseVPCDNSDisabled, node: vpc, story: label("VPC", vpc) + " has DNS support off, so no name resolves",
		place:  argument(vpc, "dns_support", written(vpc.DNSSupport), "enable_dns_support", "EnableDnsSupport"),
		detail: attributeDetail(vpc, "support", "enable_dns_support", "EnableDnsSupport", "enableDnsSupport"),
	}}
}

// privateDNSRefused is the fault of a VPC whose DNS hostnames are off where an
// endpoint is to have private DNS.
func (w *walk) privateDNSRefused(vpc *graph.VPC, endpoint *graph.Endpoint) *resolution {
	off := w.hostnamesOff(vpc, "private DNS of "+label("interface endpoint", endpoint))
	if off != nil && off.fault != nil {
		off.fault.detail["fix"] = "private_dns"
	}
	return off
}

// hostnamesOff is the fault of a VPC whose DNS hostnames are off where something
// private is to answer: AWS then refuses to make the endpoint's private DNS, and
// private hosted zones do not answer.
func (w *walk) hostnamesOff(vpc *graph.VPC, what string) *resolution {
	if len(vpc.DNSHostnames.Alternatives()) == 0 {
		return nil
	}
	fact := read(w, vpc.DNSHostnames)
	on, known := fact.Or(vpc.Default)
	switch {
	case !known:
		return &resolution{anywhere: true, reason: because("whether "+label("VPC", vpc)+" has DNS hostnames on is not known", fact.Reason)}
	case on:
		return nil
	}
	at := argument(vpc, "dns_hostnames", written(vpc.DNSHostnames), "enable_dns_hostnames", "EnableDnsHostnames")
	story := label("VPC", vpc) + " has DNS hostnames off, so " + what + " does not answer in it"
	return &resolution{kind: deadName, anywhere: true, reason: value.Reason{Text: story}, fault: &fault{
		kind: CauseVPCDNSDisabled, node: vpc, place: at, story: story,
		detail: attributeDetail(vpc, "hostnames", "enable_dns_hostnames", "EnableDnsHostnames", "enableDnsHostnames"),
	}}
}

// attributeDetail says what each tool calls an attribute of a VPC.
func attributeDetail(vpc *graph.VPC, attribute, argument, property, construct string) map[string]string {
	return map[string]string{
		"attribute": attribute, "argument": argument, "property": property, "construct": construct, "vpc": vpc.Label(),
	}
}

// endpointClaims are the claims of S3 interface endpoints in the VPC on a name, by
// private DNS. It covers the regional names; the dual-stack ones only where the
// endpoint itself has both address types
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
func (w *walk) endpointClaims(q query) []claim {
	vpc, name, symbols := q.vpc, q.name, q.symbols
	endpoints := w.perhapsInterfaces(vpc)
	if len(endpoints) == 0 {
		return nil
	}
	var claims []claim
	regional := value.Concat(value.Literal("s3."), symbolText(symbols, value.Region), value.Literal("."), symbolText(symbols, value.DNSSuffix))
	dualStack := value.Concat(value.Literal("s3.dualstack."), symbolText(symbols, value.Region), value.Literal("."), symbolText(symbols, value.DNSSuffix))
	for _, endpoint := range endpoints {
		domain, within := regional, domainMatch(regional, name)
		if double := domainMatch(dualStack, name); within == value.False && double != value.False {
			domain, within = dualStack, double.And(w.isDualStack(endpoint))
		}
		if within == value.False {
			continue
		}
		private := w.s3PrivateDNS(endpoint, vpc)
		truth := within.And(private.truth)
		if truth == value.False {
			continue
		}
		c := claim{truth: truth, weight: 2 * labelsOf(domain), reason: private.reason, leads: resolution{kind: localName, endpoint: endpoint}}
		if c.reason.Text == "" {
			c.reason = value.Reason{
				Text:   "whether " + label("interface endpoint", endpoint) + " answers for " + name.String() + " is not known",
				Settle: "add an S3 gateway endpoint, which carries the name in any case",
			}
		}
		if off := w.privateDNSRefused(vpc, endpoint); off != nil {
			c.leads = *off
		}
		claims = append(claims, c)
	}
	return claims
}

// perhapsInterfaces are the endpoints that may be interface endpoints in a VPC.
func (w *walk) perhapsInterfaces(vpc *graph.VPC) []*graph.Endpoint {
	id := idOf(vpc)
	return slices.Concat(w.interfaceEndpoints.at[id], w.endpoints.at[id], w.interfaceEndpoints.loose, w.endpoints.loose)
}

func symbolText(symbols map[value.Symbol]value.Text, symbol value.Symbol) value.Text {
	if text, ok := symbols[symbol]; ok {
		return text
	}
	return value.SymbolText(symbol)
}

// isDualStack says whether an S3 interface endpoint answers for dual-stack names.
func (w *walk) isDualStack(endpoint *graph.Endpoint) value.Truth {
	if len(endpoint.IPAddressType.Alternatives()) == 0 {
		return value.False
	}
	addresses := w.says(endpoint.IPAddressType, "dualstack")
	if len(endpoint.RecordIPType.Alternatives()) == 0 || read(w, endpoint.RecordIPType).State == value.NotStated {
		return addresses
	}
	records := w.says(endpoint.RecordIPType, "dualstack").Or(w.says(endpoint.RecordIPType, "service-defined"))
	if records == value.False {
		records = value.Unknown
	}
	return addresses.And(records)
}

// s3PrivateDNS says whether an interface endpoint certainly is S3's in the VPC's
// own region and answers for S3's names inside the VPC, and not only for what
// comes in through an inbound resolver endpoint, which is what S3's default is.
func (w *walk) s3PrivateDNS(endpoint *graph.Endpoint, vpc *graph.VPC) doubtful {
	match := w.s3InterfaceOf(endpoint, vpc)
	if match.truth == value.False || len(endpoint.PrivateDNS.Alternatives()) == 0 {
		return doubtful{truth: value.False}
	}
	fact := read(w, endpoint.PrivateDNS)
	on, known := fact.Or(false)
	switch {
	case !known:
		match = match.and(doubtful{value.Unknown, because("whether private DNS of "+label("interface endpoint", endpoint)+" is on is not known", fact.Reason)})
	case !on:
		return doubtful{truth: value.False}
	}
	return match.and(w.answersInside(endpoint, vpc))
}

// answersInside says whether private DNS of an S3 interface endpoint answers the
// hosts of its VPC. Left to the API it does not, beside a gateway endpoint, and
// without one the API refuses it; what CloudFormation sends is not documented, nor
// what becomes of dual-stack endpoints.
func (w *walk) answersInside(endpoint *graph.Endpoint, vpc *graph.VPC) doubtful {
	only := value.Fact[bool]{State: value.NotStated}
	if len(endpoint.InboundResolverOnly.Alternatives()) > 0 {
		only = read(w, endpoint.InboundResolverOnly)
	}
	unknown := value.Reason{
		Text:   "whether private DNS of " + label("interface endpoint", endpoint) + " answers inside the VPC is not known",
		Settle: "state at the endpoint whether private DNS is for inbound resolver endpoints only",
	}
	switch {
	case only.State == value.Known:
		return doubtful{truth: value.TruthOf(!only.Value)}
	case only.State == value.Undetermined:
		return doubtful{value.Unknown, because(unknown.Text, only.Reason)}
	case w.hasS3Gateway(vpc):
	case endpoint.Dialect == source.CloudFormation, endpoint.Dialect == source.CDK, w.isDualStack(endpoint) != value.False:
		return doubtful{value.Unknown, unknown}
	}
	return doubtful{truth: value.False}
}

// hasS3Gateway reports whether a VPC has a gateway endpoint of S3, or may have one.
func (w *walk) hasS3Gateway(vpc *graph.VPC) bool {
	return slices.ContainsFunc(w.endpoints.at[vpc.ID], func(endpoint *graph.Endpoint) bool {
		return w.gatewayOf(endpoint, vpc.ID).truth != value.False
	})
}

// s3InterfaceOf says whether an endpoint exists and is an interface endpoint of S3
// in the VPC's own region.
func (w *walk) s3InterfaceOf(endpoint *graph.Endpoint, vpc *graph.VPC) doubtful {
	exists, here := w.exists(endpoint), w.is(endpoint.VPC.Of, vpc.ID)
	result := doubtful{truth: exists.And(here)}
	switch {
	case result.truth == value.False:
		return result
	case exists == value.Unknown:
		result.reason = *whySymbolic(endpoint)
	case here == value.Unknown:
		result.reason = because("whether "+label("endpoint", endpoint)+" is in "+label("VPC", vpc)+" is not known", outOfView(read(w, endpoint.VPC.Of).Reason))
	}
	kind := read(w, endpoint.EndpointType)
	typed := value.Unknown
	if kind.State == value.Known {
		typed = value.TruthOf(kind.Value == graph.InterfaceEndpoint)
	}
	match := w.serviceOf(endpoint, vpc.ID)
	return result.and(doubtful{typed, because("the type of "+label("endpoint", endpoint)+" is not known", kind.Reason)}).
		and(doubtful{match.is.And(match.ownRegion), because("the service of "+label("endpoint", endpoint)+" is not known", match.reason)})
}
