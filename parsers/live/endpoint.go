package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
	"github.com/repolint/repolint/value"
)

func endpointFields(e *types.VpcEndpoint) *json.Node {
	groups := all(e.Groups, func(g *types.SecurityGroupIdentifier) *json.Node {
		return (&fields{}).text("GroupId", g.GroupId).made()
	})
	f := (&fields{}).text("VpcEndpointId", e.VpcEndpointId).word("VpcEndpointType", string(e.VpcEndpointType)).text("VpcId", e.VpcId).
		text("ServiceName", e.ServiceName).text("ServiceRegion", e.ServiceRegion).word("State", string(e.State)).
		texts("RouteTableIds", e.RouteTableIds).texts("SubnetIds", e.SubnetIds).list("Groups", groups).
		flag("PrivateDnsEnabled", e.PrivateDnsEnabled).word("IpAddressType", string(e.IpAddressType))
	if o := e.DnsOptions; o != nil {
		f.add("DnsOptions", (&fields{}).word("DnsRecordIpType", string(o.DnsRecordIpType)).
			flag("PrivateDnsOnlyForInboundResolverEndpoint", o.PrivateDnsOnlyForInboundResolverEndpoint).
			text("PrivateDnsPreference", o.PrivateDnsPreference).made())
	}
	return f.document("PolicyDocument", e.PolicyDocument).tags(e.Tags).made()
}

// endpoint lowers a VPC endpoint. EC2 writes the states with a capital or
// without one, as the SDK's own remark on them says.
func (l *lowering) endpoint(origin graph.Origin, v *json.Node) {
	switch strings.ToLower(textOf(v.Get("State"))) {
	case "deleting", "deleted", "rejected", "failed", "expired":
		return
	case "pending", "pendingacceptance":
		origin.Symbolic = &value.Reason{Text: origin.Address + " is not available yet", Settle: "read again when it is"}
	}
	dns := v.Get("DnsOptions")
	node := &graph.Endpoint{
		Origin: origin, EndpointType: endpointType(v.Get("VpcEndpointType")), VPC: refer[graph.VPC](l, v.Get("VpcId")),
		Service: text(v.Get("ServiceName")), ServiceRegion: text(v.Get("ServiceRegion")),
		RouteTables: referAll[graph.RouteTable](l, itemsOf(v.Get("RouteTableIds"))), Subnets: referAll[graph.Subnet](l, itemsOf(v.Get("SubnetIds"))),
		Groups:     referAll[graph.SecurityGroup](l, eachOf(v.Get("Groups"), "GroupId")),
		PrivateDNS: flag(v.Get("PrivateDnsEnabled")), Policy: valueOf(v.Get("PolicyDocument")),
		PrivateDNSPreference: text(dns.Get("PrivateDnsPreference")),
		InboundResolverOnly:  flag(dns.Get("PrivateDnsOnlyForInboundResolverEndpoint")),
		IPAddressType:        text(v.Get("IpAddressType")), RecordIPType: text(dns.Get("DnsRecordIpType")),
	}
	l.builder.Add(node)
	l.zonesNotRead(&origin, v)
}

func endpointType(v *json.Node) value.Of[graph.EndpointType] {
	for _, kind := range []graph.EndpointType{graph.GatewayEndpoint, graph.InterfaceEndpoint, graph.GatewayLoadBalancerEndpoint} {
		if kind.String() == textOf(v) {
			return value.KnownOf(kind, placeOf(v))
		}
	}
	return value.KnownOf(graph.OtherEndpoint, placeOf(v))
}

// zonesNotRead stands for the private hosted zones that may lead a service's own
// name to an endpoint without private DNS: EC2 shows no zones. Beside a gateway
// endpoint nobody needs one for Amazon S3.
func (l *lowering) zonesNotRead(origin *graph.Origin, v *json.Node) {
	service := textOf(v.Get("ServiceName"))
	isS3 := strings.HasSuffix(service, ".s3")
	if textOf(v.Get("VpcEndpointType")) != graph.InterfaceEndpoint.String() || isTrue(v.Get("PrivateDnsEnabled")) && !isS3 || isS3 && l.hasS3Gateway(v) {
		return
	}
	labels := strings.Split(service, ".")
	at := slices.Index(labels, l.Region)
	if at < 0 || at+1 == len(labels) {
		return // not one of AWS's own services here
	}
	own := slices.Clone(labels[at+1:])
	slices.Reverse(own)
	_, suffix := value.PartitionOf(l.Region)
	domains := []string{strings.Join(own, ".") + "." + l.Region + "." + suffix}
	if isS3 {
		domains = append(domains, "s3.dualstack."+l.Region+"."+suffix)
	}
	for i, domain := range domains {
		l.zoneNotRead(part(origin, "HostedZone["+strconv.Itoa(i)+"]", source.Range{}), domain, v.Get("VpcId"))
	}
}

func (l *lowering) hasS3Gateway(of *json.Node) bool {
	return slices.ContainsFunc(l.answers[DescribeVpcEndpoints].items, func(other *json.Node) bool {
		return textOf(other.Get("VpcId")) == textOf(of.Get("VpcId")) && strings.HasSuffix(textOf(other.Get("ServiceName")), ".s3") &&
			textOf(other.Get("VpcEndpointType")) == graph.GatewayEndpoint.String()
	})
}
