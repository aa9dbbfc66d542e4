// Command aws-standin stands in for Terraform's AWS provider, so that Terraform
// plans the project's own configurations without an account and without a network:
// scripts/terraform-plans.sh.
//
// It holds the provider's schema, version 6.47.0 (https://registry.terraform.io/providers/hashicorp/aws):
// which arguments and attributes a type has, their types, and which of them the
// provider computes. The table is the one that repolint evaluates with, and
// schema.txt beside it for the types that repolint has no use for. So a wrong line in
// the table is wrong on both sides of a comparison, and shows in none.
//
// It takes what Terraform sends a provider and hands over the plan of a resource that
// is yet to be created: what is written, the provider's region and tags where the
// resource has none of its own, and everything else that is computed as known only
// after apply. Data sources are read where Terraform reads them:
//
//   - aws_region, aws_partition and aws_availability_zones from the provider's region,
//     whose zones are a, b and c;
//   - aws_iam_policy_document after its documentation
//     (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document),
//     written here a second time, without repolint's code;
//   - aws_caller_identity, aws_ami, aws_ssm_parameter of an image, aws_prefix_list and
//     aws_subnet as an account, an image, a list, a subnet and a VPC that do not exist:
//     Terraform refuses a data source that is read and not known.
//
// It never has a default: an argument that is optional, not computed and not written
// is null, where the real provider often plans a value. It never refuses what the real
// provider would refuse, never answers for another data source, never applies, and
// never asks AWS or anyone else.
package main
