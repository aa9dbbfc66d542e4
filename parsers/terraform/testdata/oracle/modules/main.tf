locals {
  networks = {
    dev  = { cidr = "10.1.0.0/16", zones = ["a"] }
    prod = { cidr = "10.2.0.0/16", zones = ["a", "b"] }
  }
}

module "net" {
  source   = "./modules/net"
  for_each = local.networks
  name     = each.key
  cidr     = each.value.cidr
  zones    = each.value.zones
}

module "counted" {
  source = "./modules/net"
  count  = 2
  name   = "n${count.index}"
  cidr   = cidrsubnet("10.8.0.0/14", 2, count.index)
}

module "off" {
  source = "./modules/net"
  count  = 0
  name   = "off"
  cidr   = "10.9.0.0/16"
}

module "single" {
  source     = "./modules/net"
  name       = module.net["dev"].label
  cidr       = "10.10.0.0/16"
  zones      = concat(module.net["prod"].zones, ["c"])
  depends_on = [module.counted]
}

resource "terraform_data" "root" {
  input = {
    labels    = { for k, m in module.net : k => m.label }
    cidrs     = flatten(values(module.net)[*].cidrs)
    counted   = module.counted[*].label
    second    = module.counted[1].cidrs
    off       = module.off
    off_try   = try(module.off[0].label, "none")
    single    = module.single.label
    subnets   = module.single.subnets
    whole     = module.counted[0]
    has       = contains(keys(module.net), "prod")
  }
}
