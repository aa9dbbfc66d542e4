package rules.policy.endpoint_policy_blocks_ecr_layers_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_ecr_layers as rule

story := "the policy of endpoint \"s3\" does not allow the request in statement OwnAccount"

refusal(purpose) := {"kind": "endpoint_policy_blocks", "story": story, "detail": {"purpose": purpose}}

path := {"hop": "policy", "destination": "ecr_layers", "purpose": "ecr_layers"}

test_denies_policy_that_refuses_the_layers if {
	found := rule.findings with input as testing.with_cause(refusal("ecr_layers"), [path])
	testing.messages(found) == {sprintf("%s; no image can be pulled from Amazon ECR", [story])}
}

test_allows_policy_that_refuses_other_buckets if {
	count(rule.findings) == 0 with input as testing.with_cause(refusal("al2023_repos"), [path])
}

test_allows_what_other_rules_say if {
	missing := object.union(refusal("ecr_layers"), {"kind": "s3_gateway_endpoint_missing"})
	count(rule.findings) == 0 with input as testing.with_cause(missing, [path])
}

test_silent_when_undetermined if {
	unknown := {"destination": "ecr_layers", "verdict": "undetermined", "reason": "var.policy is not set"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
