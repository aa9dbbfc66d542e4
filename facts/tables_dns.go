package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// The rows about names. The Terraform and CloudFormation words for the things
// they stand for are in [graph]'s own documentation.
type (
	// HostedZone is a row of hosted_zones; private ones have rows in dns_associations.
	HostedZone struct {
		Row
		Domain string `json:"domain"`
	}

	// DNSRecord is a row of dns_records. Endpoints are those that the record leads to.
	DNSRecord struct {
		Row
		Zone              string   `json:"zone"`
		Domain            string   `json:"domain"`
		RecordType        string   `json:"record_type"`
		Endpoints         []string `json:"endpoints"`
		EndpointsComplete bool     `json:"endpoints_complete"`
	}

	// ResolverRule is a row of resolver_rules. RuleType is FORWARD, SYSTEM, DELEGATE or RECURSIVE.
	ResolverRule struct {
		Row
		Domain   string `json:"domain"`
		RuleType string `json:"rule_type"`
	}

	// DHCPOptions is a row of dhcp_options. No resolvers mean the VPC's own.
	DHCPOptions struct {
		Row
		Resolvers         []string `json:"resolvers"`
		ResolversComplete bool     `json:"resolvers_complete"`
	}

	// DNSFirewallRule is a row of dns_firewall_rules, Domains those of its list.
	DNSFirewallRule struct {
		Row
		Firewall        string   `json:"firewall"`
		Priority        int      `json:"priority"`
		Action          string   `json:"action"`
		QueryType       string   `json:"query_type"`
		Domains         []string `json:"domains"`
		DomainsComplete bool     `json:"domains_complete"`
	}

	// DNSAssociation is a row of dns_associations: what is tied to a VPC, or held
	// by the profile Into. What it does not tie is "".
	DNSAssociation struct {
		Row
		VPC          string `json:"vpc"`
		Into         string `json:"into"`
		HostedZone   string `json:"hosted_zone"`
		Profile      string `json:"profile"`
		ResolverRule string `json:"resolver_rule"`
		DHCPOptions  string `json:"dhcp_options"`
		Firewall     string `json:"firewall"`
		Priority     int    `json:"priority"`
		// Offered is true for an authorization: another account may make the association.
		Offered bool `json:"offered"`
	}
)

func fillDNS(doc *Document, g *graph.Graph) {
	doc.HostedZones = tableOf(doc, g.HostedZones, (*graph.HostedZone).Head, func(n *graph.HostedZone, row Row) HostedZone {
		return HostedZone{Row: row, Domain: words(&row, "domain", n.Domain, "")}
	})
	doc.DNSRecords = tableOf(doc, g.DNSRecords, (*graph.DNSRecord).Head, func(n *graph.DNSRecord, row Row) DNSRecord {
		out := DNSRecord{
			Row: row, Zone: field(&row, "zone", n.Zone.Of, "", showID), Domain: words(&row, "domain", n.Domain, ""),
			RecordType: words(&row, "record_type", n.RecordType, ""),
		}
		out.Endpoints, out.EndpointsComplete = list(&row, "endpoints", n.Endpoints.ListOf, showID)
		return out
	})
	doc.ResolverRules = tableOf(doc, g.ResolverRules, (*graph.ResolverRule).Head, func(n *graph.ResolverRule, row Row) ResolverRule {
		return ResolverRule{Row: row, Domain: words(&row, "domain", n.Domain, ""), RuleType: words(&row, "rule_type", n.RuleType, "")}
	})
	doc.DHCPOptions = tableOf(doc, g.DHCPOptions, (*graph.DHCPOptions).Head, func(n *graph.DHCPOptions, row Row) DHCPOptions {
		out := DHCPOptions{Row: row}
		out.Resolvers, out.ResolversComplete = list(&row, "resolvers", n.Resolvers, showText)
		return out
	})
	doc.DNSFirewallRules = tableOf(doc, g.DNSFirewallRules, (*graph.DNSFirewallRule).Head, func(n *graph.DNSFirewallRule, row Row) DNSFirewallRule {
		out := DNSFirewallRule{
			Row: row, Firewall: field(&row, "firewall", n.Firewall.Of, "", showID), Priority: number(&row, "priority", n.Priority, -1),
			Action: words(&row, "action", n.Action, ""), QueryType: words(&row, "query_type", n.QueryType, ""),
		}
		out.Domains, out.DomainsComplete = domainsOf(g, &row, n)
		return out
	})
	doc.DNSAssociations = tableOf(doc, g.DNSAssociations, (*graph.DNSAssociation).Head, func(n *graph.DNSAssociation, row Row) DNSAssociation {
		out := DNSAssociation{
			Row: row, Offered: n.Offered, VPC: tied(&row, "vpc", n.VPC.Of), Into: tied(&row, "into", n.Into.Of),
			HostedZone: tied(&row, "hosted_zone", n.Zone.Of), Profile: tied(&row, "profile", n.Profile.Of),
			ResolverRule: tied(&row, "resolver_rule", n.Rule.Of), DHCPOptions: tied(&row, "dhcp_options", n.Options.Of),
			Firewall: tied(&row, "firewall", n.Firewall.Of), Priority: number(&row, "priority", n.Priority, -1),
		}
		if n.Other != nil {
			what := value.Fact[string]{State: value.Undetermined, Reason: *n.Other}
			out.HostedZone, out.ResolverRule, out.Firewall = row.show("hosted_zone", what, ""), row.show("resolver_rule", what, ""), row.show("firewall", what, "")
		}
		return out
	})
}

// domainsOf are the domains of a firewall rule's list.
func domainsOf(g *graph.Graph, row *Row, rule *graph.DNSFirewallRule) (domains []string, complete bool) {
	fact := inEveryWorld(rule.Domains.Of, showID)
	named := g.DomainLists[graph.ID(fact.Value)]
	switch {
	case fact.State == value.NotStated:
		return []string{}, true
	case fact.State == value.Undetermined:
		row.Unknown["domains"] = fact.Reason.Text
		return []string{}, false
	case named == nil || named.Open != nil:
		row.Unknown["domains"] = "the list is declared elsewhere"
		return []string{}, false
	}
	return list(row, "domains", named.Domains, showText)
}

func tied(row *Row, name string, to value.Of[graph.ID]) string {
	return field(row, name, to, "", showID)
}
