# An account under a landing zone that blocks public access to and from every VPC of the region.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc_block_public_access_options" "region" {
  internet_gateway_block_mode = "block-bidirectional"
}

resource "aws_vpc" "billing" {
  cidr_block           = "10.40.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "billing" }
}

resource "aws_internet_gateway" "billing" {
  vpc_id = aws_vpc.billing.id
}

resource "aws_subnet" "web" {
  vpc_id                  = aws_vpc.billing.id
  cidr_block              = "10.40.0.0/24"
  availability_zone       = "eu-central-1a"
  map_public_ip_on_launch = true
  tags                    = { Name = "web" }
}

resource "aws_route_table" "web" {
  vpc_id = aws_vpc.billing.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.billing.id
  }
}

resource "aws_route_table_association" "web" {
  subnet_id      = aws_subnet.web.id
  route_table_id = aws_route_table.web.id
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.billing.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "web" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t4g.small"
  subnet_id              = aws_subnet.web.id
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = <<-SCRIPT
    #!/bin/sh
    dnf install -y nginx
  SCRIPT
  tags                   = { Name = "web" }
}

# The security team granted the public subnet an exclusion.
resource "aws_vpc_block_public_access_exclusion" "web" {
  subnet_id                       = aws_subnet.web.id
  internet_gateway_exclusion_mode = "allow-bidirectional"
}
