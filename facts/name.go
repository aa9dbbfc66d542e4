package facts

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// resolution is where the names of a destination lead a host of a VPC.
type resolution struct {
	kind resolutionKind
	// endpoint is the interface endpoint that a local name leads to.
	endpoint *graph.Endpoint
	// reason says why it is open where a name leads; anywhere, that it may be any
	// address at all, in the host's own network too.
	reason   value.Reason
	anywhere bool
	// final says that the VPC's own resolver is not asked, or refuses.
	final bool
	// fault is why a name does not resolve.
	fault *fault
}

// resolutionKind tells resolutions apart. The zero kind is open.
type resolutionKind int8

const (
	openName resolutionKind = iota
	publicName
	localName
	deadName
)

// resolve is where the names lead: one place where they agree.
func (w *walk) resolve(s site, names []value.Text) resolution {
	if s.vpc.node == nil || len(names) == 0 {
		return resolution{kind: publicName}
	}
	if made, decided := w.beforeResolver(s.vpc.node); decided {
		made.final = true
		return made
	}
	if made, doubted := w.perhapsAnother(s, names); doubted {
		return made
	}
	var first resolution
	symbols := w.fixed(s.vpc.node.ID, "")
	for i, name := range names {
		made := w.resolveOne(query{s.vpc.node, name, symbols})
		switch {
		case made.kind == deadName, made.kind == openName:
			return made
		case i > 0 && (made.kind != first.kind || made.endpoint != first.endpoint):
			return resolution{anywhere: true, reason: value.Reason{
				Text: "the names " + names[0].String() + " and " + name.String() + " lead to different places, and which of them the host asks for is not known",
			}}
		}
		first = made
	}
	return first
}

// perhapsAnother decides where a VPC that is not in view may be one that is, and
// whose hosts do not get the names as those of any other VPC do.
func (w *walk) perhapsAnother(s site, names []value.Text) (resolution, bool) {
	open := s.vpc.node.Open
	if open == nil || !open.InView {
		return resolution{}, false
	}
	for _, vpc := range inOrder(w.graph.VPCs) {
		if vpc.Open != nil {
			continue
		}
		other := s
		other.vpc = found[graph.VPC]{node: vpc}
		if made := w.resolve(other, names); made.kind == deadName || made.kind == openName {
			return resolution{reason: because("whether "+label("VPC", s.vpc.node)+" is "+label("VPC", vpc)+" is not known", outOfView(*open))}, true
		}
	}
	return resolution{}, false
}

// beforeResolver decides where the VPC's own resolver is not asked or is off: a
// host that is given other DNS servers asks those
// (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
func (w *walk) beforeResolver(vpc *graph.VPC) (resolution, bool) {
	if own := w.ownResolvers(vpc); own != nil {
		return resolution{reason: *own}, true
	}
	if off := w.supportOff(vpc); off != nil {
		return *off, true
	}
	return resolution{}, false
}

// query is a name that the resolver of a VPC is asked for, and what the VPC fixes.
type query struct {
	vpc     *graph.VPC
	name    value.Text
	symbols destination.Symbols
}

// resolveOne is what the VPC's own resolver says of one name: the firewall is
// asked first, then whatever has the most specific domain. A SYSTEM rule takes
// the name from the forwarding rules behind it.
func (w *walk) resolveOne(q query) resolution {
	if made, decided := w.beforeFirewall(q); decided {
		made.final = true
		return made
	}
	claims := slices.Concat(w.claimsOn(q), w.endpointClaims(q))
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.weight, a.weight) })
	system := false
	for _, c := range claims {
		switch {
		case c.forwards && system:
		case c.truth == value.Unknown:
			return resolution{reason: c.reason, anywhere: c.leads.anywhere}
		case c.system:
			system = true
		default:
			return c.leads
		}
	}
	return resolution{kind: publicName}
}

// claim is something that answers for a domain in a VPC: the more labels the
// domain has the more it weighs, and of equals a rule goes before a zone
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-using-rules.html).
type claim struct {
	truth  value.Truth
	weight int
	reason value.Reason
	leads  resolution
	// forwards and system are what rules do.
	forwards, system bool
}

// heaviest is the weight of what may have any domain.
const heaviest = 1 << 20

// claimsOn lists the zones and rules that a VPC, or a profile of it, is associated
// with and whose domain the name is in.
func (w *walk) claimsOn(q query) []claim {
	var claims []claim
	add := func(c claim) {
		if c.truth != value.False {
			claims = append(claims, c)
		}
	}
	for _, held := range w.heldBy(q.vpc, func(a *graph.DNSAssociation) bool { return w.concerns(a, q) }) {
		association := held.association
		if association.Other != nil {
			add(claim{weight: heaviest, reason: *association.Other, leads: resolution{anywhere: true}})
		}
		for _, id := range targets(association.Zone.Of) {
			if zone := w.graph.HostedZones[id]; zone != nil {
				add(w.zoneClaim(held.and(w.exactly(association.Zone.Of, id)), zone, q))
			}
		}
		for _, id := range targets(association.Rule.Of) {
			if rule := w.graph.ResolverRules[id]; rule != nil {
				add(w.ruleClaim(held.and(w.exactly(association.Rule.Of, id)), rule, q))
			}
		}
		for _, id := range targets(association.Profile.Of) {
			if profile := w.graph.DNSProfiles[id]; profile != nil && profile.Incomplete() != nil {
				reason := because("what Route 53 profile "+addressOf(profile)+" answers is not in view", outOfView(*profile.Incomplete()))
				add(claim{weight: heaviest, reason: reason, leads: resolution{anywhere: true}})
			}
		}
	}
	return claims
}

