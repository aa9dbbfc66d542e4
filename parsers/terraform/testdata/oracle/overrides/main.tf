variable "name" {
  type    = string
  default = "base"
}
locals {
  a = "base a"
  b = "base b"
}
resource "terraform_data" "x" {
  input            = "base"
  triggers_replace = "kept"
}
resource "terraform_data" "y" {
  input = { name = var.name, a = local.a, b = local.b, child = module.m.v }
}
module "m" {
  source = "./m"
  v      = "base"
}
