locals {
  people = [{ name = "a", tags = ["x"] }, { name = "b", tags = ["y", "z"] }]
}

resource "terraform_data" "lists" {
  input = {
    chunklist          = chunklist(["a", "b", "c"], 2)
    chunklist_whole    = chunklist(["a", "b"], 0)
    coalesce           = coalesce("", null, "c", "d")
    coalesce_mixed     = coalesce(null, 1, "x")
    coalesce_bool      = coalesce(false, true)
    coalescelist       = coalescelist([], ["a"], ["b"])
    coalescelist_tuple = coalescelist([], [1, "b"])
    compact            = compact(["a", "", null, "b"])
    concat             = concat(["a"], [1], [])
    concat_lists       = concat(tolist(["a"]), tolist(["b"]))
    contains           = [contains(["a", 1], "a"), contains(["a"], "b"), contains(toset(["x"]), "x"), contains([1, 2], 2)]
    distinct           = distinct(["a", "b", "a", "c", "b"])
    distinct_mixed     = distinct([1, 2, 2, 1])
    element            = [element(["a", "b", "c"], 4), element(["a", "b"], 0)]
    flatten            = flatten([["a", "b"], [], ["c", [["d"]]]])
    flatten_objects    = flatten([for p in local.people : [for t in p.tags : { person = p.name, tag = t }]])
    index              = index(["a", "b"], "b")
    index_brackets     = ["a", "b"][1]
    keys               = keys({ b = 1, a = 2 })
    length             = [length([1, 2]), length({ a = 1 }), length(toset(["a", "a"])), length([])]
    lookup             = [lookup({ a = 1 }, "a", 9), lookup({ a = 1 }, "b", 9)]
    matchkeys          = matchkeys(["i1", "i2", "i3"], ["a", "b", "a"], ["a"])
    one                = [one(["x"]), one([]), one(toset([1]))]
    range              = [range(3), range(1, 4), range(1, 8, 3), range(4, 1), range(10, 3, -3), range(0)]
    reverse            = reverse(["a", "b", 3])
    setintersection    = setintersection(["a", "b"], ["b", "c"])
    setproduct         = setproduct(["a", "b"], [1, 2])
    setproduct_sets    = setproduct(toset(["b", "a"]), toset(["x"]))
    setproduct_objects = [for pair in setproduct(local.people[*].name, ["p"]) : "${pair[0]}-${pair[1]}"]
    setsubtract        = setsubtract(["a", "b", "c"], ["a"])
    setunion           = setunion(["b"], ["a", "b"])
    slice              = slice(["a", "b", "c"], 1, 2)
    slice_empty        = slice(["a"], 1, 1)
    sort               = sort(["é", "b", "a", "B", "10", "9"])
    sum                = [sum([1, 2.5, "3"]), sum(toset([1, 1, 2]))]
    alltrue            = [alltrue([]), alltrue([true, "true"]), alltrue([true, false]), alltrue([true, null])]
    anytrue            = [anytrue([]), anytrue([false, "true"]), anytrue([null])]
  }
}

resource "terraform_data" "maps" {
  input = {
    merge         = merge({ a = 1, b = 1 }, { b = "2" }, { c = [1] })
    merge_null    = merge({ a = 1 }, null)
    merge_none    = merge()
    merge_maps    = merge(tomap({ a = "x" }), tomap({ b = "y" }))
    merge_mixed   = merge(tomap({ a = "x" }), { b = 1 })
    merge_spread  = merge([{ a = 1 }, { b = 2 }]...)
    transpose     = transpose({ a = ["x", "y"], b = ["x"], c = [] })
    values        = values({ b = 1, a = "2" })
    values_map    = values(tomap({ b = 1, a = "2" }))
    zipmap        = zipmap(["b", "a"], [1, "x"])
    zipmap_list   = zipmap(tolist(["b", "a"]), tolist(["1", "2"]))
    zipmap_twice  = zipmap(["a", "a"], ["1", "2"])
    nested        = { for p in local.people : p.name => { for i, t in p.tags : t => i } }
    grouped       = { for p in local.people : length(p.tags) => p.name... }
    quoted        = { "a b" = 1, (join("", ["x", "y"])) = 2, 3 = "three", true = 4 }
    lookup_object = lookup({ a = { b = 1 } }, "a", {})
    lookup_null   = lookup({ a = null }, "a", "d")
    lookup_map    = lookup(tomap({ a = "1" }), "z", 5)
    index_missing = try({ a = 1 }["b"], "none")
    member        = { a = { b = [{ c = 5 }] } }.a.b[0].c
    legacy_index  = local.people.0.name
    splat_map     = { a = 1 }[*]
  }
}
