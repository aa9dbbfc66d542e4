# METADATA
# title: The endpoint policy refuses the Amazon Linux 2 repositories
# description: |
#   The repositories of Amazon Linux 2 are the bucket amazonlinux-2-repos-REGION; older
#   images and the catalog of amazon-linux-extras use amazonlinux.REGION.amazonaws.com.
#   yum reads them without signing its requests, so a policy that asks who the caller
#   is refuses it: aws:PrincipalAccount is there and reads `anonymous`, while
#   aws:PrincipalOrgID and aws:PrincipalArn are absent. Policies copied from the old
#   samples with packages.*, repo.* and amazonlinux.* do not name today's bucket.
#
#   A gateway endpoint's route is more specific than a default route, so the policy
#   also breaks hosts in subnets with a NAT gateway.
#
#   Articles explain the refusal by a key that is missing. By AWS's documentation
#   aws:PrincipalAccount is not: so `StringEqualsIfExists` on it refuses yum as well.
#
#   Not this: S3 answers 403 for a package that does not exist too, so the mirror list
#   loads and one package does not. A held yum lock is another yum; a time-out is a
#   route, an egress rule or a network ACL. A container fetches from
#   cdn.amazonlinux.com, which no S3 endpoint carries.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/al2-live-patching.html
#     description: Amazon Linux 2 repositories behind an endpoint
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
#     Could not retrieve mirrorlist https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list error was
#     14: HTTPS Error 403 - Forbidden
#     Cannot find a valid baseurl for repo: amzn2-core/2/x86_64
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "AmazonLinux2Repositories"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource  = [
#             "arn:aws:s3:::amazonlinux-2-repos-${data.aws_region.current.id}/*",
#             "arn:aws:s3:::amazonlinux.${data.aws_region.current.id}.amazonaws.com/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: AmazonLinux2Repositories
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::amazonlinux-2-repos-${AWS::Region}/*
#             - !Sub arn:${AWS::Partition}:s3:::amazonlinux.${AWS::Region}.amazonaws.com/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'AmazonLinux2Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux-2-repos-${cdk.Aws.REGION}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux.${cdk.Aws.REGION}.amazonaws.com/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement in policyDocument, without a condition; a plain document takes its toStatementJson()
#         new iam.PolicyStatement({
#           sid: 'AmazonLinux2Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux-2-repos-${cdk.Aws.REGION}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux.${cdk.Aws.REGION}.amazonaws.com/*`,
#           ],
#         }),
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::amazonlinux-2-repos-${data.aws_region.current.id}/*",
#           "arn:aws:s3:::amazonlinux.${data.aws_region.current.id}.amazonaws.com/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::amazonlinux-2-repos-${AWS::Region}/*
#           - !Sub arn:${AWS::Partition}:s3:::amazonlinux.${AWS::Region}.amazonaws.com/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux-2-repos-${cdk.Aws.REGION}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::amazonlinux.${cdk.Aws.REGION}.amazonaws.com/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "AmazonLinux2Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::amazonlinux-2-repos-REGION/*",
#             "arn:aws:s3:::amazonlinux.REGION.amazonaws.com/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "AmazonLinux2Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::amazonlinux-2-repos-REGION/*",
#             "arn:aws:s3:::amazonlinux.REGION.amazonaws.com/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::amazonlinux-2-repos-REGION/*",
#           "arn:aws:s3:::amazonlinux.REGION.amazonaws.com/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::amazonlinux-2-repos-REGION/*",
#           "arn:aws:s3:::amazonlinux.REGION.amazonaws.com/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "AmazonLinux2Repositories"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::amazonlinux-2-repos-${data.aws_region.current.id}/*",
#             "arn:aws:s3:::amazonlinux.${data.aws_region.current.id}.amazonaws.com/*",
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
#           "arn:aws:s3:::amazonlinux-2-repos-${data.aws_region.current.id}/*",
#           "arn:aws:s3:::amazonlinux.${data.aws_region.current.id}.amazonaws.com/*",
#         ]
package rules.policy.endpoint_policy_blocks_amazonlinux2_repos

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.destination == "al2_repos"

	message := sprintf("%s; %s", [cause.story, finding.refusal(cause, "yum")])
}
