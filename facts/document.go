package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
)

// Version is the version of the document's shape, raised when a field changes
// its meaning or goes.
const Version = 1

// Document is everything rules may know. Tables are objects keyed by id, so that
// a rule looks rows up and never searches. Every value that is not known is the
// string "undetermined" or is listed in a row's `unknown` object.
type Document struct {
	FactsVersion int    `json:"facts_version"`
	Component    string `json:"component"`

	VPCs               map[string]VPC               `json:"vpcs"`
	Subnets            map[string]Subnet            `json:"subnets"`
	RouteTables        map[string]RouteTable        `json:"route_tables"`
	Routes             map[string]Route             `json:"routes"`
	Gateways           map[string]Gateway           `json:"gateways"`
	GatewayEndpoints   map[string]GatewayEndpoint   `json:"gateway_endpoints"`
	InterfaceEndpoints map[string]InterfaceEndpoint `json:"interface_endpoints"`
	EndpointPolicies   map[string]EndpointPolicy    `json:"endpoint_policies"`
	SecurityGroups     map[string]SecurityGroup     `json:"security_groups"`
	EgressRules        map[string]SecurityGroupRule `json:"egress_rules"`
	IngressRules       map[string]SecurityGroupRule `json:"ingress_rules"`
	NetworkACLs        map[string]NetworkACL        `json:"network_acls"`
	NetworkACLEntries  map[string]NetworkACLEntry   `json:"network_acl_entries"`
	PrefixLists        map[string]PrefixList        `json:"prefix_lists"`
	Hosts              map[string]Host              `json:"hosts"`
	Occupants          map[string]Occupant          `json:"occupants"`
	Roles              map[string]Role              `json:"roles"`
	Users              map[string]User              `json:"users"`
	AccessKeys         map[string]AccessKey         `json:"access_keys"`
	Activations        map[string]Activation        `json:"activations"`
	HostManagements    map[string]HostManagement    `json:"host_managements"`
	HostedZones        map[string]HostedZone        `json:"hosted_zones"`
	DNSRecords         map[string]DNSRecord         `json:"dns_records"`
	ResolverRules      map[string]ResolverRule      `json:"resolver_rules"`
	DHCPOptions        map[string]DHCPOptions       `json:"dhcp_options"`
	DNSFirewallRules   map[string]DNSFirewallRule   `json:"dns_firewall_rules"`
	DNSAssociations    map[string]DNSAssociation    `json:"dns_associations"`
	Destinations       map[string]Destination       `json:"destinations"`
	Paths              map[string]Path              `json:"paths"`
	Causes             map[string]Cause             `json:"causes"`

	// ranges places row and element ids in files; Rego never sees it.
	ranges map[string]source.Range
	// written places those that an assembly holds in the app that made it.
	written map[string]Written
	// calls are those of installed modules that make rows.
	calls map[string]graph.Call
}

// Written is where a person wrote what a row or element of an assembly stands
// for: the line of the CDK app, and the path of the construct. Either is zero
// when the assembly does not tell.
type Written struct {
	At        source.Range
	Construct string
}

// Written is where a person wrote the row or element called id, the zero Written
// when its own file is what a person wrote.
func (d *Document) Written(id string) Written { return d.written[id] }

// Call is the call of an installed module that makes the row called id; zero where
// none does.
func (d *Document) Call(id string) graph.Call { return d.calls[id] }

// PlaceCall says which call makes the row called id, and what reads its attributes
// from beside the call.
func (d *Document) PlaceCall(id, address string, outputs map[string]string) {
	if d.calls == nil {
		d.calls = map[string]graph.Call{}
	}
	d.calls[id] = graph.Call{Address: address, Outputs: outputs}
}

// Range is the place in a file of the row or element called id, the zero Range
// when it has none: AWS made it, or it is declared elsewhere.
func (d *Document) Range(id string) source.Range { return d.ranges[id] }

