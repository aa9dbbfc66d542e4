# METADATA
# title: An S3 gateway endpoint is of another region
# description: |
#   A gateway endpoint serves the Amazon S3 of its own region only, and its service
#   name must name that region. A name with another region, which a module or a copy
#   often brings along, is refused when it is deployed. If the name is right and the
#   provider's region is wrong, everything else of the network is in the wrong place.
#
#   Not this: an endpoint with `service_region` is an interface endpoint to another
#   region's service.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: Gateway endpoints
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
#     description: Gateway endpoints for Amazon S3
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Write the service name with the region of the VPC, best as a reference to it.
#   symptom: |
#     InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.OTHER.s3' does not exist
#   fix:
#     s3_gateway_endpoint_wrong_region:
#       terraform: |
#         data "aws_region" "current" {}
#
#         # in {node}
#         service_name = "com.amazonaws.${data.aws_region.current.id}.s3"
#       cloudformation: |
#         {node}:
#           Properties:
#             ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
#       cdk: |
#         vpc.addGatewayEndpoint('S3Endpoint', {
#           service: ec2.GatewayVpcEndpointAwsService.S3, // of the stack's region
#         });
#     s3_gateway_endpoint_wrong_region_in_l1:
#       cdk: |
#         // in the CfnVPCEndpoint
#         serviceName: `com.amazonaws.${cdk.Aws.REGION}.s3`,
package rules.endpoint.s3_gateway_endpoint_wrong_region

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "s3_gateway_endpoint_wrong_region"

	message := sprintf("%s; it cannot be created, and no host reaches S3 through it", [cause.story])
}
