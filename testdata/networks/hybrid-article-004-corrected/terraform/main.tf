provider "aws" {
  region = "ap-northeast-1"
}

resource "aws_iam_role" "onpremises" {
  name                 = "onpremises"
  max_session_duration = 3600
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
