variable "id" {}

variable "name" {}

resource "terraform_data" "inner" {
  input            = var.name
  triggers_replace = [var.id, var.name]
}

output "id" {
  value = terraform_data.inner.id
}
