# The orders team takes its names of AWS services from the profile of the network account.
provider "aws" {
  region = "ap-southeast-2"
}

variable "profile_id" {
  type        = string
  description = "Route 53 profile that the network account shares."
}

variable "transit_gateway_id" {
  type        = string
  description = "Transit gateway that the network account shares."
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

resource "aws_route53profiles_association" "orders" {
  name        = "orders"
  profile_id  = var.profile_id
  resource_id = aws_vpc.orders.id
}

resource "aws_route" "orders_to_private" {
  route_table_id         = aws_route_table.orders.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = var.transit_gateway_id
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
