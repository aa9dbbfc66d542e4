package rules.ami.package_source_unreachable_test

import data.lib.testing
import data.rules.ami.package_source_unreachable as rule

cause := {"kind": "package_source_unreachable", "story": "host \"web\" runs Ubuntu, whose packages do not come from S3"}

test_denies_closed_host_of_another_system if {
	found := rule.findings with input as testing.with_cause(cause, [])
	testing.messages(found) == {"host \"web\" runs Ubuntu, whose packages do not come from S3; Patch Manager cannot scan or install anything there"}
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
