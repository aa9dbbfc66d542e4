# METADATA
# title: An S3 interface endpoint alone does not carry yum and dnf
# description: |
#   Amazon Linux 2023 and 2 ask for their repositories by S3's dual-stack names,
#   al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com. Private DNS of an
#   S3 interface endpoint answers for s3.REGION.amazonaws.com and what is below it,
#   and for dual-stack names only where the endpoint's own address type is dualstack.
#   So they lead to public addresses, which a closed subnet does not reach, while
#   `aws s3 ls` works from the same host.
#
#   Private DNS that is off answers for nothing. Private DNS for inbound resolver
#   endpoints only, which is S3's default, is meant for hosts outside of the VPC, and
#   AWS refuses it where the VPC has no S3 gateway endpoint.
#
#   A private hosted zone for the dual-stack names that leads to the endpoint works,
#   and so does an endpoint of address type dualstack. User data that empties
#   /etc/dnf/vars/dualstack makes dnf ask for other names; such a path is inconclusive.
#
#   Beside a gateway endpoint an interface endpoint that answers inside the VPC takes
#   the plain names and leaves the dual-stack ones to the gateway endpoint: one host is
#   then judged by two policies.
#
#   It is not this when the answer is 403 Forbidden: that is an endpoint policy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
#     description: Interface endpoints for Amazon S3, their private DNS and address types
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
#     description: Gateway endpoints for Amazon S3
#   - ref: https://github.com/amazonlinux/amazon-linux-2023/issues/535
#     description: dnf behind an S3 interface endpoint
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Add an S3 gateway endpoint on the closed subnets' route tables. It costs nothing,
#     and the interface endpoint may stay for the networks behind a VPN or a peering.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     terraform: |
#       data "aws_region" "current" {}
#
#       resource "aws_vpc_endpoint" "s3_gateway" {
#         vpc_id            = {node}.vpc_id
#         service_name      = "com.amazonaws.${data.aws_region.current.id}.s3"
#         vpc_endpoint_type = "Gateway"
#         route_table_ids   = [{route_tables}]
#       }
#     cloudformation: |
#       S3GatewayEndpoint: # beside {node}
#         Type: AWS::EC2::VPCEndpoint
#         Properties:
#           VpcId: {vpc}
#           ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
#           VpcEndpointType: Gateway
#           RouteTableIds: [{route_tables}]
#     cdk: |
#       vpc.addGatewayEndpoint('S3GatewayEndpoint', {
#         service: ec2.GatewayVpcEndpointAwsService.S3,
#       });
package rules.endpoint.s3_interface_endpoint_only

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "s3_interface_endpoint_only"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; hosts in closed subnets do not reach what they read from S3", [fact])
}
