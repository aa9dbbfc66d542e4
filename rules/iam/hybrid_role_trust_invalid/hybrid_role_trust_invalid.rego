# METADATA
# title: A hybrid activation's role is not trusted by Systems Manager
# description: |
#   A machine outside of EC2 that registers with an activation gets its credentials
#   from Systems Manager, which assumes the activation's role for it. The role's trust
#   policy must name `ssm.amazonaws.com`; a role made for EC2 names
#   `ec2.amazonaws.com` only, and AWS refuses to make the activation, or to renew the
#   machine's credentials.
#
#   AWS advises to limit the trust to your own account with `aws:SourceAccount` and
#   `aws:SourceArn`. That is no fault here.
#
#   Not this: `MachineFingerprintDoesNotMatch`, or a hardware ID that has changed, is a
#   machine that was cloned or rebuilt after it registered: register it anew. An
#   activation that has expired, or that has no registration left, registers nobody and
#   leaves registered machines alone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
#     description: The service role of hybrid activations
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Name ssm.amazonaws.com as the principal of the role's trust policy.
#   symptom: |
#     An error occurred (ValidationException) when calling the CreateActivation operation: Nonexistent role or missing ssm service principal in trust policy
#   fix:
#     terraform: |
#       # one more statement in the trust policy of {node}
#       {
#         Effect    = "Allow"
#         Principal = { Service = "ssm.amazonaws.com" }
#         Action    = "sts:AssumeRole"
#       },
package rules.iam.hybrid_role_trust_invalid

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "hybrid_role_trust_invalid"

	message := sprintf("%s; no machine can register or renew its credentials", [cause.story])
}
