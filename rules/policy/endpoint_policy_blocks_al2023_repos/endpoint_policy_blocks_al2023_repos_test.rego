package rules.policy.endpoint_policy_blocks_al2023_repos_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_al2023_repos as rule

story := "the policy of S3 gateway endpoint \"s3\" refuses anonymous reads"

refusal(destination) := {
	"kind": "endpoint_policy_blocks",
	"story": story,
	"detail": {"destination": destination, "element": "Condition", "key": "aws:PrincipalAccount"},
}

test_denies_policy_that_refuses_the_repositories if {
	path := {"hop": "policy", "os": "al2023", "destination": "al2023_repos"}
	found := rule.findings with input as testing.with_cause(refusal("al2023_repos"), [path])
	testing.messages(found) == {sprintf("%s; dnf signs no request, so it gets 403 Forbidden", [story])}
}

test_says_why_only_where_the_policy_asks_who_calls if {
	elsewhere := object.union(refusal("al2023_repos"), {"detail": {"element": "Resource", "key": ""}})
	found := rule.findings with input as testing.with_cause(elsewhere, [{"hop": "policy"}])
	testing.messages(found) == {sprintf("%s; dnf gets 403 Forbidden", [story])}
}

test_allows_policy_that_refuses_other_buckets if {
	path := {"hop": "policy", "os": "al2", "destination": "al2_repos"}
	found := rule.findings with input as testing.with_cause(refusal("al2_repos"), [path])
	found == set()
}

test_allows_what_other_rules_say if {
	missing := object.union(refusal("al2023_repos"), {"kind": "s3_gateway_endpoint_missing"})
	found := rule.findings with input as testing.with_cause(missing, [{"hop": "route"}])
	found == set()
}

test_allows_path_through_the_policy if {
	found := rule.findings with input as testing.with_path({"os": "al2023", "destination": "al2023_repos"})
	found == set()
}

test_silent_when_undetermined if {
	path := {"os": "al2023", "destination": "al2023_repos", "verdict": "undetermined", "reason": "var.account_id is not set"}
	found := rule.findings with input as testing.with_path(path)
	found == set()
}

test_speaks_once_for_both_families_of_an_unknown_system if {
	found := rule.findings with input as testing.with_cause(refusal("al2023_repos"), [
		{"hop": "policy", "os": "unknown", "destination": "al2023_repos"},
		{"hop": "policy", "os": "unknown", "destination": "al2_repos"},
	])
	count(found) == 1
}
