variable "text" {
  type    = string
  default = 5
}
variable "number" {
  type    = number
  default = "1.50"
}
variable "flag" {
  type    = bool
  default = "true"
}
variable "texts" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "unique" {
  type    = set(string)
  default = ["b", "a", "b", "1"]
}
variable "numbers" {
  type    = set(number)
  default = [10, 9, "1", 1]
}
variable "labels" {
  type    = map(string)
  default = { a = 1, b = true }
}
variable "anything" {
  type    = any
  default = { a = [1, "x"], b = null }
}
variable "any_list" {
  type    = list(any)
  default = [1, "x", true]
}
variable "any_map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "object" {
  type    = object({ a = string, b = list(number) })
  default = { a = 1, b = ["2", 3], extra = "dropped" }
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "objects" {
  type    = map(object({ cidr = string, public = bool }))
  default = { x = { cidr = "10.0.0.0/24", public = "false", extra = 1 } }
}
variable "untyped" {
  default = [1, "a"]
}
variable "nested" {
  type    = map(map(list(string)))
  default = { a = { b = [1, 2] } }
}
variable "set_objects" {
  type    = set(object({ name = string, port = number }))
  default = [{ name = "b", port = 2 }, { name = "a", port = "3" }, { name = "a", port = 3 }]
}

resource "terraform_data" "variables" {
  input = {
    text        = var.text
    number      = var.number
    flag        = var.flag
    texts       = var.texts
    unique      = var.unique
    numbers     = var.numbers
    labels      = var.labels
    anything    = var.anything
    any_list    = var.any_list
    any_map     = var.any_map
    object      = var.object
    pair        = var.pair
    objects     = var.objects
    untyped     = var.untyped
    nested      = var.nested
    set_objects = var.set_objects
  }
}

resource "terraform_data" "functions" {
  input = {
    tobool    = [tobool("true"), tobool(false), tobool(null)]
    tolist    = [tolist(["a", 1]), tolist(toset(["b", "a"]))]
    tolist_n  = tolist([1, 2])
    tomap     = tomap({ a = 1, b = "x" })
    tomap_num = tomap({ a = 1, b = 2 })
    tonumber  = [tonumber("1.5"), tonumber(2), tonumber(null)]
    toset     = toset(["c", "a", "c", "b"])
    toset_num = toset([3, 1, 20])
    toset_mix = toset(["a", 1, true])
    tostring  = [tostring(1), tostring(true), tostring("x"), tostring(null)]
    tolist_ob = tolist([{ a = 1 }, { a = 2 }])
    tomap_nul = tomap({ a = null, b = "x" })
    tolist_nl = tolist([null, "x"])
    empty     = [tolist([]), toset([]), tomap({})]
  }
}
