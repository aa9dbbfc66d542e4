package rules.iam.long_lived_access_key_test

import data.lib.testing
import data.rules.iam.long_lived_access_key as rule

cause := {"kind": "long_lived_access_key", "story": "an access key of user \"agent\" never expires"}

test_denies_key_that_does_a_roles_work[use] if {
	some use in {"rights", "user_data"}
	used := object.union(cause, {"detail": {"use": use}})
	found := rule.findings with input as testing.with_cause(used, [])
	testing.messages(found) == {"an access key of user \"agent\" never expires; a role does the same with credentials that end by themselves"}
	not "opt_in" in {key | some one in found; some key, _ in one}
}

test_tells_of_other_keys_on_request if {
	other := object.union(cause, {"detail": {"use": "other"}})
	found := rule.findings with input as testing.with_cause(other, [])
	{[one.level, one.opt_in] | some one in found} == {["note", true]}
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
