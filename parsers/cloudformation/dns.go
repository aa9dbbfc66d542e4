package cloudformation

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

var dnsTypes = map[string]func(*lowering, *resource.Resource){
	"AWS::Route53::HostedZone":                           (*lowering).hostedZone,
	"AWS::Route53::RecordSet":                            func(l *lowering, r *resource.Resource) { l.record(l.origin(r), r.Attributes, r.Attributes) },
	"AWS::Route53::RecordSetGroup":                       (*lowering).recordGroup,
	"AWS::Route53Profiles::Profile":                      (*lowering).dnsProfile,
	"AWS::Route53Profiles::ProfileAssociation":           (*lowering).profileAssociation,
	"AWS::Route53Profiles::ProfileResourceAssociation":   (*lowering).profileResource,
	"AWS::Route53Resolver::ResolverRule":                 (*lowering).resolverRule,
	"AWS::Route53Resolver::ResolverRuleAssociation":      (*lowering).ruleAssociation,
	"AWS::EC2::DHCPOptions":                              (*lowering).options,
	"AWS::EC2::VPCDHCPOptionsAssociation":                (*lowering).optionsAssociation,
	"AWS::Route53Resolver::FirewallRuleGroup":            (*lowering).firewall,
	"AWS::Route53Resolver::FirewallDomainList":           (*lowering).domainList,
	"AWS::Route53Resolver::FirewallRuleGroupAssociation": (*lowering).firewallAssociation,
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

func (l *lowering) hostedZone(r *resource.Resource) {
	node := &graph.HostedZone{Origin: l.origin(r), Domain: value.TextOf(r.Attributes.Get("Name"))}
	l.builder.Add(node)
	count := 0
	tie := func(guard value.Guard, item value.Value, vpc graph.Ref[graph.VPC]) {
		association := dnsAssociation(l.part(r, "VPCs["+strconv.Itoa(count)+"]", guard, item.Range))
		association.Zone, association.VPC = graph.To[graph.HostedZone](node.ID, r.Range), vpc
		l.builder.Add(association)
		count++
	}
	more := each(r.Attributes.Get("VPCs"), func(guard value.Guard, item value.Value) {
		tie(guard, item, graph.RefFrom[graph.VPC](dig(item, "VPCId"), l.resolve))
	})
	if more != nil {
		tie(value.Guard{}, value.Value{}, graph.Ref[graph.VPC]{Of: value.UnknownOf[graph.ID](*more, r.Range)})
	}
}

func (l *lowering) recordGroup(r *resource.Resource) {
	count := 0
	more := each(r.Attributes.Get("RecordSets"), func(guard value.Guard, item value.Value) {
		l.record(l.part(r, "RecordSets["+strconv.Itoa(count)+"]", guard, item.Range), r.Attributes, item)
		count++
	})
	if more != nil {
		l.record(l.part(r, "RecordSets[?]", value.Guard{}, r.Range), r.Attributes, value.OfReason(*more, r.Range))
	}
}

// record is one record set; the zone stands at the group of which it is part.
func (l *lowering) record(origin graph.Origin, group, a value.Value) {
	zone := group.Get("HostedZoneId")
	if zone.Kind == value.Absent {
		zone = l.zoneNamed(group.Get("HostedZoneName"))
	}
	l.builder.Add(&graph.DNSRecord{
		Origin: origin, Zone: graph.RefFrom[graph.HostedZone](zone, l.resolve), Domain: value.TextOf(dig(a, "Name")),
		RecordType: value.TextOf(dig(a, "Type")), Endpoints: l.answeringEndpoints(a),
	})
}

// zoneNamed is the zone of the stacks that has a name, which ends in a dot.
func (l *lowering) zoneNamed(v value.Value) value.Value {
	name, ok := text(v).Literal()
	if !ok {
		return v
	}
	for _, r := range l.byType["AWS::Route53::HostedZone"] {
		if own, known := text(r.Attributes.Get("Name")).Literal(); known && strings.TrimSuffix(own, ".") == strings.TrimSuffix(name, ".") {
			return value.OfRef(value.Ref{Node: string(r.ID()), Attribute: "Id"}, v.Range)
		}
	}
	return v
}

// answeringEndpoints are the endpoints whose names a record's answer is made of.
func (l *lowering) answeringEndpoints(a value.Value) graph.Refs[graph.Endpoint] {
	list := value.Value{}
	named := map[string]bool{}
	for _, property := range []string{"AliasTarget", "ResourceRecords"} {
		for ref := range dig(a, property).Refs() {
			if r := l.byID[ref.Node]; r != nil && r.Type == "AWS::EC2::VPCEndpoint" && !named[ref.Node] {
				named[ref.Node] = true
				list.Kind = value.List
				list.Items = append(list.Items, value.OfRef(value.Ref{Node: ref.Node, Attribute: "Id"}, a.Range))
			}
		}
	}
	return graph.RefsFrom[graph.Endpoint](list, l.resolve)
}

func (l *lowering) dnsProfile(r *resource.Resource) {
	l.builder.Add(&graph.DNSProfile{Origin: l.origin(r)})
}

func (l *lowering) profileAssociation(r *resource.Resource) {
	association := l.associate(r, "ResourceId")
	association.Profile = graph.RefFrom[graph.DNSProfile](r.Attributes.Get("ProfileId"), l.resolve)
	l.builder.Add(association)
}

// profileResource is one thing that a profile holds, told apart by what its ARN
// refers to.
func (l *lowering) profileResource(r *resource.Resource) {
	association := dnsAssociation(l.origin(r))
	association.Into = graph.RefFrom[graph.DNSProfile](r.Attributes.Get("ProfileId"), l.resolve)
	arn := r.Attributes.Get("ResourceArn")
	kind, held := "", graph.ID("")
	for _, id := range l.referred(arn) {
		kind, held = l.byID[string(id)].Type, id
	}
	switch kind {
	case "AWS::Route53::HostedZone":
		association.Zone = graph.To[graph.HostedZone](held, arn.Range)
	case "AWS::Route53Resolver::ResolverRule":
		association.Rule = graph.To[graph.ResolverRule](held, arn.Range)
	case "AWS::Route53Resolver::FirewallRuleGroup":
		association.Firewall = graph.To[graph.DNSFirewall](held, arn.Range)
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
		Origin: l.origin(r), Domain: value.TextOf(a.Get("DomainName")), RuleType: value.TextOf(a.Get("RuleType")),
	})
}

