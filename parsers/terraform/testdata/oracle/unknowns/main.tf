resource "terraform_data" "first" {
  input = "known"
}

locals {
  id = terraform_data.first.id
}

resource "terraform_data" "second" {
  input = {
    id       = local.id
    text     = "x-${local.id}"
    input    = terraform_data.first.input
    output   = terraform_data.first.output
    list     = ["a", local.id]
    upper    = upper(local.id)
    length   = length(local.id)
    member   = { a = local.id, b = 1 }.b
    splat    = [terraform_data.first][*].input
    decided  = local.id == "x" ? 1 : 2
    merged   = merge({ a = 1 }, { b = local.id })
    number   = length([local.id])
    try      = try(local.id, "x")
    coalesce = coalesce("x", local.id)
    contains = contains(["a"], local.id)
    keys     = keys({ a = local.id })
    joined   = join("-", ["a", local.id])
    set      = toset(["a", local.id])
    for      = [for v in ["a", local.id] : v == "a"]
    json     = jsonencode({ a = local.id })
    time     = timestamp()
    uuid     = uuid()
  }
  triggers_replace = [terraform_data.first.id]
}
