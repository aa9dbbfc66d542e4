# The zones were associated with the spoke of the orders team only: neither the hub's own host nor the spoke of the reports team, which no transit gateway reaches, finds an endpoint.
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

resource "aws_vpc_endpoint" "hub_s3" {
  vpc_id          = aws_vpc.hub.id
  service_name    = "com.amazonaws.ap-southeast-2.s3"
  route_table_ids = [aws_route_table.hub.id]
}

resource "aws_vpc" "orders" {
  cidr_block           = "10.91.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "orders" }
}

resource "aws_subnet" "orders" {
  vpc_id            = aws_vpc.orders.id
  cidr_block        = "10.91.1.0/24"
  availability_zone = "ap-southeast-2a"
  tags              = { Name = "orders" }
}

resource "aws_route_table" "orders" {
  vpc_id = aws_vpc.orders.id
}

resource "aws_route_table_association" "orders" {
  subnet_id      = aws_subnet.orders.id
  route_table_id = aws_route_table.orders.id
}

resource "aws_vpc_endpoint" "orders_s3" {
  vpc_id          = aws_vpc.orders.id
  service_name    = "com.amazonaws.ap-southeast-2.s3"
  route_table_ids = [aws_route_table.orders.id]
}

resource "aws_vpc" "reports" {
  cidr_block           = "10.92.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "reports" }
}

resource "aws_subnet" "reports" {
  vpc_id            = aws_vpc.reports.id
  cidr_block        = "10.92.1.0/24"
  availability_zone = "ap-southeast-2a"
  tags              = { Name = "reports" }
}

resource "aws_route_table" "reports" {
  vpc_id = aws_vpc.reports.id
}

resource "aws_route_table_association" "reports" {
  subnet_id      = aws_subnet.reports.id
  route_table_id = aws_route_table.reports.id
}

resource "aws_vpc_endpoint" "reports_s3" {
  vpc_id          = aws_vpc.reports.id
  service_name    = "com.amazonaws.ap-southeast-2.s3"
  route_table_ids = [aws_route_table.reports.id]
}

# Private DNS stays off: it would answer in the hub only.
locals {
  services = {
    ssm         = aws_vpc_endpoint.ssm.dns_entry[0]
    ssmmessages = aws_vpc_endpoint.ssmmessages.dns_entry[0]
  }
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

resource "aws_vpc_endpoint" "ssm" {
  vpc_id             = aws_vpc.hub.id
  service_name       = "com.amazonaws.ap-southeast-2.ssm"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.hub.id]
  security_group_ids = [aws_security_group.endpoints.id]
  tags               = { Name = "ssm" }
}

resource "aws_vpc_endpoint" "ssmmessages" {
  vpc_id             = aws_vpc.hub.id
  service_name       = "com.amazonaws.ap-southeast-2.ssmmessages"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.hub.id]
  security_group_ids = [aws_security_group.endpoints.id]
  tags               = { Name = "ssmmessages" }
}

resource "aws_route53_zone" "central" {
  for_each = local.services
  name     = "${each.key}.ap-southeast-2.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.orders.id
  }
}

resource "aws_route53_record" "central" {
  for_each = local.services
  zone_id  = aws_route53_zone.central[each.key].zone_id
  name     = aws_route53_zone.central[each.key].name
  type     = "A"

  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_ec2_transit_gateway" "main" {
  description                    = "All spokes"
  auto_accept_shared_attachments = "enable"
}

resource "aws_ram_resource_share" "transit" {
  name                      = "transit-gateway"
  allow_external_principals = false
}

resource "aws_ram_resource_association" "transit" {
  resource_arn       = aws_ec2_transit_gateway.main.arn
  resource_share_arn = aws_ram_resource_share.transit.arn
}

resource "aws_ec2_transit_gateway_vpc_attachment" "hub" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.hub.id
  subnet_ids         = [aws_subnet.hub.id]
}

resource "aws_route" "hub_to_private" {
  route_table_id         = aws_route_table.hub.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "orders" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.orders.id
  subnet_ids         = [aws_subnet.orders.id]
}

resource "aws_route" "orders_to_private" {
  route_table_id         = aws_route_table.orders.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_iam_role" "host" {
  name = "host"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "host" {
  role       = aws_iam_role.host.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "host" {
  role = aws_iam_role.host.name
}

resource "aws_security_group" "hub" {
  name   = "hub"
  vpc_id = aws_vpc.hub.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "hub" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.hub.id
  vpc_security_group_ids = [aws_security_group.hub.id]
  iam_instance_profile   = aws_iam_instance_profile.host.name
  tags                   = { Name = "hub" }
}

resource "aws_security_group" "orders" {
  name   = "orders"
  vpc_id = aws_vpc.orders.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "orders" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.orders.id
  vpc_security_group_ids = [aws_security_group.orders.id]
  iam_instance_profile   = aws_iam_instance_profile.host.name
  tags                   = { Name = "orders" }
}

resource "aws_security_group" "reports" {
  name   = "reports"
  vpc_id = aws_vpc.reports.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "reports" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.reports.id
  vpc_security_group_ids = [aws_security_group.reports.id]
  iam_instance_profile   = aws_iam_instance_profile.host.name
  tags                   = { Name = "reports" }
}
