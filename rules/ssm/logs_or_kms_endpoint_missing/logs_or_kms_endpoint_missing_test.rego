package rules.ssm.logs_or_kms_endpoint_missing_test

import data.lib.testing
import data.rules.ssm.logs_or_kms_endpoint_missing as rule

missing := {
	"kind": "service_endpoint_missing",
	"story": "VPC \"main\" has no interface endpoint for logs",
	"detail": {"service": "logs"},
}

test_denies_logging_without_endpoint if {
	found := rule.findings with input as testing.with_cause(missing, [{"hop": "endpoint", "destination": "logs"}])
	testing.messages(found) == {concat("; ", [
		"VPC \"main\" has no interface endpoint for logs",
		"a session waits minutes for the log to time out before it starts",
	])}
}

test_says_what_each_service_is_for if {
	paths := [{"hop": "endpoint", "destination": "logs"}, {"hop": "endpoint", "destination": "kms"}]
	found := rule.findings with input as testing.with_cause(missing, paths)
	some message in testing.messages(found)
	contains(message, "; sessions end in a handshake that times out, and a session waits minutes")
}

test_denies_a_destination_of_the_configuration if {
	found := rule.findings with input as testing.with_cause(missing, [{"hop": "endpoint", "destination": "secrets"}])
	some message in testing.messages(found)
	endswith(message, "; hosts in its closed subnets cannot reach secrets")
}

test_allows_what_other_rules_say if {
	found := rule.findings with input as testing.with_cause({"kind": "ssm_endpoint_missing"}, [{"hop": "endpoint"}])
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({"destination": "logs", "verdict": "undetermined"})
	found == set()
}
