package rules.policy.endpoint_policy_blocks_destination_test

import data.lib.testing
import data.rules.policy.endpoint_policy_blocks_destination as rule

story := "the policy of endpoint \"s3\" has no statement that allows the request"

refusal(purpose) := {
	"kind": "endpoint_policy_blocks",
	"story": story,
	"detail": {"purpose": purpose, "destination": purpose},
}

path := {"hop": "policy", "destination": "mirror", "purpose": "mirror"}

destinations(service) := {"destinations": {"mirror": object.union(
	data.blank.destinations,
	{"id": "mirror", "title": "Our package mirror", "service": service},
)}}

refused(service) := object.union(testing.with_cause(refusal("mirror"), [path]), destinations(service))

test_denies_policy_that_refuses_a_destination_of_the_users_own if {
	found := rule.findings with input as refused("s3")
	testing.messages(found) == {concat("", [story, "; requests to \"mirror\" (Our package mirror) get 403 Forbidden"])}
}

test_denies_a_default_destination_that_the_configuration_asks_for if {
	documents := {"hop": "policy", "destination": "ssm_documents", "purpose": "ssm_documents"}
	found := rule.findings with input as testing.with_cause(refusal("ssm_documents"), [documents])
	testing.messages(found) == {concat("", [story, "; requests to \"ssm_documents\" get 403 Forbidden"])}
}

test_allows_what_another_rule_speaks_of[purpose] if {
	some purpose in {"al2023_repos", "al2_repos", "al1_repos", "ecr_layers", "patch_manager", "agent_updates"}
	count(rule.findings) == 0 with input as testing.with_cause(refusal(purpose), [path])
}

test_allows_refusals_at_interface_endpoints if {
	count(rule.findings) == 0 with input as refused("ssm")
}

test_allows_what_other_rules_say if {
	missing := object.union(refusal("mirror"), {"kind": "s3_gateway_endpoint_missing"})
	count(rule.findings) == 0 with input as testing.with_cause(missing, [path])
}

test_silent_when_undetermined if {
	unknown := {"destination": "mirror", "verdict": "undetermined", "reason": "var.policy is not set"}
	count(rule.findings) == 0 with input as testing.with_path(unknown)
}
