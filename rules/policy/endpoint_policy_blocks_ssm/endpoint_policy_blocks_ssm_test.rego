package rules.policy.endpoint_policy_blocks_ssm_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_ssm as rule

refusal := {
	"kind": "endpoint_policy_blocks",
	"story": "the policy of endpoint \"ssm\" has no statement that allows the request",
	"detail": {"destination": "ssm", "action": "ssm:UpdateInstanceInformation"},
}

services := {"destinations": {
	"ssm": object.union(data.blank.destinations, {"id": "ssm", "service": "ssm"}),
	"al2023_repos": object.union(data.blank.destinations, {"id": "al2023_repos", "service": "s3"}),
}}

test_denies_policy_without_the_agent if {
	document := object.union(testing.with_cause(refusal, [{"hop": "policy", "destination": "ssm"}]), services)
	found := rule.findings with input as document
	testing.messages(found) == {concat("; ", [
		"the policy of endpoint \"ssm\" has no statement that allows the request",
		"ssm:UpdateInstanceInformation is refused",
	])}
}

test_allows_what_other_rules_say if {
	other := object.union(refusal, {"detail": {"destination": "al2023_repos"}})
	document := object.union(testing.with_cause(other, [{"hop": "policy"}]), services)
	found := rule.findings with input as document
	found == set()
}

test_allows_policy_for_the_agent if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "passes"})
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "undetermined"})
	found == set()
}
