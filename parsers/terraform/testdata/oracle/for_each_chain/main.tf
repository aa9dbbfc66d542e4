variable "subnets" {
  type = map(object({ cidr = string, tier = optional(string, "private"), routes = optional(list(string), []) }))
  default = {
    a = { cidr = "10.0.0.0/24" }
    b = { cidr = "10.0.1.0/24", tier = "public", routes = ["0.0.0.0/0", "::/0"] }
  }
}

locals {
  routes = merge([for name, s in var.subnets : { for r in s.routes : "${name}:${r}" => { subnet = name, cidr = r } }]...)
}

resource "terraform_data" "subnet" {
  for_each = var.subnets
  input    = { name = each.key, cidr = each.value.cidr, tier = each.value.tier }
}

resource "terraform_data" "table" {
  for_each = terraform_data.subnet
  input    = "${each.key}-${each.value.input.tier}"
}

resource "terraform_data" "association" {
  for_each         = { for k, t in terraform_data.table : k => t if terraform_data.subnet[k].input.tier == "public" }
  input            = each.value.input
  triggers_replace = [terraform_data.subnet[each.key].id]
}

resource "terraform_data" "route" {
  for_each = local.routes
  input    = merge(each.value, { table = terraform_data.table[each.value.subnet].input })
}

resource "terraform_data" "set" {
  for_each = toset([for s in terraform_data.subnet : s.input.tier])
  input    = [each.key, each.value]
}

resource "terraform_data" "odd_keys" {
  for_each = { "a b" = 1, "q\"uote" = 2, "back\\slash" = 3, "dollar$${x}" = 4, "line\nbreak" = 5, "é" = 6, "per%%{x}" = 7, "" = 8 }
  input    = each.value
}

resource "terraform_data" "none" {
  for_each = {}
  input    = each.key
}

resource "terraform_data" "summary" {
  input = {
    names    = [for k, s in terraform_data.subnet : "${k}=${s.input.cidr}"]
    values   = values(terraform_data.table)[*].input
    keys     = keys(terraform_data.route)
    count    = length(terraform_data.subnet)
    one      = terraform_data.subnet["a"].input.cidr
    tiers    = { for k, s in terraform_data.subnet : s.input.tier => k... }
    none     = length(terraform_data.none)
    contains = contains(keys(terraform_data.association), "b")
  }
}
