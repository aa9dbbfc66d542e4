package plan

import "slices"

// argumentTypes are the types of the nodes an argument names. Only these
// arguments become references: any other text may merely contain an id.
var argumentTypes = map[string][]string{
	"vpc_id": vpcs, "vpc": vpcs,
	"subnet_id": subnets, "subnet_ids": subnets, "subnets": subnets, "vpc_zone_identifier": subnets,
	"route_table_id": tables, "route_table_ids": tables, "default_route_table_id": nil, "default_network_acl_id": nil,
	"security_group_id": groups, "security_group_ids": groups, "vpc_security_group_ids": groups, "security_groups": groups,
	"source_security_group_id": groups, "referenced_security_group_id": groups,
	"prefix_list_id": prefixLists, "prefix_list_ids": prefixLists, "destination_prefix_list_id": prefixLists,
	"network_acl_id":  {"aws_network_acl", "aws_default_network_acl"},
	"vpc_endpoint_id": {"aws_vpc_endpoint"}, "nat_gateway_id": {"aws_nat_gateway"},
	"gateway_id": {"aws_internet_gateway", "aws_vpn_gateway"}, "vpn_gateway_id": {"aws_vpn_gateway"},
	"egress_only_gateway_id": {"aws_egress_only_internet_gateway"}, "internet_gateway_id": {"aws_internet_gateway"},
	"transit_gateway_id": {"aws_ec2_transit_gateway"}, "carrier_gateway_id": {"aws_ec2_carrier_gateway"},
	"vpc_peering_connection_id": {"aws_vpc_peering_connection"}, "network_interface_id": {"aws_network_interface"},
	"instance_id": {"aws_instance"}, "instance": {"aws_instance"}, "allocation_id": {"aws_eip"},
	"peer_vpc_id": vpcs, "iam_role": {"aws_iam_role"}, "roles": {"aws_iam_role"}, "policy_arn": {"aws_iam_policy"},
	"user": {"aws_iam_user"}, "users": {"aws_iam_user"}, "group": {"aws_iam_group"}, "groups": {"aws_iam_group"},
	aliasName: nil, "records": nil,
	"auto_scaling_group_arn": {"aws_autoscaling_group"},
	"launch_template_id":     {"aws_launch_template"}, "launch_configuration": {"aws_launch_configuration"},
	"iam_instance_profile": {"aws_iam_instance_profile"}, "role": {"aws_iam_role"},
	"ami": images, "image_id": images,
	"zone_id": zones, "dhcp_options_id": {"aws_vpc_dhcp_options", "aws_default_vpc_dhcp_options"}, "resolver_rule_id": rules,
	"firewall_rule_group_id": firewalls, "firewall_domain_list_id": {"aws_route53_resolver_firewall_domain_list"},
	"profile_id": {"aws_route53profiles_profile"}, "resource_id": vpcs, "resource_arn": slices.Concat(zones, rules, firewalls),
}

// aliasName is what an alias record answers with.
const aliasName = "alias.name"

// isAnswer holds for arguments that hold the names of any resource.
func isAnswer(argument string) bool { return argument == aliasName || argument == "records" }

var (
	vpcs        = []string{"aws_vpc", "aws_default_vpc"}
	subnets     = []string{"aws_subnet", "aws_default_subnet"}
	tables      = []string{"aws_route_table", "aws_default_route_table"}
	groups      = []string{"aws_security_group", "aws_default_security_group"}
	prefixLists = []string{"aws_ec2_managed_prefix_list", "data.aws_ec2_managed_prefix_list", "data.aws_prefix_list"}
	images      = []string{"data.aws_ami", "data.aws_ssm_parameter"}
	zones       = []string{"aws_route53_zone", "data.aws_route53_zone"}
	rules       = []string{"aws_route53_resolver_rule", "data.aws_route53_resolver_rule"}
	firewalls   = []string{"aws_route53_resolver_firewall_rule_group"}
)
