locals {
  name  = "net"
  zones = ["a", "b"]
}

resource "terraform_data" "templates" {
  input = {
    plain      = "x-${local.name}-y"
    only       = "${local.zones}"
    number     = "${5}"
    if         = "%{if local.name == "net"}yes%{else}no%{endif}"
    if_trim    = "a %{~if true~} b %{~endif~} c"
    for        = "%{for z in local.zones}[${z}]%{endfor}"
    for_index  = "%{for i, z in local.zones}${i}=${z};%{endfor}"
    nested     = "%{for z in local.zones}%{if z != "a"}${z}%{endif}%{endfor}"
    trim_left  = "a   ${~local.name}"
    trim_right = "${local.name~}   b"
    literal    = "$${not} %%{not} $ % $$x"
    heredoc    = <<EOT
first ${local.name}
  second
EOT
    indented   = <<-EOT
      first
        second ${local.name}
      third
    EOT
    directives = <<-EOT
    %{for z in local.zones~}
    zone ${z}
    %{endfor~}
    end
    EOT
    indented_if = <<-EOT
      {
        %{if true}
        "a": 1
        %{endif}
      }
    EOT
    json = jsondecode(<<EOT
{"Statement": [%{for i, z in local.zones}%{if i > 0},%{endif}{"Sid": "${z}"}%{endfor}]}
EOT
    )
    quotes   = "a \"b\" ${"c \"d\""}"
    multiple = "${local.name}${local.name}"
    bool     = "is ${true} and ${1 == 2}"
  }
}
