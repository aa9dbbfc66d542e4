package rules.policy.endpoint_policy_invalid_test

import data.lib.testing
import data.rules.policy.endpoint_policy_invalid as rule

test_denies_what_the_rule_is_about if {
	cause := {"kind": "endpoint_policy_invalid", "story": "something is wrong with \"main\""}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	testing.messages(found) == {"something is wrong with \"main\""}
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
