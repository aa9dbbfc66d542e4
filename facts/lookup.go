package facts

import (
	"slices"
	"strings"
)

// headed is any row that embeds a Row.
type headed interface{ head() Row }

func (r Row) head() Row { return r }

// Row is the row of a network table called id, whichever table holds it.
func (d *Document) Row(id string) (Row, bool) {
	lookups := []func(string) (Row, bool){
		in(d.VPCs), in(d.Subnets), in(d.RouteTables), in(d.Routes), in(d.Gateways), in(d.GatewayEndpoints),
		in(d.InterfaceEndpoints), in(d.EndpointPolicies), in(d.SecurityGroups), in(d.EgressRules), in(d.IngressRules),
		in(d.NetworkACLs), in(d.NetworkACLEntries), in(d.PrefixLists), in(d.Hosts), in(d.Occupants), in(d.Roles), in(d.Users),
		in(d.AccessKeys), in(d.Activations), in(d.HostManagements),
		in(d.HostedZones), in(d.DNSRecords), in(d.ResolverRules), in(d.DHCPOptions), in(d.DNSFirewallRules), in(d.DNSAssociations),
	}
	for _, lookup := range lookups {
		if row, ok := lookup(id); ok {
			return row, true
		}
	}
	return Row{}, false
}

func in[T headed](table map[string]T) func(string) (Row, bool) {
	return func(id string) (Row, bool) {
		row, ok := table[id]
		if !ok {
			return Row{}, false
		}
		return row.head(), true
	}
}

// GatewayEndpointsOn are the gateway endpoints on a route table, by id.
func (d *Document) GatewayEndpointsOn(table string) []GatewayEndpoint {
	var list []GatewayEndpoint
	for _, id := range sortedKeys(d.GatewayEndpoints) {
		if endpoint := d.GatewayEndpoints[id]; table != "" && slices.Contains(endpoint.RouteTables, table) {
			list = append(list, endpoint)
		}
	}
	return list
}

// InterfaceEndpointsFor are the interface endpoints of a path's VPC for the service
// that the path leads to, those for FIPS names included, by id.
func (d *Document) InterfaceEndpointsFor(path Path) []InterfaceEndpoint {
	vpc, service := d.Subnets[path.SubnetID].VPC, d.Destinations[path.Destination].Service
	var list []InterfaceEndpoint
	for _, id := range sortedKeys(d.InterfaceEndpoints) {
		endpoint := d.InterfaceEndpoints[id]
		name := strings.ReplaceAll(endpoint.Service, "-fips", "")
		if endpoint.VPC == vpc && service != "" && strings.HasSuffix(name, "."+service) {
			list = append(list, endpoint)
		}
	}
	return list
}
