package rules.ssm.ssm_endpoint_missing_test

import data.lib.testing
import data.rules.ssm.ssm_endpoint_missing as rule

missing := {
	"kind": "ssm_endpoint_missing",
	"story": "VPC \"main\" has no interface endpoint for ssm and ssmmessages",
	"detail": {"services": "ssm and ssmmessages"},
}

path := {"hop": "endpoint", "destination": "ssm"}

test_denies_vpc_without_endpoints if {
	found := rule.findings with input as testing.with_cause(missing, [path])
	testing.messages(found) == {concat("; ", [
		"VPC \"main\" has no interface endpoint for ssm and ssmmessages",
		"the agents of hosts in closed subnets time out, and Systems Manager cannot manage them",
	])}
}

test_says_that_another_stack_may_add_it if {
	exported := object.union(missing, {"exported": true})
	found := rule.findings with input as testing.with_cause(exported, [path])
	some message in testing.messages(found)
	contains(message, "for ssm and ssmmessages, unless another stack adds it; ")
}

test_denies_old_agents_their_messages_as_a_warning if {
	old := object.union(missing, {"detail": {"services": "ec2messages"}})
	found := rule.findings with input as testing.with_cause(old, [object.union(path, {"destination": "ec2messages"})])
	{one.level | some one in found} == {"warning"}
}

test_allows_what_other_rules_say if {
	other := {"kind": "service_endpoint_missing", "detail": {"services": "logs"}}
	found := rule.findings with input as testing.with_cause(other, [path])
	found == set()
}

test_allows_path_through_endpoints if {
	found := rule.findings with input as testing.with_path({"destination": "ssm", "verdict": "passes"})
	found == set()
}

test_silent_when_undetermined if {
	found := rule.findings with input as testing.with_path({
		"destination": "ssm", "verdict": "undetermined",
		"reason": "an interface endpoint may be behind a transit gateway",
	})
	found == set()
}
