# METADATA
# title: The instance metadata service is off on a host that needs credentials
# description: |
#   Every SDK and agent on an instance fetches the role's credentials from
#   `169.254.169.254`. With the metadata service disabled there are none: the Systems
#   Manager agent never registers, and signed calls fail before they leave the host.
#   Default Host Management works through the same service, so that it does not help.
#
#   To demand IMDSv2 (`http_tokens = "required"`) is another setting and does no harm.
#
#   Not this: a container that finds no credentials while its host does needs a hop
#   limit of two; a proxy without `no_proxy=169.254.169.254` takes the requests away.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
#     description: Configure the instance metadata options
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
#     description: How the agent gets credentials
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Enable the metadata service and demand IMDSv2.
#   symptom: |
#     EC2RoleRequestError: no EC2 instance role found
#     SSM Agent unable to acquire credentials: no valid credentials could be retrieved for ec2 identity
#   fix:
#     terraform: |
#       # in {node}
#       metadata_options {
#         http_endpoint = "enabled"
#         http_tokens   = "required"
#       }
#     cloudformation: |
#       # in the launch template of the host, under LaunchTemplateData
#       MetadataOptions:
#         HttpEndpoint: enabled
#         HttpTokens: required
#     cdk: |
#       new ec2.LaunchTemplate(this, 'Template', { httpEndpoint: true, requireImdsv2: true });
package rules.iam.instance_metadata_disabled

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "instance_metadata_disabled"

	message := sprintf("%s; no program on it gets the credentials of a role", [cause.story])
}
