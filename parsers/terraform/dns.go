package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var dnsTypes = map[string]func(*lowering, *resource.Resource){
	"aws_route53_zone":                                     (*lowering).hostedZone,
	"data.aws_route53_zone":                                (*lowering).foundZone,
	"aws_route53_zone_association":                         (*lowering).zoneAssociation,
	"aws_route53_vpc_association_authorization":            (*lowering).zoneAssociation,
	"aws_route53_record":                                   (*lowering).record,
	"aws_route53profiles_profile":                          (*lowering).dnsProfile,
	"aws_route53profiles_association":                      (*lowering).profileAssociation,
	"aws_route53profiles_resource_association":             (*lowering).profileResource,
	"aws_route53_resolver_rule":                            (*lowering).resolverRule,
	"data.aws_route53_resolver_rule":                       (*lowering).foundRule,
	"aws_route53_resolver_rule_association":                (*lowering).ruleAssociation,
	"aws_vpc_dhcp_options":                                 (*lowering).options,
	"aws_default_vpc_dhcp_options":                         (*lowering).defaultOptions,
	"aws_vpc_dhcp_options_association":                     (*lowering).optionsAssociation,
	"aws_route53_resolver_firewall_rule_group":             (*lowering).firewall,
	"aws_route53_resolver_firewall_rule":                   (*lowering).firewallRule,
	"aws_route53_resolver_firewall_domain_list":            (*lowering).domainList,
	"aws_route53_resolver_firewall_rule_group_association": (*lowering).firewallAssociation,
}

func (l *lowering) hostedZone(r *resource.Resource) {
	node := &graph.HostedZone{Origin: l.origin(r), Domain: value.TextOf(r.Attributes.Get("name"))}
	l.builder.Add(node)
	found, more, _ := blocks(r.Attributes.Get("vpc"))
	ids := setIDs{}
	for _, one := range found {
		association := dnsAssociation(l.part(r, "vpc", one.guard, one.value))
		association.Zone = graph.To[graph.HostedZone](node.ID, r.Range)
		association.VPC = graph.RefFrom[graph.VPC](one.value.Get("vpc_id"), l.resolve)
		association.ID = ids.id(association.ID, []string{contentOf(association.VPC.Of, addressIn)})
		l.builder.Add(association)
	}
	if more != nil {
		association := dnsAssociation(l.part(r, "vpc", value.Guard{}, value.Value{}))
		association.ID = ids.id(association.ID, []string{unknownContent})
		association.Zone = graph.To[graph.HostedZone](node.ID, r.Range)
		association.VPC = graph.Ref[graph.VPC]{Of: value.UnknownOf[graph.ID](*more, r.Range)}
		l.builder.Add(association)
	}
}

// foundZone is a zone that a data source finds by its name: its records are
// declared elsewhere.
func (l *lowering) foundZone(r *resource.Resource) {
	reason := l.foundElsewhere(r)
	node := &graph.HostedZone{Origin: l.origin(r), Domain: value.TextOf(r.Attributes.Get("name"))}
	node.Open = &reason
	if !isStated(r.Attributes.Get("name")) {
		node.Domain = value.UnknownOf[value.Text](reason, r.Range)
	}
	l.builder.Add(node)
	if vpc := r.Attributes.Get("vpc_id"); isStated(vpc) {
		association := dnsAssociation(l.part(r, "vpc", value.Guard{}, value.Value{}))
		association.Zone, association.VPC = graph.To[graph.HostedZone](node.ID, r.Range), graph.RefFrom[graph.VPC](vpc, l.resolve)
		l.builder.Add(association)
	}
}

// foundRule is a rule that a data source finds: another account may share it.
func (l *lowering) foundRule(r *resource.Resource) {
	reason := l.foundElsewhere(r)
	node := &graph.ResolverRule{
		Origin: l.origin(r), Domain: value.TextOf(r.Attributes.Get("domain_name")), RuleType: value.TextOf(r.Attributes.Get("rule_type")),
	}
	node.Open = &reason
	if !isStated(r.Attributes.Get("domain_name")) {
		node.Domain = value.UnknownOf[value.Text](reason, r.Range)
	}
	l.builder.Add(node)
}

