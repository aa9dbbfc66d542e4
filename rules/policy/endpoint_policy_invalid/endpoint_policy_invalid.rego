# METADATA
# title: AWS does not take an endpoint policy as it is written
# description: |
#   An endpoint policy has rules of its own. A gateway endpoint takes no principal but
#   `*`: an account there stands for its root user only, and a role matches nobody.
#   `aws:SourceIp` is never there in a request through an endpoint. Identifiers such
#   as `aws:PrincipalAccount` take neither wildcards nor numeric operators, and a
#   policy has at most 20,480 characters. Such a policy is refused at deployment, or
#   a statement in it never applies, or always, whatever its author meant.
#
#   Not this: a statement that refuses the repositories or another destination that a
#   host in view needs. The rules about those destinations tell it, with the host.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: What an endpoint policy may hold
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
#     description: Policies of S3 endpoints
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#     description: Global condition keys
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Write what the message names as AWS takes it. To select a role, let everybody in
#     and ask for the role in a condition on aws:PrincipalArn; for a private address,
#     ask for aws:VpcSourceIp.
#   symptom: |
#     An error occurred (AccessDenied) when calling the GetObject operation: Access Denied
#   fix:
#     terraform: |
#       # a statement of {node} that means one role
#       Principal = "*"
#       Condition = {
#         ArnEquals = { "aws:PrincipalArn" = aws_iam_role.app.arn }
#       }
#     cloudformation: |
#       # a statement of {node} that means one role
#       Principal: "*"
#       Condition:
#         ArnEquals:
#           aws:PrincipalArn: !GetAtt AppRole.Arn
#     cdk: |
#       // a statement that means one role
#       principals: [new iam.StarPrincipal()],
#       conditions: { ArnEquals: { 'aws:PrincipalArn': role.roleArn } },
package rules.policy.endpoint_policy_invalid

import data.lib.finding

findings contains finding.on(cause, cause.story) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_invalid"
}
