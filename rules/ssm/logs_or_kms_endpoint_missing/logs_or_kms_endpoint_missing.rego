# METADATA
# title: Session logging or encryption lacks its endpoint
# description: |
#   A session document that names a log group makes the agent call CloudWatch Logs
#   when a session starts, and one that names a key makes it call KMS. In a closed
#   VPC without the interface endpoint for that service the agent waits for a
#   time-out first: with logging the session takes minutes to start, with a key it
#   ends in a failed handshake.
#
#   The same rule speaks for every other service that a destination of the
#   configuration names.
#
#   It is not this where the handshake fails at once: then the role of the host or
#   of the person lacks kms:Decrypt on the key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
#     description: VPC endpoints for Systems Manager
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
#     description: What a session document asks for
# custom:
#   level: warning
#   since: 0.1.0
#   remediation: |
#     Add an interface endpoint for the service, with private DNS, in a subnet of the
#     VPC.
#   symptom:
#     logs: |
#       Error Calling DescribeLogGroups:RequestError: send request failed caused by: Post "https://logs.REGION.amazonaws.com/": i/o timeout
#     kms: |
#       Encountered error while initiating handshake - Handshake timed out
#     "": |
#       RequestError: send request failed caused by: Post "https://SERVICE.REGION.amazonaws.com/": i/o timeout
#   fix:
#     service_endpoint_missing:
#       terraform: |
#         data "aws_region" "current" {}
#
#         resource "aws_vpc_endpoint" "sessions" {
#           for_each            = toset([{service_list}])
#           vpc_id              = {node}.id
#           service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
#           vpc_endpoint_type   = "Interface"
#           private_dns_enabled = true
#           subnet_ids          = [{subnets}]
#           security_group_ids  = [aws_security_group.endpoints.id] # lets TCP 443 in from the hosts
#         }
#       cloudformation: |
#         ServiceEndpoint: # one for each of {services}
#           Type: AWS::EC2::VPCEndpoint
#           Properties:
#             VpcId: !Ref {node}
#             ServiceName: !Sub com.amazonaws.${AWS::Region}.{service}
#             VpcEndpointType: Interface
#             PrivateDnsEnabled: true
#             SubnetIds: [{subnets}]
#             SecurityGroupIds: [SECURITY_GROUP_ID] # lets TCP 443 in from the hosts
#       cdk: |
#         for (const name of [{service_list}]) {
#           vpc.addInterfaceEndpoint(name, { service: new ec2.InterfaceVpcEndpointAwsService(name) });
#         }
package rules.ssm.logs_or_kms_endpoint_missing

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "service_endpoint_missing"

	fact := finding.unless_exported(cause, cause.story)
	said := [object.get(consequences, name, other) |
		some name in cause.destinations
		other := sprintf("hosts in its closed subnets cannot reach %s", [name])
	]
	message := sprintf("%s; %s", [fact, concat(", and ", said)])
}

consequences := {
	"logs": "a session waits minutes for the log to time out before it starts",
	"kms": "sessions end in a handshake that times out",
}
