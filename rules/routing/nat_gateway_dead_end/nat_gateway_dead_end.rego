# METADATA
# title: A NAT gateway leads nowhere
# description: |
#   A default route leads to a NAT gateway that does not reach the internet: the
#   subnet it stands in has no route to an internet gateway, or routes back to it; it
#   is a private NAT gateway in front of an internet gateway, which drops what it
#   sends; it is a regional one in a VPC without an internet gateway. Hosts behind it
#   look as if they had a way out, and time out.
#
#   A subnet without a route table of its own has the VPC's main table, which in a
#   new VPC holds the local route only. That is how a "public" subnet becomes none.
#
#   Not this: a NAT gateway whose subnet leads on to a transit gateway or a firewall
#   may well reach the internet; that is inconclusive.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
#     description: NAT gateways
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
#     description: Route tables and the main route table
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Put the NAT gateway into a subnet whose route table has a default route to an
#     internet gateway. Where hosts need nothing but Amazon Linux and Systems Manager,
#     VPC endpoints do without any way to the internet.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: i/o timeout
#   fix:
#     nat_gateway_dead_end:
#       terraform: |
#         # the subnet of {node} needs a table with this route
#         resource "aws_route_table" "public" {
#           vpc_id = VPC_ID
#
#           route {
#             cidr_block = "0.0.0.0/0"
#             gateway_id = INTERNET_GATEWAY_ID
#           }
#         }
#
#         resource "aws_route_table_association" "public" {
#           subnet_id      = SUBNET_ID
#           route_table_id = aws_route_table.public.id
#         }
#       cloudformation: |
#         # the subnet of {node} needs a table with a default route to an internet gateway
#         PublicRouteTableAssociation:
#           Type: AWS::EC2::SubnetRouteTableAssociation
#           Properties:
#             SubnetId: SUBNET_ID
#             RouteTableId: PUBLIC_ROUTE_TABLE_ID
#       cdk: |
#         // in the Vpc: a NAT gateway stands in a public subnet
#         subnetConfiguration: [
#           { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
#           { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
#         ],
#     private:
#       terraform: |
#         resource "aws_eip" "nat" {
#           domain = "vpc"
#         }
#
#         # in {node}
#         connectivity_type = "public"
#         allocation_id     = aws_eip.nat.id
#       cloudformation: |
#         NATAddress:
#           Type: AWS::EC2::EIP
#
#         {node}:
#           Properties:
#             ConnectivityType: public
#             AllocationId: !GetAtt NATAddress.AllocationId
#       cdk: |
#         // in the CfnNatGateway
#         connectivityType: 'public',
#         allocationId: new ec2.CfnEIP(this, 'NatAddress').attrAllocationId,
package rules.routing.nat_gateway_dead_end

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "nat_gateway_dead_end"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; what hosts behind it send gets no answer", [fact])
}
