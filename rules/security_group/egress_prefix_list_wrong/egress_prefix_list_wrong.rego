# METADATA
# title: Egress goes out to another region's or service's prefix list
# description: |
#   An id of an AWS-managed prefix list means something in one region only, and ids
#   repeat: pl-6ea54007 is Amazon S3 in eu-central-1 and Amazon DynamoDB in us-west-1.
#   An id copied from another region, or DynamoDB's taken for S3's, makes an egress
#   rule that looks right and lets out nothing that the host sends.
#
#   The rule speaks where the id is a known one and no other rule of the host lets it
#   out to S3. An id that nobody has published is inconclusive.
#
#   Not this: a list of your own, whose entries are judged one by one.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
#     description: AWS-managed prefix lists
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Security groups and gateway endpoints
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Refer to the list by its name, com.amazonaws.REGION.s3, and not by its id.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     egress_prefix_list_wrong:
#       terraform: |
#         data "aws_region" "current" {}
#
#         data "aws_prefix_list" "s3" {
#           name = "com.amazonaws.${data.aws_region.current.id}.s3"
#         }
#
#         # in {node}, in the place of {list}
#         prefix_list_ids = [data.aws_prefix_list.s3.id]
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
#         const s3 = ec2.PrefixList.fromLookup(this, 'S3', { prefixListName: `com.amazonaws.${this.region}.s3` });
#         securityGroup.addEgressRule(ec2.Peer.prefixList(s3.prefixListId), ec2.Port.tcp(443), 'S3 over https');
#     standalone:
#       terraform: |
#         data "aws_region" "current" {}
#
#         data "aws_prefix_list" "s3" {
#           name = "com.amazonaws.${data.aws_region.current.id}.s3"
#         }
#
#         # in the rule of {node}, in the place of {list}
#         prefix_list_id = data.aws_prefix_list.s3.id
#       cloudformation: |
#         # in the rule of {node}, in the place of {list}
#         DestinationPrefixListId: !Ref S3PrefixListId # a parameter: the id of com.amazonaws.REGION.s3
package rules.security_group.egress_prefix_list_wrong

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "egress_prefix_list_wrong"

	message := sprintf("%s; every download from S3 times out", [cause.story])
}
