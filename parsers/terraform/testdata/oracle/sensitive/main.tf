variable "password" {
  type      = string
  default   = "hunter2"
  sensitive = true
}
variable "settings" {
  type      = object({ user = string, port = number })
  default   = { user = "u", port = 1 }
  sensitive = true
}

locals {
  mixed   = { open = "o", hidden = var.password }
  lifted  = nonsensitive(var.password)
  derived = "x-${var.password}"
}

module "child" {
  source   = "./child"
  password = var.password
  name     = "n"
}

resource "terraform_data" "sensitive" {
  input = {
    password    = var.password
    member      = var.settings.port
    text        = "p=${var.password}"
    lifted      = local.lifted
    lifted_text = "p=${nonsensitive(var.password)}"
    open        = local.mixed.open
    hidden      = local.mixed.hidden
    derived     = local.derived
    function    = upper(var.password)
    marked      = sensitive("x")
    list        = ["a", var.password]
    child_name  = module.child.name
    child_pass  = module.child.password
    child_mark  = module.child.marked
    plain       = "plain"
    nested      = { a = { b = var.password, c = 1 } }
    encoded     = jsonencode({ a = 1, b = var.password })
    lookup      = local.mixed["open"]
  }
}

resource "terraform_data" "whole" {
  input = var.settings
}

resource "terraform_data" "plain" {
  input            = "nothing"
  triggers_replace = [local.mixed.open]
}

# Members of what for_each goes through.
locals {
  users = { ann = { name = "ann", password = var.password }, bob = { name = "bob", password = "open" } }
}

resource "terraform_data" "users" {
  for_each = local.users
  input    = { name = each.value.name, password = each.value.password, key = each.key, whole = each.value }
}

module "user" {
  source   = "./user"
  for_each = { ann = var.password, bob = "open" }
  label    = each.value
}

resource "terraform_data" "picked" {
  for_each = toset(["ann", "bob"])
  input    = { name = local.users[each.key].name, password = local.users[each.key].password }
}
