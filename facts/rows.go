package facts

// The rows of the network tables embed Row; see document.go for what is in it.
//
// A field that differs between worlds, or that nobody can tell before
// deployment, is "undetermined" (-1 where it is a number) and the row's unknown
// object says why. A list holds what is certain; its …_complete field is
// true when there can be no more. References are ids of rows; "" means that
// nothing is stated.
type (
	// VPC is a row of vpcs.
	VPC struct {
		Row
		CIDRs         []string `json:"cidrs"`
		CIDRsComplete bool     `json:"cidrs_complete"`
		IPv6          string   `json:"ipv6" enum:"undetermined,true,false"`
		// DNSSupport and DNSHostnames are the effective settings, AWS's defaults included.
		DNSSupport   string `json:"dns_support" enum:"undetermined,true,false"`
		DNSHostnames string `json:"dns_hostnames" enum:"undetermined,true,false"`
		// Default marks an account's default VPC.
		Default bool `json:"default"`
	}

	// Subnet is a row of subnets.
	Subnet struct {
		Row
		VPC              string `json:"vpc"`
		CIDR             string `json:"cidr"`
		IPv6CIDR         string `json:"ipv6_cidr"`
		AvailabilityZone string `json:"availability_zone"`
		MapPublicIP      string `json:"map_public_ip" enum:"undetermined,true,false"`
		AssignIPv6       string `json:"assign_ipv6" enum:"undetermined,true,false"`
		IPv6Only         string `json:"ipv6_only" enum:"undetermined,true,false"`
		Default          bool   `json:"default"`
		// RouteTable and NetworkACL are the effective ones: the VPC's own where none is associated.
		RouteTable string `json:"route_table"`
		NetworkACL string `json:"network_acl"`
	}

	// RouteTable is a row of route_tables. Local routes are not listed.
	RouteTable struct {
		Row
		VPC                 string   `json:"vpc"`
		Main                bool     `json:"main"`
		Routes              []string `json:"routes"`
		RoutesComplete      bool     `json:"routes_complete"`
		Propagating         []string `json:"propagating"`
		PropagatingComplete bool     `json:"propagating_complete"`
	}

	// Route is a row of routes. Destination is a CIDR block, "" where PrefixList is stated.
	Route struct {
		Row
		RouteTable  string `json:"route_table"`
		Destination string `json:"destination"`
		PrefixList  string `json:"prefix_list"`
		Target      string `json:"target"`
		TargetKind  string `json:"target_kind" enum:"undetermined,local,gateway,nat_gateway,egress_only_internet_gateway,transit_gateway,core_network,vpc_peering_connection,instance,network_interface,vpc_endpoint,carrier_gateway,local_gateway,none"`
	}

	// Gateway is a row of gateways. Subnet, Private and Regional are a NAT gateway's.
	Gateway struct {
		Row
		Kind         string   `json:"kind" enum:"undetermined,internet_gateway,egress_only_internet_gateway,transit_gateway,vpn_gateway,vpc_peering_connection,carrier_gateway,local_gateway,core_network,nat_gateway"`
		VPCs         []string `json:"vpcs"`
		VPCsComplete bool     `json:"vpcs_complete"`
		Subnet       string   `json:"subnet"`
		Private      string   `json:"private" enum:"undetermined,true,false"`
		Regional     string   `json:"regional" enum:"undetermined,true,false"`
	}

	// GatewayEndpoint is a row of gateway_endpoints, one of undetermined type included.
	GatewayEndpoint struct {
		Row
		EndpointType string `json:"endpoint_type" enum:"undetermined,Gateway"`
		VPC          string `json:"vpc"`
		Service      string `json:"service"`
		// ServiceRegion is the service's region where it is stated apart from the service's name.
		ServiceRegion       string   `json:"service_region"`
		RouteTables         []string `json:"route_tables"`
		RouteTablesComplete bool     `json:"route_tables_complete"`
		// Policy is the id of the policy's row; "" means full access.
		Policy string `json:"policy"`
	}

	// InterfaceEndpoint is a row of interface_endpoints: any endpoint that is certainly no gateway endpoint.
	InterfaceEndpoint struct {
		Row
		EndpointType           string   `json:"endpoint_type" enum:"undetermined,Interface,GatewayLoadBalancer,other"`
		VPC                    string   `json:"vpc"`
		Service                string   `json:"service"`
		ServiceRegion          string   `json:"service_region"`
		Subnets                []string `json:"subnets"`
		SubnetsComplete        bool     `json:"subnets_complete"`
		SecurityGroups         []string `json:"security_groups"`
		SecurityGroupsComplete bool     `json:"security_groups_complete"`
		PrivateDNS             string   `json:"private_dns" enum:"undetermined,true,false"`
		// InboundResolverOnly is "" where the service's default holds: true for Amazon S3.
		InboundResolverOnly string `json:"inbound_resolver_only" enum:",undetermined,true,false"`
		// IPAddressType and RecordIPType are "" where nothing is stated, which means IPv4.
		IPAddressType string `json:"ip_address_type"`
		RecordIPType  string `json:"record_ip_type"`
		// PrivateDNSPreference is stated for endpoints of resources and service networks.
		PrivateDNSPreference string `json:"private_dns_preference"`
		Policy               string `json:"policy"`
	}

	// EndpointPolicy is a row of endpoint_policies. Text is the document as JSON,
	// an unknown part as ${…}.
	EndpointPolicy struct {
		Row
		Endpoint string `json:"endpoint"`
		// Inline is true for an argument of the endpoint, false for a resource of its own.
		Inline bool   `json:"inline"`
		Text   string `json:"text"`
	}

	// SecurityGroup is a row of security_groups.
	SecurityGroup struct {
		Row
		VPC     string `json:"vpc"`
		Default bool   `json:"default"`
		// ImplicitEgress says whether AWS's own rule that allows all egress is in force.
		ImplicitEgress  string   `json:"implicit_egress" enum:"undetermined,true,false"`
		EgressRules     []string `json:"egress_rules"`
		EgressComplete  bool     `json:"egress_complete"`
		IngressRules    []string `json:"ingress_rules"`
		IngressComplete bool     `json:"ingress_complete"`
	}

	// SecurityGroupRule is a row of egress_rules or ingress_rules. Protocol is
	// "tcp", "udp", "icmp", "icmpv6", a number, or "all". Ports of a rule for all
	// ports are 0 and 65535.
	SecurityGroupRule struct {
		Row
		SecurityGroup string   `json:"security_group"`
		Inline        bool     `json:"inline"`
		Protocol      string   `json:"protocol"`
		FromPort      int      `json:"from_port"`
		ToPort        int      `json:"to_port"`
		CIDRs         []string `json:"cidrs"`
		PrefixLists   []string `json:"prefix_lists"`
		// SecurityGroups are the peers, the group itself included where the rule says "self".
		SecurityGroups []string `json:"security_groups"`
		PeersComplete  bool     `json:"peers_complete"`
	}

	// NetworkACL is a row of network_acls.
	NetworkACL struct {
		Row
		VPC             string   `json:"vpc"`
		Default         bool     `json:"default"`
		Entries         []string `json:"entries"`
		EntriesComplete bool     `json:"entries_complete"`
	}

	// NetworkACLEntry is a row of network_acl_entries.
	NetworkACLEntry struct {
		Row
		NetworkACL string `json:"network_acl"`
		Egress     string `json:"egress" enum:"undetermined,true,false"`
		Number     int    `json:"number"`
		Allow      string `json:"allow" enum:"undetermined,true,false"`
		Protocol   string `json:"protocol"`
		CIDR       string `json:"cidr"`
		FromPort   int    `json:"from_port"`
		ToPort     int    `json:"to_port"`
	}

	// PrefixList is a row of prefix_lists. Service is an AWS-managed list's service name.
	PrefixList struct {
		Row
		Service         string   `json:"service"`
		Entries         []string `json:"entries"`
		EntriesComplete bool     `json:"entries_complete"`
	}

	// Host is a row of hosts. What its launch template says is merged in.
	Host struct {
		Row
		Kind                   string   `json:"kind" enum:"undetermined,instance,auto_scaling_group,fleet,eks_node_group,ecs_instance,batch_environment,emr_cluster,beanstalk_environment,image_builder,other"`
		OS                     string   `json:"os" enum:"undetermined,unknown,al2023,al2,al1,bottlerocket,windows,ubuntu,debian,rhel,suse,other"`
		Subnets                []string `json:"subnets"`
		SubnetsComplete        bool     `json:"subnets_complete"`
		SecurityGroups         []string `json:"security_groups"`
		SecurityGroupsComplete bool     `json:"security_groups_complete"`
		LaunchTemplates        []string `json:"launch_templates"`
		Image                  string   `json:"image"`
		Platform               string   `json:"platform"`
		PublicIP               string   `json:"public_ip" enum:"undetermined,true,false,subnet"`
		InstanceProfile        string   `json:"instance_profile"`
		Role                   string   `json:"role"`
		MetadataDisabled       string   `json:"metadata_disabled" enum:"undetermined,true,false"`
		// InstallsPackages and UsesProxy are what user data shows.
		InstallsPackages string            `json:"installs_packages" enum:"undetermined,true,false"`
		UsesProxy        string            `json:"uses_proxy" enum:"undetermined,true,false"`
		Tags             map[string]string `json:"tags"`
	}

	// Occupant is a row of occupants.
	Occupant struct {
		Row
		Subnets         []string `json:"subnets"`
		SubnetsComplete bool     `json:"subnets_complete"`
	}

	// Role is a row of roles.
	Role struct {
		Row
		ManagedPolicies         []string `json:"managed_policies"`
		ManagedPoliciesComplete bool     `json:"managed_policies_complete"`
		InlinePolicies          int      `json:"inline_policies"`
		// PermissionsBoundary is the boundary's ARN, "" where there is none.
		PermissionsBoundary string `json:"permissions_boundary"`
		// MaxSession is the longest session in seconds.
		MaxSession int `json:"max_session"`
		// TrustsEC2 and TrustsSSM say whether the services may assume the role: EC2 for
		// instances, Systems Manager for machines that register with an activation.
		TrustsEC2 string `json:"trusts_ec2" enum:"undetermined,allowed,denied"`
		TrustsSSM string `json:"trusts_ssm" enum:"undetermined,allowed,denied"`
		// CoreActions say of each action that the Systems Manager agent needs whether
		// the role's policies allow it: allowed, denied or undetermined.
		CoreActions map[string]string `json:"core_actions"`
	}

	// User is a row of users. Its own policies are listed, not those of its groups.
	User struct {
		Row
		ManagedPolicies         []string `json:"managed_policies"`
		ManagedPoliciesComplete bool     `json:"managed_policies_complete"`
		InlinePolicies          int      `json:"inline_policies"`
		// Groups are the addresses of the groups of users that it is in.
		Groups         []string `json:"groups"`
		GroupsComplete bool     `json:"groups_complete"`
	}

	// AccessKey is a row of access_keys: keys that a resource declares.
	AccessKey struct {
		Row
		User   string `json:"user"`
		Active string `json:"active" enum:"undetermined,true,false"`
	}

	// Activation is a row of activations. Expires is the moment after which nothing
	// registers, "" where AWS's default of a day holds.
	Activation struct {
		Row
		Role    string `json:"role"`
		Expires string `json:"expires"`
	}

	// HostManagement is a row of host_managements: the role of Default Host
	// Management, as it is set.
	HostManagement struct {
		Row
		Role string `json:"role"`
	}

	// Destination is a row of destinations. Patterns hold ${region} and its like.
	Destination struct {
		ID            string   `json:"id"`
		Title         string   `json:"title"`
		Service       string   `json:"service"`
		Repository    bool     `json:"repository"`
		OptIn         bool     `json:"opt_in"`
		Signing       string   `json:"signing" enum:"anonymous,instance_role,presigned,instance_role_or_anonymous"`
		Buckets       []string `json:"buckets"`
		Hosts         []string `json:"hosts"`
		RequiredPorts []int    `json:"required_ports"`
		OtherPorts    []int    `json:"other_ports"`
		// Refused, TimedOut and Unresolved are what an operator sees.
		Refused    string `json:"refused"`
		TimedOut   string `json:"timed_out"`
		Unresolved string `json:"unresolved"`
	}
)
