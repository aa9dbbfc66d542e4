# METADATA
# title: An ec2messages endpoint in a region that does not offer the service
# description: |
#   Regions that opened in 2024 or later have no ec2messages: the Systems Manager
#   agent uses ssmmessages there. An endpoint for it cannot be made, so the whole
#   stack or run fails.
#
#   Older regions still offer it, and there the endpoint serves agents before
#   3.3.40.0; the rule is silent about those.
#
#   Not this: an agent before 3.3.40.0 in such a region needs an update, not an
#   endpoint.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
#     description: Where ec2messages is available
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Remove the endpoint. ssm and ssmmessages carry everything in these regions.
#   symptom: |
#     InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.REGION.ec2messages' does not exist
#   fix:
#     ec2messages_unavailable:
#       terraform: |
#         # remove {node}: in {service_region} the agent uses ssmmessages
#       cloudformation: |
#         # remove {node}: in {service_region} the agent uses ssmmessages
#       cdk: |
#         // remove the ec2messages endpoint: in {service_region} the agent uses ssmmessages
package rules.ssm.ec2messages_unavailable

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "ec2messages_unavailable"

	message := sprintf("%s; the endpoint cannot be made, and the agent needs only ssm and ssmmessages", [cause.story])
}
