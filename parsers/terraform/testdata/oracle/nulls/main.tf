variable "none" {
  type    = string
  default = null
}
variable "not_nullable" {
  type     = string
  default  = "fallback"
  nullable = false
}
variable "any_null" {
  default = null
}

module "child" {
  source       = "./child"
  nullable     = null
  not_nullable = null
  list         = null
}

locals {
  maybe = { a = null, b = { c = null } }
}

resource "terraform_data" "nulls" {
  input = {
    none          = var.none
    not_nullable  = var.not_nullable
    any_null      = var.any_null
    is_null       = [var.none == null, var.any_null == null, local.maybe.a == null, "" == null]
    coalesced     = coalesce(var.none, "x")
    try_null      = try(local.maybe.b.c.d, "deep")
    kept          = local.maybe
    conditional   = var.none != null ? var.none : "unset"
    compact       = compact([var.none, "x"])
    splat         = var.none[*]
    splat_length  = length(var.any_null[*])
    child         = module.child
    lookup        = lookup(local.maybe, "a", "d")
    filtered      = { for k, v in local.maybe : k => v if v != null }
    in_list       = [null, 1]
    typed_list    = tolist([null, "x"])
  }
}

resource "terraform_data" "unset" {}

resource "terraform_data" "null_input" {
  input            = null
  triggers_replace = var.none
}
