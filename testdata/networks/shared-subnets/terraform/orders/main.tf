# The orders team launches into a subnet of the network account, which it knows by its tag.
provider "aws" {
  region = "eu-west-2"
}

data "aws_subnet" "orders" {
  filter {
    name   = "tag:Name"
    values = ["orders"]
  }
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_security_group" "worker" {
  name   = "worker"
  vpc_id = data.aws_subnet.orders.vpc_id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "worker" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.medium"
  subnet_id              = data.aws_subnet.orders.id
  vpc_security_group_ids = [aws_security_group.worker.id]
  user_data              = "#!/bin/sh\ndnf -y install java-21-amazon-corretto\n"
  tags                   = { Name = "worker" }
}
