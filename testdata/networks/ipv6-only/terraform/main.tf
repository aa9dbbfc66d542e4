# Encoders with IPv6 addresses only; what they ask for leaves by an egress-only gateway.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "media" {
  cidr_block                       = "10.70.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true
  tags                             = { Name = "media" }
}

resource "aws_subnet" "encode" {
  vpc_id                                         = aws_vpc.media.id
  ipv6_native                                    = true
  ipv6_cidr_block                                = cidrsubnet(aws_vpc.media.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation                = true
  enable_resource_name_dns_aaaa_record_on_launch = true
  availability_zone                              = "eu-west-1a"
  tags                                           = { Name = "encode" }
}

resource "aws_route_table" "encode" {
  vpc_id = aws_vpc.media.id
}

resource "aws_route_table_association" "encode" {
  subnet_id      = aws_subnet.encode.id
  route_table_id = aws_route_table.encode.id
}

resource "aws_security_group" "encode" {
  name   = "encode"
  vpc_id = aws_vpc.media.id

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

resource "aws_instance" "encode" {
  ami                    = data.aws_ami.al2023.id
  instance_type          = "c7i.large"
  subnet_id              = aws_subnet.encode.id
  vpc_security_group_ids = [aws_security_group.encode.id]
  user_data              = <<-SCRIPT
    #!/bin/bash
    dnf -y install ffmpeg-free
  SCRIPT
  tags                   = { Name = "encode" }
}

resource "aws_egress_only_internet_gateway" "media" {
  vpc_id = aws_vpc.media.id
}

resource "aws_route" "encode_ipv6" {
  route_table_id              = aws_route_table.encode.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.media.id
}
