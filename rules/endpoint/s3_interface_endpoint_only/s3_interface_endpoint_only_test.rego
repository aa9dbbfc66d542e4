package rules.endpoint.s3_interface_endpoint_only_test

import data.lib.testing
import data.rules.endpoint.s3_interface_endpoint_only as rule

story := "VPC \"main\" has no S3 gateway endpoint, only interface endpoint \"s3\""

test_denies_what_the_rule_is_about if {
	cause := {"kind": "s3_interface_endpoint_only", "story": story}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	testing.messages(found) == {sprintf("%s; hosts in closed subnets do not reach what they read from S3", [story])}
}

test_allows_path_that_passes if {
	found := rule.findings with input as testing.with_path({"verdict": "passes"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "another"}, [{}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "var.x is not set"})
	found == set()
}

test_says_that_another_stack_may_add_it if {
	cause := {"kind": "s3_interface_endpoint_only", "story": story, "exported": true}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	testing.messages(found) == {sprintf("%s, unless another stack adds it; hosts in closed subnets do not reach what they read from S3", [story])}
}
