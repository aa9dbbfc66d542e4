# Texts as teams build them: names, ARNs, policies, scripts.
variable "project" { default = "Acme Shop" }
variable "stages" { default = ["dev", "prod"] }
variable "ids" { default = { dev = 111111111111, prod = "222222222222" } }
locals {
  slug = trim(replace(lower(var.project), "/[^a-z0-9]+/", "-"), "-")
  arns = { for s in var.stages : s => "arn:aws:iam::${var.ids[s]}:role/${local.slug}-${s}" }
  doc = {
    Version = "2012-10-17"
    Statement = concat(
      [for s, arn in local.arns : { Sid = title(s), Effect = "Allow", Principal = { AWS = arn }, Action = ["s3:Get*", "s3:List*"], Resource = [for p in ["", "/*"] : "arn:aws:s3:::${local.slug}${p}"] }],
      contains(var.stages, "prod") ? [{ Sid = "NoHttp", Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }] : [],
    )
  }
}
resource "terraform_data" "text" {
  input = {
    slug   = local.slug
    policy = jsonencode(local.doc)
    short  = substr(local.slug, 0, min(6, length(local.slug)))
    script = <<-EOT
      #!/bin/sh
      set -eu
      %{for s in var.stages~}
      echo "${s}: ${local.arns[s]}" >> /tmp/$${USER:-none}
      %{endfor~}
      cat <<'INNER'
        ${indent(8, join("\n", var.stages))}
      INNER
    EOT
    flush  = <<EOT
  keeps ${var.project}
	and tabs
EOT
    table  = formatlist("%-6s|%5d|%t", var.stages, [1, 20], [true, false])
    hash   = [sha256(local.slug), base64sha256("x"), md5(""), uuidv5("dns", "example.com")]
    regex  = [for arn in values(local.arns) : regex("^arn:(?P<partition>[^:]+):iam::(?P<account>\\d+):", arn)]
    parts  = [for arn in values(local.arns) : reverse(split("/", split(":", arn)[5]))]
    pairs  = [for m in regexall("([a-z]+)=(\\d+)", "a=1,b=22") : join(":", m)]
    quoted = [format("%q", "a\"b"), jsonencode("<&>"), "tab\there", "unicode \u00e9 \U0001F600", "100%%{not}", "$${kept}"]
    camel  = join("", [for i, w in split("-", local.slug) : i == 0 ? w : title(w)])
    nested = "${var.stages[0] == "dev" ? "is ${upper("dev")} ${length(var.stages) > 1 ? "one of ${length(var.stages)}" : ""}" : "no"}"
    multi  = "%{if length(var.stages) > 5}many%{else}%{for s in var.stages}${s}%{if s != "prod"}, %{endif}%{endfor}%{endif}"
    chomp  = [chomp("x\n\n"), trimspace("  y\t\n"), trimprefix("aab", "a"), strrev("añb"), indent(2, "a\nb")]
    number = [format("%.2f", 2.5), format("%05d", 42), format("%x", 255), tostring(0.1 + 0.2), "n${1e21}", "${10 / 4}", parseint("ff", 16), floor(-1.5), signum(-3)]
    dates  = [formatdate("DD MMM YYYY hh:mm ZZZ", "2024-02-29T12:30:00Z"), timeadd("2024-02-29T12:30:00Z", "-13h"), timecmp("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00")]
  }
}
