package ec2fake

// Model is what is deployed, as the answers of EC2 have it. The tests change it
// between requests as they like, and never during one.
type Model struct {
	VPCs               []VPC
	Subnets            []Subnet
	RouteTables        []RouteTable
	InternetGateways   []Gateway
	EgressOnlyGateways []EgressOnlyGateway
	NATGateways        []NATGateway
	VPNGateways        []VPNGateway
	PeeringConnections []PeeringConnection
	TransitAttachments []TransitAttachment
	Endpoints          []Endpoint
	SecurityGroups     []SecurityGroup
	SecurityGroupRules []SecurityGroupRule
	NetworkACLs        []NetworkACL
	PrefixLists        []PrefixList
	DHCPOptions        []DHCPOptions
	PublicAccess       *PublicAccess
	Exclusions         []Exclusion
	NetworkInterfaces  []NetworkInterface
	Reservations       []Reservation
	Images             []Image
}

// Tag is a tag of anything.
type Tag struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

// Named is the tags of a thing that has a name only.
func Named(name string) []Tag {
	if name == "" {
		return nil
	}
	return []Tag{{"Name", name}}
}

// State is a state in an element of its own.
type State struct {
	State string `xml:"state"`
}

// VPC is a VPC. The attributes are answered by a call of their own.
type VPC struct {
	ID           string      `xml:"vpcId"`
	Owner        string      `xml:"ownerId,omitempty"`
	State        string      `xml:"state"`
	CIDR         string      `xml:"cidrBlock"`
	Blocks       []Block     `xml:"cidrBlockAssociationSet>item"`
	IPv6Blocks   []IPv6Block `xml:"ipv6CidrBlockAssociationSet>item"`
	Options      string      `xml:"dhcpOptionsId"`
	Tenancy      string      `xml:"instanceTenancy"`
	Default      bool        `xml:"isDefault"`
	Tags         []Tag       `xml:"tagSet>item"`
	DNSSupport   bool        `xml:"-"`
	DNSHostnames bool        `xml:"-"`
}

// Block is an IPv4 block, IPv6Block one of IPv6.
type (
	Block struct {
		CIDR  string `xml:"cidrBlock"`
		State State  `xml:"cidrBlockState"`
	}
	IPv6Block struct {
		CIDR  string `xml:"ipv6CidrBlock"`
		State State  `xml:"ipv6CidrBlockState"`
	}
)

// Subnet is a subnet.
type Subnet struct {
	ID          string      `xml:"subnetId"`
	VPC         string      `xml:"vpcId"`
	Owner       string      `xml:"ownerId,omitempty"`
	CIDR        string      `xml:"cidrBlock,omitempty"`
	IPv6Blocks  []IPv6Block `xml:"ipv6CidrBlockAssociationSet>item"`
	Zone        string      `xml:"availabilityZone"`
	MapPublicIP bool        `xml:"mapPublicIpOnLaunch"`
	AssignIPv6  bool        `xml:"assignIpv6AddressOnCreation"`
	IPv6Native  bool        `xml:"ipv6Native"`
	Default     bool        `xml:"defaultForAz"`
	State       string      `xml:"state"`
	Tags        []Tag       `xml:"tagSet>item"`
}

// RouteTable is a route table with its routes and associations.
type RouteTable struct {
	ID           string        `xml:"routeTableId"`
	VPC          string        `xml:"vpcId"`
	Associations []Association `xml:"associationSet>item"`
	Routes       []Route       `xml:"routeSet>item"`
	Tags         []Tag         `xml:"tagSet>item"`
}

// Association ties a table to a subnet, or makes it the main one.
type Association struct {
	ID     string `xml:"routeTableAssociationId"`
	Table  string `xml:"routeTableId"`
	Main   bool   `xml:"main"`
	Subnet string `xml:"subnetId,omitempty"`
	State  State  `xml:"associationState"`
}

// Route is a route.
type Route struct {
	CIDR             string `xml:"destinationCidrBlock,omitempty"`
	IPv6             string `xml:"destinationIpv6CidrBlock,omitempty"`
	PrefixList       string `xml:"destinationPrefixListId,omitempty"`
	Gateway          string `xml:"gatewayId,omitempty"`
	NAT              string `xml:"natGatewayId,omitempty"`
	EgressOnly       string `xml:"egressOnlyInternetGatewayId,omitempty"`
	Transit          string `xml:"transitGatewayId,omitempty"`
	Peering          string `xml:"vpcPeeringConnectionId,omitempty"`
	Instance         string `xml:"instanceId,omitempty"`
	NetworkInterface string `xml:"networkInterfaceId,omitempty"`
	CoreNetwork      string `xml:"coreNetworkArn,omitempty"`
	State            string `xml:"state"`
	Origin           string `xml:"origin"`
}

