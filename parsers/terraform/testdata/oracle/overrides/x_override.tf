variable "name" {
  default = "first override"
}
locals {
  b = "overridden b"
}
resource "terraform_data" "x" {
  input = "override"
}
module "m" {
  v = "override"
}
