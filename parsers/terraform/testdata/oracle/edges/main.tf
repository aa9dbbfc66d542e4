variable "rules" {
  type = list(any)
  default = [{ port = 80, cidrs = ["10.0.0.0/8"] }, { port = 443, cidrs = [] }]
}
variable "mixed" {
  type    = map(any)
  default = { a = { x = 1 }, b = { x = "2" } }
}
variable "enabled" {
  type    = bool
  default = true
}
variable "sets" {
  type    = map(set(string))
  default = { a = ["z", "y"], b = [] }
}
variable "legacy" {
  type    = map
  default = { a = 1, b = "x" }
}

locals {
  by_port = { for r in var.rules : tostring(r.port) => r }
  merged  = merge({ for k, v in var.mixed : k => v.x }, var.enabled ? { c = "3" } : {})
  pairs   = { for pair in setproduct(keys(var.sets), ["r", "w"]) : join("/", pair) => { team = pair[0], mode = pair[1] } }
  tree    = { for k, v in var.sets : k => { for s in v : s => length(s) } if length(v) > 0 }
}

module "m" {
  source   = "./m"
  for_each = local.pairs
  rule     = merge(each.value, { extra = lookup(each.value, "none", "d") })
  tags     = { Name = each.key, Count = 1 }
}

resource "terraform_data" "edges" {
  input = {
    rules          = var.rules
    mixed          = var.mixed
    sets           = var.sets
    legacy         = var.legacy
    by_port        = local.by_port
    merged         = local.merged
    tree           = local.tree
    modules        = { for k, m in module.m : k => m.out }
    spread         = concat([for m in values(module.m) : m.tags.Name]...)
    cond_object    = var.enabled ? { a = 1, b = [1] } : { a = 2, b = [] }
    cond_list_null = var.enabled ? ["a"] : null
    cond_null_map  = !var.enabled ? { a = 1 } : null
    cond_mixed     = var.enabled ? [1, "a"] : ["b", 2]
    cond_map       = var.enabled ? tomap({ a = "x" }) : {}
    cond_number    = var.enabled ? 1 : "2"
    cond_set       = var.enabled ? toset(["b", "a"]) : []
    for_nested_if  = [for k, v in { a = 1, b = null, c = 3 } : "${k}${v}" if v != null]
    flatten_null   = flatten([["a"], null, ["b", null]])
    flatten_sets   = flatten([toset(["b", "a"]), [toset(["c"])]])
    concat_types   = concat([1], ["a"], [true], [{ a = 1 }])
    merge_nulls    = merge(null, { a = null }, { b = 1 })
    keys_map       = keys(tomap({ z = 1, a = 2 }))
    values_mixed   = values({ z = 1, a = "x", m = [true] })
    setproduct_0   = setproduct(["a"], [])
    lookup_nested  = lookup(lookup({ a = { b = "c" } }, "a", {}), "b", "none")
    format_list    = format("%v|%#v|%s", ["a", 1], { a = "b" }, jsonencode(["x"]))
    format_width   = format("%+d % d %#x %08.3f %g %G %E", 5, 5, 255, 3.14159, 1e10, 1e-10, 12345.678)
    format_c       = format("%%|%q|%5t", "tab\t", true)
    join_mixed     = join("/", compact(["a", "", null, 5, true]))
    split_join     = join("-", reverse(split(".", "a.b.c")))
    replace_multi  = replace("a1b22", "/[0-9]+/", "<$0>")
    regex_flags    = regex("(?i)HELLO", "say hello")
    regex_optional = regex("^(\\w+)(?::(\\d+))?$", "host")
    regexall_named = regexall("(?P<k>\\w)=(?P<v>\\d)", "a=1,b=2")
    substr_unicode = substr("héllo", 1, 2)
    title_mixed    = title("élan vital o'neil x_y")
    trim_multi     = trim("xxyhixyx", "xy")
    sort_numbers   = sort([10, 9, 1])
    sort_unicode   = sort(["z", "É", "e", "a", "_"])
    range_float    = range(0, 1, 0.25)
    sum_floats     = sum([0.1, 0.2, 0.3])
    division       = [10 / 3 * 3, 7 % 2.5, -7 % 3]
    precision      = "${0.1 + 0.2} ${1.10} ${100.0} ${1e2} ${-0.0}"
    compare_mixed  = ["1" == 1, tostring(1) == "1", 1 == true, null != 1, [] == tolist([]), {} == tomap({})]
    unary          = [!true, -(-3), !(1 > 2)]
    precedence     = [1 + 2 == 3 && 2 * 3 > 5 || false, 2 + 3 * 4 - 1, !false && false, 10 - 2 - 3]
    index_negative = try([1, 2][-1], "none")
    index_text     = [["a", "b"]["1"], { "1" = "x" }[1]]
    splat_empty    = [for x in [][*].a : x]
    splat_nested   = [{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[*].b
    splat_scalar   = "x"[*]
    heredoc_quote  = <<-EOT
      a "quoted" ${jsonencode({ k = "v" })} \n $${x}
    	tabbed
      %{ for k in ["p", "q"] ~}
        - ${k}
      %{ endfor ~}
      end
    EOT
    json_order     = jsonencode({ b = 1, a = { d = 2, c = [] }, "é" = "ü" })
    json_numbers   = jsonencode([1.0, 1e3, 0.1, -0, 1e-7, 123456789012345678])
    yaml_decode    = yamldecode("x: [1, {y: z}]\n\"q\": 'it''s'\nempty:\nbool: yes\noct: 0o17\nfloat: 1.0\nmulti: >\n  a\n  b\n")
    csv_quoted     = csvdecode("a,b\n\"x, y\",\"1\n2\"\n")
    base64_round   = base64decode(base64encode("ü\n"))
    url            = urlencode("a b+c/ü")
    cidr_v6        = [cidrsubnet("2001:db8::/32", 16, 65535), cidrhost("2001:db8::/64", 255)]
    contains_types = [contains(["1"], 1), contains([1], "1"), contains([["a"]], ["a"])]
    distinct_obj   = distinct([{ a = 1 }, { a = 1 }, { a = 2 }])
    element_set    = element(tolist(toset(["b", "a"])), 0)
    chunk_join     = [for c in chunklist(range(5), 2) : join("", c)]
    transposed     = transpose({ x = toset(["b", "a"]), y = ["b"] })
    try_types      = [try(var.mixed.a.y, var.mixed.a.x), try(var.rules[5].port, "none")]
    can_types      = { a = can(var.mixed.c), b = can(var.rules[0].port) }
    one_set        = one(toset(["x"]))
    tomap_objects  = tomap({ a = { x = 1 }, b = { x = 2 } })
    tolist_mixed   = tolist([{ a = 1 }, { a = "2" }])
    toset_objects  = toset([{ a = "b" }, { a = "a" }])
    tostring_nums  = [tostring(1e6), tostring(1.0), tostring(123456789.125)]
    tonumber_text  = [tonumber("1e3"), tonumber("-0.50"), tonumber("007")]
    coalesce_lists = coalesce(null, ["a"])
    dynamic_keys   = { for i, v in ["a", "b"] : i => v }
    bool_keys      = { for v in [true, false] : v => !v }
    path_join      = "${path.module}/x ${path.root}"
    grouping       = { for s in ["ab", "ac", "b"] : substr(s, 0, 1) => upper(s)... }
    time           = [formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2020-02-29T23:59:59+05:30"), timeadd("2020-02-28T23:30:00Z", "24h30m")]
    uuid           = uuidv5("url", "https://example.com/a?b=c")
    starts         = [startswith("é", "é"), endswith("", "x"), strcontains("", "")]
    matchkeys      = matchkeys([1, 2, 3], ["a", "b", "c"], toset(["c", "a"]))
    indent         = indent(4, "a\n\nb\n")
    zip            = zipmap(["x", "y"], [[1], { z = 2 }])
    templ          = "%{ if var.enabled && length(var.rules) > 1 }on%{ else }off%{ endif }-%{ for r in var.rules }${r.port},%{ endfor }"
  }
}
