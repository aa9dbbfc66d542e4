package rules.ssm.ec2messages_unavailable_test

import data.lib.testing
import data.rules.ssm.ec2messages_unavailable as rule

declared := {
	"kind": "ec2messages_unavailable",
	"story": "endpoint \"ec2messages\" asks for ec2messages, which mx-central-1 does not offer",
	"detail": {"service_region": "mx-central-1"},
}

test_denies_endpoint_in_a_new_region if {
	found := rule.findings with input as testing.with_cause(declared, [])
	some message in testing.messages(found)
	startswith(message, "endpoint \"ec2messages\" asks for ec2messages, which mx-central-1 does not offer; ")
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "interface_endpoint_type_missing"}, [])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "the region is not known"})
	found == set()
}
