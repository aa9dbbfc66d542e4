plain = "terraform.tfvars"
auto  = "overridden"
later = "overridden"
list  = ["a", 1]
heredoc = <<-EOT
  text
    more
EOT
