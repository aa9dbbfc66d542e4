provider "aws" {
  region = "ap-northeast-1"
}

resource "aws_iam_role" "onpremises" {
  name                 = "onpremises"
  max_session_duration = 43200
  tags                 = { Name = "onpremises" }
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ssm.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "core" {
  role       = aws_iam_role.onpremises.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_ssm_activation" "onpremises" {
  name               = "onpremises"
  iam_role           = aws_iam_role.onpremises.id
  registration_limit = 5
  depends_on         = [aws_iam_role_policy_attachment.core]
}

resource "aws_iam_user" "sender" {
  name = "sender"
  tags = { Name = "sender" }
}

resource "aws_iam_group" "senders" {
  name = "senders"
}

resource "aws_iam_group_policy_attachment" "senders" {
  group      = aws_iam_group.senders.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_user_group_membership" "sender" {
  user   = aws_iam_user.sender.name
  groups = [aws_iam_group.senders.name]
}

resource "aws_iam_access_key" "sender" {
  user = aws_iam_user.sender.name
}
