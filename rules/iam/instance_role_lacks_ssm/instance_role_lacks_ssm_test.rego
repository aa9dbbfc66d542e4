package rules.iam.instance_role_lacks_ssm_test

import data.lib.testing
import data.rules.iam.instance_role_lacks_ssm as rule

cause := {"kind": "instance_role_lacks_ssm", "story": "role \"app\" does not allow ssm:UpdateInstanceInformation"}

test_denies_role_that_cannot_register if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "role", "destination": "ssm"}])
	testing.messages(found) == {"role \"app\" does not allow ssm:UpdateInstanceInformation; Systems Manager cannot manage the host"}
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
