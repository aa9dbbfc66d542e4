# METADATA
# title: A closed subnet has no route to an S3 gateway endpoint
# description: |
#   Amazon Linux fetches its packages from S3. A host in a subnet without a path
#   to the internet reaches S3 only through a gateway endpoint that is associated
#   with the subnet's effective route table. Without that route nothing answers:
#   every yum and dnf command hangs until it times out, and so does the download
#   of Patch Manager's payload.
#
#   The rule points at the VPC when it has no S3 gateway endpoint at all, and at
#   the endpoint's list of route tables when the endpoint is on other tables only.
#
#   Some write that a gateway endpoint does not carry S3's dual-stack names, which dnf
#   asks for. By AWS's documentation it does over IPv4, with no setting at all.
#
#   Not this: an answer of 403 Forbidden is the endpoint's policy, `Could not resolve
#   host` is DNS, and a time-out with the route in place is an egress rule or a network
#   ACL. EPEL, GitHub, PyPI and cdn.amazonlinux.com are not on S3: no endpoint helps.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Gateway endpoints
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
#     description: Gateway endpoints for Amazon S3
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
#     description: Route tables and the main route table
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Associate an S3 gateway endpoint with the route table of every closed subnet.
#     The endpoint costs nothing.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     s3_gateway_endpoint_missing:
#       terraform: |
#         data "aws_region" "current" {}
#
#         resource "aws_vpc_endpoint" "s3" {
#           vpc_id            = {node}.id
#           service_name      = "com.amazonaws.${data.aws_region.current.id}.s3"
#           vpc_endpoint_type = "Gateway"
#           route_table_ids   = [{route_tables}]
#         }
#       cloudformation: |
#         S3Endpoint:
#           Type: AWS::EC2::VPCEndpoint
#           Properties:
#             VpcId: !Ref {node}
#             ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
#             VpcEndpointType: Gateway
#             RouteTableIds: [{route_tables}]
#       cdk: |
#         vpc.addGatewayEndpoint('S3Endpoint', {
#           service: ec2.GatewayVpcEndpointAwsService.S3,
#         });
#     s3_gateway_endpoint_missing_in_l1:
#       cdk: |
#         new ec2.CfnVPCEndpoint(this, 'S3Endpoint', {
#           vpcId: vpc.ref,
#           serviceName: `com.amazonaws.${cdk.Aws.REGION}.s3`,
#           vpcEndpointType: 'Gateway',
#           routeTableIds: [routeTable.ref], // of every closed subnet
#         });
#     s3_gateway_endpoint_table_missing:
#       terraform: |
#         # in {node}, beside the tables that are there
#         route_table_ids = [{route_tables}]
#       cloudformation: |
#         {node}:
#           Properties:
#             RouteTableIds: [{route_tables}] # beside the tables that are there
#       cdk: |
#         vpc.addGatewayEndpoint('S3Endpoint', {
#           service: ec2.GatewayVpcEndpointAwsService.S3,
#           // leave `subnets` out, or name the closed ones too
#           subnets: [{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
#         });
#     s3_gateway_endpoint_table_missing_in_l1:
#       cdk: |
#         // in the CfnVPCEndpoint, beside the tables that are there
#         routeTableIds: [routeTable.ref], // of an L2 subnet: subnet.routeTable.routeTableId
package rules.routing.s3_gateway_route_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	whose := hosts[cause.kind]

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; hosts in %s cannot reach %s", [fact, whose, goal(cause.destinations)])
}

goal(destinations) := "the Amazon Linux repositories" if repositories(destinations)

goal(destinations) := "Amazon S3" if not repositories(destinations)

repositories(destinations) if {
	some id in destinations
	endswith(id, "_repos")
}

# The hosts that a cause of the kind cuts off.
hosts := {
	"s3_gateway_endpoint_missing": "its closed subnets",
	"s3_gateway_endpoint_table_missing": "the table's closed subnets",
}
