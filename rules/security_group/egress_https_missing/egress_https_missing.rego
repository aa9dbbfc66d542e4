# METADATA
# title: Egress to S3 lacks TCP port 443
# description: |
#   No security group of the host lets TCP port 443 out to S3. Security groups
#   filter traffic to a gateway endpoint like any other: the endpoint has no
#   address of its own, so a rule to the VPC's range or to another group does not
#   cover it. The S3 prefix list of the region does.
#
#   What a group without egress rules means depends on the tool. Terraform removes
#   AWS's allow-all rule, so nothing gets out; CloudFormation keeps it; CDK writes
#   it unless `allowAllOutbound` is false.
#
#   A standalone egress rule beside a CloudFormation group without any takes that
#   default away; beside an allow-all rule the outcome is not documented, and such a
#   path is inconclusive.
#
#   Not this: 403 Forbidden is an endpoint policy, `Could not resolve host` is DNS.
#   Security groups never filter DNS to the VPC's resolver, the metadata service or
#   Amazon's time server.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Security groups and gateway endpoints
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
#     description: Terraform removes the default egress rule
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
#     description: AWS-managed prefix lists
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Let TCP port 443 out to the S3 prefix list of the region.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     egress_https_missing:
#       terraform: |
#         data "aws_region" "current" {}
#
#         data "aws_prefix_list" "s3" {
#           name = "com.amazonaws.${data.aws_region.current.id}.s3"
#         }
#
#         # in {node}
#         egress {
#           description     = "S3 over https"
#           protocol        = "tcp"
#           from_port       = 443
#           to_port         = 443
#           prefix_list_ids = [data.aws_prefix_list.s3.id]
#         }
#       cloudformation: |
#         {node}:
#           Properties:
#             SecurityGroupEgress: # beside the rules that are there
#               - Description: S3 over https
#                 IpProtocol: tcp
#                 FromPort: 443
#                 ToPort: 443
#                 DestinationPrefixListId: !Ref S3PrefixListId # a parameter: the id of com.amazonaws.REGION.s3
#       cdk: |
#         securityGroup.addEgressRule(ec2.Peer.prefixList(s3PrefixListId), ec2.Port.tcp(443), 'S3 over https');
#     egress_https_missing_in_l1:
#       cdk: |
#         // one more of securityGroupEgress
#         {
#           description: 'S3 over https',
#           ipProtocol: 'tcp',
#           fromPort: 443,
#           toPort: 443,
#           destinationPrefixListId: s3PrefixListId,
#         },
#     standalone:
#       terraform: |
#         data "aws_region" "current" {}
#
#         data "aws_prefix_list" "s3" {
#           name = "com.amazonaws.${data.aws_region.current.id}.s3"
#         }
#
#         resource "aws_vpc_security_group_egress_rule" "s3_https" {
#           security_group_id = {node}.id
#           description       = "S3 over https"
#           prefix_list_id    = data.aws_prefix_list.s3.id
#           ip_protocol       = "tcp"
#           from_port         = 443
#           to_port           = 443
#         }
#       cloudformation: |
#         S3HttpsEgress:
#           Type: AWS::EC2::SecurityGroupEgress
#           Properties:
#             GroupId: !GetAtt {node}.GroupId
#             Description: S3 over https
#             IpProtocol: tcp
#             FromPort: 443
#             ToPort: 443
#             DestinationPrefixListId: !Ref S3PrefixListId # a parameter: the id of com.amazonaws.REGION.s3
#       cdk: |
#         securityGroup.addEgressRule(ec2.Peer.prefixList(s3PrefixListId), ec2.Port.tcp(443), 'S3 over https');
#     standalone_in_l1:
#       cdk: |
#         new ec2.CfnSecurityGroupEgress(this, 'S3HttpsEgress', {
#           groupId: securityGroup.attrGroupId,
#           description: 'S3 over https',
#           ipProtocol: 'tcp',
#           fromPort: 443,
#           toPort: 443,
#           destinationPrefixListId: s3PrefixListId,
#         });
package rules.security_group.egress_https_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "egress_https_missing"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; %s", [fact, suffering(cause)])
}

suffering(cause) := "every download from S3 times out" if not any_service(cause)

suffering(cause) := "downloads from S3 and connections to AWS services time out" if any_service(cause)

any_service(cause) if {
	some destination in cause.destinations
	input.destinations[destination].service != "s3"
}
