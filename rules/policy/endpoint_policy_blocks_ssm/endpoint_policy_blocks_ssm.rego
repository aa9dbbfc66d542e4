# METADATA
# title: The policy of an SSM endpoint refuses the agent
# description: |
#   The policy of an interface endpoint applies to every call through it. The agent
#   registers with ssm:UpdateInstanceInformation and keeps channels open with the
#   four actions of ssmmessages; a policy that lists other actions refuses them.
#
#   Two conditions look harmless and are not. aws:ResourceOrgID or
#   aws:ResourceAccount refuses the documents that AWS owns, such as
#   AWS-RunPatchBaseline: they need a statement of their own. And hybrid nodes
#   register before they have credentials, so that every aws:Principal key is absent:
#   ask for ssm:NodeAccountId there.
#
#   The same holds for CloudWatch Logs and KMS where sessions are logged or encrypted,
#   and for the actions that the configuration lists for a service of its own.
#
#   It is not this where the message names the role ("User … is not authorized"
#   without a word about an endpoint policy): then the role lacks the permission.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
#     description: Policies of the endpoints of Systems Manager
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
#     description: What the agent calls
#   - ref: https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/vpc_endpoint_policies/ssm_endpoint_policy.json
#     description: A perimeter policy that lets the agent work
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Add a statement that allows what the agent calls, and keep the rest.
#   symptom:
#     ssm: |
#       AccessDeniedException: User: ROLE is not authorized to perform: ssm:UpdateInstanceInformation because no VPC endpoint policy allows the ssm:UpdateInstanceInformation action
#     ssmmessages: |
#       AccessDeniedException: User: ROLE is not authorized to perform: ssmmessages:CreateControlChannel because no VPC endpoint policy allows the ssmmessages:CreateControlChannel action
#     aws_owned: |
#       AccessDeniedException: User: ROLE is not authorized to perform: ssm:GetDocument on resource: arn:aws:ssm:REGION::document/AWS-RunPatchBaseline because no VPC endpoint policy allows the ssm:GetDocument action
#     node: |
#       AccessDeniedException: User: ROLE is not authorized to perform: ssm:RegisterManagedInstance because no VPC endpoint policy allows the ssm:RegisterManagedInstance action
#     "": |
#       AccessDeniedException: User: ROLE is not authorized to perform: ACTION because no VPC endpoint policy allows the ACTION action
#   fix:
#     endpoint_policy_blocks:
#       terraform: |
#         data "aws_caller_identity" "current" {}
#
#         # one more statement in the policy of {node}
#         {
#           Sid       = "Agent"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = "{destination}:*"
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}
#         - Sid: Agent
#           Effect: Allow
#           Principal: "*"
#           Action: "{destination}:*"
#           Resource: "*"
#           Condition:
#             StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId }
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'Agent',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['{destination}:*'],
#           resources: ['*'],
#           conditions: { StringEquals: { 'aws:PrincipalAccount': cdk.Aws.ACCOUNT_ID } },
#         }));
#     further:
#       terraform: |
#         # one more statement in the policy of {node}
#         {
#           Sid       = "Hosts"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = [{actions}]
#           Resource  = "*"
#           Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}
#         - Sid: Hosts
#           Effect: Allow
#           Principal: "*"
#           Action: [{actions}]
#           Resource: "*"
#           Condition:
#             StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId }
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'Hosts',
#           principals: [new iam.AnyPrincipal()],
#           actions: [{actions}],
#           resources: ['*'],
#           conditions: { StringEquals: { 'aws:PrincipalAccount': cdk.Aws.ACCOUNT_ID } },
#         }));
#     explicit_deny:
#       terraform: |
#         # statement {statement} of the policy of {node} denies {action}: narrow it, another statement cannot outvote it
#       cloudformation: |
#         # statement {statement} of the policy of {node} denies {action}: narrow it, another statement cannot outvote it
#       cdk: |
#         // statement {statement} of the endpoint's policy denies {action}: narrow it, another statement cannot outvote it
#     aws_owned:
#       terraform: |
#         # one more statement in the policy of {node}
#         {
#           Sid       = "DocumentsOfAWS"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = ["ssm:DescribeDocument", "ssm:GetDocument"]
#           Resource  = "arn:aws:ssm:${data.aws_region.current.id}::document/*"
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}
#         - Sid: DocumentsOfAWS
#           Effect: Allow
#           Principal: "*"
#           Action: [ssm:DescribeDocument, ssm:GetDocument]
#           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}::document/*
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'DocumentsOfAWS',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['ssm:DescribeDocument', 'ssm:GetDocument'],
#           resources: [`arn:${cdk.Aws.PARTITION}:ssm:${cdk.Aws.REGION}::document/*`],
#         }));
#     node:
#       terraform: |
#         data "aws_caller_identity" "current" {}
#
#         # one more statement in the policy of {node}
#         {
#           Sid       = "HybridNodes"
#           Effect    = "Allow"
#           Principal = "*"
#           Action    = ["ssm:RegisterManagedInstance", "ssm:RequestManagedInstanceRoleToken", "ssm:UpdateManagedInstancePublicKey"]
#           Resource  = "*"
#           Condition = { StringEquals = { "ssm:NodeAccountId" = data.aws_caller_identity.current.account_id } }
#         },
#       cloudformation: |
#         # one more statement in the policy of {node}
#         - Sid: HybridNodes
#           Effect: Allow
#           Principal: "*"
#           Action: [ssm:RegisterManagedInstance, ssm:RequestManagedInstanceRoleToken, ssm:UpdateManagedInstancePublicKey]
#           Resource: "*"
#           Condition:
#             StringEquals: { ssm:NodeAccountId: !Ref AWS::AccountId }
#       cdk: |
#         endpoint.addToPolicy(new iam.PolicyStatement({
#           sid: 'HybridNodes',
#           principals: [new iam.AnyPrincipal()],
#           actions: ['ssm:RegisterManagedInstance', 'ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateManagedInstancePublicKey'],
#           resources: ['*'],
#           conditions: { StringEquals: { 'ssm:NodeAccountId': cdk.Aws.ACCOUNT_ID } },
#         }));
#     endpoint_policy_blocks_in_statement:
#       terraform: |
#         # in the policy document of {node}
#         statement {
#           sid       = "Agent"
#           actions   = ["{destination}:*"]
#           resources = ["*"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "aws:PrincipalAccount"
#             values   = [data.aws_caller_identity.current.account_id]
#           }
#         }
#     aws_owned_in_statement:
#       terraform: |
#         # in the policy document of {node}, a statement without a condition
#         statement {
#           sid       = "DocumentsOfAWS"
#           actions   = ["ssm:DescribeDocument", "ssm:GetDocument"]
#           resources = ["arn:aws:ssm:${data.aws_region.current.id}::document/*"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#         }
#     node_in_statement:
#       terraform: |
#         # in the policy document of {node}
#         statement {
#           sid       = "HybridNodes"
#           actions   = ["ssm:RegisterManagedInstance", "ssm:RequestManagedInstanceRoleToken", "ssm:UpdateManagedInstancePublicKey"]
#           resources = ["*"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#
#           condition {
#             test     = "StringEquals"
#             variable = "ssm:NodeAccountId"
#             values   = [data.aws_caller_identity.current.account_id]
#           }
#         }
package rules.policy.endpoint_policy_blocks_ssm

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_policy_blocks"
	input.destinations[cause.detail.destination].service != "s3"

	message := sprintf("%s; %s is refused", [cause.story, cause.detail.action])
}
