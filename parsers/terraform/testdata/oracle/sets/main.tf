locals {
  objects = toset([{ name = "b", ports = [2] }, { name = "a", ports = [1, 3] }, { name = "b", ports = [2] }])
  numbers = toset([10, 9, -1, 2.5])
  mixed   = toset([true, false, true])
}
resource "terraform_data" "sets" {
  input = {
    objects  = local.objects
    numbers  = local.numbers
    mixed    = local.mixed
    lists    = toset([["b"], ["a"], ["b"]])
    names    = [for o in local.objects : o.name]
    sorted   = sort([for o in local.objects : o.name])
    union    = setunion(local.numbers, [3])
    subtract = setsubtract(["a", "b", 1], [1])
    symmetric = setsubtract(setunion(["a"], ["b"]), setintersection(["a"], ["b"]))
    product  = setproduct(["b", "a"], toset(["y", "x"]))
    to_list  = tolist(local.numbers)
    strings  = toset(["a10", "a9", "A", "é", "", " "])
    nested   = toset([toset([2, 1])])
    compared = [toset(["a"]) == toset(["a"]), length(toset([1, "1"]))]
    distinct = distinct(concat(["b"], ["a"], ["b"]))
    maps     = toset([tomap({ b = 1 }), tomap({ a = 1 })])
  }
}
