# METADATA
# title: An S3 endpoint of a closed network lets every request through
# description: |
#   Without a policy of its own an endpoint lets everybody read and write every bucket
#   of every account. In a network that is closed on purpose that is the one way out:
#   whoever is on a host can copy data into a bucket of his own, with keys of his own.
#
#   The fix is two statements, not none: one for your own identities or buckets, and
#   one without a condition for the buckets that package managers and agents read
#   unsigned: to those below add what `repolint paths` shows for your hosts, as for
#   Amazon Linux 2 or Patch Manager. The rule is switched on by `--enable`, because many networks accept this.
#
#   Not this: a full-access policy never stops dnf, Patch Manager or the agent. Nothing
#   needs to be mended where data may leave.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: The default endpoint policy
#   - ref: https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html
#     description: Building a data perimeter on AWS
# custom:
#   level: note
#   opt_in: true
#   since: 0.1.0
#   remediation: |
#     Write a policy of two statements: your own account or organization, and the
#     public buckets that hosts read unsigned.
#   symptom: |
#     Nothing breaks: the endpoint carries every request.
#   fix:
#     terraform: |
#       # in {node}
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [
#           {
#             Sid       = "OwnAccount"
#             Effect    = "Allow"
#             Principal = "*"
#             Action    = "s3:*"
#             Resource  = "*"
#             Condition = {
#               StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id }
#             }
#           },
#           {
#             Sid       = "AmazonLinuxRepositories"
#             Effect    = "Allow"
#             Principal = "*"
#             Action    = "s3:GetObject"
#             Resource  = "arn:aws:s3:::al2023-repos-${data.aws_region.current.id}-de612dc2/*"
#           },
#         ]
#       })
#     cloudformation: |
#       {node}:
#         Properties:
#           PolicyDocument:
#             Version: "2012-10-17"
#             Statement:
#               - Sid: OwnAccount
#                 Effect: Allow
#                 Principal: "*"
#                 Action: s3:*
#                 Resource: "*"
#                 Condition:
#                   StringEquals:
#                     aws:PrincipalAccount: !Ref AWS::AccountId
#               - Sid: AmazonLinuxRepositories
#                 Effect: Allow
#                 Principal: "*"
#                 Action: s3:GetObject
#                 Resource: !Sub arn:${AWS::Partition}:s3:::al2023-repos-${AWS::Region}-de612dc2/*
#     cdk: |
#       // the first addToPolicy replaces full access: write both statements
#       endpoint.addToPolicy(new iam.PolicyStatement({
#         sid: 'OwnAccount',
#         principals: [new iam.StarPrincipal()],
#         actions: ['s3:*'],
#         resources: ['*'],
#         conditions: { StringEquals: { 'aws:PrincipalAccount': cdk.Aws.ACCOUNT_ID } },
#       }));
#       endpoint.addToPolicy(new iam.PolicyStatement({
#         sid: 'AmazonLinuxRepositories',
#         principals: [new iam.StarPrincipal()],
#         actions: ['s3:GetObject'],
#         resources: [`arn:${cdk.Aws.PARTITION}:s3:::al2023-repos-${cdk.Aws.REGION}-de612dc2/*`],
#       }));
package rules.policy.endpoint_policy_too_open

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_too_open"

	message := sprintf("%s, in a network that is otherwise closed", [cause.story])
}
