# METADATA
# title: The interface endpoint's private DNS is off
# description: |
#   An interface endpoint has names of its own, which nobody asks for. Only with
#   private DNS does the service's usual name, ssm.REGION.amazonaws.com, lead to the
#   endpoint. Without it the agent resolves the service's public address, and in a
#   closed subnet nothing carries a packet there. Private DNS is off unless it is
#   stated in Terraform and CloudFormation, and on in the CDK.
#
#   A private hosted zone for the name, shared by a hub network perhaps, does the
#   same work; so may a Route 53 profile, a forwarding rule, DNS servers of one's
#   own or the agent's endpoint settings. With any of these the path passes, or is
#   inconclusive where the answer is not in view.
#
#   It is not this when the agent's log shows a private address in its time-out:
#   then the name is right, and the endpoint's security group does not let the host
#   in. AccessDenied is the role or the endpoint's policy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
#     description: Names of interface endpoints and private DNS
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
#     description: VPC endpoints for Systems Manager
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Switch private DNS on. The VPC needs DNS support and DNS hostnames for it.
#   symptom:
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp 52.119.221.73:443: i/o timeout
#     ssmmessages: |
#       An error occurred (TargetNotConnected) when calling the StartSession operation: INSTANCE_ID is not connected.
#     kms: |
#       Encountered error while initiating handshake. Handshake timed out. Please ensure that you have the latest version of the session manager plugin.
#     logs: |
#       Error Calling DescribeLogGroups: RequestError: send request failed
#       caused by: Post "https://logs.REGION.amazonaws.com/": dial tcp: i/o timeout
#   fix:
#     terraform: |
#       # in {node}
#       private_dns_enabled = true
#     cloudformation: |
#       {node}:
#         Properties:
#           PrivateDnsEnabled: true
#     cdk: |
#       // in the endpoint
#       privateDnsEnabled: true,
package rules.dns.endpoint_private_dns_disabled

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "endpoint_private_dns_disabled"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; hosts in closed subnets time out there", [fact])
}
