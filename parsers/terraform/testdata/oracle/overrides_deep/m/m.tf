variable "name" {}
variable "extra" {}
output "out" { value = "${var.name}/${jsonencode(var.extra)}" }
