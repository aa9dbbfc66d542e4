package rules.iam.hybrid_session_too_long_test

import data.lib.testing
import data.rules.iam.hybrid_session_too_long as rule

cause := {"kind": "hybrid_session_too_long", "story": "sessions of role \"edge\" last up to 12 hours"}

test_denies_sessions_of_twelve_hours if {
	found := rule.findings with input as testing.with_cause(cause, [])
	testing.messages(found) == {"sessions of role \"edge\" last up to 12 hours; a copied credentials file works for as long"}
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
