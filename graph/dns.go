package graph

import "github.com/repolint/repolint/value"

// HostedZone is a Route 53 hosted zone. A private one answers in the VPCs and
// profiles that a [DNSAssociation] ties it to, and for its domain it answers
// alone: a name without a record does not exist there
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html).
type HostedZone struct {
	Origin
	Domain value.Of[value.Text]
}

// Kind implements [Node].
func (*HostedZone) Kind() Kind { return KindHostedZone }

func (n *HostedZone) guards() []value.Guard { return gather(n.Guard, n.Domain.Guards()) }

// DNSRecord is a record of a hosted zone. Endpoints are the VPC endpoints whose
// DNS names the record gives as its answer.
type DNSRecord struct {
	Origin
	Zone       Ref[HostedZone]
	Domain     value.Of[value.Text]
	RecordType value.Of[value.Text]
	Endpoints  Refs[Endpoint]
}

// Kind implements [Node].
func (*DNSRecord) Kind() Kind { return KindDNSRecord }

func (n *DNSRecord) guards() []value.Guard {
	return gather(n.Guard, n.Zone.Guards(), n.Domain.Guards(), n.RecordType.Guards(), n.Endpoints.Guards())
}

// DNSProfile is a Route 53 profile: zones, rules and firewalls that VPCs share
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles.html).
type DNSProfile struct{ Origin }

// Kind implements [Node].
func (*DNSProfile) Kind() Kind { return KindDNSProfile }

func (n *DNSProfile) guards() []value.Guard { return gather(n.Guard) }

// ResolverRule says who answers for a domain and what is below it. RuleType is
// "FORWARD", "SYSTEM" (the VPC's own resolver again), "DELEGATE" or "RECURSIVE"
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-using-rules.html).
type ResolverRule struct {
	Origin
	Domain   value.Of[value.Text]
	RuleType value.Of[value.Text]
}

// Kind implements [Node].
func (*ResolverRule) Kind() Kind { return KindResolverRule }

func (n *ResolverRule) guards() []value.Guard {
	return gather(n.Guard, n.Domain.Guards(), n.RuleType.Guards())
}

// DHCPOptions are what a VPC tells its hosts. Resolvers not stated, and
// "AmazonProvidedDNS", mean the VPC's own resolver
// (https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html).
type DHCPOptions struct {
	Origin
	Resolvers value.ListOf[value.Text]
}

// Kind implements [Node].
func (*DHCPOptions) Kind() Kind { return KindDHCPOptions }

func (n *DHCPOptions) guards() []value.Guard { return gather(n.Guard, n.Resolvers.Guards()) }

// DNSFirewall is a rule group of Route 53 Resolver DNS Firewall. MoreRules, when
// set, says why it may have rules that are not in view.
type DNSFirewall struct {
	Origin
	MoreRules *value.Reason
}

// Kind implements [Node].
func (*DNSFirewall) Kind() Kind { return KindDNSFirewall }

func (n *DNSFirewall) guards() []value.Guard { return gather(n.Guard) }

// DNSFirewallRule is a rule of a DNS firewall. Rules are tried by priority, the
// lowest first, and the first that matches a query's name decides. A rule without
// Domains is of another kind (DNS threat protection)
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-settings.html).
type DNSFirewallRule struct {
	Origin
	Firewall Ref[DNSFirewall]
	Domains  Ref[DomainList]
	Priority value.Of[int]
	// Action is "ALLOW", "BLOCK" or "ALERT".
	Action value.Of[value.Text]
	// QueryType, where stated, is the only type of query that the rule is for.
	QueryType value.Of[value.Text]
}

// Kind implements [Node].
func (*DNSFirewallRule) Kind() Kind { return KindDNSFirewallRule }

func (n *DNSFirewallRule) guards() []value.Guard {
	return gather(n.Guard, n.Firewall.Guards(), n.Domains.Guards(), n.Priority.Guards(), n.Action.Guards(), n.QueryType.Guards())
}

// DomainList is a DNS firewall's list of names. "*" is every name, "*.a" what
// lies below a, and "a" that name alone
// (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-domain-lists.html).
type DomainList struct {
	Origin
	Domains value.ListOf[value.Text]
}

// Kind implements [Node].
func (*DomainList) Kind() Kind { return KindDomainList }

func (n *DomainList) guards() []value.Guard { return gather(n.Guard, n.Domains.Guards()) }

// DNSAssociation ties a VPC, or a profile where Into is stated, to one thing that
// has a say in how names resolve there. What is not meant is not stated.
type DNSAssociation struct {
	Origin
	VPC      Ref[VPC]
	Into     Ref[DNSProfile]
	Zone     Ref[HostedZone]
	Profile  Ref[DNSProfile]
	Rule     Ref[ResolverRule]
	Options  Ref[DHCPOptions]
	Firewall Ref[DNSFirewall]
	// Other is what a profile holds that is none of these, or that is declared elsewhere.
	Other *value.Reason
	// Priority orders the firewalls of a VPC, the lowest first.
	Priority value.Of[int]
	// Offered marks an authorization: another account may make the association.
	Offered bool
}

// Kind implements [Node].
func (*DNSAssociation) Kind() Kind { return KindDNSAssociation }

func (n *DNSAssociation) guards() []value.Guard {
	return gather(n.Guard, n.VPC.Guards(), n.Into.Guards(), n.Zone.Guards(), n.Profile.Guards(), n.Rule.Guards(),
		n.Options.Guards(), n.Firewall.Guards(), n.Priority.Guards())
}

func dnsReferences(node Node) []reference {
	switch n := node.(type) {
	case *DNSRecord:
		return append(many(KindEndpoint, n.Endpoints.ListOf), reference{KindHostedZone, n.Zone.Of})
	case *DNSFirewallRule:
		return []reference{{KindDNSFirewall, n.Firewall.Of}, {KindDomainList, n.Domains.Of}}
	case *DNSAssociation:
		return []reference{
			{KindVPC, n.VPC.Of}, {KindDNSProfile, n.Into.Of}, {KindHostedZone, n.Zone.Of}, {KindDNSProfile, n.Profile.Of},
			{KindResolverRule, n.Rule.Of}, {KindDHCPOptions, n.Options.Of}, {KindDNSFirewall, n.Firewall.Of},
		}
	}
	return nil
}
