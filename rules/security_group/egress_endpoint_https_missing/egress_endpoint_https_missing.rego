# METADATA
# title: Egress does not reach the interface endpoints on TCP port 443
# description: |
#   An interface endpoint has network interfaces in the VPC, with private addresses
#   and security groups. The host's groups must let TCP port 443 out to them: to one
#   of the endpoint's groups, or to the range of its subnets. The S3 prefix list
#   holds none of these addresses, so a host with only that rule downloads packages
#   and never comes online in Systems Manager.
#
#   Where nothing at all gets out, egress_https_missing says so instead.
#
#   Articles open port 80 to the endpoints too. They serve 443 only.
#
#   Not this: where the agent's log shows a public address, private DNS is off. Where
#   the name is not found, it is DNS; AccessDenied is the role or the endpoint's policy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
#     description: Security groups of interface endpoints
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
#     description: VPC endpoints for Systems Manager
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Let TCP port 443 out to the security group of the endpoints.
#   symptom:
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: i/o timeout
#     ssmmessages: |
#       An error occurred (TargetNotConnected) when calling the StartSession operation: INSTANCE_ID is not connected.
#   fix:
#     egress_endpoint_https_missing:
#       terraform: |
#         # in {node}
#         egress {
#           description     = "interface endpoints"
#           protocol        = "tcp"
#           from_port       = 443
#           to_port         = 443
#           security_groups = [aws_security_group.endpoints.id] # the group of the endpoints
#         }
#       cloudformation: |
#         {node}:
#           Properties:
#             SecurityGroupEgress: # beside the rules that are there
#               - Description: interface endpoints
#                 IpProtocol: tcp
#                 FromPort: 443
#                 ToPort: 443
#                 DestinationSecurityGroupId: SECURITY_GROUP_ID # the group of the endpoints
#       cdk: |
#         securityGroup.addEgressRule(endpointGroup, ec2.Port.tcp(443), 'interface endpoints');
#     standalone:
#       terraform: |
#         resource "aws_vpc_security_group_egress_rule" "endpoints_https" {
#           security_group_id            = {node}.id
#           description                  = "interface endpoints"
#           referenced_security_group_id = aws_security_group.endpoints.id # the group of the endpoints
#           ip_protocol                  = "tcp"
#           from_port                    = 443
#           to_port                      = 443
#         }
#       cloudformation: |
#         EndpointsHttpsEgress:
#           Type: AWS::EC2::SecurityGroupEgress
#           Properties:
#             GroupId: !GetAtt {node}.GroupId
#             Description: interface endpoints
#             IpProtocol: tcp
#             FromPort: 443
#             ToPort: 443
#             DestinationSecurityGroupId: SECURITY_GROUP_ID # the group of the endpoints
#       cdk: |
#         securityGroup.addEgressRule(endpointGroup, ec2.Port.tcp(443), 'interface endpoints');
package rules.security_group.egress_endpoint_https_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "egress_endpoint_https_missing"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; connections to %s time out", [fact, concat(" and ", cause.destinations)])
}
