# Settings from files: YAML, JSON, CSV, a folder of them.
locals {
  files    = fileset("${path.module}/conf", "*.yaml")
  accounts = { for f in local.files : trimsuffix(f, ".yaml") => yamldecode(file("${path.module}/conf/${f}")) }
  hosts    = csvdecode(file("${path.module}/conf/hosts.csv"))
  policy   = jsondecode(file("conf/policy.json"))
  enabled  = { for name, account in local.accounts : name => account if try(account.enabled, true) }
  networks = merge([for name, account in local.enabled : { for net in try(account.networks, []) : "${name}-${net.name}" => merge({ size = 24 }, net) }]...)
  stats    = [for s in local.policy.Statement : merge(s, { Action = flatten([s.Action]), Resource = try(tolist(s.Resource), [s.Resource]) })]
}
resource "terraform_data" "network" {
  for_each = local.networks
  input    = { net = each.value, tags = { for k, v in try(each.value.tags, {}) : lower(k) => tostring(v) } }
}
resource "terraform_data" "host" {
  for_each = { for i, h in local.hosts : h.name => merge(h, { index = i, port = tonumber(h.port) }) if h.port != "" }
  input    = each.value
}
resource "terraform_data" "all" {
  input = {
    names = keys(local.accounts), enabled = keys(local.enabled), stats = local.stats
    yaml  = yamlencode({ a = [1, "two", true, null], b = { c = "d: e" }, z = "yes" })
    json  = jsonencode({ for s in local.stats : s.Sid => s.Effect == "Allow" })
    sums  = { for f in ["policy.json", "hosts.csv"] : f => filemd5("${path.module}/conf/${f}") }
    exist = [fileexists("conf/policy.json"), fileexists("conf/nothing")]
    notes = [for a in values(local.accounts) : try(a.notes, "-")]
    multi = local.accounts["prod"].text
    types = [for k, v in local.accounts["prod"].kinds : "${k}:${can(tonumber(v)) ? "n" : "t"}:${jsonencode(v)}"]
  }
}
