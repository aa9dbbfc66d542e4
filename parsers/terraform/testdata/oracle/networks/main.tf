locals {
  cidr = "10.20.0.0/16"
  azs  = ["a", "b", "c"]
}

resource "terraform_data" "networks" {
  input = {
    cidrhost     = [cidrhost("10.12.127.0/20", 16), cidrhost("10.12.127.0/20", 268), cidrhost("fd00:fd12:3456:7890::/72", 34), cidrhost("10.0.0.0/16", -2), cidrhost("10.0.0.7/24", 0)]
    cidrnetmask  = [cidrnetmask("172.16.0.0/12"), cidrnetmask("10.0.0.0/32"), cidrnetmask("0.0.0.0/0")]
    cidrsubnet   = [cidrsubnet("172.16.0.0/12", 4, 2), cidrsubnet("10.1.2.0/24", 4, 15), cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162), cidrsubnet("10.0.0.0/8", 0, 0), cidrsubnet("010.0.0.0/16", 8, 8)]
    cidrsubnets  = cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)
    cidrsubnets6 = cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)
    nested       = [for block in cidrsubnets("10.0.0.0/8", 8, 8) : cidrsubnets(block, 4, 4)]
    maths        = { for i, az in local.azs : az => cidrsubnet(local.cidr, ceil(log(length(local.azs) * 2, 2)), i) }
    offset       = [for i in range(3) : cidrsubnet(local.cidr, 8, i + 100)]
  }
}
