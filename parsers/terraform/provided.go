package terraform

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// regionValue is a region without a place: nobody wrote it at the resource.
func (r *run) regionValue(region cty.Value, _ source.Range) value.Value {
	if !region.IsKnown() || region.IsNull() || region.Type() != cty.String {
		return value.OfReason(value.Reason{Text: "the region is not known"}, source.Range{})
	}
	return value.OfText(r.tokens.read(region.AsString()), source.Range{})
}

// addProvided adds what the provider itself decides at plan time: the region,
// and tags with the provider's default tags.
func (in *instance) addProvided(d *declaration, one placed, made *resource.Resource, region value.Value) {
	if d.data {
		return
	}
	known := schemaOf(d.fullType())
	has := func(name string) bool {
		if known != nil {
			_, ok := known.attributes[name]
			return ok
		}
		if name == "tags_all" {
			return taggable[d.typ] || made.Attributes.Get("tags").Kind != value.Absent
		}
		return !isGlobal(d.typ)
	}
	if has("region") && made.Attributes.Get("region").Kind == value.Absent {
		made.Attributes.Entries = append(made.Attributes.Entries, value.Entry{Key: "region", Value: region})
	}
	if !has("tags_all") || made.Attributes.Get("tags_all").Kind != value.Absent {
		return
	}
	all := in.run.settled(one.presence, func() value.Value { return in.allTags(d, one.member) })
	if all.Kind != value.Absent {
		made.Attributes.Entries = append(made.Attributes.Entries, value.Entry{Key: "tags_all", Value: all})
	}
}

// allTags are the tags of a resource with the provider's default tags.
func (in *instance) allTags(d *declaration, one member) value.Value {
	return memo(in, cellKey{name: d.key, part: one.suffix + " all tags"}, d.head, value.Value{}, func() value.Value {
		var tags value.Value
		if attribute := d.body.Attributes["tags"]; attribute != nil {
			tags = in.described(d, one, attribute)
		}
		defaults := in.defaultTags(d.body)
		if tags.Kind != value.Map && tags.Kind != value.Absent || tags.Kind == value.Absent && len(defaults.Entries) == 0 {
			return tags
		}
		all := value.Value{Kind: value.Map, Range: tags.Range, Secret: cmp.Or(tags.Secret, defaults.Secret)}
		for _, entry := range defaults.Entries {
			if _, own := tags.Entry(entry.Key); !own {
				all.Entries = append(all.Entries, entry)
			}
		}
		all.Entries = append(all.Entries, tags.Entries...)
		return all
	})
}

// taggable are types that are not on record and take the provider's default tags,
// written tags or not.
var taggable = setOf(
	"aws_acm_certificate", "aws_api_gateway_rest_api", "aws_apigatewayv2_api", "aws_athena_workgroup", "aws_backup_plan", "aws_backup_vault",
	"aws_batch_job_definition", "aws_batch_job_queue", "aws_cloudfront_distribution", "aws_cloudtrail", "aws_cloudwatch_composite_alarm",
	"aws_cloudwatch_event_bus", "aws_cloudwatch_event_rule", "aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_codebuild_project",
	"aws_codecommit_repository", "aws_codepipeline", "aws_cognito_user_pool", "aws_config_config_rule", "aws_customer_gateway", "aws_db_event_subscription",
	"aws_db_instance", "aws_db_option_group", "aws_db_parameter_group", "aws_db_proxy", "aws_db_snapshot", "aws_db_subnet_group",
	"aws_directory_service_directory", "aws_dlm_lifecycle_policy", "aws_docdb_cluster", "aws_dynamodb_table", "aws_ebs_snapshot", "aws_ebs_volume",
	"aws_ec2_capacity_reservation", "aws_ec2_client_vpn_endpoint", "aws_ecr_repository", "aws_ecs_capacity_provider", "aws_ecs_cluster", "aws_ecs_service",
	"aws_ecs_task_definition", "aws_efs_access_point", "aws_efs_file_system", "aws_eks_access_entry", "aws_eks_addon", "aws_eks_cluster",
	"aws_eks_fargate_profile", "aws_elasticache_cluster", "aws_elasticache_replication_group", "aws_elasticache_subnet_group", "aws_elasticsearch_domain",
	"aws_elb", "aws_flow_log", "aws_fsx_lustre_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system",
	"aws_globalaccelerator_accelerator", "aws_glue_job", "aws_guardduty_detector", "aws_iam_instance_profile", "aws_iam_openid_connect_provider",
	"aws_iam_policy", "aws_iam_role", "aws_iam_saml_provider", "aws_iam_server_certificate", "aws_iam_user", "aws_imagebuilder_component",
	"aws_imagebuilder_distribution_configuration", "aws_imagebuilder_image_pipeline", "aws_imagebuilder_image_recipe", "aws_key_pair",
	"aws_kinesis_firehose_delivery_stream", "aws_kinesis_stream", "aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key", "aws_lambda_event_source_mapping",
	"aws_lambda_function", "aws_lb", "aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group", "aws_memorydb_cluster", "aws_mq_broker", "aws_msk_cluster",
	"aws_neptune_cluster", "aws_network_interface", "aws_networkfirewall_firewall_policy", "aws_networkfirewall_rule_group", "aws_opensearch_domain",
	"aws_placement_group", "aws_ram_resource_share", "aws_rds_cluster", "aws_rds_cluster_instance", "aws_rds_cluster_parameter_group", "aws_redshift_cluster",
	"aws_redshift_subnet_group", "aws_resourcegroups_group", "aws_route53_health_check", "aws_route53_resolver_endpoint", "aws_route53_resolver_rule",
	"aws_route53_zone", "aws_s3_bucket", "aws_s3_object", "aws_sagemaker_notebook_instance", "aws_secretsmanager_secret", "aws_service_discovery_http_namespace",
	"aws_service_discovery_private_dns_namespace", "aws_service_discovery_service", "aws_sfn_state_machine", "aws_sns_topic", "aws_sqs_queue",
	"aws_ssm_parameter", "aws_ssoadmin_permission_set", "aws_storagegateway_gateway", "aws_transfer_server", "aws_vpn_connection", "aws_vpn_gateway",
	"aws_wafv2_ip_set", "aws_wafv2_rule_group", "aws_wafv2_web_acl", "aws_xray_group",
)

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// isGlobal reports whether a type that is not on record belongs to a service
// without regions
// (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support).
func isGlobal(typ string) bool {
	for _, prefix := range []string{
		"aws_account_", "aws_billing_", "aws_budgets_", "aws_ce_", "aws_cloudfront_", "aws_costoptimizationhub_", "aws_cur_", "aws_globalaccelerator_",
		"aws_iam_", "aws_networkmanager_", "aws_organizations_", "aws_shield_", "aws_waf_", "aws_route53_",
	} {
		if strings.HasPrefix(typ, prefix) {
			return !strings.HasPrefix(typ, "aws_route53_resolver_")
		}
	}
	return !strings.HasPrefix(typ, "aws_")
}

