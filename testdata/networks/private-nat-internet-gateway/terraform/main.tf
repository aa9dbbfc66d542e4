# Somebody chose a private NAT gateway to save the Elastic IP address.
provider "aws" {
  region = "us-east-2"
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_vpc" "ledger" {
  cidr_block           = "10.60.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "ledger" }
}

resource "aws_subnet" "app" {
  vpc_id            = aws_vpc.ledger.id
  cidr_block        = "10.60.10.0/24"
  availability_zone = "us-east-2a"
  tags              = { Name = "app" }
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.ledger.id
}

resource "aws_route_table_association" "app" {
  subnet_id      = aws_subnet.app.id
  route_table_id = aws_route_table.app.id
}

resource "aws_route" "app_default" {
  route_table_id         = aws_route_table.app.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.ledger.id
}

resource "aws_security_group" "app" {
  name_prefix = "app-"
  vpc_id      = aws_vpc.ledger.id
}

resource "aws_vpc_security_group_egress_rule" "app" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_launch_template" "app" {
  name_prefix            = "app-"
  image_id               = data.aws_ssm_parameter.image.value
  instance_type          = "m7i.large"
  vpc_security_group_ids = [aws_security_group.app.id]
  user_data              = base64encode("#!/bin/sh\ndnf -y update\n")
}

resource "aws_autoscaling_group" "app" {
  name                = "app"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.app.id]

  launch_template {
    id      = aws_launch_template.app.id
    version = "$Latest"
  }

  tag {
    key                 = "Name"
    value               = "app"
    propagate_at_launch = true
  }
}

resource "aws_internet_gateway" "ledger" {
  vpc_id = aws_vpc.ledger.id
}

resource "aws_subnet" "routable" {
  vpc_id            = aws_vpc.ledger.id
  cidr_block        = "10.60.0.0/26"
  availability_zone = "us-east-2a"
  tags              = { Name = "routable" }
}

resource "aws_route_table" "routable" {
  vpc_id = aws_vpc.ledger.id
}

resource "aws_route_table_association" "routable" {
  subnet_id      = aws_subnet.routable.id
  route_table_id = aws_route_table.routable.id
}

resource "aws_nat_gateway" "ledger" {
  subnet_id         = aws_subnet.routable.id
  connectivity_type = "private"
  tags              = { Name = "ledger" }
}

resource "aws_route" "routable_default" {
  route_table_id         = aws_route_table.routable.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.ledger.id
}
