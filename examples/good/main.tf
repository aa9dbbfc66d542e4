# A closed subnet: no internet gateway, no NAT. Packages come from S3, through a
# gateway endpoint whose policy keeps to our account, but for the repositories.
provider "aws" {
  region = "eu-central-1"
}

data "aws_caller_identity" "current" {}

data "aws_ssm_parameter" "amazon_linux_2023" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "closed" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.20.1.0/24"
  tags       = { Name = "closed" }
}

resource "aws_route_table" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "closed" {
  subnet_id      = aws_subnet.closed.id
  route_table_id = aws_route_table.closed.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-central-1.s3"
  route_table_ids = [aws_route_table.closed.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*"
      },
    ]
  })
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = data.aws_ssm_parameter.amazon_linux_2023.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.closed.id
  vpc_security_group_ids = [aws_security_group.app.id]
  tags                   = { Name = "app" }
  user_data              = <<-EOT
    #!/bin/bash
    dnf -y install nginx
  EOT
}