// concerns reports whether an association may have a say in a name, so that
// conditions on others make no worlds.
func (w *walk) concerns(association *graph.DNSAssociation, q query) bool {
	for _, id := range targets(association.Zone.Of) {
		if zone := w.graph.HostedZones[id]; zone != nil && q.mayBeIn(zone.Domain) {
			return true
		}
	}
	for _, id := range targets(association.Rule.Of) {
		if rule := w.graph.ResolverRules[id]; rule != nil && q.mayBeIn(rule.Domain) {
			return true
		}
	}
	return association.Other != nil || len(targets(association.Profile.Of)) > 0
}

// mayBeIn reports whether the name may be in a domain in any world.
func (q query) mayBeIn(domain value.Of[value.Text]) bool {
	alternatives := domain.Alternatives()
	return len(alternatives) == 0 || slices.ContainsFunc(alternatives, func(a value.Alternative[value.Fact[value.Text]]) bool {
		return a.Value.State != value.Known || domainMatch(q.fill(a.Value.Value), q.name) != value.False
	})
}

// hold is an association that counts for a VPC, as surely as the truth says.
type hold struct {
	association *graph.DNSAssociation
	truth       value.Truth
	reason      value.Reason
}

func (h hold) and(truth value.Truth) hold {
	h.truth = h.truth.And(truth)
	return h
}

// heldBy lists the associations of a VPC and of its profiles that are wanted.
func (w *walk) heldBy(vpc *graph.VPC, wanted func(*graph.DNSAssociation) bool) []hold {
	var held []hold
	for _, association := range slices.Concat(w.dnsAssociations.at[vpc.ID], w.dnsAssociations.loose) {
		if !wanted(association) {
			continue
		}
		one := w.hold(association, association.VPC.Of, vpc.ID)
		if one.truth == value.False {
			continue
		}
		held = append(held, one)
		for _, id := range targets(association.Profile.Of) {
			for _, inner := range slices.Concat(w.profileAssociations.at[id], w.profileAssociations.loose) {
				if !wanted(inner) {
					continue
				}
				within := w.hold(inner, inner.Into.Of, id)
				if within.reason.Text == "" {
					within.reason = one.reason
				}
				if within = within.and(one.truth); within.truth != value.False {
					held = append(held, within)
				}
			}
		}
	}
	return held
}

func (w *walk) hold(association *graph.DNSAssociation, to value.Of[graph.ID], id graph.ID) hold {
	one := hold{association, w.exists(association).And(w.is(to, id)), value.Reason{}}
	if association.Offered {
		one.truth = one.truth.And(value.Unknown)
		one.reason.Text = "whether another account makes the association that " + association.Address + " allows is not known"
	}
	if one.truth == value.Unknown && one.reason.Text == "" {
		one.reason = *whyLoose(association, to)
		if association.Symbolic != nil {
			one.reason = *whySymbolic(association)
		}
	}
	return one
}

// zoneClaim is a private hosted zone's claim on a name. With DNS hostnames off
// private hosted zones do not answer
// (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-private-hosted-zones).
func (w *walk) zoneClaim(held hold, zone *graph.HostedZone, q query) claim {
	domain, within := w.inDomain(zone, zone.Domain, q)
	if within.truth == value.False {
		return claim{truth: value.False}
	}
	truth := held.truth.And(w.exists(zone)).And(within.truth)
	c := claim{truth: truth, weight: 2 * within.labels, reason: held.reason}
	if c.reason.Text == "" {
		c.reason = because("whether "+label("private hosted zone", zone)+" answers for "+q.name.String()+" is not known", within.reason)
	}
	if off := w.hostnamesOff(q.vpc, label("private hosted zone", zone)); off != nil {
		if off.fault != nil {
			off.fault.detail["fix"] = "hosted_zone"
		}
		c.leads = *off
	} else {
		c.leads = w.byRecord(zone, domain, q)
	}
	c.leads.anywhere = c.leads.anywhere || truth == value.Unknown
	return c
}

