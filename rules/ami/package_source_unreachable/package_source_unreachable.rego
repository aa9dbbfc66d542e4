# METADATA
# title: A closed host is to be patched from repositories that are not on S3
# description: |
#   Patch Manager runs the system's own package manager against the repositories that
#   the host is set up with. Those of Amazon Linux are S3 buckets, which a gateway
#   endpoint carries; those of Ubuntu, Debian, Red Hat, SUSE and Windows are not. In a
#   subnet without an internet path every scan and installation times out, although
#   the payload of Patch Manager itself comes through the endpoint.
#
#   A patch baseline with `sources` of its own names other repositories, user data may
#   lead the package manager to a mirror, and a route to another network may lead to
#   one: then nothing is said here.
#
#   Not this: an Amazon Linux host whose download times out or gets 403 lacks a route,
#   a rule or a policy statement. `exit status 156` is the payload of Patch Manager,
#   not the repositories, and a held package lock or a full disk is no network.
# related_resources:
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-prerequisites.html
#     description: Patch Manager needs the source of patches
#   - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-alternative-source-repository.html
#     description: Name another patch source repository
# custom:
#   level: warning
#   since: 0.1.0
#   remediation: |
#     Set up a mirror, proxy or WSUS that the host reaches, and name it in the patch
#     baseline; or give the subnet a NAT gateway.
#   symptom:
#     deb: |
#       W: Failed to fetch http://REGION.ec2.archive.ubuntu.com/ubuntu/dists/noble/InRelease  Could not connect to REGION.ec2.archive.ubuntu.com:80, connection timed out
#     rpm: |
#       Could not contact CDS load balancer rhui2-cds01.REGION.aws.ce.redhat.com, trying others.
#     windows: |
#       Exception from HRESULT: 0x80072EE2
#   fix:
#     deb:
#       terraform: |
#         # in the patch baseline
#         source {
#           name          = "mirror"
#           products      = ["*"]
#           configuration = "deb http://MIRROR/ubuntu noble main" # as the host's package manager writes it
#         }
#       cloudformation: |
#         # in the Properties of the patch baseline
#         Sources:
#           - Name: mirror
#             Products: ["*"]
#             Configuration: deb http://MIRROR/ubuntu noble main # as the host's package manager writes it
#       cdk: |
#         sources: [{ name: 'mirror', products: ['*'], configuration: 'deb http://MIRROR/ubuntu noble main' }], // in the CfnPatchBaseline
#     rpm:
#       terraform: |
#         # in the patch baseline
#         source {
#           name          = "mirror"
#           products      = ["*"]
#           configuration = "[mirror]\nname=mirror\nbaseurl=https://MIRROR/\nenabled=1" # as the host's package manager writes it
#         }
#       cloudformation: |
#         # in the Properties of the patch baseline
#         Sources:
#           - Name: mirror
#             Products: ["*"]
#             Configuration: "[mirror]\nname=mirror\nbaseurl=https://MIRROR/\nenabled=1" # as the host's package manager writes it
#       cdk: |
#         sources: [{ name: 'mirror', products: ['*'], configuration: '[mirror]\nname=mirror\nbaseurl=https://MIRROR/\nenabled=1' }], // in the CfnPatchBaseline
#     windows:
#       terraform: |
#         # point the image of {node} at a WSUS server that the subnet reaches (the WUServer policy); a patch baseline has no sources for Windows
#       cloudformation: |
#         # point the image of {node} at a WSUS server that the subnet reaches (the WUServer policy); a patch baseline has no sources for Windows
#       cdk: |
#         // point the image of {node} at a WSUS server that the subnet reaches (the WUServer policy); a patch baseline has no sources for Windows
package rules.ami.package_source_unreachable

import data.lib.finding

findings contains finding.on(cause, message) if {
	some cause in input.causes
	cause.kind == "package_source_unreachable"

	fact := finding.unless_exported(cause, cause.story)
	message := sprintf("%s; Patch Manager cannot scan or install anything there", [fact])
}
