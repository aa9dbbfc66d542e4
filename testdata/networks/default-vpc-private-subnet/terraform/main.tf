# The default VPC, adopted to be closed down: no public addresses, and a main route table of its own.
provider "aws" {
  region = "us-west-2"
}

resource "aws_default_vpc" "default" {
  tags = { Name = "default" }
}

resource "aws_default_subnet" "a" {
  availability_zone       = "us-west-2a"
  map_public_ip_on_launch = false
  tags                    = { Name = "default-a" }
}

resource "aws_default_route_table" "default" {
  default_route_table_id = aws_default_vpc.default.default_route_table_id
  route                  = []
  tags                   = { Name = "default" }
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_security_group" "build" {
  name   = "build"
  vpc_id = aws_default_vpc.default.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "build" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.large"
  subnet_id              = aws_default_subnet.a.id
  vpc_security_group_ids = [aws_security_group.build.id]
  user_data              = "#!/bin/bash\ndnf -y install git docker\n"
  tags                   = { Name = "build" }
}
