# METADATA
# title: An interface endpoint does not let its hosts in on TCP port 443
# description: |
#   The security groups of an interface endpoint decide who reaches it. They must let
#   TCP port 443 in from the hosts: from their group, from their subnets, or from the
#   range of the VPC. No egress rule is needed at the endpoint, for groups keep state.
#
#   An endpoint that names no group gets the VPC's default one, which lets in its own
#   members only. That is AWS's default in Terraform and CloudFormation; CDK makes a
#   group that is open to the VPC.
#
#   Not this: where the agent's log shows a public address, private DNS is off. A
#   gateway endpoint has no security group; AccessDenied is the role or the policy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
#     description: Security groups of interface endpoints
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
#     description: The default security group
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Let TCP port 443 in from the hosts' security group.
#   symptom:
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: i/o timeout
#     ssmmessages: |
#       An error occurred (TargetNotConnected) when calling the StartSession operation: INSTANCE_ID is not connected.
#   fix:
#     endpoint_ingress_https_missing:
#       terraform: |
#         # in {node}
#         ingress {
#           description     = "hosts"
#           protocol        = "tcp"
#           from_port       = 443
#           to_port         = 443
#           security_groups = [{host_group}] # the group of the hosts
#         }
#       cloudformation: |
#         {node}:
#           Properties:
#             SecurityGroupIngress: # beside the rules that are there
#               - Description: hosts
#                 IpProtocol: tcp
#                 FromPort: 443
#                 ToPort: 443
#                 SourceSecurityGroupId: {host_group} # the group of the hosts
#       cdk: |
#         endpointGroup.addIngressRule(hostGroup, ec2.Port.tcp(443), 'hosts');
#     own_group:
#       terraform: |
#         # in {node}
#         ingress {
#           description = "hosts"
#           protocol    = "tcp"
#           from_port   = 443
#           to_port     = 443
#           self        = true # the hosts are in this group too
#         }
#       cloudformation: |
#         HostsHttpsIngress:
#           Type: AWS::EC2::SecurityGroupIngress
#           Properties:
#             GroupId: !GetAtt {node}.GroupId
#             Description: hosts
#             IpProtocol: tcp
#             FromPort: 443
#             ToPort: 443
#             SourceSecurityGroupId: !GetAtt {node}.GroupId # the hosts are in this group too
#       cdk: |
#         group.addIngressRule(group, ec2.Port.tcp(443), 'hosts'); // the hosts are in this group too
#     standalone:
#       terraform: |
#         resource "aws_vpc_security_group_ingress_rule" "hosts_https" {
#           security_group_id            = {node}.id
#           description                  = "hosts"
#           referenced_security_group_id = {host_group} # the group of the hosts
#           ip_protocol                  = "tcp"
#           from_port                    = 443
#           to_port                      = 443
#         }
#       cloudformation: |
#         HostsHttpsIngress:
#           Type: AWS::EC2::SecurityGroupIngress
#           Properties:
#             GroupId: !GetAtt {node}.GroupId
#             Description: hosts
#             IpProtocol: tcp
#             FromPort: 443
#             ToPort: 443
#             SourceSecurityGroupId: {host_group} # the group of the hosts
#       cdk: |
#         endpointGroup.addIngressRule(hostGroup, ec2.Port.tcp(443), 'hosts');
#     default_group:
#       terraform: |
#         # in {node}
#         security_group_ids = [aws_security_group.endpoints.id] # lets TCP 443 in from the hosts
#       cloudformation: |
#         {node}:
#           Properties:
#             SecurityGroupIds: [SECURITY_GROUP_ID] # lets TCP 443 in from the hosts
#       cdk: |
#         // in the endpoint
#         securityGroups: [endpointGroup], // lets TCP 443 in from the hosts
package rules.security_group.endpoint_ingress_https_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_ingress_https_missing"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; connections to %s time out", [fact, concat(" and ", cause.destinations)])
}