// Gateway is an internet gateway.
type Gateway struct {
	ID          string       `xml:"internetGatewayId"`
	Attachments []Attachment `xml:"attachmentSet>item"`
	Tags        []Tag        `xml:"tagSet>item"`
}

// Attachment ties a gateway to a VPC.
type Attachment struct {
	VPC   string `xml:"vpcId"`
	State string `xml:"state"`
}

// EgressOnlyGateway is an egress-only internet gateway.
type EgressOnlyGateway struct {
	ID          string       `xml:"egressOnlyInternetGatewayId"`
	Attachments []Attachment `xml:"attachmentSet>item"`
	Tags        []Tag        `xml:"tagSet>item"`
}

// NATGateway is a NAT gateway.
type NATGateway struct {
	ID           string `xml:"natGatewayId"`
	VPC          string `xml:"vpcId"`
	Subnet       string `xml:"subnetId,omitempty"`
	Connectivity string `xml:"connectivityType"`
	Availability string `xml:"availabilityMode,omitempty"`
	State        string `xml:"state"`
	Tags         []Tag  `xml:"tagSet>item"`
}

// VPNGateway is a virtual private gateway.
type VPNGateway struct {
	ID          string       `xml:"vpnGatewayId"`
	State       string       `xml:"state"`
	Attachments []Attachment `xml:"attachments>item"`
	Tags        []Tag        `xml:"tagSet>item"`
}

// PeeringConnection is a connection of two VPCs.
type PeeringConnection struct {
	ID        string `xml:"vpcPeeringConnectionId"`
	Requester Side   `xml:"requesterVpcInfo"`
	Accepter  Side   `xml:"accepterVpcInfo"`
	Status    Code   `xml:"status"`
	Tags      []Tag  `xml:"tagSet>item"`
}

// Side is one end of a peering connection, Code the code of its status.
type (
	Side struct {
		VPC    string `xml:"vpcId"`
		Owner  string `xml:"ownerId"`
		Region string `xml:"region"`
	}
	Code struct {
		Code string `xml:"code"`
	}
)

// TransitAttachment ties a transit gateway to a VPC.
type TransitAttachment struct {
	ID      string   `xml:"transitGatewayAttachmentId"`
	Gateway string   `xml:"transitGatewayId"`
	VPC     string   `xml:"vpcId"`
	Subnets []string `xml:"subnetIds>item"`
	State   string   `xml:"state"`
	Tags    []Tag    `xml:"tagSet>item"`
}

// Endpoint is a VPC endpoint.
type Endpoint struct {
	ID            string      `xml:"vpcEndpointId"`
	Type          string      `xml:"vpcEndpointType"`
	VPC           string      `xml:"vpcId"`
	Service       string      `xml:"serviceName"`
	State         string      `xml:"state"`
	Policy        string      `xml:"policyDocument"`
	RouteTables   []string    `xml:"routeTableIdSet>item"`
	Subnets       []string    `xml:"subnetIdSet>item"`
	Groups        []GroupID   `xml:"groupSet>item"`
	PrivateDNS    bool        `xml:"privateDnsEnabled"`
	IPAddressType string      `xml:"ipAddressType,omitempty"`
	DNS           *DNSOptions `xml:"dnsOptions"`
	Tags          []Tag       `xml:"tagSet>item"`
}

// GroupID names a group, DNSOptions are the names of an endpoint.
type (
	GroupID struct {
		ID   string `xml:"groupId"`
		Name string `xml:"groupName,omitempty"`
	}
	DNSOptions struct {
		RecordIPType        string `xml:"dnsRecordIpType,omitempty"`
		InboundResolverOnly *bool  `xml:"privateDnsOnlyForInboundResolverEndpoint"`
	}
)

// SecurityGroup is a security group without its rules.
type SecurityGroup struct {
	ID          string `xml:"groupId"`
	Name        string `xml:"groupName"`
	Description string `xml:"groupDescription"`
	VPC         string `xml:"vpcId"`
	Tags        []Tag  `xml:"tagSet>item"`
}

// SecurityGroupRule is a rule with one peer.
type SecurityGroupRule struct {
	ID         string   `xml:"securityGroupRuleId"`
	Group      string   `xml:"groupId"`
	Egress     bool     `xml:"isEgress"`
	Protocol   string   `xml:"ipProtocol"`
	From       int      `xml:"fromPort"`
	To         int      `xml:"toPort"`
	CIDR       string   `xml:"cidrIpv4,omitempty"`
	IPv6       string   `xml:"cidrIpv6,omitempty"`
	PrefixList string   `xml:"prefixListId,omitempty"`
	Peer       *GroupID `xml:"referencedGroupInfo"`
	Tags       []Tag    `xml:"tagSet>item"`
}

