# METADATA
# title: A DNS firewall blocks the names that hosts need
# description: |
#   Route 53 Resolver DNS Firewall looks at every query that hosts send to the VPC's
#   resolver. Rule groups are tried in the order of their associations' priority and
#   rules in the order of their own, the lowest number first; the first rule whose
#   list holds the name decides. A rule that blocks everything, with no rule before
#   it that allows the names of AWS, leaves the host without the Amazon Linux
#   repositories and Systems Manager.
#
#   In a list "*" is every name, "*.amazonaws.com" what is below amazonaws.com, and a
#   name without a star that name alone. A firewall follows aliases unless a rule
#   trusts them: the names of S3 lead on to others below amazonaws.com, so that a list
#   of a single bucket's name may not be enough.
#
#   It is not this when the name resolves: the resolver's query log names the rule
#   that blocked a query.
# related_resources:
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-actions.html
#     description: What the rules of a DNS firewall do
#   - ref: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-domain-lists.html
#     description: How domains are written in a list
# custom:
#   level: warning
#   since: 0.1.0
#   remediation: |
#     Allow the names of the region's services in a rule of a lower number than the one
#     that blocks.
#   symptom:
#     al2023_repos: |
#       Curl error (6): Could not resolve hostname for https://al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com/core/mirrors/latest/x86_64/mirror.list [Could not resolve host: al2023-repos-REGION-de612dc2.s3.dualstack.REGION.amazonaws.com]
#     al2_repos: |
#       Could not retrieve mirrorlist https://amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com/2/core/latest/x86_64/mirror.list error was
#       14: curl#6 - "Could not resolve host: amazonlinux-2-repos-REGION.s3.dualstack.REGION.amazonaws.com"
#     ssm: |
#       RequestError: send request failed
#       caused by: Post "https://ssm.REGION.amazonaws.com/": dial tcp: lookup ssm.REGION.amazonaws.com: no such host
#   fix:
#     terraform: |
#       resource "aws_route53_resolver_firewall_domain_list" "aws" {
#         name    = "aws"
#         domains = ["*.{zone}"]
#       }
#
#       resource "aws_route53_resolver_firewall_rule" "aws" {
#         name                    = "aws"
#         action                  = "ALLOW"
#         priority                = PRIORITY # lower than that of {node}
#         firewall_domain_list_id = aws_route53_resolver_firewall_domain_list.aws.id
#         firewall_rule_group_id  = {node}.firewall_rule_group_id
#
#         firewall_domain_redirection_action = "TRUST_REDIRECTION_DOMAIN" # the aliases of S3
#       }
#     cloudformation: |
#       AwsDomains:
#         Type: AWS::Route53Resolver::FirewallDomainList
#         Properties:
#           Domains: [!Sub "*.{zone}"]
#       # in the rules of the group
#       - Action: ALLOW
#         FirewallDomainListId: !Ref AwsDomains
#         FirewallDomainRedirectionAction: TRUST_REDIRECTION_DOMAIN # the aliases of S3
#         Priority: PRIORITY # lower than that of the rule which blocks
#     cdk: |
#       const aws = new route53resolver.CfnFirewallDomainList(this, 'AwsDomains', { domains: [`*.{zone}`] });
#       // in the group's firewallRules
#       {
#         action: 'ALLOW',
#         firewallDomainListId: aws.ref,
#         firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN', // the aliases of S3
#         priority: PRIORITY, // lower than that of the rule which blocks
#       },
package rules.dns.dns_firewall_blocks_path

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "dns_firewall_blocks_path"

	message := sprintf("%s; hosts cannot resolve it", [cause.story])
}
