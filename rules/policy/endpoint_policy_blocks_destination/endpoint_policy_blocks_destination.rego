# METADATA
# title: The endpoint policy refuses a destination of your own choice
# description: |
#   Beside what every Amazon Linux host reads, a host may need buckets that the
#   configuration names: a mirror of packages, or a built-in destination that is judged
#   only where it is named, such as `emr` or `codedeploy_agent`. A policy that admits
#   other buckets, or asks for a caller that the request does not have, refuses it.
#   `signing` of the destination says how its requests are signed.
#
#   A destination that the configuration calls optional gives a note, an expected one at
#   most a warning.
#
#   Not this: a 403 where the policy lets the request through comes from the bucket's own
#   policy or from the role of the host, and S3 answers 403 for an object that does not
#   exist to whoever may not list the bucket.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#edit-vpc-endpoint-policy-s3
#     description: Policies of the gateway endpoint for S3
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Endpoint policies
#   - ref: https://docs.aws.amazon.com/emr/latest/ManagementGuide/private-subnet-iampolicy.html
#     description: Buckets that a cluster of Amazon EMR reads
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Allow s3:GetObject on the destination's buckets, in a statement of its own without a
#     condition. Where a bucket is yours, its own policy still says who may read it.
#   symptom: |
#     HTTP Error 403 - Forbidden
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "Destination"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource = [
#             "arn:aws:s3:::{bucket}/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: Destination
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::{bucket}/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'Destination',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket}/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement of policyDocument, without a condition
#         {
#           Sid: 'Destination',
#           Effect: 'Allow',
#           Principal: '*',
#           Action: 's3:GetObject',
#           Resource: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket}/*`,
#           ],
#         },
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::{bucket}/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::{bucket}/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket}/*`,
#         ],
#     explicit_deny_in_l1:
#       cdk: |
#         // in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket}/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "Destination",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket}/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "Destination",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket}/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket}/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket}/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "Destination"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::{bucket}/*",
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
#           "arn:aws:s3:::{bucket}/*",
#         ]
package rules.policy.endpoint_policy_blocks_destination

import data.lib.finding

# What other rules speak of: purposes that hosts are known to have.
spoken_of := {"al2023_repos", "al2_repos", "al1_repos", "ecr_layers", "patch_manager", "agent_updates"}

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	not cause.detail.purpose in spoken_of
	not interface_service(cause)

	titles := concat(" and ", [title(id) | some id in cause.destinations])
	message := sprintf("%s; requests to %s get 403 Forbidden", [cause.story, titles])
}

interface_service(cause) if input.destinations[cause.detail.destination].service != "s3"

title(id) := sprintf("%q (%s)", [id, input.destinations[id].title])

title(id) := sprintf("%q", [id]) if not input.destinations[id]
