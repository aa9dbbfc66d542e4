variable "settings" {
  type = object({ name = optional(string, "n"), nest = optional(object({ a = optional(number, 1), list = optional(list(string), []) })) })
}
output "settings" { value = var.settings }
