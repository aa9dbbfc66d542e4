package rules.routing.s3_gateway_route_missing_test

import data.lib.testing
import data.rules.routing.s3_gateway_route_missing as rule

test_denies_vpc_without_endpoint if {
	cause := {"kind": "s3_gateway_endpoint_missing", "story": "VPC \"main\" has no S3 gateway endpoint"}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	testing.messages(found) == {concat("; ", [
		"VPC \"main\" has no S3 gateway endpoint",
		"hosts in its closed subnets cannot reach the Amazon Linux repositories",
	])}
}

test_speaks_of_S3_where_no_repository_is_needed if {
	cause := {"kind": "s3_gateway_endpoint_missing", "story": "VPC \"main\" has no S3 gateway endpoint"}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route", "destination": "ecr_layers"}])
	testing.messages(found) == {"VPC \"main\" has no S3 gateway endpoint; hosts in its closed subnets cannot reach Amazon S3"}
}

test_denies_endpoint_on_other_tables if {
	cause := {"kind": "s3_gateway_endpoint_table_missing", "story": "S3 gateway endpoint \"s3\" is not on route table \"private\""}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	count(found) == 1
}

test_says_that_another_stack_may_add_it if {
	cause := {"kind": "s3_gateway_endpoint_missing", "story": "VPC \"main\" has no S3 gateway endpoint", "exported": true}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	some message in testing.messages(found)
	startswith(message, "VPC \"main\" has no S3 gateway endpoint, unless another stack adds it; ")
}

test_allows_path_with_a_route if {
	found := rule.findings with input as testing.with_path({"verdict": "passes"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "s3_gateway_endpoint_unattached"}, [{"hop": "route"}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "the VPC comes from var.vpc_id"})
	found == set()
}
