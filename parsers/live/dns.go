package live

import (
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func optionsFields(o *types.DhcpOptions) *json.Node {
	var kept []*json.Node
	for _, setting := range o.DhcpConfigurations {
		if setting.Key == nil || *setting.Key != resolvers {
			continue
		}
		values := all(setting.Values, func(v *types.AttributeValue) *json.Node { return (&fields{}).text("Value", v.Value).made() })
		kept = append(kept, (&fields{}).text("Key", setting.Key).list("Values", values).made())
	}
	return (&fields{}).text("DhcpOptionsId", o.DhcpOptionsId).list("DhcpConfigurations", kept).tags(o.Tags).made()
}

// resolvers is the key of the DNS servers that hosts are told.
const resolvers = "domain-name-servers"

func (l *lowering) options(origin graph.Origin, v *json.Node) {
	node := &graph.DHCPOptions{Origin: origin}
	for _, setting := range itemsOf(v.Get("DhcpConfigurations")) {
		if textOf(setting.Get("Key")) == resolvers {
			node.Resolvers = texts(eachOf(setting.Get("Values"), "Value"))
		}
	}
	l.builder.Add(node)
}

// tieOptions ties a VPC to the options that it names.
func (l *lowering) tieOptions(vpc *graph.Origin, options *json.Node) {
	if textOf(options) == "" {
		return
	}
	association := dnsAssociation(part(vpc, "DhcpOptionsId", placeOf(options)), vpc)
	association.Options = refer[graph.DHCPOptions](l, options)
	l.builder.Add(association)
}

// dnsAssociation ties a VPC to nothing yet.
func dnsAssociation(origin graph.Origin, vpc *graph.Origin) *graph.DNSAssociation {
	return &graph.DNSAssociation{
		Origin: origin, VPC: graph.To[graph.VPC](vpc.ID, vpc.Range), Into: graph.Nowhere[graph.DNSProfile](),
		Zone: graph.Nowhere[graph.HostedZone](), Profile: graph.Nowhere[graph.DNSProfile](), Rule: graph.Nowhere[graph.ResolverRule](),
		Options: graph.Nowhere[graph.DHCPOptions](), Firewall: graph.Nowhere[graph.DNSFirewall](), Priority: nothing[int](),
	}
}

// zoneNotRead is a private hosted zone that may or may not be there.
func (l *lowering) zoneNotRead(origin graph.Origin, domain string, vpc *json.Node) {
	may := &value.Reason{
		Text:   "EC2 shows no hosted zones, and a private one for " + domain + " may lead to the endpoint",
		Settle: "look at the VPC's private hosted zones in Route 53",
	}
	origin.Type, origin.Symbolic, origin.Address = "HostedZone", may, "a private hosted zone for "+domain
	l.builder.Add(&graph.HostedZone{Origin: origin, Domain: value.KnownOf(value.Literal(domain), source.Range{})})
	tie := dnsAssociation(origin, &origin)
	tie.ID += ":VPC"
	tie.VPC, tie.Zone = refer[graph.VPC](l, vpc), graph.To[graph.HostedZone](origin.ID, origin.Range)
	l.builder.Add(tie)
}
