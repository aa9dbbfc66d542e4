package rules.iam.instance_metadata_disabled_test

import data.lib.testing
import data.rules.iam.instance_metadata_disabled as rule

cause := {"kind": "instance_metadata_disabled", "story": "the instance metadata service of host \"app\" is off"}

test_denies_host_without_metadata_service if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "role", "destination": "ssm"}])
	testing.messages(found) == {"the instance metadata service of host \"app\" is off; no program on it gets the credentials of a role"}
}

test_needs_no_path if {
	found := rule.findings with input as testing.with_cause(cause, [])
	count(found) == 1
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
