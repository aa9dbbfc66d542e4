variable "volumes" {
  type = map(object({
    size = optional(number, 8)
    key  = optional(string)
    type = optional(string, "gp3")
    tags = optional(map(string), {})
  }))
  default = null
}
variable "subnets" {
  type    = list(string)
  default = null
}
resource "terraform_data" "volume" {
  for_each = var.volumes != null ? var.volumes : {}
  input    = { size = each.value.size, type = each.value.type, tags = each.value.tags, key = each.value.key }
}
resource "terraform_data" "network" {
  count = var.subnets != null ? length(var.subnets) : 0
  input = { number = length(var.subnets), subnets = var.subnets }
}
