# METADATA
# title: An endpoint for Systems Manager is not of type Interface
# description: |
#   An endpoint whose type is not stated is a gateway endpoint, in Terraform and in
#   CloudFormation. Only Amazon S3 and DynamoDB have gateway endpoints: for ssm,
#   ssmmessages and the like AWS refuses to make one, and the stack or run fails.
#
#   Not this: an endpoint that is made and answers nobody. That is its private DNS or
#   its security group.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
#     description: The type of an endpoint and its default
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
#     description: The services with gateway endpoints
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     State the type Interface.
#   symptom: |
#     InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]).
#   fix:
#     interface_endpoint_type_missing:
#       terraform: |
#         # in {node}
#         vpc_endpoint_type = "Interface"
#       cloudformation: |
#         {node}:
#           Properties:
#             VpcEndpointType: Interface
#       cdk: |
#         // in the endpoint; or vpc.addInterfaceEndpoint, which states it
#         vpcEndpointType: 'Interface',
package rules.endpoint.interface_endpoint_type_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "interface_endpoint_type_missing"

	message := sprintf("%s; AWS refuses to make it", [cause.story])
}
