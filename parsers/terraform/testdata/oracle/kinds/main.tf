# Which kinds of values go together, and what becomes of those that do.

variable "enabled" {
  type    = bool
  default = true
}

resource "terraform_data" "made" {
  input = "known"
}

locals {
  by_name = { web = { open = true, ports = [80] }, db = { open = "no", ports = [] } }
}

resource "terraform_data" "sides" {
  input = {
    object_list    = try(var.enabled ? { a = "x" } : { b = [] }, "refused")
    number_list    = try(var.enabled ? 1 : [2], "refused")
    inner          = try(var.enabled ? "outer" : (var.enabled ? [1] : "a"), "refused")
    inner_taken    = try(var.enabled ? (var.enabled ? [1] : "a") : "outer", "refused")
    failing        = try(var.enabled ? 5 : "${null}", "refused")
    missing        = try(var.enabled ? { a = 1 } : local.by_name.none, "refused")
    null_first     = try(var.enabled ? null : { a = 1 }, "refused")
    null_member    = var.enabled ? { a = null, b = 1 } : { a = "x" }
    tuple_to_list  = try(var.enabled ? [1, "a"] : tolist([]), "refused")
    tuple_no_list  = try(var.enabled ? [[1.5], []] : tolist([["x"]]), "refused")
    set_first      = var.enabled ? toset([1]) : ["a"]
    map_of_numbers = var.enabled ? { a = 1 } : { b = "x", c = true }
    truth          = try(var.enabled ? true : "x", "refused")
  }
}

resource "terraform_data" "arguments" {
  input = {
    coalesce       = try(coalesce({ a = [1] }, { b = "x" }), "refused")
    coalesce_other = [coalesce(5, "x"), coalesce(true, ""), coalesce(null, ["a"])]
    matchkeys      = try(matchkeys([{}, "x"], ["a", "b"], ["a"]), "refused")
    matchkeys_none = [matchkeys([1, "b"], ["b", "c"], ["c"]), matchkeys([1, "b"], ["b", "c"], ["d"])]
    contains_null  = [try(contains(["a"], null), "refused"), try(contains([null], null), "refused")]
    or_text        = [try("c" || true, "refused"), try("true" || false, "refused")]
    fractions      = [try(cidrsubnet("10.0.0.0/16", 8, 1.5), "refused"), try(cidrhost("10.0.0.0/16", 1.5), "refused")]
    sum            = tostring(sum([pow(3, 0.5), 4294967296 / 1.5]))
    float          = [log(8, 10) * 1, 3 % log(8, 10), tostring(log(8, 10) * 1), 4294967296 * 8589934592]
  }
}

# What is written is described where it is written, and as what it has become.
resource "terraform_data" "converted" {
  input = {
    merged   = tomap(merge({}, { web = { open = true, ports = {} }, db = { open = "no", ports = {} } }))
    selected = tomap({ for name, one in local.by_name : name => { open = one.open } })["web"]
    loop_set = toset([for one in [{ n = "web", p = 100 }, { n = "app", p = 1 }, { a = "b" }] : one])
    looped   = tolist([for one in [1, "2", true] : one])
    encoded  = jsonencode(tomap({ a = true, b = "x" }))
    lists    = concat([for one in values(local.by_name) : tolist(one.ports)]...)
  }
}

resource "terraform_data" "undecided" {
  input = {
    condition = [terraform_data.made.id, "true"][0] ? "y" : "n"
    directive = "%{ if [terraform_data.made.id, "true"][0] }y%{ else }n%{ endif }"
    certainly = can(tonumber(terraform_data.made.id))
    number    = try(tonumber(terraform_data.made.id), 5)
  }
}