func (l *lowering) foundElsewhere(r *resource.Resource) value.Reason {
	return value.Reason{
		Text: r.Address + " finds what is declared elsewhere", Settle: "scan the files that declare it as well",
		Key: l.made.root + "#" + r.Address, InView: true,
	}
}

// dnsAssociation ties nothing to nothing yet.
func dnsAssociation(origin graph.Origin) *graph.DNSAssociation {
	return &graph.DNSAssociation{
		Origin: origin, VPC: graph.Nowhere[graph.VPC](), Into: graph.Nowhere[graph.DNSProfile](),
		Zone: graph.Nowhere[graph.HostedZone](), Profile: graph.Nowhere[graph.DNSProfile](), Rule: graph.Nowhere[graph.ResolverRule](),
		Options: graph.Nowhere[graph.DHCPOptions](), Firewall: graph.Nowhere[graph.DNSFirewall](),
		Priority: value.AbsentOf[int](origin.Range),
	}
}

// associate starts the association that a resource of its own makes with a VPC.
func (l *lowering) associate(r *resource.Resource, vpc string) *graph.DNSAssociation {
	association := dnsAssociation(l.origin(r))
	association.VPC = graph.RefFrom[graph.VPC](r.Attributes.Get(vpc), l.resolve)
	return association
}

func (l *lowering) zoneAssociation(r *resource.Resource) {
	association := l.associate(r, "vpc_id")
	association.Zone = graph.RefFrom[graph.HostedZone](r.Attributes.Get("zone_id"), l.resolve)
	association.Offered = r.Type == "aws_route53_vpc_association_authorization"
	l.builder.Add(association)
}

func (l *lowering) record(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.DNSRecord{
		Origin: l.origin(r), Zone: graph.RefFrom[graph.HostedZone](a.Get("zone_id"), l.resolve),
		Domain: value.TextOf(a.Get("name")), RecordType: value.TextOf(a.Get("type")), Endpoints: l.answeringEndpoints(r),
	})
}

// answeringEndpoints are the endpoints whose names a record's answer is made of.
// An answer that is not known may be any endpoint's, unless another resource
// gives it.
func (l *lowering) answeringEndpoints(record *resource.Resource) graph.Refs[graph.Endpoint] {
	a := record.Attributes
	list := value.Value{}
	aliases, more, _ := blocks(a.Get("alias"))
	if more != nil {
		list.Kind, list.More = value.List, more
	}
	add := func(address string) {
		if r := l.resources[address]; r != nil && r.Type == "aws_vpc_endpoint" && len(list.Items) == 0 {
			list.Kind = value.List
			list.Items = append(list.Items, value.OfRef(value.Ref{Node: l.made.root + "#" + address, Attribute: "id"}, a.Range))
		}
	}
	answers := []value.Value{a.Get("records")}
	for _, alias := range aliases {
		answers = append(answers, alias.value.Get("name"))
	}
	for _, answer := range answers {
		for part := range answer.All() {
			reason := part.Reason
			if unknown, ok := part.Text.FirstUnknown(); ok {
				reason = unknown
			}
			if address, ok := strings.CutSuffix(reason.Text, ".dns_entry"+afterApply); ok {
				add(address)
			} else if reason.Text != "" && !l.isOfAnother(record, reason.Text) {
				list.Kind, list.More = value.List, &reason
			}
		}
	}
	return graph.RefsFrom[graph.Endpoint](list, l.resolve)
}

// isOfAnother reports whether what is known only after apply is an attribute of an
// AWS resource that is not the record itself.
func (l *lowering) isOfAnother(record *resource.Resource, reason string) bool {
	attribute, ok := strings.CutSuffix(reason, afterApply)
	dot := strings.LastIndex(attribute, ".")
	if !ok || dot < 0 {
		return false
	}
	other := l.resources[attribute[:dot]]
	return other != nil && other != record && strings.HasPrefix(other.Type, "aws_")
}

func (l *lowering) dnsProfile(r *resource.Resource) {
	l.builder.Add(&graph.DNSProfile{Origin: l.origin(r)})
}

