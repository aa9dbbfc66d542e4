# METADATA
# title: The endpoint policy refuses the Amazon Linux 2023 repositories
# description: |
#   The repositories of Amazon Linux 2023 are the bucket al2023-repos-REGION-de612dc2.
#   dnf reads it without signing its requests, so a policy that asks who the caller
#   is refuses it: aws:PrincipalAccount is there and reads `anonymous`, while
#   aws:PrincipalOrgID and aws:PrincipalArn are absent. The same refusal comes from
#   an allow-list that names other buckets only.
#
#   A gateway endpoint's route is more specific than a default route, so the policy
#   also breaks hosts in subnets with a NAT gateway.
#
#   Articles explain the refusal by a key that is missing. By AWS's documentation
#   aws:PrincipalAccount is not: so `StringEqualsIfExists` on it refuses dnf as well and
#   `Null` does not help, while both forms on aws:PrincipalOrgID let dnf through.
#   s3:ListBucket, which samples add, is not needed: nothing lists the bucket.
#
#   A scanner that wants a condition on every statement of an endpoint policy asks for
#   this very fault. The statement of the fix reads two things only: one action, and a
#   bucket of AWS's that nobody else can write to.
#
#   Not this: S3 answers 403 for a package that does not exist too, so the mirror list
#   loads and a new package does not, or the URL holds a literal `$releasever`. A
#   time-out is a route, an egress rule or a network ACL. A container fetches from
#   cdn.amazonlinux.com, which no S3 endpoint carries.
# related_resources:
#   - ref: https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
#     description: Amazon Linux 2023 repositories
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
#     Errors during downloading metadata for repository 'amazonlinux':
#       - Status code: 403 for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list
#     Error: Failed to download metadata for repo 'amazonlinux': Cannot prepare internal mirrorlist: Status code: 403
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "AmazonLinux2023Repositories"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource  = "arn:aws:s3:::al2023-repos-${data.aws_region.current.id}-de612dc2/*"
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: AmazonLinux2023Repositories
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource: !Sub arn:${AWS::Partition}:s3:::al2023-repos-${AWS::Region}-de612dc2/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'AmazonLinux2023Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [`arn:${cdk.Aws.PARTITION}:s3:::al2023-repos-${cdk.Aws.REGION}-de612dc2/*`],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement in policyDocument, without a condition; a plain document takes its toStatementJson()
#         new iam.PolicyStatement({
#           sid: 'AmazonLinux2023Repositories',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [`arn:${cdk.Aws.PARTITION}:s3:::al2023-repos-${cdk.Aws.REGION}-de612dc2/*`],
#         }),
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::al2023-repos-${data.aws_region.current.id}-de612dc2/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::al2023-repos-${AWS::Region}-de612dc2/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::al2023-repos-${cdk.Aws.REGION}-de612dc2/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "AmazonLinux2023Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": "arn:aws:s3:::al2023-repos-REGION-de612dc2/*"
#         }
#       cloudformation: |
#         {
#           "Sid": "AmazonLinux2023Repositories",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": "arn:aws:s3:::al2023-repos-REGION-de612dc2/*"
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::al2023-repos-REGION-de612dc2/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::al2023-repos-REGION-de612dc2/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid       = "AmazonLinux2023Repositories"
#           actions   = ["s3:GetObject"]
#           resources = ["arn:aws:s3:::al2023-repos-${data.aws_region.current.id}-de612dc2/*"]
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
#           "arn:aws:s3:::al2023-repos-${data.aws_region.current.id}-de612dc2/*",
#         ]
package rules.policy.endpoint_policy_blocks_al2023_repos

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.destination == "al2023_repos"

	message := sprintf("%s; %s", [cause.story, finding.refusal(cause, "dnf")])
}
