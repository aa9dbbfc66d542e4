package rules.iam.hybrid_role_trust_invalid_test

import data.lib.testing
import data.rules.iam.hybrid_role_trust_invalid as rule

cause := {"kind": "hybrid_role_trust_invalid", "story": "role \"edge\" does not let ssm.amazonaws.com assume it"}

test_denies_role_that_systems_manager_cannot_assume if {
	found := rule.findings with input as testing.with_cause(cause, [])
	testing.messages(found) == {"role \"edge\" does not let ssm.amazonaws.com assume it; no machine can register or renew its credentials"}
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
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "var.role is not set"})
	found == set()
}
