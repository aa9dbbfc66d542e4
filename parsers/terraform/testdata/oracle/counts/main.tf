variable "create" {
  type    = bool
  default = true
}
variable "zones" {
  default = ["a", "b", "c"]
}

resource "terraform_data" "zone" {
  count = length(var.zones)
  input = { index = count.index, zone = var.zones[count.index], next = element(var.zones, count.index + 1) }
}

resource "terraform_data" "maybe" {
  count = var.create ? 1 : 0
  input = "made"
}

resource "terraform_data" "never" {
  count = var.create ? 0 : 1
  input = "never"
}

resource "terraform_data" "text_count" {
  count = "2"
  input = count.index * 10
}

resource "terraform_data" "min" {
  count = min(length(terraform_data.zone), 2)
  input = terraform_data.zone[count.index].input.zone
}

resource "terraform_data" "summary" {
  input = {
    splat     = terraform_data.zone[*].input.zone
    legacy    = terraform_data.zone.*.input.index
    one       = one(terraform_data.maybe[*].input)
    none      = one(terraform_data.never[*].input)
    try       = try(terraform_data.never[0].input, "fallback")
    joined    = join(",", terraform_data.never[*].input)
    element   = element(concat(terraform_data.never[*].input, ["last"]), 0)
    length    = length(terraform_data.zone)
    index     = terraform_data.zone[1].input.next
    flattened = flatten([terraform_data.zone[*].input.zone, terraform_data.maybe[*].input])
    zipped    = zipmap(terraform_data.zone[*].input.zone, terraform_data.zone[*].input.index)
  }
}
