variable "endpoints" {
  type = map(object({
    service  = string
    type     = optional(string, "Interface")
    private  = optional(bool)
    policy   = optional(object({ effect = optional(string, "Allow"), actions = optional(list(string), ["*"]) }), {})
    tags     = optional(map(string), { made = "by default" })
    ports    = optional(list(object({ from = number, to = optional(number, 443) })))
  }))
  default = {
    s3  = { service = "s3", type = "Gateway", policy = { effect = "Deny" } }
    ssm = { service = "ssm", type = null, private = "true", policy = null, tags = null, ports = [{ from = "80" }, { from = 1, to = null }] }
  }
}

variable "settings" {
  type = object({
    name = optional(string, "unnamed")
    nest = optional(object({ a = optional(number, 1), b = optional(set(string), ["y", "x"]) }), { a = 9 })
  })
  default = {}
}

variable "list" {
  type    = list(object({ a = optional(string, "d"), b = optional(string) }))
  default = [{}, { a = "x" }, { a = null, b = "y" }]
}

variable "pair" {
  type    = tuple([object({ a = optional(string, "in tuple") }), string])
  default = [{}, "t"]
}

resource "terraform_data" "optional" {
  input = {
    endpoints = var.endpoints
    settings  = var.settings
    list      = var.list
    pair      = var.pair
  }
}

resource "terraform_data" "each" {
  for_each = { for k, v in var.endpoints : k => v if v.type == "Interface" }
  input    = coalesce(each.value.private, false) ? each.value.service : "public"
}

module "child" {
  source   = "./child"
  settings = { nest = {} }
}

resource "terraform_data" "child" {
  input = module.child.settings
}
