variable "nullable" {
  type    = string
  default = "used only when not set"
}
variable "not_nullable" {
  type     = string
  default  = "default"
  nullable = false
}
variable "list" {
  type     = list(string)
  default  = ["d"]
  nullable = false
}
output "nullable" { value = var.nullable }
output "not_nullable" { value = var.not_nullable }
output "list" { value = var.list }
