package rules.policy.endpoint_policy_blocks_al1_repos_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_al1_repos as rule

story := "the policy of S3 gateway endpoint \"s3\" refuses anonymous reads"

cause := {"kind": "endpoint_policy_blocks", "story": story}

own := {"hop": "policy", "os": "al1", "destination": "al1_repos"}

other := {"hop": "policy", "os": "al2", "destination": "al2_repos"}

test_denies_policy_that_refuses_the_repositories if {
	found := rule.findings with input as testing.with_cause(cause, [own])
	testing.messages(found) == {sprintf("%s; yum signs no request, so it gets 403 Forbidden", [story])}
}

test_denies_for_the_hosts_that_need_them_only if {
	found := rule.findings with input as testing.with_cause(cause, [own, other])
	{path | some one in found; some path in one.paths} == {"path-0"}
}

test_allows_policy_that_refuses_other_buckets if {
	found := rule.findings with input as testing.with_cause(cause, [other])
	found == set()
}

test_allows_path_through_the_policy if {
	found := rule.findings with input as testing.with_path({"os": "al1", "destination": "al1_repos"})
	found == set()
}

test_silent_when_undetermined if {
	undetermined := object.union(own, {"verdict": "undetermined", "reason": "var.account_id is not set"})
	found := rule.findings with input as testing.with_cause(cause, [undetermined])
	found == set()
}
