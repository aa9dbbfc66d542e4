# METADATA
# title: A long-lived access key does the work of a role
# description: |
#   An access key of an IAM user works from anywhere until somebody deletes it. Where
#   its user has the rights of an agent (Systems Manager or CloudWatch), or may run
#   commands on managed nodes, or where the key itself stands in user data, a role does
#   the same with credentials that end by themselves: an instance profile on EC2, a
#   hybrid activation elsewhere. User data can be read by whoever may describe the
#   instance and by every program on it.
#
#   Any other access key is a note for those who ask for it: enable this rule by name.
#
#   Not this: a key pair for SSH, and temporary keys, whose ids begin with ASIA.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
#     description: Require workloads to use roles
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-hybrid-multicloud.html
#     description: Manage machines outside of EC2 without access keys
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
#     description: User data is not protected
# custom:
#   level: warning
#   since: 0.1.0
#   remediation: |
#     Delete the key; give the instance a profile, and machines outside of EC2 a hybrid
#     activation.
#   symptom: |
#     $ aws sts get-caller-identity # anywhere, at any time
#     arn:aws:iam::111122223333:user/agent
#   fix:
#     long_lived_access_key:
#       terraform: |
#         # in place of {node}
#         resource "aws_ssm_activation" "agent" {
#           iam_role = aws_iam_role.agent.id # trusts ssm.amazonaws.com and has the rights of the user
#         }
#       cloudformation: |
#         # in place of {node}, for machines outside of EC2:
#         # aws ssm create-activation --iam-role ROLE
#       cdk: |
#         // in place of the key, for machines outside of EC2:
#         // aws ssm create-activation --iam-role ROLE
#     user_data:
#       terraform: |
#         # in {node}, in place of the key in its user data
#         iam_instance_profile = aws_iam_instance_profile.app.name
#       cloudformation: |
#         {node}:
#           Properties:
#             IamInstanceProfile: !Ref AppProfile # in place of the key in its user data
#       cdk: |
#         role: new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }), // in place of the key
#     user_data_in_template:
#       terraform: |
#         # in {node}, in place of the key in its user data
#         iam_instance_profile {
#           name = aws_iam_instance_profile.app.name
#         }
#       cloudformation: |
#         # in the LaunchTemplateData of {node}, in place of the key in its user data
#         IamInstanceProfile:
#           Arn: !GetAtt AppProfile.Arn
#       cdk: |
#         role: new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }), // in place of the key
package rules.iam.long_lived_access_key

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "long_lived_access_key"
	cause.detail.use != "other"

	message := sprintf("%s; a role does the same with credentials that end by themselves", [cause.story])
}

findings contains finding.on_request(finding.at_level(finding.on(cause, message), "note")) if {
	some cause in input.causes
	cause.kind == "long_lived_access_key"
	cause.detail.use == "other"

	message := sprintf("%s; whoever has it can use it from anywhere", [cause.story])
}