func (l *lowering) profileAssociation(r *resource.Resource) {
	association := l.associate(r, "resource_id")
	association.Profile = graph.RefFrom[graph.DNSProfile](r.Attributes.Get("profile_id"), l.resolve)
	l.builder.Add(association)
}

// profileResource is one thing that a profile holds, told apart by what its ARN
// refers to.
func (l *lowering) profileResource(r *resource.Resource) {
	association := dnsAssociation(l.origin(r))
	association.Into = graph.RefFrom[graph.DNSProfile](r.Attributes.Get("profile_id"), l.resolve)
	arn := r.Attributes.Get("resource_arn")
	held := l.declared(arn)
	switch {
	case held != nil && (held.Type == "aws_route53_zone" || held.Type == "data.aws_route53_zone"):
		association.Zone = graph.RefFrom[graph.HostedZone](arn, l.resolve)
	case held != nil && held.Type == "aws_route53_resolver_rule":
		association.Rule = graph.RefFrom[graph.ResolverRule](arn, l.resolve)
	case held != nil && held.Type == "aws_route53_resolver_firewall_rule_group":
		association.Firewall = graph.RefFrom[graph.DNSFirewall](arn, l.resolve)
	default:
		association.Other = &value.Reason{
			Text: "what " + r.Address + " puts into the profile is not known", Settle: "scan the files that declare it as well",
		}
	}
	l.builder.Add(association)
}

func (l *lowering) resolverRule(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.ResolverRule{
		Origin: l.origin(r), Domain: value.TextOf(a.Get("domain_name")), RuleType: value.TextOf(a.Get("rule_type")),
	})
}

func (l *lowering) ruleAssociation(r *resource.Resource) {
	association := l.associate(r, "vpc_id")
	association.Rule = graph.RefFrom[graph.ResolverRule](r.Attributes.Get("resolver_rule_id"), l.resolve)
	l.builder.Add(association)
}

func (l *lowering) options(r *resource.Resource) {
	l.builder.Add(&graph.DHCPOptions{Origin: l.origin(r), Resolvers: value.ListFrom(r.Attributes.Get("domain_name_servers"), value.TextOf)})
}

// defaultOptions are AWS's own, which name the VPC's resolver.
func (l *lowering) defaultOptions(r *resource.Resource) {
	l.builder.Add(&graph.DHCPOptions{Origin: l.origin(r), Resolvers: value.ListFrom(value.Value{Range: r.Range}, value.TextOf)})
}

func (l *lowering) optionsAssociation(r *resource.Resource) {
	association := l.associate(r, "vpc_id")
	association.Options = graph.RefFrom[graph.DHCPOptions](r.Attributes.Get("dhcp_options_id"), l.resolve)
	l.builder.Add(association)
}

func (l *lowering) firewall(r *resource.Resource) {
	l.builder.Add(&graph.DNSFirewall{Origin: l.origin(r)})
}

func (l *lowering) firewallRule(r *resource.Resource) {
	a := r.Attributes
	l.builder.Add(&graph.DNSFirewallRule{
		Origin: l.origin(r), Firewall: graph.RefFrom[graph.DNSFirewall](a.Get("firewall_rule_group_id"), l.resolve),
		Domains:  graph.RefFrom[graph.DomainList](a.Get("firewall_domain_list_id"), l.resolve),
		Priority: value.IntOf(a.Get("priority")), Action: value.TextOf(a.Get("action")), QueryType: value.TextOf(a.Get("q_type")),
	})
}

func (l *lowering) domainList(r *resource.Resource) {
	l.builder.Add(&graph.DomainList{Origin: l.origin(r), Domains: value.ListFrom(r.Attributes.Get("domains"), value.TextOf)})
}

func (l *lowering) firewallAssociation(r *resource.Resource) {
	association := l.associate(r, "vpc_id")
	association.Firewall = graph.RefFrom[graph.DNSFirewall](r.Attributes.Get("firewall_rule_group_id"), l.resolve)
	association.Priority = value.IntOf(r.Attributes.Get("priority"))
	l.builder.Add(association)
}
