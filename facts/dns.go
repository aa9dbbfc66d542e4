package facts

import "github.com/repolint/repolint/value"

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
