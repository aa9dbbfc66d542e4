# METADATA
# title: An S3 gateway endpoint is on no route table
# description: |
#   A gateway endpoint works by a route: AWS adds the S3 prefix list to every
#   route table that the endpoint is associated with. An endpoint that is on no
#   table exists, looks right in the console, and carries nothing, so hosts in
#   closed subnets time out as if it were not there.
#
#   Not this: an answer of 403 Forbidden shows that requests arrive, and comes from the
#   endpoint's policy. An endpoint on other tables than the host's is told by
#   s3_gateway_route_missing.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Gateway endpoints and their routes
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#associate-route-tables-s3
#     description: Associate route tables with the endpoint
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Name the route tables of the closed subnets in the endpoint's list of route
#     tables.
#   symptom:
#     al2023_repos: |
#       Curl error (28): Timeout was reached for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Connection timed out after 30000 milliseconds]
#     al2_repos: |
#       12: Timeout on https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#     al1_repos: |
#       12: Timeout on http://repo.REGION.amazonaws.com/latest/main/mirror.list: (28, 'Connection timed out after 5001 milliseconds')
#   fix:
#     s3_gateway_endpoint_unattached:
#       terraform: |
#         # in {node}
#         route_table_ids = [{route_tables}]
#       cloudformation: |
#         {node}:
#           Properties:
#             RouteTableIds: [{route_tables}]
#       cdk: |
#         vpc.addGatewayEndpoint('S3Endpoint', { // on the VPC's own tables
#           service: ec2.GatewayVpcEndpointAwsService.S3,
#         });
#     s3_gateway_endpoint_unattached_in_l1:
#       cdk: |
#         // in the CfnVPCEndpoint
#         routeTableIds: [routeTable.ref], // of an L2 subnet: subnet.routeTable.routeTableId
package rules.endpoint.s3_gateway_endpoint_unattached

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "s3_gateway_endpoint_unattached"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; no host reaches S3 through it", [fact])
}
