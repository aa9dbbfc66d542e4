package rules.endpoint.s3_gateway_endpoint_unattached_test

import data.lib.testing
import data.rules.endpoint.s3_gateway_endpoint_unattached as rule

test_denies_endpoint_without_tables if {
	cause := {"kind": "s3_gateway_endpoint_unattached", "story": "S3 gateway endpoint \"s3\" is on no route table"}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	testing.messages(found) == {"S3 gateway endpoint \"s3\" is on no route table; no host reaches S3 through it"}
}

test_says_that_another_stack_may_add_it if {
	cause := {"kind": "s3_gateway_endpoint_unattached", "story": "S3 gateway endpoint \"s3\" is on no route table", "exported": true}
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	some message in testing.messages(found)
	contains(message, "is on no route table, unless another stack adds it; ")
}

test_allows_attached_endpoint if {
	found := rule.findings with input as testing.with_path({"verdict": "passes"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "s3_gateway_endpoint_missing"}, [{"hop": "route"}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "var.route_table_ids is not set"})
	found == set()
}
