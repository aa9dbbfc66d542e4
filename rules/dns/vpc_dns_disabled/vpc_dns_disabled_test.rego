package rules.dns.vpc_dns_disabled_test

import data.lib.testing
import data.rules.dns.vpc_dns_disabled as rule

story := "VPC \"main\" has DNS support off, so no name resolves"

test_denies_what_the_rule_is_about if {
	cause := {"kind": "vpc_dns_disabled", "story": story, "detail": {"attribute": "support"}}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	testing.messages(found) == {sprintf("%s; hosts in it find neither the Amazon Linux repositories nor Systems Manager", [story])}
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

test_says_what_hostnames_off_do if {
	cause := {"kind": "vpc_dns_disabled", "story": story, "detail": {"attribute": "hostnames"}}
	found := rule.findings with input as testing.with_cause(cause, [{}])
	some message in testing.messages(found)
	endswith(message, "AWS refuses private DNS for endpoints there, and private hosted zones stay silent")
}
