# A three-tier network as teams write it: subnets from a map of tiers, keys joined
# from tier and zone, rules flattened from nested maps.
variable "cidr" {
  type    = string
  default = "10.20.0.0/16"
}
variable "zones" {
  type    = list(string)
  default = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
}
variable "tiers" {
  type = map(object({
    newbits = number
    offset  = number
    public  = optional(bool, false)
    zones   = optional(number)
    tags    = optional(map(string), {})
    ports = optional(list(object({
      from  = number
      to    = optional(number)
      proto = optional(string, "tcp")
    })), [])
  }))
  default = {
    public  = { newbits = 8, offset = 0, public = true, ports = [{ from = 443 }, { from = 80, to = 81 }] }
    private = { newbits = 4, offset = 1, zones = 2, tags = { "kubernetes.io/role/internal-elb" = 1 } }
    data    = { newbits = 8, offset = 32, ports = [{ from = 5432, proto = "tcp" }] }
  }
}

locals {
  count_of = { for name, tier in var.tiers : name => coalesce(tier.zones, length(var.zones)) }
  subnets = merge([
    for name, tier in var.tiers : {
      for i in range(local.count_of[name]) : "${name}/${var.zones[i]}" => {
        tier   = name
        zone   = element(var.zones, i)
        index  = i
        block  = cidrsubnet(var.cidr, tier.newbits, tier.offset + i)
        public = tier.public
        tags   = merge({ Name = format("%s-%02d", name, i + 1), Tier = title(name) }, tier.tags)
      }
    }
  ]...)
  rules = flatten([
    for name, tier in var.tiers : [
      for port in tier.ports : {
        key   = join("-", [name, port.proto, port.from, coalesce(port.to, port.from)])
        tier  = name
        from  = port.from
        to    = port.to == null ? port.from : port.to
        proto = upper(port.proto)
      }
    ]
  ])
  by_tier   = { for key, subnet in local.subnets : subnet.tier => key... }
  sizes     = { for key, subnet in local.subnets : key => pow(2, 32 - tonumber(split("/", subnet.block)[1])) - 5 }
  first     = [for tier in sort(keys(local.by_tier)) : sort(local.by_tier[tier])[0]]
  addresses = zipmap(keys(local.subnets), [for s in values(local.subnets) : cidrhost(s.block, 10)])
  split     = cidrsubnets(var.cidr, 4, 4, 8, 8)
}

resource "terraform_data" "subnet" {
  for_each = local.subnets
  input    = merge(each.value, { host = cidrhost(each.value.block, -2), mask = cidrnetmask(each.value.block), key = each.key })
}
resource "terraform_data" "rule" {
  for_each = { for rule in local.rules : rule.key => rule }
  input    = each.value
}
resource "terraform_data" "nat" {
  count = anytrue([for tier in values(var.tiers) : tier.public]) ? length(distinct([for s in local.subnets : s.zone if s.public])) : 0
  input = { zone = var.zones[count.index], subnet = terraform_data.subnet["public/${var.zones[count.index]}"].input.block }
}
resource "terraform_data" "table" {
  for_each = toset([for key, subnet in local.subnets : key if !subnet.public])
  input = {
    subnet = each.key
    nat    = terraform_data.nat[index(var.zones, local.subnets[each.key].zone) % length(terraform_data.nat)].input.zone
    routes = [for block in formatlist("%s/%d", ["10.0.0.0", "172.16.0.0"], [8, 12]) : { block = block, via = try(terraform_data.nat[5].input.zone, "none") }]
  }
}
resource "terraform_data" "summary" {
  input = {
    by_tier = local.by_tier, sizes = local.sizes, first = local.first, addresses = local.addresses, split = local.split
    overlap = setintersection(toset(values(terraform_data.subnet)[*].input.zone), toset(["eu-west-1a", "eu-west-1z"]))
    matrix  = { for pair in setproduct(keys(var.tiers), slice(var.zones, 0, 2)) : join(":", pair) => contains(local.by_tier[pair[0]], join("/", pair)) }
    chunks  = chunklist(sort(keys(local.subnets)), 3)
    lookups = [lookup(var.tiers["public"].tags, "none", "-"), lookup({ a = 1 }, "a", 2), lookup(var.tiers, "nope", null) == null]
  }
}