func (l *lowering) ruleAssociation(r *resource.Resource) {
	association := l.associate(r, "VPCId")
	association.Rule = graph.RefFrom[graph.ResolverRule](r.Attributes.Get("ResolverRuleId"), l.resolve)
	l.builder.Add(association)
}

func (l *lowering) options(r *resource.Resource) {
	l.builder.Add(&graph.DHCPOptions{Origin: l.origin(r), Resolvers: value.ListFrom(r.Attributes.Get("DomainNameServers"), value.TextOf)})
}

// optionsAssociation: the id "default" stands for none, which leaves the VPC's
// own resolver
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcdhcpoptionsassociation.html).
func (l *lowering) optionsAssociation(r *resource.Resource) {
	options := r.Attributes.Get("DhcpOptionsId")
	if literal, ok := text(options).Literal(); ok && literal == "default" {
		return
	}
	association := l.associate(r, "VpcId")
	association.Options = graph.RefFrom[graph.DHCPOptions](options, l.resolve)
	l.builder.Add(association)
}

func (l *lowering) firewall(r *resource.Resource) {
	node := &graph.DNSFirewall{Origin: l.origin(r)}
	count := 0
	node.MoreRules = each(r.Attributes.Get("FirewallRules"), func(guard value.Guard, item value.Value) {
		origin := l.part(r, "FirewallRules["+strconv.Itoa(count)+"]", guard, item.Range)
		count++
		origin.Arguments = arguments(item)
		l.builder.Add(&graph.DNSFirewallRule{
			Origin: origin, Firewall: graph.To[graph.DNSFirewall](node.ID, r.Range),
			Domains:  graph.RefFrom[graph.DomainList](dig(item, "FirewallDomainListId"), l.resolve),
			Priority: value.IntOf(dig(item, "Priority")), Action: value.TextOf(dig(item, "Action")),
			QueryType: value.TextOf(dig(item, "Qtype")),
		})
	})
	l.builder.Add(node)
}

// domainList may be read from a file in a bucket, which nobody sees.
func (l *lowering) domainList(r *resource.Resource) {
	domains := r.Attributes.Get("Domains")
	if file := r.Attributes.Get("DomainFileUrl"); file.Kind != value.Absent {
		domains = value.OfReason(value.Reason{Text: "the domains of " + r.Address + " are in a file that is not read"}, file.Range)
	}
	l.builder.Add(&graph.DomainList{Origin: l.origin(r), Domains: value.ListFrom(domains, value.TextOf)})
}

func (l *lowering) firewallAssociation(r *resource.Resource) {
	association := l.associate(r, "VpcId")
	association.Firewall = graph.RefFrom[graph.DNSFirewall](r.Attributes.Get("FirewallRuleGroupId"), l.resolve)
	association.Priority = value.IntOf(r.Attributes.Get("Priority"))
	l.builder.Add(association)
}
