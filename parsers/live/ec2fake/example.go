package ec2fake

// Example is a closed subnet with one Amazon Linux host, behind a gateway
// endpoint for Amazon S3 whose policy refuses what the package manager reads.
func Example() Model {
	associated := State{"associated"}
	everywhere := "0.0.0.0/0"
	return Model{
		VPCs: []VPC{{
			ID: "vpc-0a1b2c3d4e5f60001", Owner: "111122223333", State: "available", CIDR: "10.0.0.0/16", Blocks: []Block{{"10.0.0.0/16", associated}},
			Options: "dopt-0a1b2c3d4e5f60001", DNSSupport: true, DNSHostnames: true, Tags: Named("orders"),
		}},
		Subnets: []Subnet{{
			ID: "subnet-0a1b2c3d4e5f60001", VPC: "vpc-0a1b2c3d4e5f60001", Owner: "111122223333", CIDR: "10.0.1.0/24", Zone: "eu-west-1a",
			State: "available", Tags: Named("closed"),
		}},
		RouteTables: []RouteTable{{
			ID: "rtb-0a1b2c3d4e5f60001", VPC: "vpc-0a1b2c3d4e5f60001",
			Associations: []Association{{ID: "rtbassoc-0a1b2c3d4e5f60001", Table: "rtb-0a1b2c3d4e5f60001", Main: true, State: associated}},
			Routes: []Route{
				{CIDR: "10.0.0.0/16", Gateway: "local", State: "active", Origin: "CreateRouteTable"},
				{PrefixList: "pl-6da54004", Gateway: "vpce-0a1b2c3d4e5f60001", State: "active", Origin: "CreateRoute"},
			},
		}},
		Endpoints: []Endpoint{{
			ID: "vpce-0a1b2c3d4e5f60001", Type: "Gateway", VPC: "vpc-0a1b2c3d4e5f60001", Service: "com.amazonaws.eu-west-1.s3", State: "available",
			RouteTables: []string{"rtb-0a1b2c3d4e5f60001"}, Tags: Named("s3"),
			Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}]}`,
		}},
		SecurityGroups: []SecurityGroup{
			{ID: "sg-0a1b2c3d4e5f60000", Name: "default", Description: "default VPC security group", VPC: "vpc-0a1b2c3d4e5f60001"},
			{ID: "sg-0a1b2c3d4e5f60001", Name: "orders", Description: "orders", VPC: "vpc-0a1b2c3d4e5f60001"},
		},
		SecurityGroupRules: []SecurityGroupRule{
			{ID: "sgr-0a1b2c3d4e5f60001", Group: "sg-0a1b2c3d4e5f60001", Egress: true, Protocol: "tcp", From: 443, To: 443, PrefixList: "pl-6da54004"},
		},
		NetworkACLs: []NetworkACL{{
			ID: "acl-0a1b2c3d4e5f60001", VPC: "vpc-0a1b2c3d4e5f60001", Default: true,
			Entries: []Entry{
				{Number: 100, Protocol: "-1", Action: "allow", Egress: true, CIDR: everywhere}, {Number: 32767, Protocol: "-1", Action: "deny", Egress: true, CIDR: everywhere},
				{Number: 100, Protocol: "-1", Action: "allow", CIDR: everywhere}, {Number: 32767, Protocol: "-1", Action: "deny", CIDR: everywhere},
			},
			Associations: []ACLAssociation{{ID: "aclassoc-0a1b2c3d4e5f60001", ACL: "acl-0a1b2c3d4e5f60001", Subnet: "subnet-0a1b2c3d4e5f60001"}},
		}},
		PrefixLists: []PrefixList{{ID: "pl-6da54004", Name: "com.amazonaws.eu-west-1.s3", Owner: "AWS", Family: "IPv4"}},
		DHCPOptions: []DHCPOptions{{
			ID: "dopt-0a1b2c3d4e5f60001", Settings: []Setting{{Key: "domain-name-servers", Values: []Value{{"AmazonProvidedDNS"}}}},
		}},
		PublicAccess: &PublicAccess{Account: "111122223333", Region: "eu-west-1", State: "default-state", Mode: "off"},
		Reservations: []Reservation{{ID: "r-0a1b2c3d4e5f60001", Owner: "111122223333", Instances: []Instance{{
			ID: "i-0a1b2c3d4e5f60001", Image: "ami-0a1b2c3d4e5f60001", State: InstanceState{"running"}, Platform: "Linux/UNIX",
			VPC: "vpc-0a1b2c3d4e5f60001", Subnet: "subnet-0a1b2c3d4e5f60001", Groups: []GroupID{{ID: "sg-0a1b2c3d4e5f60001"}},
			Metadata: &MetadataState{"enabled"}, Tags: append(Named("orders"), Tag{"password", "hunter2"}),
		}}}},
		Images: []Image{{ID: "ami-0a1b2c3d4e5f60001", Name: "al2023-ami-2023.9.20251027.0-kernel-6.1-x86_64", Platform: "Linux/UNIX"}},
	}
}
