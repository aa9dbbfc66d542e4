package rules.security_group.endpoint_ingress_https_missing_test

import data.lib.testing
import data.rules.security_group.endpoint_ingress_https_missing as rule

shut := {
	"kind": "endpoint_ingress_https_missing",
	"story": "security group \"endpoints\" of interface endpoint \"ssm\" does not let TCP 443 in",
}

test_denies_group_that_lets_no_host_in if {
	found := rule.findings with input as testing.with_cause(shut, [{"hop": "endpoint", "destination": "ssm"}])
	testing.messages(found) == {concat("; ", [
		"security group \"endpoints\" of interface endpoint \"ssm\" does not let TCP 443 in",
		"connections to ssm time out",
	])}
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "ssm_endpoint_missing"}, [{"hop": "endpoint"}])
	found == set()
}

test_allows_endpoint_that_lets_hosts_in if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "passes"})
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "undetermined"})
	found == set()
}
