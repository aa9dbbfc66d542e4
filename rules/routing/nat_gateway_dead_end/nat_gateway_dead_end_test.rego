package rules.routing.nat_gateway_dead_end_test

import data.lib.testing
import data.rules.routing.nat_gateway_dead_end as rule

cause := {"kind": "nat_gateway_dead_end", "story": "NAT gateway \"main\" does not lead to the internet: it is private"}

test_denies_nat_gateway_that_leads_nowhere if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	testing.messages(found) == {concat("; ", [cause.story, "what hosts behind it send gets no answer"])}
}

test_allows_nat_gateway_that_leads_out if {
	count(rule.findings) == 0 with input as testing.with_path({"internet_path": "nat"})
}

test_allows_what_other_rules_say if {
	missing := {"kind": "s3_gateway_endpoint_missing"}
	count(rule.findings) == 0 with input as testing.with_cause(missing, [{"hop": "route"}])
}

test_silent_when_undetermined if {
	unknown := {"internet_path": "undetermined", "verdict": "undetermined", "reason": "a transit gateway lies behind it"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
