package rules.security_group.egress_endpoint_https_missing_test

import data.lib.testing
import data.rules.security_group.egress_endpoint_https_missing as rule

closed := {
	"kind": "egress_endpoint_https_missing",
	"story": "security group \"app\" lets no TCP 443 out to interface endpoint \"ssm\"",
}

test_denies_group_that_reaches_no_endpoint if {
	paths := [{"hop": "egress", "destination": "ssm"}, {"hop": "egress", "destination": "ssmmessages"}]
	found := rule.findings with input as testing.with_cause(closed, paths)
	testing.messages(found) == {concat("; ", [
		"security group \"app\" lets no TCP 443 out to interface endpoint \"ssm\"",
		"connections to ssm and ssmmessages time out",
	])}
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "egress_https_missing"}, [{"hop": "egress"}])
	found == set()
}

test_allows_group_that_reaches_it if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "passes"})
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "undetermined"})
	found == set()
}
