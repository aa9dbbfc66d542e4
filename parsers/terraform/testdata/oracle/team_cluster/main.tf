# Node groups with defaults merged under them, as cluster modules do.
variable "defaults" {
  type    = any
  default = { instance_types = ["m5.large"], min = 1, max = 3, labels = { team = "core" }, disk = { size = 20, type = "gp3" } }
}
variable "groups" {
  type = any
  default = {
    system = {}
    gpu    = { instance_types = ["g5.xlarge", "g5.2xlarge"], min = 0, labels = { gpu = true }, taints = [{ key = "gpu", effect = "NO_SCHEDULE" }] }
    spot   = { capacity = "SPOT", max = "10", disk = { size = 50 } }
  }
}
variable "create" {
  type    = bool
  default = true
}
module "group" {
  source   = "./group"
  for_each = { for name, group in var.groups : name => group if var.create }

  name           = each.key
  instance_types = try(each.value.instance_types, var.defaults.instance_types)
  scaling        = { min = try(each.value.min, var.defaults.min, 0), max = try(each.value.max, var.defaults.max) }
  labels         = merge(lookup(var.defaults, "labels", {}), lookup(each.value, "labels", {}))
  taints         = lookup(each.value, "taints", null)
  capacity       = lookup(each.value, "capacity", null)
  disk           = merge(var.defaults.disk, try(each.value.disk, {}))
  user_data = templatefile("${path.module}/boot.tftpl", {
    name = each.key, labels = merge({ team = "core" }, try(each.value.labels, {})), extra = can(each.value.taints) ? ["--taint"] : []
  })
}
locals {
  names  = [for group in module.group : group.name]
  roles  = { for name, group in module.group : name => group.role if group.role != null }
  widest = max([for group in module.group : group.scaling.max]...)
}
resource "terraform_data" "cluster" {
  input = {
    names = local.names, roles = local.roles, widest = local.widest
    all   = { for name, group in module.group : name => group.all }
    flags = [for name in sort(keys(module.group)) : "${name}=${module.group[name].scaling.min > 0 ? "on" : "off"}"]
    spot  = module.group["spot"].all.capacity
    first = one([for name, group in module.group : name if group.all.disk.size > 20])
  }
}
