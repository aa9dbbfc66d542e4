# The network account shares a Route 53 profile with the zones of its central endpoints.
provider "aws" {
  region = "ap-southeast-2"
}

resource "aws_vpc" "hub" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "hub" }
}

resource "aws_subnet" "hub" {
  vpc_id            = aws_vpc.hub.id
  cidr_block        = "10.90.1.0/24"
  availability_zone = "ap-southeast-2a"
  tags              = { Name = "hub" }
}

resource "aws_route_table" "hub" {
  vpc_id = aws_vpc.hub.id
}

resource "aws_route_table_association" "hub" {
  subnet_id      = aws_subnet.hub.id
  route_table_id = aws_route_table.hub.id
}

# Private DNS stays off: it would answer in the hub only.
locals {
  services = toset(["ssm", "ssmmessages"])
}

resource "aws_security_group" "endpoints" {
  name   = "endpoints"
  vpc_id = aws_vpc.hub.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_endpoint" "central" {
  for_each           = local.services
  vpc_id             = aws_vpc.hub.id
  service_name       = "com.amazonaws.ap-southeast-2.${each.value}"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.hub.id]
  security_group_ids = [aws_security_group.endpoints.id]
  tags               = { Name = each.value }
}

resource "aws_route53_zone" "central" {
  for_each = local.services
  name     = "${each.value}.ap-southeast-2.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.hub.id
  }
}

resource "aws_route53_record" "central" {
  for_each = local.services
  zone_id  = aws_route53_zone.central[each.value].zone_id
  name     = aws_route53_zone.central[each.value].name
  type     = "A"

  alias {
    name                   = aws_vpc_endpoint.central[each.value].dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.central[each.value].dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53profiles_profile" "central" {
  name = "central-endpoints"
}

resource "aws_route53profiles_resource_association" "central" {
  for_each     = local.services
  name         = each.value
  profile_id   = aws_route53profiles_profile.central.id
  resource_arn = aws_route53_zone.central[each.value].arn
}

resource "aws_ram_resource_share" "profile" {
  name                      = "central-endpoints"
  allow_external_principals = false
}

resource "aws_ram_resource_association" "profile" {
  resource_arn       = aws_route53profiles_profile.central.arn
  resource_share_arn = aws_ram_resource_share.profile.arn
}