// WrittenAt is where a person wrote the row or element called id: in the app if
// an app made its file, else in the file.
func (d *Document) WrittenAt(id string) source.Range {
	if at := d.written[id].At; !at.IsZero() {
		return at
	}
	return d.ranges[id]
}

// Place says where the row or element called id stands.
func (d *Document) Place(id string, at source.Range) {
	if d.ranges == nil {
		d.ranges = map[string]source.Range{}
	}
	d.ranges[id] = at
}

// Row is what every row of a network table has. Name is the Name tag when known,
// else the path of a CDK construct, else the address. Dialect is "terraform", "plan", "cloudformation", "cdk".
type Row struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Root    string `json:"root"`
	Dialect string `json:"dialect" enum:"terraform,plan,cloudformation,cdk,live"`
	Type    string `json:"type"`
	// Declared is false for what AWS makes by itself and for what is declared elsewhere.
	Declared bool `json:"declared"`
	// Complete is false where more may be attached than is in view; Why says why.
	Complete bool   `json:"complete"`
	Why      string `json:"why"`
	// When says in which worlds the row exists; "" in all.
	When string `json:"when"`
	// Symbolic rows stand for an unknown number of things, none included.
	Symbolic bool `json:"symbolic"`
	// Exported is true when an output or export names the thing.
	Exported bool `json:"exported"`
	// Unknown says for every undetermined field why.
	Unknown map[string]string `json:"unknown"`
}

// Path is one walked path: a host (or a hypothetical one) in one subnet to one
// destination, with its verdict over all worlds.
type Path struct {
	ID string `json:"id"`
	// Root, Address, Construct, File and Line say where the host (for a
	// hypothetical one the subnet) is declared; SourceFile and SourceLine where
	// in the CDK app.
	Root       string `json:"root"`
	Address    string `json:"address"`
	Construct  string `json:"construct"`
	File       string `json:"file"`
	Line       int    `json:"line"`
	SourceFile string `json:"source_file"`
	SourceLine int    `json:"source_line"`
	// Host is the id of the host's row, "" for a hypothetical host. Subnet is
	// the subnet's address, SubnetID its row's id ("" when unknown).
	Host     string `json:"host"`
	Subnet   string `json:"subnet"`
	SubnetID string `json:"subnet_id"`
	// OS is one of al2023, al2, al1, bottlerocket, windows, ubuntu, debian, rhel,
	// suse, other, unknown.
	OS string `json:"os" enum:"al2023,al2,al1,bottlerocket,windows,ubuntu,debian,rhel,suse,other,unknown"`
	// InternetPath is internet_gateway, nat, none or undetermined.
	InternetPath string `json:"internet_path" enum:"undetermined,internet_gateway,nat,none"`
	Destination  string `json:"destination"`
	// Purpose is what the host needs the destination for: the destination's own id,
	// or a purpose that several share (patch_manager, agent_updates).
	Purpose string `json:"purpose"`
	// Need is required, expected or optional; Required is need == "required".
	Need     string `json:"need" enum:"required,expected,optional"`
	Required bool   `json:"required"`
	// Verdict is passes, blocked or undetermined.
	Verdict string `json:"verdict" enum:"undetermined,passes,blocked"`
	// Hop is the first blocked hop, "" when none is; Cause is that hop's cause.
	Hop   string `json:"hop" enum:",egress,network_acl,dns,route,endpoint,policy,role"`
	Cause string `json:"cause"`
	// Causes are the causes of all blocked hops, in hop order, and of advice.
	Causes []string `json:"causes"`
	// When says in which worlds the verdict holds, "" in all. That of an open
	// path stands in its reason where the path exists in other worlds too.
	When   string `json:"when"`
	Reason string `json:"reason"`
	Settle string `json:"settle"`
	// Evidence is full, expected, lowered or note: what the path's verdict does to
	// the level of a finding that rests on it. Expected lowers an error to a
	// warning and no further: the host is there.
	Evidence string `json:"evidence" enum:"full,expected,lowered,note"`
	Hops     []Hop  `json:"hops"`
}

