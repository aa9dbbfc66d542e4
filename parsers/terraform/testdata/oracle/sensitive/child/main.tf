variable "password" { type = string }
variable "name" { type = string }
output "name" { value = var.name }
output "password" {
  value     = "c-${var.password}"
  sensitive = true
}
output "marked" {
  value     = var.name
  sensitive = true
}
