locals {
  b = "a_override"
}
resource "terraform_data" "r" {
  count = 2
}
variable "size" {
  default = 2
}
