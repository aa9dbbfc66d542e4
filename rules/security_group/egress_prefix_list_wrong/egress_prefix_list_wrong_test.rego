package rules.security_group.egress_prefix_list_wrong_test

import data.lib.testing
import data.rules.security_group.egress_prefix_list_wrong as rule

cause := {
	"kind": "egress_prefix_list_wrong",
	"story": "security group \"app\" lets requests out to pl-63a5400a, which is that of Amazon S3 in us-east-1",
}

test_denies_list_of_another_region if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "egress"}])
	testing.messages(found) == {concat("; ", [cause.story, "every download from S3 times out"])}
}

test_allows_the_right_list if {
	count(rule.findings) == 0 with input as testing.with_path({})
}

test_allows_what_other_rules_say if {
	count(rule.findings) == 0 with input as testing.with_cause({"kind": "egress_https_missing"}, [{"hop": "egress"}])
}

test_silent_when_undetermined if {
	unknown := {"verdict": "undetermined", "reason": "prefix list pl-0123abcd is declared nowhere in the files read"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
