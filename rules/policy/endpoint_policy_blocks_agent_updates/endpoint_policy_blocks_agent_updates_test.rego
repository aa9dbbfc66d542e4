package rules.policy.endpoint_policy_blocks_agent_updates_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_agent_updates as rule

story := "the policy of endpoint \"s3\" has no statement that allows the request"

refusal(purpose) := {"kind": "endpoint_policy_blocks", "story": story, "detail": {"purpose": purpose}}

path := {"hop": "policy", "destination": "ssm_agent_updates", "purpose": "agent_updates", "need": "optional"}

test_denies_policy_that_refuses_the_packages if {
	found := rule.findings with input as testing.with_cause(refusal("agent_updates"), [path])
	testing.messages(found) == {sprintf("%s; the SSM Agent cannot update itself", [story])}
}

test_denies_policy_that_refuses_the_documents_only if {
	documents := object.union(path, {"destination": "ssm_documents"})
	found := rule.findings with input as testing.with_cause(refusal("agent_updates"), [documents])
	testing.messages(found) == {concat("; ", [story, "AWS-UpdateSSMAgent and other documents cannot read their code"])}
}

test_allows_policy_that_refuses_other_buckets if {
	count(rule.findings) == 0 with input as testing.with_cause(refusal("patch_manager"), [path])
}

test_allows_what_other_rules_say if {
	missing := object.union(refusal("agent_updates"), {"kind": "s3_gateway_endpoint_missing"})
	count(rule.findings) == 0 with input as testing.with_cause(missing, [path])
}

test_silent_when_undetermined if {
	unknown := {"destination": "ssm_agent_updates", "verdict": "undetermined", "reason": "var.policy is not set"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
