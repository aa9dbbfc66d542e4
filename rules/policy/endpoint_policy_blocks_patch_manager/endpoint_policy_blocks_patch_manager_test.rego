package rules.policy.endpoint_policy_blocks_patch_manager_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_patch_manager as rule

story := "the policy of endpoint \"s3\" has no statement that allows the request"

refusal(signed) := {
	"kind": "endpoint_policy_blocks",
	"story": story,
	"detail": {"destination": "patch_payload", "purpose": "patch_manager", "signed": signed},
}

path(destination) := {"hop": "policy", "destination": destination, "purpose": "patch_manager"}

found(signed, destinations) := all if {
	paths := [path(destination) | some destination in destinations]
	all := rule.findings with input as testing.with_cause(refusal(signed), paths)
}

test_denies_policy_that_refuses_every_read if {
	some one in found("denied", ["patch_payload"])
	one.level == "error"
	one.message == sprintf("%s; Patch Manager gets 403 Forbidden for its payload", [story])
}

test_warns_where_the_instance_role_might_be_allowed if {
	some one in found("allowed", ["patch_snapshot"])
	one.level == "warning"
	endswith(one.message, "for the baseline's snapshot, unless it signs with the instance role")
}

test_speaks_once_for_all_buckets if {
	all := found("denied", ["ssm_documents", "patch_payload", "patch_snapshot"])
	testing.messages(all) == {concat("; ", [
		story,
		"Patch Manager gets 403 Forbidden for its payload and the baseline's snapshot and the code of its documents",
	])}
}

test_allows_policy_that_refuses_other_buckets if {
	other := {"kind": "endpoint_policy_blocks", "detail": {"destination": "al2_repos", "purpose": "al2_repos"}}
	count(rule.findings) == 0 with input as testing.with_cause(other, [path("al2_repos")])
}

test_allows_path_through_the_policy if {
	count(rule.findings) == 0 with input as testing.with_path({"destination": "patch_payload"})
}

test_silent_when_undetermined if {
	unknown := {"destination": "patch_payload", "verdict": "undetermined", "reason": "AWS publishes no bucket name"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
