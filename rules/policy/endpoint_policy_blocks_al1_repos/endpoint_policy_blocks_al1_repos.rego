# METADATA
# title: The endpoint policy refuses the Amazon Linux 1 repositories
# description: |
#   The repositories of Amazon Linux 1 are two buckets with dots in their names:
#   repo.REGION.amazonaws.com holds the mirror lists and packages.REGION.amazonaws.com
#   the packages. yum reads them over http and without signing its requests, so a
#   policy that asks who the caller is, or that wants TLS, refuses it:
#   aws:PrincipalAccount is there and reads `anonymous`, and aws:SecureTransport is
#   false.
#
#   A gateway endpoint's route is more specific than a default route, so the policy
#   also breaks hosts in subnets with a NAT gateway.
#
#   Articles explain the refusal by a key that is missing. By AWS's documentation
#   aws:PrincipalAccount is not: so `StringEqualsIfExists` on it refuses yum as well.
#
#   Not this: a time-out on another region's packages.* host, which the mirror list
#   names too: only the own region's answers through the endpoint. S3 answers 403 for a
#   package that does not exist too. Any other time-out is a route, an egress rule or a
#   network ACL.
# related_resources:
#   - ref: https://docs.aws.amazon.com/emr/latest/ManagementGuide/private-subnet-iampolicy.html
#     description: Amazon Linux repositories in a private subnet
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Endpoint policies
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#     description: Condition keys and anonymous requests
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Allow s3:GetObject on the repository buckets to every principal, in a statement
#     of its own without a condition. The buckets belong to AWS and can only be read.
#   symptom: |
#     Could not retrieve mirrorlist http://repo.REGION.amazonaws.com/latest/main/mirror.list error was
#     14: HTTP Error 403 - Forbidden
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "AmazonLinux1Repositories"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource  = [
#             "arn:aws:s3:::repo.${data.aws_region.current.id}.amazonaws.com/*",
#             "arn:aws:s3:::packages.${data.aws_region.current.id}.amazonaws.com/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: AmazonLinux1Repositories
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::repo.${AWS::Region}.amazonaws.com/*
#             - !Sub arn:${AWS::Partition}:s3:::packages.${AWS::Region}.amazonaws.com/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'AmazonLinux1Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::repo.${cdk.Aws.REGION}.amazonaws.com/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::packages.${cdk.Aws.REGION}.amazonaws.com/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement in policyDocument, without a condition; a plain document takes its toStatementJson()
#         new iam.PolicyStatement({
#           sid: 'AmazonLinux1Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::repo.${cdk.Aws.REGION}.amazonaws.com/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::packages.${cdk.Aws.REGION}.amazonaws.com/*`,
#           ],
#         }),
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::repo.${data.aws_region.current.id}.amazonaws.com/*",
#           "arn:aws:s3:::packages.${data.aws_region.current.id}.amazonaws.com/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::repo.${AWS::Region}.amazonaws.com/*
#           - !Sub arn:${AWS::Partition}:s3:::packages.${AWS::Region}.amazonaws.com/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::repo.${cdk.Aws.REGION}.amazonaws.com/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::packages.${cdk.Aws.REGION}.amazonaws.com/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "AmazonLinux1Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::repo.REGION.amazonaws.com/*",
#             "arn:aws:s3:::packages.REGION.amazonaws.com/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "AmazonLinux1Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::repo.REGION.amazonaws.com/*",
#             "arn:aws:s3:::packages.REGION.amazonaws.com/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::repo.REGION.amazonaws.com/*",
#           "arn:aws:s3:::packages.REGION.amazonaws.com/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::repo.REGION.amazonaws.com/*",
#           "arn:aws:s3:::packages.REGION.amazonaws.com/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "AmazonLinux1Repositories"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::repo.${data.aws_region.current.id}.amazonaws.com/*",
#             "arn:aws:s3:::packages.${data.aws_region.current.id}.amazonaws.com/*",
#           ]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#         }
#     explicit_deny_in_statement:
#       terraform: |
#         # in statement {statement}, which denies: not_resources in the place of resources, with all that stays open
#         not_resources = [
#           "arn:aws:s3:::repo.${data.aws_region.current.id}.amazonaws.com/*",
#           "arn:aws:s3:::packages.${data.aws_region.current.id}.amazonaws.com/*",
#         ]
package rules.policy.endpoint_policy_blocks_al1_repos

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.destination == "al1_repos"

	message := sprintf("%s; %s", [cause.story, finding.refusal(cause, "yum")])
}