// NetworkACL is a network ACL with its entries and associations.
type NetworkACL struct {
	ID           string           `xml:"networkAclId"`
	VPC          string           `xml:"vpcId"`
	Default      bool             `xml:"default"`
	Entries      []Entry          `xml:"entrySet>item"`
	Associations []ACLAssociation `xml:"associationSet>item"`
	Tags         []Tag            `xml:"tagSet>item"`
}

// Entry is an entry of a network ACL, Ports its range of ports.
type (
	Entry struct {
		Number   int    `xml:"ruleNumber"`
		Protocol string `xml:"protocol"`
		Action   string `xml:"ruleAction"`
		Egress   bool   `xml:"egress"`
		CIDR     string `xml:"cidrBlock,omitempty"`
		IPv6     string `xml:"ipv6CidrBlock,omitempty"`
		Ports    *Ports `xml:"portRange"`
	}
	Ports struct {
		From int `xml:"from"`
		To   int `xml:"to"`
	}
)

// ACLAssociation ties a network ACL to a subnet.
type ACLAssociation struct {
	ID     string `xml:"networkAclAssociationId"`
	ACL    string `xml:"networkAclId"`
	Subnet string `xml:"subnetId"`
}

// PrefixList is a prefix list. The entries are answered by a call of their own.
type PrefixList struct {
	ID     string `xml:"prefixListId"`
	Name   string `xml:"prefixListName"`
	Owner  string `xml:"ownerId"`
	Family string `xml:"addressFamily"`
	Tags   []Tag  `xml:"tagSet>item"`
	CIDRs  []CIDR `xml:"-"`
}

// CIDR is an entry of a prefix list.
type CIDR struct {
	CIDR string `xml:"cidr"`
}

// DHCPOptions are options, Setting is one of them.
type (
	DHCPOptions struct {
		ID       string    `xml:"dhcpOptionsId"`
		Settings []Setting `xml:"dhcpConfigurationSet>item"`
		Tags     []Tag     `xml:"tagSet>item"`
	}
	Setting struct {
		Key    string  `xml:"key"`
		Values []Value `xml:"valueSet>item"`
	}
	Value struct {
		Value string `xml:"value"`
	}
)

// PublicAccess is the Block Public Access of the account, Exclusion what is excepted.
type (
	PublicAccess struct {
		Account string `xml:"awsAccountId"`
		Region  string `xml:"awsRegion"`
		State   string `xml:"state"`
		Mode    string `xml:"internetGatewayBlockMode"`
	}
	Exclusion struct {
		ID    string `xml:"exclusionId"`
		Mode  string `xml:"internetGatewayExclusionMode"`
		ARN   string `xml:"resourceArn"`
		State string `xml:"state"`
		Tags  []Tag  `xml:"tagSet>item"`
	}
)

// NetworkInterface is a network interface.
type NetworkInterface struct {
	ID          string               `xml:"networkInterfaceId"`
	VPC         string               `xml:"vpcId"`
	Subnet      string               `xml:"subnetId"`
	Type        string               `xml:"interfaceType"`
	Description string               `xml:"description"`
	Attachment  *InterfaceAttachment `xml:"attachment"`
	Tags        []Tag                `xml:"tagSet>item"`
}

// InterfaceAttachment ties a network interface to an instance.
type InterfaceAttachment struct {
	Instance string `xml:"instanceId"`
}

// Reservation is how instances are answered: in the groups in which they were launched.
type Reservation struct {
	ID        string     `xml:"reservationId"`
	Owner     string     `xml:"ownerId"`
	Instances []Instance `xml:"instancesSet>item"`
}

// Instance is an instance.
type Instance struct {
	ID       string         `xml:"instanceId"`
	Image    string         `xml:"imageId"`
	State    InstanceState  `xml:"instanceState"`
	Platform string         `xml:"platformDetails"`
	VPC      string         `xml:"vpcId"`
	Subnet   string         `xml:"subnetId"`
	Groups   []GroupID      `xml:"groupSet>item"`
	PublicIP string         `xml:"ipAddress,omitempty"`
	Profile  *Profile       `xml:"iamInstanceProfile"`
	Metadata *MetadataState `xml:"metadataOptions"`
	Tags     []Tag          `xml:"tagSet>item"`
}

// Profile names an instance profile, MetadataState says whether the metadata
// service is on, InstanceState what an instance is doing.
type (
	Profile struct {
		ARN string `xml:"arn"`
	}
	MetadataState struct {
		HTTP string `xml:"httpEndpoint"`
	}
	InstanceState struct {
		Name string `xml:"name"`
	}
)

// Image is an AMI.
type Image struct {
	ID       string `xml:"imageId"`
	Name     string `xml:"name"`
	Platform string `xml:"platformDetails"`
}
