package rules.endpoint.interface_endpoint_type_missing_test

import data.lib.testing
import data.rules.endpoint.interface_endpoint_type_missing as rule

gateway := {
	"kind": "interface_endpoint_type_missing",
	"story": "endpoint \"ssm\" for ssm is a gateway endpoint, and the service has interface endpoints only",
}

test_denies_endpoint_without_type if {
	found := rule.findings with input as testing.with_cause(gateway, [])
	testing.messages(found) == {concat("; ", [
		"endpoint \"ssm\" for ssm is a gateway endpoint, and the service has interface endpoints only",
		"AWS refuses to make it",
	])}
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "ec2messages_unavailable"}, [])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "the type is not known"})
	found == set()
}
