variable "name" { type = string }
variable "instance_types" { type = list(string) }
variable "scaling" { type = object({ min = number, max = number, desired = optional(number) }) }
variable "labels" {
  type    = map(string)
  default = {}
}
variable "taints" {
  type     = list(object({ key = string, value = optional(string, "true"), effect = string }))
  default  = []
  nullable = false
}
variable "capacity" {
  type     = string
  default  = "ON_DEMAND"
  nullable = false
}
variable "disk" {
  type    = object({ size = number, type = optional(string, "gp2"), iops = optional(number) })
  default = { size = 8 }
}
variable "user_data" {
  type    = string
  default = null
}
locals {
  desired = coalesce(var.scaling.desired, var.scaling.min)
  role    = length(var.taints) > 0 ? "${var.name}-role" : null
}
resource "terraform_data" "template" {
  input = {
    name    = "${var.name}-${substr(sha1(jsonencode(var.labels)), 0, 6)}"
    boot    = base64encode(coalesce(var.user_data, "none"))
    types   = var.instance_types
    devices = [for d in ["xvda"] : { name = "/dev/${d}", ebs = { for k, v in var.disk : k => v if v != null } }]
    taints  = [for t in var.taints : "${t.key}=${t.value}:${replace(title(replace(lower(t.effect), "_", " ")), " ", "")}"]
  }
}
output "name" { value = terraform_data.template.input.name }
output "role" { value = local.role }
output "scaling" { value = merge(var.scaling, { desired = local.desired }) }
output "all" { value = { capacity = var.capacity, disk = var.disk, labels = var.labels, taints = var.taints } }
