variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

variable "attached" {
  type    = bool
  default = true
}

variable "policy" {
  type    = string
  default = null
}

variable "egress_ports" {
  type    = set(number)
  default = [80, 443]
}

data "aws_region" "current" {}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name }
}

resource "aws_subnet" "this" {
  count             = 2
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = "${data.aws_region.current.name}${["a", "b"][count.index]}"
  tags              = { Name = "${var.name}-${count.index}" }
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_route_table_association" "this" {
  count          = length(aws_subnet.this)
  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.${data.aws_region.current.name}.s3"
  route_table_ids = var.attached ? [aws_route_table.this.id] : []
  policy          = var.policy
  tags            = { Name = var.name }
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = aws_vpc.this.id

  dynamic "egress" {
    for_each = var.egress_ports
    content {
      from_port   = egress.value
      to_port     = egress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_instance" "this" {
  for_each = { for index, subnet in aws_subnet.this : tostring(index) => subnet.id }

  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.small"
  subnet_id              = each.value
  vpc_security_group_ids = [aws_security_group.this.id]
  tags                   = { Name = "${var.name}-${each.key}" }
}

output "subnet_ids" {
  value = aws_subnet.this[*].id
}
