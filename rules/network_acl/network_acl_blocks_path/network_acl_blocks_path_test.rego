package rules.network_acl.network_acl_blocks_path_test

import data.lib.testing
import data.rules.network_acl.network_acl_blocks_path as rule

blocks := {"kind": "network_acl_blocks", "story": "network ACL \"private\" lets no TCP 443 out"}

advises := {"kind": "network_acl_blocks", "blocks": false, "story": "network ACL \"private\" lets no TCP 80 out"}

test_denies_network_acl_that_stops_requests if {
	found := rule.findings with input as testing.with_cause(blocks, [{"hop": "network_acl"}])
	{[one.level, one.message] | some one in found} == {[
		"error",
		"network ACL \"private\" lets no TCP 443 out; requests time out",
	]}
}

test_denies_port_80_at_the_level_of_the_system[system] if {
	some system, level in {"al2": "warning", "unknown": "error", "al2023": "note"}
	found := rule.findings with input as testing.with_cause(advises, [{"os": system, "verdict": "passes"}])
	{one.level | some one in found} == {level}
}

test_allows_network_acl_that_lets_them_through if {
	count(rule.findings) == 0 with input as testing.with_path({})
}

test_allows_what_other_rules_say if {
	count(rule.findings) == 0 with input as testing.with_cause({"kind": "egress_https_missing"}, [{"hop": "egress"}])
}

test_silent_when_undetermined if {
	unknown := {"verdict": "undetermined", "reason": "the number of an entry is not known"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
