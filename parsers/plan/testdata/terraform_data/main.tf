variable "password" {
  default   = "hidden"
  sensitive = true
}

variable "names" {
  type    = map(string)
  default = { a = "1", b = "2" }
}

resource "terraform_data" "first" {
  input = "x"
}

resource "terraform_data" "named" {
  for_each = var.names
  input    = "${each.key}-${each.value}"
}

resource "terraform_data" "uses" {
  for_each = var.names
  input = {
    known   = upper(each.key)
    unknown = terraform_data.named[each.key].id
    secret  = var.password
    list    = [terraform_data.first.id, "k"]
  }
}

resource "terraform_data" "counted" {
  count = 2
  input = count.index
}

module "net" {
  source   = "./net"
  for_each = var.names
  id       = terraform_data.first.id
  name     = each.value
}

output "id" {
  value = module.net["a"].id
}
