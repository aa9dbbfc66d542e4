# METADATA
# title: Egress to S3 lacks TCP port 80
# description: |
#   The host's security groups let it reach S3 on port 443 and not on port 80.
#   Amazon Linux 1 fetches its packages over http only. Amazon Linux 2 fetches
#   them over https today, but older images and the catalog of amazon-linux-extras
#   still use http, and the SSM Agent falls back to it.
#
#   The repositories of Amazon Linux 2023 are https. Port 80 matters there only to
#   the agent's fallback, so the finding is a note.
#
#   Articles of 2022 found Patch Manager failing on Amazon Linux 2 without port 80.
#   Today's images use https; where an image's age is not known, this is a warning.
#
#   Not this: 403 Forbidden on http is an endpoint policy, perhaps one that asks for
#   aws:SecureTransport. Interface endpoints serve 443 only and need no port 80.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Security groups and gateway endpoints
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
#     description: AWS-managed prefix lists
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Let TCP port 80 out to the S3 prefix list of the region, beside port 443.
#   symptom:
#     al2023_repos: |
#       HTTP HEAD request failed: url=http://amazon-ssm-REGION.s3.amazonaws.com, error=Head "http://amazon-ssm-REGION.s3.amazonaws.com": dial tcp: i/o timeout
#     al2_repos: |
#       12: Timeout on http://amazonlinux.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     egress_http_missing:
#       terraform: |
#         data "aws_region" "current" {}
#
#         data "aws_prefix_list" "s3" {
#           name = "com.amazonaws.${data.aws_region.current.id}.s3"
#         }
#
#         # in {node}
#         egress {
#           description     = "S3 over http"
#           protocol        = "tcp"
#           from_port       = 80
#           to_port         = 80
#           prefix_list_ids = [data.aws_prefix_list.s3.id]
#         }
#       cloudformation: |
#         {node}:
#           Properties:
#             SecurityGroupEgress: # beside the rules that are there
#               - Description: S3 over http
#                 IpProtocol: tcp
#                 FromPort: 80
#                 ToPort: 80
#                 DestinationPrefixListId: !Ref S3PrefixListId # a parameter: the id of com.amazonaws.REGION.s3
#       cdk: |
#         securityGroup.addEgressRule(ec2.Peer.prefixList(s3PrefixListId), ec2.Port.tcp(80), 'S3 over http');
#     egress_http_missing_in_l1:
#       cdk: |
#         // one more of securityGroupEgress
#         {
#           description: 'S3 over http',
#           ipProtocol: 'tcp',
#           fromPort: 80,
#           toPort: 80,
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
#         resource "aws_vpc_security_group_egress_rule" "s3_http" {
#           security_group_id = {node}.id
#           description       = "S3 over http"
#           prefix_list_id    = data.aws_prefix_list.s3.id
#           ip_protocol       = "tcp"
#           from_port         = 80
#           to_port           = 80
#         }
#       cloudformation: |
#         S3HttpEgress:
#           Type: AWS::EC2::SecurityGroupEgress
#           Properties:
#             GroupId: !GetAtt {node}.GroupId
#             Description: S3 over http
#             IpProtocol: tcp
#             FromPort: 80
#             ToPort: 80
#             DestinationPrefixListId: !Ref S3PrefixListId # a parameter: the id of com.amazonaws.REGION.s3
#       cdk: |
#         securityGroup.addEgressRule(ec2.Peer.prefixList(s3PrefixListId), ec2.Port.tcp(80), 'S3 over http');
#     standalone_in_l1:
#       cdk: |
#         new ec2.CfnSecurityGroupEgress(this, 'S3HttpEgress', {
#           groupId: securityGroup.attrGroupId,
#           description: 'S3 over http',
#           ipProtocol: 'tcp',
#           fromPort: 80,
#           toPort: 80,
#           destinationPrefixListId: s3PrefixListId,
#         });
package rules.security_group.egress_http_missing

import data.lib.finding

findings contains finding.at_level(found, level) if {
	some cause in input.causes
	cause.kind == "egress_http_missing"

	some system, [level, consequence] in consequences
	paths := {id |
		some id in cause.paths
		path := input.paths[id]
		object.get(systems, path.os, "al2") == system
	}
	count(paths) > 0
	message := sprintf("%s; %s", [cause.story, consequence])
	found := finding.on_paths(cause, paths, message)
}

systems := {system: system | some system, _ in consequences}

# A host of unknown system may be the worst, and its evidence lowers the level.
consequences := {
	"al1": ["error", "Amazon Linux 1 fetches its packages over http only"],
	"unknown": ["error", "the host's system is not known: Amazon Linux 1 and older images of 2 use http"],
	"al2": ["warning", "older Amazon Linux 2 images and the agent's fallback use http"],
	"al2023": ["note", "the repositories are https, and 80 matters only to older images and the agent's fallback"],
}
