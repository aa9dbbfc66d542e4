# METADATA
# title: A network ACL stops requests or their answers
# description: |
#   Network ACLs keep no state: a request must be let out, and its answer let in to
#   the port that the host chose for it. Linux chooses 32768 to 60999, Windows 49152
#   to 65535. Entries are tried in the order of their numbers, the first that matches
#   decides, and what none matches is denied. A network ACL cannot name a prefix list,
#   and S3 answers from public addresses, so entries for the VPC's own range do not
#   help there, whatever the endpoint. For an interface endpoint in another subnet the
#   network ACLs of both subnets count.
#
#   Where only port 80 is stopped, the rule speaks as egress_http_missing does: older
#   Amazon Linux 2 images use it.
#
#   An answer from S3 can come from any of its addresses, so the entry for answers
#   cannot name a narrower range than 0.0.0.0/0. It opens the ephemeral ports alone:
#   neither 22 nor 3389, which scanners ask about, and no group lets anybody in there.
#
#   Not this: DNS to the VPC's resolver and traffic within a subnet pass no network
#   ACL.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#     description: Network ACLs
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
#     description: Ephemeral ports
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Network ACLs and gateway endpoints
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Let TCP 443 out, and the ephemeral ports in, before any entry that denies them.
#     The security groups of the hosts say who may talk to whom.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     network_acl_blocks_out:
#       terraform: |
#         # in {node}
#         egress {
#           rule_no    = {out_number} # before every entry that denies it
#           action     = "allow"
#           protocol   = "tcp"
#           from_port  = {out_from}
#           to_port    = {out_to}
#           cidr_block = "0.0.0.0/0"
#         }
#       cloudformation: |
#         AllowedOut:
#           Type: AWS::EC2::NetworkAclEntry
#           Properties:
#             NetworkAclId: !Ref {node}
#             Egress: true
#             RuleNumber: {out_number} # before every entry that denies it
#             RuleAction: allow
#             Protocol: 6
#             PortRange: { From: {out_from}, To: {out_to} }
#             CidrBlock: 0.0.0.0/0
#       cdk: |
#         networkAcl.addEntry('AllowedOut', {
#           ruleNumber: {out_number}, // before every entry that denies it
#           cidr: ec2.AclCidr.anyIpv4(),
#           direction: ec2.TrafficDirection.EGRESS,
#           traffic: ec2.AclTraffic.tcpPortRange({out_from}, {out_to}),
#         });
#     network_acl_blocks_in:
#       terraform: |
#         # in {node}
#         ingress {
#           rule_no    = {in_number} # before every entry that denies it
#           action     = "allow"
#           protocol   = "tcp"
#           from_port  = {in_from}
#           to_port    = {in_to}
#           cidr_block = "0.0.0.0/0"
#         }
#       cloudformation: |
#         AllowedIn:
#           Type: AWS::EC2::NetworkAclEntry
#           Properties:
#             NetworkAclId: !Ref {node}
#             Egress: false
#             RuleNumber: {in_number} # before every entry that denies it
#             RuleAction: allow
#             Protocol: 6
#             PortRange: { From: {in_from}, To: {in_to} }
#             CidrBlock: 0.0.0.0/0
#       cdk: |
#         networkAcl.addEntry('AllowedIn', {
#           ruleNumber: {in_number}, // before every entry that denies it
#           cidr: ec2.AclCidr.anyIpv4(),
#           direction: ec2.TrafficDirection.INGRESS,
#           traffic: ec2.AclTraffic.tcpPortRange({in_from}, {in_to}),
#         });
#     network_acl_blocks_both:
#       terraform: |
#         # in {node}
#         egress {
#           rule_no    = {out_number} # before every entry that denies it
#           action     = "allow"
#           protocol   = "tcp"
#           from_port  = {out_from}
#           to_port    = {out_to}
#           cidr_block = "0.0.0.0/0"
#         }
#
#         ingress {
#           rule_no    = {in_number} # before every entry that denies it
#           action     = "allow"
#           protocol   = "tcp"
#           from_port  = {in_from}
#           to_port    = {in_to}
#           cidr_block = "0.0.0.0/0"
#         }
#       cloudformation: |
#         AllowedOut:
#           Type: AWS::EC2::NetworkAclEntry
#           Properties:
#             NetworkAclId: !Ref {node}
#             Egress: true
#             RuleNumber: {out_number} # before every entry that denies it
#             RuleAction: allow
#             Protocol: 6
#             PortRange: { From: {out_from}, To: {out_to} }
#             CidrBlock: 0.0.0.0/0
#
#         AllowedIn:
#           Type: AWS::EC2::NetworkAclEntry
#           Properties:
#             NetworkAclId: !Ref {node}
#             Egress: false
#             RuleNumber: {in_number} # before every entry that denies it
#             RuleAction: allow
#             Protocol: 6
#             PortRange: { From: {in_from}, To: {in_to} }
#             CidrBlock: 0.0.0.0/0
#       cdk: |
#         networkAcl.addEntry('AllowedOut', {
#           ruleNumber: {out_number}, // before every entry that denies it
#           cidr: ec2.AclCidr.anyIpv4(),
#           direction: ec2.TrafficDirection.EGRESS,
#           traffic: ec2.AclTraffic.tcpPortRange({out_from}, {out_to}),
#         });
#         networkAcl.addEntry('AllowedIn', {
#           ruleNumber: {in_number}, // before every entry that denies it
#           cidr: ec2.AclCidr.anyIpv4(),
#           direction: ec2.TrafficDirection.INGRESS,
#           traffic: ec2.AclTraffic.tcpPortRange({in_from}, {in_to}),
#         });
#     network_acl_blocks_out_in_rules:
#       terraform: |
#         resource "aws_network_acl_rule" "allowed_out" {
#           network_acl_id = {node}.id
#           egress         = true
#           rule_number    = {out_number} # before every entry that denies it
#           rule_action    = "allow"
#           protocol       = "tcp"
#           from_port      = {out_from}
#           to_port        = {out_to}
#           cidr_block     = "0.0.0.0/0"
#         }
#     network_acl_blocks_in_in_rules:
#       terraform: |
#         resource "aws_network_acl_rule" "allowed_in" {
#           network_acl_id = {node}.id
#           egress         = false
#           rule_number    = {in_number} # before every entry that denies it
#           rule_action    = "allow"
#           protocol       = "tcp"
#           from_port      = {in_from}
#           to_port        = {in_to}
#           cidr_block     = "0.0.0.0/0"
#         }
#     network_acl_blocks_both_in_rules:
#       terraform: |
#         resource "aws_network_acl_rule" "allowed_out" {
#           network_acl_id = {node}.id
#           egress         = true
#           rule_number    = {out_number} # before every entry that denies it
#           rule_action    = "allow"
#           protocol       = "tcp"
#           from_port      = {out_from}
#           to_port        = {out_to}
#           cidr_block     = "0.0.0.0/0"
#         }
#
#         resource "aws_network_acl_rule" "allowed_in" {
#           network_acl_id = {node}.id
#           egress         = false
#           rule_number    = {in_number} # before every entry that denies it
#           rule_action    = "allow"
#           protocol       = "tcp"
#           from_port      = {in_from}
#           to_port        = {in_to}
#           cidr_block     = "0.0.0.0/0"
#         }
package rules.network_acl.network_acl_blocks_path

import data.lib.finding

findings contains finding.at_level(found, level) if {
	some cause in input.causes
	cause.kind == "network_acl_blocks"

	some class, [level, consequence] in consequences
	paths := {id |
		some id in cause.paths
		class_of(cause, input.paths[id]) == class
	}
	count(paths) > 0
	message := sprintf("%s; %s", [cause.story, consequence])
	found := finding.on_paths(cause, paths, message)
}

# A host of unknown system may be the worst, and its evidence lowers the level.
consequences := {
	"blocked": ["error", "requests time out"],
	"unknown": ["error", "the host's system is not known, and older Amazon Linux 2 images use http"],
	"al2": ["warning", "older Amazon Linux 2 images and the agent's fallback use http"],
	"other": ["note", "80 matters only to older images and the agent's fallback"],
}

# A path that is not blocked lacks port 80 only.
class_of(cause, _) := "blocked" if cause.blocks

class_of(cause, path) := object.get({"al2": "al2", "unknown": "unknown"}, path.os, "other") if not cause.blocks
