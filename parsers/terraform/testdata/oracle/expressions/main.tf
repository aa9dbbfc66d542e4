locals {
  servers = {
    web = { port = 80, public = true, zones = ["a", "b"] }
    db  = { port = 5432, public = false, zones = [] }
  }
  list = ["x", "y", "z"]
  chain = local.second
  second = upper(local.third)
  third  = "${local.list[1]}!"
}

resource "terraform_data" "loops" {
  input = {
    list         = [for s in local.list : upper(s)]
    indexed      = [for i, s in local.list : "${i}:${s}"]
    filtered     = [for k, v in local.servers : k if v.public]
    keyed        = { for k, v in local.servers : upper(k) => v.port }
    keyed_filter = { for k, v in local.servers : k => v if length(v.zones) > 0 }
    grouped      = { for k, v in local.servers : v.public => k... }
    nested       = [for k, v in local.servers : [for z in v.zones : "${k}-${z}"]]
    set          = [for s in toset(["b", "a", "b"]) : s]
    set_keys     = { for k, v in toset(["b", "a"]) : k => v }
    empty        = [for s in [] : s]
    empty_map    = { for k, v in {} : k => v }
    shadow       = [for local in ["q"] : local]
    chain        = local.chain
    of_map       = [for v in tomap({ b = 1, a = 2 }) : v]
    conditional  = [for s in local.list : s == "y" ? "why" : s]
  }
}

resource "terraform_data" "splats" {
  input = {
    full        = values(local.servers)[*].port
    attribute   = values(local.servers).*.port
    deep        = values(local.servers)[*].zones[*]
    single      = local.servers.web[*].port
    null_splat  = null[*]
    index       = [[1, 2], [3]][*][0]
    after_index = values(local.servers)[*].zones
    tuple       = [{ a = 1 }, { a = "x" }][*].a
  }
}

resource "terraform_data" "conditions" {
  input = {
    unify_text   = true ? 1 : "x"
    unify_bool   = false ? "x" : true
    lists        = true ? ["a"] : []
    objects      = true ? { a = 1 } : { a = "x" }
    maps         = false ? {} : { a = 1, b = "2" }
    null_branch  = true ? null : "x"
    null_other   = false ? null : "x"
    nested       = false ? 1 : true ? 2 : 3
    with_tuple   = true ? [1, 2] : [3, 4]
    tolist       = true ? tolist(["a"]) : tolist([])
    number_text  = false ? "1" : 2
    lazy         = length(local.list) > 5 ? local.list[5] : "short"
    any_of       = anytrue([for s in local.list : s == "z"]) && !contains(local.list, "q")
    in_string    = "port ${local.servers.web.public ? 80 : 443}"
    different    = true ? { a = 1, b = 2 } : { a = 3, b = 4 }
  }
}

resource "terraform_data" "equality" {
  input = {
    objects    = { a = 1 } == { a = 1 }
    tuples     = [1, 2] == [1, 2]
    list_tuple = tolist([1]) == [1]
    nulls      = null == null
    map_object = tomap({ a = 1 }) == { a = 1 }
    unequal    = { a = 1 } != { a = 2 }
    sets       = toset([1, 2]) == toset([2, 1])
    empties    = [] == []
    text       = "a" == ["a"]
  }
}
