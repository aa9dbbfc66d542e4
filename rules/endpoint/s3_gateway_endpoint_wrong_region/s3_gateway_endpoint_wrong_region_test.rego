package rules.endpoint.s3_gateway_endpoint_wrong_region_test

import data.lib.testing
import data.rules.endpoint.s3_gateway_endpoint_wrong_region as rule

cause := {
	"kind": "s3_gateway_endpoint_wrong_region",
	"story": "gateway endpoint \"s3\" is of Amazon S3 in us-east-1, which is not the VPC's region",
	"detail": {"service_region": "us-east-1"},
}

test_denies_endpoint_of_another_region if {
	found := rule.findings with input as testing.with_cause(cause, [{"hop": "route"}])
	testing.messages(found) == {concat("; ", [cause.story, "it cannot be created, and no host reaches S3 through it"])}
}

test_allows_endpoint_of_the_own_region if {
	count(rule.findings) == 0 with input as testing.with_path({})
}

test_allows_what_other_rules_say if {
	missing := {"kind": "s3_gateway_endpoint_missing"}
	count(rule.findings) == 0 with input as testing.with_cause(missing, [{"hop": "route"}])
}

test_silent_when_undetermined if {
	unknown := {"verdict": "undetermined", "reason": "the network's region is not known"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
