# METADATA
# title: The endpoint policy refuses the layers of container images
# description: |
#   Amazon ECR keeps the layers of images in a bucket of its own,
#   prod-REGION-starport-layer-bucket. A node that pulls an image gets a URL for each
#   layer, which ECR has signed in AWS's account. A policy that admits your own
#   account, your organization or your own buckets only refuses it, although the
#   endpoints of ECR itself answer.
#
#   Not this: a pull that times out lacks a route to S3 or to ECR's own endpoints;
#   `denied: User … is not authorized` is the node's role.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
#     description: The gateway endpoint that ECR needs
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Endpoint policies
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Allow s3:GetObject on the layer bucket to every principal, in a statement of its
#     own without a condition. The bucket belongs to AWS and can only be read.
#   symptom: |
#     CannotPullContainerError: error pulling image configuration: download failed after attempts=1: denied: 403 Forbidden
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "ImageLayers"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource = [
#             "arn:aws:s3:::{bucket_ecr_layers}/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: ImageLayers
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_ecr_layers}/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'ImageLayers',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ecr_layers}/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement of policyDocument, without a condition
#         {
#           Sid: 'ImageLayers',
#           Effect: 'Allow',
#           Principal: '*',
#           Action: 's3:GetObject',
#           Resource: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ecr_layers}/*`,
#           ],
#         },
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::{bucket_ecr_layers}/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_ecr_layers}/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ecr_layers}/*`,
#         ],
#     explicit_deny_in_l1:
#       cdk: |
#         // in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ecr_layers}/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "ImageLayers",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ecr_layers}/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "ImageLayers",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ecr_layers}/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ecr_layers}/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ecr_layers}/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "ImageLayers"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::{bucket_ecr_layers}/*",
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
#           "arn:aws:s3:::{bucket_ecr_layers}/*",
#         ]
package rules.policy.endpoint_policy_blocks_ecr_layers

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.purpose == "ecr_layers"

	message := sprintf("%s; no image can be pulled from Amazon ECR", [cause.story])
}
