# METADATA
# title: A closed VPC lacks the endpoints that the SSM agent needs
# description: |
#   In a subnet without a path to the internet the Systems Manager agent reaches its
#   service only through interface endpoints: ssm to register and to report,
#   ssmmessages for Session Manager and Run Command. Without ssm the host never
#   shows up; without ssmmessages it shows up and no session starts.
#
#   Older articles ask for ec2messages too, and for ssmmessages only where there are
#   sessions. By AWS's documentation agents since 3.3.40.0 do without the one and need
#   the other for every command. The rule asks for ec2messages, as a warning, only
#   where the image has an older agent.
#
#   An endpoint in another VPC serves as well, over peering or a transit gateway,
#   when its name resolves here. Where a route, a hosted zone or a resolver rule
#   could do that, the path is inconclusive and there is no finding.
#
#   It is not this where the host is online and a session still fails: that is the
#   permissions of the person who starts it, or the session document. And a host
#   that is missing because its role lacks permissions logs AccessDenied, not a
#   time-out. A machine outside of EC2 that logs `MachineFingerprintDoesNotMatch` was
#   cloned or rebuilt.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
#     description: VPC endpoints for Systems Manager
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
#     description: Which endpoint carries what
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Add an interface endpoint for each of the services, with private DNS, in a
#     subnet of the VPC.
#   symptom:
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: i/o timeout
#     ssmmessages: |
#       An error occurred (TargetNotConnected) when calling the StartSession operation: INSTANCE_ID is not connected.
#     ec2messages: |
#       MessagingDeliveryService error when calling AWS APIs: RequestError: send request failed
#   fix:
#     ssm_endpoint_missing:
#       terraform: |
#         data "aws_region" "current" {}
#
#         resource "aws_vpc_endpoint" "agent" {
#           for_each            = toset([{service_list}])
#           vpc_id              = {node}.id
#           service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
#           vpc_endpoint_type   = "Interface"
#           private_dns_enabled = true
#           subnet_ids          = [{subnets}]
#           security_group_ids  = [aws_security_group.endpoints.id] # lets TCP 443 in from the hosts
#         }
#       cloudformation: |
#         AgentEndpoint: # one for each of {services}
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
#           vpc.addInterfaceEndpoint(`agent-${name}`, { service: new ec2.InterfaceVpcEndpointAwsService(name) });
#         }
#     subnets:
#       terraform: |
#         # in {node}
#         subnet_ids = [{subnets}]
#       cloudformation: |
#         {node}:
#           Properties:
#             SubnetIds: [{subnets}]
#       cdk: |
#         // in the endpoint
#         subnetIds: [subnet.subnetId],
package rules.ssm.ssm_endpoint_missing

import data.lib.finding

findings contains finding.at_level(finding.on(cause, message), level) if {
	some cause in input.causes
	cause.kind == "ssm_endpoint_missing"

	old := cause.detail.services == "ec2messages"
	level := {true: "warning", false: "error"}[old]
	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; %s", [fact, consequence[old]])
}

consequence := {
	true: "agents before 3.3.40.0 get no commands there",
	false: "the agents of hosts in closed subnets time out, and Systems Manager cannot manage them",
}
