package terraform

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// occupantArguments says where the types that live in subnets, and run no
// package manager, name them: "block.argument", several separated by spaces.
var occupantArguments = map[string]string{
	"aws_lb": "subnets subnet_mapping.subnet_id", "aws_alb": "subnets subnet_mapping.subnet_id", "aws_elb": "subnets",
	"aws_lambda_function": "vpc_config.subnet_ids", "aws_db_subnet_group": "subnet_ids", "aws_rds_cluster": "",
	"aws_elasticache_subnet_group": "subnet_ids", "aws_redshift_subnet_group": "subnet_ids", "aws_neptune_subnet_group": "subnet_ids",
	"aws_docdb_subnet_group": "subnet_ids", "aws_dms_replication_subnet_group": "subnet_ids", "aws_dax_subnet_group": "subnet_ids",
	"aws_memorydb_subnet_group": "subnet_ids", "aws_redshiftserverless_workgroup": "subnet_ids",
	"aws_ecs_service": "network_configuration.subnets", "aws_ecs_task_set": "network_configuration.subnets",
	"aws_ec2_transit_gateway_vpc_attachment": "subnet_ids", "aws_networkmanager_vpc_attachment": "subnet_arns",
	"aws_efs_mount_target": "subnet_id", "aws_fsx_lustre_file_system": "subnet_ids", "aws_fsx_windows_file_system": "subnet_ids",
	"aws_fsx_ontap_file_system": "subnet_ids", "aws_fsx_openzfs_file_system": "subnet_ids",
	"aws_route53_resolver_endpoint":   "ip_address.subnet_id",
	"aws_directory_service_directory": "vpc_settings.subnet_ids connect_settings.subnet_ids",
	"aws_eks_cluster":                 "vpc_config.subnet_ids", "aws_eks_fargate_profile": "subnet_ids",
	"aws_msk_cluster": "broker_node_group_info.client_subnets", "aws_msk_serverless_cluster": "vpc_config.subnet_ids",
	"aws_mq_broker": "subnet_ids", "aws_opensearch_domain": "vpc_options.subnet_ids", "aws_elasticsearch_domain": "vpc_options.subnet_ids",
	"aws_opensearchserverless_vpc_endpoint": "subnet_ids", "aws_networkfirewall_firewall": "subnet_mapping.subnet_id",
	"aws_ec2_instance_connect_endpoint": "subnet_id", "aws_ec2_client_vpn_network_association": "subnet_id",
	"aws_apprunner_vpc_connector": "subnets", "aws_glue_connection": "physical_connection_requirements.subnet_id",
	"aws_sagemaker_notebook_instance": "subnet_id", "aws_sagemaker_domain": "subnet_ids", "aws_codebuild_project": "vpc_config.subnets",
	"aws_workspaces_directory": "subnet_ids", "aws_transfer_server": "endpoint_details.subnet_ids",
	"aws_mwaa_environment": "network_configuration.subnet_ids", "aws_apigatewayv2_vpc_link": "subnet_ids",
	"aws_vpclattice_resource_gateway": "subnet_ids", "aws_quicksight_vpc_connection": "subnet_ids",
	"aws_synthetics_canary": "vpc_config.subnet_ids", "aws_cloudhsm_v2_cluster": "subnet_ids", "aws_network_interface": "subnet_id",
	"aws_globalaccelerator_endpoint_group": "", "aws_dms_replication_instance": "", "aws_verifiedaccess_endpoint": "load_balancer_options.subnet_ids network_interface_options.subnet_ids",
}

func occupantTypes() map[string]func(*lowering, *resource.Resource) {
	table := map[string]func(*lowering, *resource.Resource){}
	for typ, paths := range occupantArguments {
		if paths == "" {
			continue
		}
		table[typ] = func(l *lowering, r *resource.Resource) {
			if typ == "aws_network_interface" && l.isHostInterface(r) {
				return
			}
			for _, path := range alternatives(r, strings.Fields(paths)) {
				if l.occupantAt(r, path) {
					return
				}
			}
		}
	}
	return table
}

// alternatives puts the arguments that are known before those that are not: only
// one of them says where a resource lives.
func alternatives(r *resource.Resource, paths []string) []string {
	isOpen := func(path string) bool {
		outer, _, _ := strings.Cut(path, ".")
		return r.Attributes.Get(outer).Kind == value.NotKnown
	}
	open := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !isOpen(path) })
	return append(slices.DeleteFunc(paths, isOpen), open...)
}

// occupantAt adds an occupant of the subnets that an argument names, if it names any.
func (l *lowering) occupantAt(r *resource.Resource, path string) bool {
	outer, inner, nested := strings.Cut(path, ".")
	v := r.Attributes.Get(outer)
	if path == "subnet_id" {
		v = oneOf(v)
	}
	if !nested {
		if isStated(v) {
			l.occupant(r, v)
		}
		return isStated(v)
	}
	var lists []value.ListOf[graph.ID]
	for _, one := range everyBlock(v) {
		subnets := one.value.Get(inner)
		if inner == "subnet_id" {
			subnets = oneOf(subnets)
		}
		if isStated(subnets) {
			lists = append(lists, graph.RefsFrom[graph.Subnet](guardedValue(one.guard, subnets), l.resolve).ListOf)
		}
	}
	if len(lists) > 0 {
		l.addOccupant(r, graph.Refs[graph.Subnet]{ListOf: allItems(lists...)})
	}
	return len(lists) > 0
}

func (l *lowering) occupant(r *resource.Resource, subnets value.Value) {
	l.addOccupant(r, graph.RefsFrom[graph.Subnet](subnets, l.resolve))
}

func (l *lowering) addOccupant(r *resource.Resource, subnets graph.Refs[graph.Subnet]) {
	origin := l.origin(r)
	origin.ID += ":occupant"
	l.builder.Add(&graph.Occupant{Origin: origin, Subnets: subnets})
}

// isHostInterface reports whether an interface is the one of an instance: then
// the instance is what lives there.
func (l *lowering) isHostInterface(r *resource.Resource) bool {
	refs := map[value.Ref]bool{}
	for _, other := range l.resources {
		switch other.Type {
		case "aws_instance", "aws_spot_instance_request", "aws_launch_template", "aws_network_interface_attachment":
			refsIn(other.Attributes, refs)
		}
	}
	for ref := range refs {
		if ref.Node == l.made.root+"#"+r.Address {
			return true
		}
	}
	return false
}