// defaultTags are the tags of the provider configuration that a block uses.
func (in *instance) defaultTags(body *hclsyntax.Body) value.Value {
	config, at := in.providerConfig(providerOf(body, "aws", ""))
	if config == nil {
		return value.Value{}
	}
	provider := at.providerPart(config)
	return memo(at, cellKey{name: provider.name, part: " default tags"}, config.head, value.Value{}, func() value.Value {
		for _, inner := range provider.blocks("default_tags") {
			if tags := inner.body.Attributes["tags"]; tags != nil && inner.symbolic == nil {
				return conform(inner.describeArgument(tags, nil), cty.Map(cty.String))
			}
		}
		return value.Value{}
	})
}

// providerPart is a provider block of the module.
func (in *instance) providerPart(config *block) *part {
	return &part{in: in, body: config.body, head: config.head, name: "provider " + config.name + "." + aliasOf(config), scope: in.base()}
}

// conform gives scalars the type the schema wants, as Terraform's conversion does.
func conform(v value.Value, ty cty.Type) value.Value {
	switch {
	case v.Kind == value.List && (ty.IsListType() || ty.IsSetType()):
		items := make([]value.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = conform(item, ty.ElementType())
		}
		if v.Items = items; ty.IsSetType() {
			v.Items = unrepeated(items)
		}
	case v.Kind == value.Map && (ty.IsMapType() || ty.IsObjectType()):
		entries := make([]value.Entry, len(v.Entries))
		for i, entry := range v.Entries {
			entry.Value = conform(entry.Value, memberType(ty, entry.Key))
			entries[i] = entry
		}
		v.Entries = entries
	case ty == cty.String:
		return asText(v)
	case ty == cty.Number && v.Kind == value.String:
		if literal, ok := v.Text.Literal(); ok {
			if _, err := strconv.ParseFloat(literal, 64); err == nil {
				v.Kind = value.Number
			}
		}
	case ty == cty.Bool && v.Kind == value.String:
		if literal, ok := v.Text.Literal(); ok && (literal == "true" || literal == "false") {
			v.Kind, v.Bool = value.Bool, literal == "true"
		}
	}
	return v
}

func asText(v value.Value) value.Value {
	switch v.Kind {
	case value.Number:
		v.Kind = value.String
	case value.Bool:
		v.Kind, v.Text = value.String, value.Literal(strconv.FormatBool(v.Bool))
	case value.Absent, value.String, value.List, value.Map, value.NotKnown, value.Choice:
	}
	return v
}

// findRegionVariable notes the unset variable that is the default provider's
// region: where it stands, the region of the deployment is meant.
func (r *run) findRegionVariable(m *module) {
	for _, config := range m.providers {
		if config.name != "aws" || aliasOf(config) != "" {
			continue
		}
		attribute := config.body.Attributes["region"]
		if attribute == nil {
			continue
		}
		if traversal, ok := attribute.Expr.(*hclsyntax.ScopeTraversalExpr); ok && traversal.Traversal.RootName() == "var" && len(traversal.Traversal) == 2 {
			r.regionVariable = step(traversal.Traversal, 1)
		}
	}
}

// isUnset reports whether a key is that of a root variable which nobody set.
func (r *run) isUnset(key string) bool {
	prefix := r.key("var.")
	if len(key) <= len(prefix) || key[:len(prefix)] != prefix {
		return false
	}
	name := key[len(prefix):]
	declared := r.loader.load(r.root).variables[name]
	_, given := r.inputs[name]
	return declared != nil && declared.body.Attributes["default"] == nil && !given && name != r.regionVariable
}