// byRecord is what a zone's records say of a name.
func (w *walk) byRecord(zone *graph.HostedZone, domain value.Text, q query) resolution {
	for _, record := range w.recordsOf(zone) {
		if w.recordMatches(record, domain, q) != value.True || w.exists(record).And(w.exactly(record.Zone.Of, zone.ID)) != value.True {
			continue
		}
		if endpoints, more := readAll(w, record.Endpoints.ListOf); more == nil && len(endpoints) == 1 {
			if endpoint := w.graph.Endpoints[endpoints[0].Value]; endpoint != nil {
				return resolution{kind: localName, endpoint: endpoint}
			}
		}
		return resolution{anywhere: true, reason: value.Reason{
			Text:   record.Address + " answers for " + q.name.String() + ", and what it leads to is not known",
			Settle: "see what the record holds",
		}}
	}
	return resolution{anywhere: true, reason: value.Reason{
		Text:   label("private hosted zone", zone) + " answers for " + q.name.String() + ", and its record is not in view",
		Settle: "scan the files that declare the zone's records as well; a name without a record does not exist there",
	}}
}

// recordsOf are the records of a zone that give addresses, those with a wildcard
// last: a name of its own goes before it.
func (w *walk) recordsOf(zone *graph.HostedZone) []*graph.DNSRecord {
	var own, wild []*graph.DNSRecord
	for _, record := range w.dnsRecords.at[zone.ID] {
		kind, known := read(w, record.RecordType).Value.Literal()
		switch {
		case known && kind != "" && kind != "A" && kind != "AAAA" && kind != "CNAME":
		case strings.Contains(read(w, record.Domain).Value.String(), "*"):
			wild = append(wild, record)
		default:
			own = append(own, record)
		}
	}
	return append(own, wild...)
}

func (w *walk) recordMatches(record *graph.DNSRecord, domain value.Text, q query) value.Truth {
	fact := read(w, record.Domain)
	if fact.State != value.Known {
		return value.Unknown
	}
	full := q.fill(fact.Value)
	if domainMatch(domain, full) != value.True {
		if literal, ok := full.Literal(); ok && literal == "" {
			full = domain
		} else {
			full = value.Concat(full, value.Literal("."), domain)
		}
	}
	return value.Glob(full).FoldCase().Match(q.name)
}

// ruleClaim is a resolver rule's claim on a name. A SYSTEM rule hands the name
// back to the VPC's own resolver.
func (w *walk) ruleClaim(held hold, rule *graph.ResolverRule, q query) claim {
	_, within := w.inDomain(rule, rule.Domain, q)
	if within.truth == value.False {
		return claim{truth: value.False}
	}
	c := claim{truth: held.truth.And(w.exists(rule)).And(within.truth), weight: 2*within.labels + 1, reason: held.reason}
	what := label("resolver rule", rule)
	if c.reason.Text == "" {
		c.reason = because("whether "+what+" answers for "+q.name.String()+" is not known", within.reason)
	}
	if kind, ok := read(w, rule.RuleType).Value.Literal(); ok && kind == "SYSTEM" {
		c.system = true
		return c
	}
	c.forwards = true
	c.leads = resolution{reason: value.Reason{
		Text:   what + " forwards " + q.name.String() + " to other DNS servers, and what they answer is not in view",
		Settle: "see what those servers answer for the name",
	}}
	return c
}

// membership says whether a name is in a domain of so many labels.
type membership struct {
	doubtful
	labels int
}

// inDomain says whether a name is the domain or below it.
func (w *walk) inDomain(node graph.Node, of value.Of[value.Text], q query) (domain value.Text, within membership) {
	fact := read(w, of)
	if open := node.Head().Open; open != nil && len(of.Alternatives()) == 0 {
		fact.Reason = outOfView(*open)
	}
	if fact.State != value.Known {
		return domain, membership{doubtful{value.Unknown, fact.Reason}, heaviest}
	}
	domain = q.fill(fact.Value)
	within = membership{doubtful{truth: domainMatch(domain, q.name)}, labelsOf(domain)}
	if within.truth == value.Unknown {
		within.reason = reasonOfText(domain)
	}
	return domain, within
}

func domainMatch(domain, name value.Text) value.Truth {
	if literal, ok := domain.Literal(); ok && literal == "" {
		return value.True // the root of all names
	}
	below := value.Glob(value.Literal("*.")).Then(value.Exactly(domain)).FoldCase()
	return value.Exactly(domain).FoldCase().Match(name).Or(below.Match(name))
}

// fill puts what the VPC fixes into a domain name.
func (q query) fill(domain value.Text) value.Text { return fill(undotted(domain), q.symbols) }

// undotted is a domain name without the dot that may end it.
func undotted(domain value.Text) value.Text {
	labels := domain.Split(".")
	if n := len(labels); n > 1 {
		if last, ok := labels[n-1].Literal(); ok && last == "" {
			labels = labels[:n-1]
		}
	}
	parts := []value.Text{labels[0]}
	for _, one := range labels[1:] {
		parts = append(parts, value.Literal("."), one)
	}
	return value.Concat(parts...)
}

func labelsOf(domain value.Text) int {
	if literal, ok := domain.Literal(); ok && literal == "" {
		return 0
	}
	return len(domain.Split("."))
}
