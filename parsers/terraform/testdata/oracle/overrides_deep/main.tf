variable "size" {
  type    = number
  default = 1
}
locals {
  a = "main"
  b = "main"
}
module "m" {
  source = "./m"
  name   = "main"
  extra  = { a = 1 }
}
resource "terraform_data" "r" {
  count            = 1
  input            = { a = local.a, b = local.b, size = var.size, name = module.m.out }
  triggers_replace = ["main"]
}
