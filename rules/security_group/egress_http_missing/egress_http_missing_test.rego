package rules.security_group.egress_http_missing_test

import data.lib.testing
import data.rules.security_group.egress_http_missing as rule

cause := {"kind": "egress_http_missing", "blocks": false, "story": "security group \"app\" lets out TCP 443 to S3, not TCP 80"}

# The levels at which the rule speaks about one host of a system.
levels(system) := {one.level | some one in found} if {
	found := rule.findings with input as testing.with_cause(cause, [{"os": system, "verdict": "passes"}])
}

test_denies_group_without_port_80 if {
	path := {"os": "al2", "destination": "al2_repos", "verdict": "passes"}
	found := rule.findings with input as testing.with_cause(cause, [path])
	testing.messages(found) == {concat("; ", [
		"security group \"app\" lets out TCP 443 to S3, not TCP 80",
		"older Amazon Linux 2 images and the agent's fallback use http",
	])}
}

test_denies_at_the_level_of_the_system[system] if {
	some system, level in {"al1": "error", "al2": "warning", "unknown": "error", "al2023": "note"}
	levels(system) == {level}
}

test_allows_group_with_port_80 if {
	found := rule.findings with input as testing.with_path({"os": "al2", "destination": "al2_repos"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "egress_https_missing"}, [{"os": "al2"}])
	found == set()
}

test_silent_when_undetermined if {
	path := {"os": "al2", "verdict": "undetermined", "reason": "an egress rule names 52.0.0.0/8"}
	found := rule.findings with input as testing.with_path(path)
	found == set()
}
