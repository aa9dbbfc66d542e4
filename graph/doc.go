// Package graph is the normalised network: nodes of the kinds EC2 knows, typed
// references between them, and for every attribute whether it is known.
//
// It takes nodes from the parsers through a [Builder] and hands over a linked
// [Graph], one per component. Node names are EC2's nouns, spelled out:
//
//	graph                  Terraform                         CloudFormation
//	VPC                    aws_vpc, aws_default_vpc          AWS::EC2::VPC
//	Subnet                 aws_subnet, aws_default_subnet    AWS::EC2::Subnet
//	RouteTable             aws_route_table, aws_default_…    AWS::EC2::RouteTable
//	Route                  aws_route, inline route           AWS::EC2::Route
//	RouteTableAssociation  aws_(main_)route_table_assoc…     AWS::EC2::SubnetRouteTableAssociation
//	Gateway                aws_internet_gateway, …           AWS::EC2::InternetGateway, …
//	NATGateway             aws_nat_gateway                   AWS::EC2::NatGateway
//	Endpoint               aws_vpc_endpoint                  AWS::EC2::VPCEndpoint
//	EndpointPolicy         policy, aws_vpc_endpoint_policy   PolicyDocument
//	SecurityGroup          aws_security_group, …             AWS::EC2::SecurityGroup
//	SecurityGroupRule      egress, ingress, aws_…_rule       SecurityGroupEgress, …
//	NetworkACL             aws_network_acl                   AWS::EC2::NetworkAcl
//	PrefixList             aws_ec2_managed_prefix_list       AWS::EC2::PrefixList
//	Host                   aws_instance, groups, fleets      AWS::EC2::Instance, …
//	LaunchTemplate         aws_launch_template, …            AWS::EC2::LaunchTemplate, …
//	Occupant               what lives in a subnet, no host   the same
//	Role, InstanceProfile  aws_iam_role, …                   AWS::IAM::Role, …
//	HostedZone, DNSRecord  aws_route53_zone, …_record        AWS::Route53::HostedZone, …
//	DNSProfile             aws_route53profiles_profile       AWS::Route53Profiles::Profile
//	ResolverRule           aws_route53_resolver_rule         AWS::Route53Resolver::ResolverRule
//	DHCPOptions            aws_vpc_dhcp_options              AWS::EC2::DHCPOptions
//	DNSFirewall, DNSFirewallRule, DomainList
//	                       aws_route53_resolver_firewall_…   AWS::Route53Resolver::Firewall…
//	DNSAssociation         aws_…_association                 AWS::…Association
//	User, UserGroup        aws_iam_user, aws_iam_group       AWS::IAM::User, AWS::IAM::Group
//	AccessKey              aws_iam_access_key                AWS::IAM::AccessKey
//	Activation             aws_ssm_activation                –
//	HostManagement         aws_ssm_service_setting           –
//
// It never judges, and never reads a file.
package graph
