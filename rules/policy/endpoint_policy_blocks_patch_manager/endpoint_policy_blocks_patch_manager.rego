# METADATA
# title: The endpoint policy refuses what Patch Manager downloads
# description: |
#   Before Patch Manager installs anything, its documents read their code, their
#   payload and the snapshot of the patch baseline from buckets that belong to AWS:
#   aws-ssm-REGION, aws-patch-manager-REGION-HASH and patch-baseline-snapshot-REGION.
#   The code and the payload are fetched with curl and without a signature. The
#   snapshot's URL is signed by Systems Manager, in an account of AWS's own. No
#   condition on the caller's account, organization or role admits any of them, and
#   yum may work while patching does not.
#
#   The finding is a warning where a request that the instance role signs would be
#   allowed: what today's payload does is not published, and older documentation
#   speaks of the instance profile.
#
#   Articles tell that both are signed by the instance role, and that the account's
#   condition may stay in front of them. By AWS's API reference the snapshot's URL comes
#   signed, and the published payload script signs nothing. Older texts and the error
#   below name aws-ssm-REGION alone; today's list has the two other buckets as well.
#
#   Not this: `exit status 156` with curl's error 28 is a missing route or egress
#   rule, with error 6 DNS, with error 23 a broken curl; 152 and 155 are a full disk. A
#   held yum lock, or an agent that ran out of memory, is no network either.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-operations-s3-buckets.html
#     description: Buckets of patching operations
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
#     description: Buckets that the SSM Agent reads
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Endpoint policies
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Allow s3:GetObject on the three buckets to every principal, in a statement of its
#     own without a condition. The buckets belong to AWS and can only be read.
#   symptom: |
#     Error code returned from curl is 22
#     Unable to download payload: https://s3.dualstack.REGION.amazonaws.com/aws-ssm-REGION/patchbaselineoperations/linux/payloads/patch-baseline-operations-1.83.tar.gz.
#     failed to run commands: exit status 156
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "PatchManager"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource = [
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
#             "arn:aws:s3:::{bucket_patch_payload}/*",
#             "arn:aws:s3:::{bucket_patch_snapshot}/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: PatchManager
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_documents}/*
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_patch_payload}/*
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_patch_snapshot}/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'PatchManager',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_payload}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_snapshot}/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement of policyDocument, without a condition
#         {
#           Sid: 'PatchManager',
#           Effect: 'Allow',
#           Principal: '*',
#           Action: 's3:GetObject',
#           Resource: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_payload}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_snapshot}/*`,
#           ],
#         },
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#           "arn:aws:s3:::{bucket_patch_payload}/*",
#           "arn:aws:s3:::{bucket_patch_snapshot}/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_documents}/*
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_patch_payload}/*
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_patch_snapshot}/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_payload}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_snapshot}/*`,
#         ],
#     explicit_deny_in_l1:
#       cdk: |
#         // in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_payload}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_patch_snapshot}/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "PatchManager",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
#             "arn:aws:s3:::{bucket_patch_payload}/*",
#             "arn:aws:s3:::{bucket_patch_snapshot}/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "PatchManager",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
#             "arn:aws:s3:::{bucket_patch_payload}/*",
#             "arn:aws:s3:::{bucket_patch_snapshot}/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#           "arn:aws:s3:::{bucket_patch_payload}/*",
#           "arn:aws:s3:::{bucket_patch_snapshot}/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#           "arn:aws:s3:::{bucket_patch_payload}/*",
#           "arn:aws:s3:::{bucket_patch_snapshot}/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "PatchManager"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
#             "arn:aws:s3:::{bucket_patch_payload}/*",
#             "arn:aws:s3:::{bucket_patch_snapshot}/*",
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
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#           "arn:aws:s3:::{bucket_patch_payload}/*",
#           "arn:aws:s3:::{bucket_patch_snapshot}/*",
#         ]
package rules.policy.endpoint_policy_blocks_patch_manager

import data.lib.finding

findings contains finding.at_level(finding.on(cause, message), level) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.purpose == "patch_manager"

	[level, certainty] := weight(cause.detail.signed)
	refused := concat(" and ", [object | some object in [objects[id] | some id in cause.destinations]])
	message := sprintf("%s; Patch Manager gets 403 Forbidden for %s%s", [cause.story, refused, certainty])
}

objects := {
	"patch_payload": "its payload",
	"patch_snapshot": "the baseline's snapshot",
	"ssm_documents": "the code of its documents",
}

# No signature helps, or that of the instance role might.
weight(signed) := ["error", ""] if signed == "denied"

weight(signed) := ["warning", ", unless it signs with the instance role"] if signed != "denied"
