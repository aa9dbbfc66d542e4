package rules.security_group.egress_https_missing_test

import data.lib.testing
import data.rules.security_group.egress_https_missing as rule

cause := {"kind": "egress_https_missing", "story": "security group \"app\" lets out no TCP 443 to S3"}

test_denies_group_without_port_443 if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "egress"}])
	testing.messages(found) == {"security group \"app\" lets out no TCP 443 to S3; every download from S3 times out"}
}

test_says_that_another_stack_may_add_it if {
	exported := object.union(cause, {"exported": true})
	found := rule.findings with input as testing.with_cause(exported, [{"hop": "egress"}])
	some message in testing.messages(found)
	contains(message, "lets out no TCP 443 to S3, unless another stack adds it; ")
}

test_names_services_where_they_are_cut_off_too if {
	ssm := object.union(data.blank.destinations, {"id": "ssm", "service": "ssm"})
	document := object.union(
		testing.with_cause(cause, [{"hop": "egress", "destination": "ssm"}]),
		{"destinations": {"ssm": ssm}},
	)
	found := rule.findings with input as document
	some message in testing.messages(found)
	endswith(message, "; downloads from S3 and connections to AWS services time out")
}

test_allows_group_with_port_443 if {
	found := rule.findings with input as testing.with_path({"verdict": "passes"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "egress_http_missing"}, [{"hop": "egress"}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "var.egress_cidr is not set"})
	found == set()
}
