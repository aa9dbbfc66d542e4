variable "name" { type = string }
variable "cidr" { type = string }
variable "zones" {
  type    = list(string)
  default = ["z"]
}

locals {
  blocks = cidrsubnets(var.cidr, [for z in var.zones : 4]...)
}

module "subnet" {
  source   = "./modules/subnet"
  for_each = zipmap(var.zones, local.blocks)
  zone     = each.key
  cidr     = each.value
  parent   = var.name
}

resource "terraform_data" "vpc" {
  input = { name = var.name, module = path.module, root = path.root }
}

output "label" { value = "vpc-${terraform_data.vpc.input.name}" }
output "zones" { value = var.zones }
output "cidrs" { value = [for s in module.subnet : s.cidr] }
output "subnets" { value = module.subnet }
