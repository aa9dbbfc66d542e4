# The network account owns the VPC and shares its subnets with the account of the orders team.
provider "aws" {
  region = "eu-west-2"
}

resource "aws_vpc" "shared" {
  cidr_block           = "10.80.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "shared" }
}

resource "aws_subnet" "orders" {
  vpc_id            = aws_vpc.shared.id
  cidr_block        = "10.80.4.0/24"
  availability_zone = "eu-west-2a"
  tags              = { Name = "orders" }
}

resource "aws_route_table" "orders" {
  vpc_id = aws_vpc.shared.id
}

resource "aws_route_table_association" "orders" {
  subnet_id      = aws_subnet.orders.id
  route_table_id = aws_route_table.orders.id
}

resource "aws_ram_resource_share" "subnets" {
  name                      = "subnets-of-orders"
  allow_external_principals = false
}

resource "aws_ram_resource_association" "orders" {
  resource_arn       = aws_subnet.orders.arn
  resource_share_arn = aws_ram_resource_share.subnets.arn
}

resource "aws_ram_principal_association" "orders" {
  principal          = "444455556666"
  resource_share_arn = aws_ram_resource_share.subnets.arn
}