// Hop is one hop of a path. Kind is egress, network_acl, dns, route, endpoint,
// policy or role. Story is the one sentence that messages and `trace` quote.
// Element is the id of the place that decided, for its range.
type Hop struct {
	Kind    string `json:"kind" enum:"egress,network_acl,dns,route,endpoint,policy,role"`
	Verdict string `json:"verdict" enum:"undetermined,passes,blocked"`
	Cause   string `json:"cause"`
	Story   string `json:"story"`
	Settle  string `json:"settle"`
	Element string `json:"element"`
}

// Cause is one fault of the network, and the paths that suffer from it. Rules
// select causes of their kind; the engine groups by (rule, cause).
type Cause struct {
	ID string `json:"id"`
	// Kind is one of the kinds of causes.
	Kind string `json:"kind"`
	// Node is the id of the guilty node's row; Element the id of the narrow
	// place to point at; Subject the node's label.
	Node    string `json:"node"`
	Element string `json:"element"`
	Subject string `json:"subject"`
	Address string `json:"address"`
	Root    string `json:"root"`
	Dialect string `json:"dialect" enum:"terraform,plan,cloudformation,cdk,live"`
	// Story is the one sentence: subject, fact.
	Story string `json:"story"`
	// Detail are further facts by name, for messages: the statement, the
	// condition key, the port.
	Detail map[string]string `json:"detail"`
	// Exported is true when an export or output of the node could let another
	// stack change the verdict: the message adds "unless another stack adds it".
	Exported bool `json:"exported"`
	// Blocks is false for advice: the path passes and something is still wrong.
	Blocks bool `json:"blocks"`
	// Evidence is the best of its paths': full, expected, lowered or note.
	Evidence     string   `json:"evidence" enum:"full,expected,lowered,note"`
	When         string   `json:"when"`
	Destinations []string `json:"destinations"`
	// OS are the families of the suffering hosts, sorted.
	OS      []string `json:"os" enum:"al2023,al2,al1,bottlerocket,windows,ubuntu,debian,rhel,suse,other,unknown"`
	Subnets []string `json:"subnets"`
	Hosts   []string `json:"hosts"`
	Paths   []string `json:"paths"`
}

