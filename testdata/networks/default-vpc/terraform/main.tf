# A build machine from the first days of the account: it names no subnet, so it lands in the default VPC.
provider "aws" {
  region = "us-west-2"
}

data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

resource "aws_instance" "build" {
  ami           = data.aws_ami.al2023.id
  instance_type = "t3.large"
  user_data     = <<-SCRIPT
    #!/bin/bash
    dnf -y install git docker
  SCRIPT
  tags          = { Name = "build" }
}
