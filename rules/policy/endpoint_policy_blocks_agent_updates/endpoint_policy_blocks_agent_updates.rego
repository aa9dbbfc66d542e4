# METADATA
# title: The endpoint policy refuses updates of the SSM Agent
# description: |
#   The SSM Agent's packages and their manifest are in the bucket amazon-ssm-REGION,
#   the code of `AWS-UpdateSSMAgent` in aws-ssm-REGION. The agent asks with the
#   instance role's signature first and, when that is refused, without one. A policy
#   that admits neither leaves the agent at the version of the image; everything else
#   keeps working. So does a policy that admits the role where the role itself does not
#   allow s3:GetObject: AmazonSSMManagedInstanceCore has no permission for S3. There,
#   s3:GetObject on amazon-ssm-REGION in the role lets the agent update itself too, but
#   the documents' code stays out of reach.
#
#   Not this: a time-out, which is the route, a security group or a network ACL.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
#     description: Buckets that the SSM Agent reads
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Endpoint policies
# custom:
#   level: note
#   since: 0.1.0
#   remediation: |
#     Allow s3:GetObject on the two buckets to every principal, in a statement of its
#     own without a condition. The buckets belong to AWS and can only be read.
#   symptom: |
#     http request failed. status:403 Forbidden
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         # one more statement in the policy of {node}, without a condition
#         {
#           Sid       = "AgentUpdates"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "s3:GetObject"
#           Resource = [
#             "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
#           ]
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}, without a condition
#         - Sid: AgentUpdates
#           Effect: Allow
#           Principal: "*"
#           Action: s3:GetObject
#           Resource:
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_agent_updates}/*
#             - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_documents}/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'AgentUpdates',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['s3:GetObject'],
#           resources: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_agent_updates}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#           ],
#         }));
#     endpoint_policy_blocks_in_l1:
#       cdk: |
#         // one more statement of policyDocument, without a condition
#         {
#           Sid: 'AgentUpdates',
#           Effect: 'Allow',
#           Principal: '*',
#           Action: 's3:GetObject',
#           Resource: [
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_agent_updates}/*`,
#             `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#           ],
#         },
#     explicit_deny:
#       terraform: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource = [
#           "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#         ]
#       cloudformation: |
#         # in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource:
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_agent_updates}/*
#           - !Sub arn:${AWS::Partition}:s3:::{bucket_ssm_documents}/*
#       cdk: |
#         // in statement {statement}, which denies: notResources in the place of resources, with all that stays open
#         notResources: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_agent_updates}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#         ],
#     explicit_deny_in_l1:
#       cdk: |
#         // in statement {statement}, which denies: NotResource in the place of Resource, with all that stays open
#         NotResource: [
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_agent_updates}/*`,
#           `arn:${cdk.Aws.PARTITION}:s3:::{bucket_ssm_documents}/*`,
#         ],
#     endpoint_policy_blocks_in_json:
#       terraform: |
#         {
#           "Sid": "AgentUpdates",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#             "arn:aws:s3:::{bucket_ssm_documents}/*"
#           ]
#         }
#       cloudformation: |
#         {
#           "Sid": "AgentUpdates",
#           "Effect": "Allow",
#           "Principal": "*",
#           "Action": "s3:GetObject",
#           "Resource": [
#             "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#             "arn:aws:s3:::{bucket_ssm_documents}/*"
#           ]
#         }
#     explicit_deny_in_json:
#       terraform: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#           "arn:aws:s3:::{bucket_ssm_documents}/*"
#         ]
#       cloudformation: |
#         "NotResource": [
#           "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#           "arn:aws:s3:::{bucket_ssm_documents}/*"
#         ]
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid     = "AgentUpdates"
#           actions = ["s3:GetObject"]
#           resources = [
#             "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#             "arn:aws:s3:::{bucket_ssm_documents}/*",
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
#           "arn:aws:s3:::{bucket_ssm_agent_updates}/*",
#           "arn:aws:s3:::{bucket_ssm_documents}/*",
#         ]
package rules.policy.endpoint_policy_blocks_agent_updates

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	cause.detail.purpose == "agent_updates"

	message := sprintf("%s; %s", [cause.story, consequence(cause)])
}

consequence(cause) := "the SSM Agent cannot update itself" if "ssm_agent_updates" in cause.destinations

consequence(cause) := "AWS-UpdateSSMAgent and other documents cannot read their code" if {
	not "ssm_agent_updates" in cause.destinations
}
