# METADATA
# title: The host's role does not let the Systems Manager agent work
# description: |
#   The agent signs every request with the credentials of the instance profile. To
#   register it needs `ssm:UpdateInstanceInformation`; for Session Manager and Run
#   Command it opens channels with four actions of `ssmmessages`. Without them the
#   instance never shows up in Systems Manager, or shows up and cannot be reached,
#   however good the network is.
#
#   Where Default Host Management is on in the account and region, it gives a role to
#   instances whose own profile cannot register, so this is a warning: nothing in the
#   files can show it off, since resetting the setting is what switches it off. A
#   profile that may register wins over it: such a role must allow the channels too.
#
#   Not this: a time-out on `ssm.REGION.amazonaws.com` is the network; an agent that is
#   older than 3.2.582.0, or a host that allows IMDSv1 only, cannot use Default Host
#   Management even where it is on.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html
#     description: Instance permissions for Systems Manager
#   - ref: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
#     description: AmazonSSMManagedInstanceCore
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
#     description: Default Host Management
# custom:
#   level: warning
#   since: 0.1.0
#   remediation: |
#     Attach AmazonSSMManagedInstanceCore to the role of the instance profile.
#   symptom: |
#     SSM Agent unable to acquire credentials: no valid credentials could be retrieved for ec2 identity. Default Host Management Err: error calling RequestManagedInstanceRoleToken: AccessDeniedException: Systems Manager's instance management role is not configured for account: 111122223333
#     AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-0123456789abcdef0 is not authorized to perform: ssm:UpdateInstanceInformation
#   fix:
#     instance_role_lacks_ssm:
#       terraform: |
#         data "aws_partition" "current" {}
#
#         resource "aws_iam_role_policy_attachment" "ssm_core" {
#           role       = {node}.name
#           policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
#         }
#       cloudformation: |
#         {node}:
#           Properties:
#             ManagedPolicyArns: # added to those that are there
#               - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore
#       cdk: |
#         role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
#     no_profile:
#       terraform: |
#         # in {node}: a profile whose role has the policy AmazonSSMManagedInstanceCore
#         iam_instance_profile = aws_iam_instance_profile.ssm.name
#       cloudformation: |
#         {node}:
#           Properties:
#             IamInstanceProfile: !Ref SsmProfile # of a role with the policy AmazonSSMManagedInstanceCore
#       cdk: |
#         instance.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
#     no_profile_in_template:
#       terraform: |
#         # in the launch template of {node}: a profile whose role has the policy AmazonSSMManagedInstanceCore
#         iam_instance_profile {
#           name = aws_iam_instance_profile.ssm.name
#         }
#       cloudformation: |
#         # in the LaunchTemplateData of the launch template of {node}
#         IamInstanceProfile:
#           Arn: !GetAtt SsmProfile.Arn # of a role with the policy AmazonSSMManagedInstanceCore
#       cdk: |
#         // in the LaunchTemplate
#         role: new iam.Role(this, 'Role', {
#           assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
#           managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
#         }),
#     trust:
#       terraform: |
#         # in the trust policy of {node}
#         Principal = { Service = "ec2.amazonaws.com" }
#       cloudformation: |
#         # in the AssumeRolePolicyDocument of {node}
#         Principal:
#           Service: ec2.amazonaws.com
#       cdk: |
#         new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
#     explicit_deny:
#       terraform: |
#         # in the statement that denies
#         not_actions = ["ssm:*", "ssmmessages:*", "ec2messages:*"] # in place of actions = ["*"]
#       cloudformation: |
#         NotAction: ["ssm:*", "ssmmessages:*", "ec2messages:*"] # in the statement that denies, in place of Action: "*"
#       cdk: |
#         notActions: ['ssm:*', 'ssmmessages:*', 'ec2messages:*'], // in the statement that denies, in place of actions: ['*']
package rules.iam.instance_role_lacks_ssm

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "instance_role_lacks_ssm"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; Systems Manager cannot manage the host", [fact])
}
