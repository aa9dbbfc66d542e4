package rules.dns.dns_firewall_blocks_path_test

import data.lib.testing
import data.rules.dns.dns_firewall_blocks_path as rule

story := "the rule of priority 200 in DNS firewall \"names\" blocks ssm.eu-west-1.amazonaws.com"

test_denies_what_the_rule_is_about if {
	cause := {"kind": "dns_firewall_blocks_path", "story": story}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	testing.messages(found) == {sprintf("%s; hosts cannot resolve it", [story])}
}

test_allows_path_that_passes if {
	found := rule.findings with input as testing.with_path({"verdict": "passes"})
	found == set()
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "another"}, [{}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"verdict": "undetermined", "reason": "var.x is not set"})
	found == set()
}
