variable "rule" {
  type = object({ team = string, mode = string, extra = optional(string), none = optional(list(string), ["dflt"]) })
}
variable "tags" { type = map(string) }
resource "terraform_data" "this" {
  count            = var.rule.mode == "w" ? 2 : 1
  input            = merge(var.tags, { Index = count.index })
  triggers_replace = [var.rule.team, var.rule.none]
}
output "out" { value = "${var.rule.team}:${var.rule.mode}:${var.rule.extra}:${length(terraform_data.this)}" }
output "tags" { value = { Name = [var.tags.Name] } }
