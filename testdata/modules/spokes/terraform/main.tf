# Two spokes of one module, each closed, and each with a fault of its own.
provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Project = "spokes" }
  }
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "own_account" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

locals {
  spokes = {
    billing = { cidr = "10.10.0.0/16", attached = true, policy = data.aws_iam_policy_document.own_account.json }
    search  = { cidr = "10.20.0.0/16", attached = false, policy = null }
  }
}

module "spoke" {
  source   = "./spoke"
  for_each = local.spokes

  name     = each.key
  cidr     = each.value.cidr
  attached = each.value.attached
  policy   = each.value.policy
}

module "archive" {
  source    = "./spoke"
  count     = 1
  providers = { aws = aws.ireland }

  name = "archive"
  cidr = "10.30.0.0/16"
}

output "subnets" {
  value = { for name, spoke in module.spoke : name => spoke.subnet_ids }
}
