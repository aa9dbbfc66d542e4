variable "plain" { type = string }
variable "auto" { type = string }
variable "json" { type = map(list(number)) }
variable "later" { type = string }
variable "list" { type = list(string) }
variable "heredoc" {}
resource "terraform_data" "inputs" {
  input = { plain = var.plain, auto = var.auto, json = var.json, later = var.later, list = var.list, heredoc = var.heredoc, workspace = terraform.workspace }
}
