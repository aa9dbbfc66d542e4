# METADATA
# title: Credentials of hybrid nodes outlive their renewal by far
# description: |
#   The agent of a machine outside of EC2 renews its credentials every 30 minutes and
#   writes them to a file. What it replaces stays valid until the session of the role
#   ends, and the file works on any other machine. The role that the console makes
#   ends its sessions after one hour; a longer `max_session_duration` only helps who
#   has copied the file.
#
#   A role of a maintenance window or of Automation is not meant: no machine holds its
#   credentials.
#
#   Not this: a machine that stops answering after it was cloned
#   (`MachineFingerprintDoesNotMatch`) hibernates until it registers anew, whatever the
#   session's length.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
#     description: Where the agent keeps credentials
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
#     description: The service role of hybrid activations
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
#     description: The maximum session duration of a role
# custom:
#   level: note
#   since: 0.1.0
#   remediation: |
#     Leave the maximum session duration at one hour.
#   symptom: |
#     $ aws sts get-caller-identity # on another machine, with the copied credentials file
#     arn:aws:sts::111122223333:assumed-role/edge/mi-0123456789abcdef0
#   fix:
#     terraform: |
#       # in {node}
#       max_session_duration = 3600
#     cloudformation: |
#       {node}:
#         Properties:
#           MaxSessionDuration: 3600
#     cdk: |
#       maxSessionDuration: cdk.Duration.hours(1), // in the role
package rules.iam.hybrid_session_too_long

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "hybrid_session_too_long"

	message := sprintf("%s; a copied credentials file works for as long", [cause.story])
}
