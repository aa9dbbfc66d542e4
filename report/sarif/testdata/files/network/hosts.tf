resource "aws_instance" "batch" {
  ami                    = data.aws_ssm_parameter.amazon_linux_2.value
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.private["a"].id
  vpc_security_group_ids = [aws_security_group.batch.id]
}

resource "aws_security_group" "batch" {
  name   = "batch"
  vpc_id = aws_vpc.main.id

	egress {
		from_port = 443
		to_port   = 443
		protocol  = "tcp"
		prefix_list_ids = [aws_vpc_endpoint.s3.prefix_list_id]
	}
}