// The kinds of causes.
const (
	// CauseEndpointMissing: the VPC has no S3 gateway endpoint. Node is the VPC.
	CauseEndpointMissing = "s3_gateway_endpoint_missing"
	// CauseEndpointUnattached: the endpoint is on no route table. Node is the endpoint.
	CauseEndpointUnattached = "s3_gateway_endpoint_unattached"
	// CauseTableNotAttached: the endpoint is on tables, but not on the host's. Node is the endpoint.
	CauseTableNotAttached = "s3_gateway_endpoint_table_missing"
	// CausePolicyBlocks: the endpoint policy refuses the request. Node is the endpoint; detail.destination says whose.
	CausePolicyBlocks = "endpoint_policy_blocks"
	// CauseEgressHTTPSMissing: no egress rule lets TCP 443 out to the destination. Node is the group.
	CauseEgressHTTPSMissing = "egress_https_missing"
	// CauseEgressHTTPMissing: 443 is there and 80 is not. Node is the group.
	CauseEgressHTTPMissing = "egress_http_missing"
	// CauseEgressPrefixListWrong: egress goes out to the prefix list of another region or service. Node is the group.
	CauseEgressPrefixListWrong = "egress_prefix_list_wrong"
	// CauseEndpointWrongRegion: the S3 gateway endpoint is of another region. Node is the endpoint.
	CauseEndpointWrongRegion = "s3_gateway_endpoint_wrong_region"
	// CauseNATDeadEnd: the default route leads to a NAT gateway that leads nowhere. Node is the NAT gateway.
	CauseNATDeadEnd = "nat_gateway_dead_end"
	// CauseNetworkACLBlocks: the subnet's network ACL stops the request or its answer. Node is the ACL.
	CauseNetworkACLBlocks = "network_acl_blocks"
	// CauseDNSFirewallBlocks: a DNS firewall blocks the destination's name. Node is the firewall's rule.
	CauseDNSFirewallBlocks = "dns_firewall_blocks_path"
	// CauseS3InterfaceEndpointOnly: the VPC has no S3 gateway endpoint but an interface endpoint, which the
	// destination's names do not lead to. Node is the interface endpoint.
	CauseS3InterfaceEndpointOnly = "s3_interface_endpoint_only"
	// CausePolicyInvalid: AWS does not take the endpoint policy, or one of its
	// statements applies never or always. Node is the endpoint.
	CausePolicyInvalid = "endpoint_policy_invalid"
	// CausePolicyTooOpen: the policy of an S3 endpoint in a closed network allows
	// everybody everything. Node is the endpoint.
	CausePolicyTooOpen = "endpoint_policy_too_open"
	// CauseVPCDNSDisabled: the VPC has DNS support off, or DNS hostnames where they are needed. Node is the VPC.
	CauseVPCDNSDisabled = "vpc_dns_disabled"
	// CausePrivateDNSDisabled: a host needs the interface endpoint and its private DNS is off. Node is the endpoint.
	CausePrivateDNSDisabled = "endpoint_private_dns_disabled"
	// CauseEgressEndpointHTTPSMissing: no egress rule lets TCP 443 out to the interface endpoint. Node is the group.
	CauseEgressEndpointHTTPSMissing = "egress_endpoint_https_missing"
	// CauseEndpointIngressHTTPSMissing: the interface endpoint's groups do not let the host in. Node is the
	// group, or the endpoint where it names none.
	CauseEndpointIngressHTTPSMissing = "endpoint_ingress_https_missing"
	// CauseSSMEndpointMissing: the VPC has no interface endpoint for services that the agent talks to. Node is
	// the VPC, or an endpoint that is in no subnet.
	CauseSSMEndpointMissing = "ssm_endpoint_missing"
	// CauseServiceEndpointMissing: the same for any other service that a host needs. Node is the VPC.
	CauseServiceEndpointMissing = "service_endpoint_missing"
	// CauseEndpointTypeMissing: the endpoint is a gateway endpoint by default, and its service has none. Node is
	// the endpoint.
	CauseEndpointTypeMissing = "interface_endpoint_type_missing"
	// CauseEC2MessagesUnavailable: the region does not offer ec2messages. Node is the endpoint.
	CauseEC2MessagesUnavailable = "ec2messages_unavailable"
	// CauseRoleLacksSSM: the role does not let the agent talk to Systems Manager. Node is the role, or the host
	// that has none.
	CauseRoleLacksSSM = "instance_role_lacks_ssm"
	// CauseMetadataDisabled: the metadata service is off on a host that needs credentials. Node is the host.
	CauseMetadataDisabled = "instance_metadata_disabled"
	// CauseHybridTrustInvalid: Systems Manager may not assume the role of an activation. Node is the role.
	CauseHybridTrustInvalid = "hybrid_role_trust_invalid"
	// CauseHybridSessionTooLong: the sessions of such a role last longer than an hour. Node is the role.
	CauseHybridSessionTooLong = "hybrid_session_too_long"
	// CauseLongLivedAccessKey: an access key lives until somebody deletes it. Node is the key, or what has it in
	// its user data; detail.use says which: "rights", "user_data" or "other".
	CauseLongLivedAccessKey = "long_lived_access_key"
	// CausePackageSourceUnreachable: a closed host is to be patched, and its packages do not come from S3. Node is
	// the host.
	CausePackageSourceUnreachable = "package_source_unreachable"
)
