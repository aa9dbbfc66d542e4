# METADATA
# title: The VPC's DNS is switched off
# description: |
#   Every name that yum, dnf and the Systems Manager agent ask for is resolved by
#   the VPC's own resolver. With DNS support off it answers nobody, and nothing
#   is found, however good the routes and policies are. A VPC whose DHCP options
#   name other DNS servers does without it; what those answer is not in view, so
#   such paths are inconclusive.
#
#   DNS hostnames matter only where something private is to answer: AWS refuses to
#   make private DNS for an interface endpoint while they are off ("Enabling private
#   DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to
#   true"), and private hosted zones do not answer. They are off by default, except
#   in the CDK's Vpc. The PrivateLink guide asks for both attributes with a gateway
#   endpoint too; nothing but DNS support is used there, and the rule asks for no more.
#
#   It is not this when the name resolves and the connection times out: that is a
#   route, a security group or a network ACL. Security groups and network ACLs never
#   stop queries to the VPC's resolver.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
#     description: The VPC's resolver, and what the two attributes do
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
#     description: What private DNS of an endpoint needs
# custom:
#   level: error
#   since: 0.1.0
#   remediation: |
#     Switch the attribute on. It takes effect at once and opens nothing.
#   symptom:
#     al2023_repos: |
#       Curl error (6): Could not resolve hostname for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Could not resolve host: al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com]
#     al2_repos: |
#       Could not retrieve mirrorlist https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list error was
#       14: curl#6 - "Could not resolve host: amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com"
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: lookup ssm.REGION.amazonaws.com: no such host
#     private_dns: |
#       InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for VPC_ID
#     hosted_zone: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp 52.119.221.73:443: i/o timeout
#   fix:
#     terraform: |
#       # in {node}
#       {argument} = true
#     cloudformation: |
#       {node}:
#         Properties:
#           {property}: true
#     cdk: |
#       // in the Vpc
#       {construct}: true,
package rules.dns.vpc_dns_disabled

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "vpc_dns_disabled"

	message := sprintf("%s; %s", [cause.story, consequence[cause.detail.attribute]])
}

# What follows from the attribute being off.
consequence := {
	"private_dns": "the deployment of the endpoint fails",
	"support": "hosts in it find neither the Amazon Linux repositories nor Systems Manager",
	"hostnames": "AWS refuses private DNS for endpoints there, and private hosted zones stay silent",
}
