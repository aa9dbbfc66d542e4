# Ten closed VPCs with one host each, alike but for what their names resolve to.
provider "aws" {
  region = "eu-west-1"
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

# An S3 interface endpoint answers for the plain names, and dnf asks for dual-stack ones.
resource "aws_vpc" "interface_only" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "interface-only" }
}

resource "aws_subnet" "interface_only" {
  vpc_id            = aws_vpc.interface_only.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "interface-only" }
}

resource "aws_route_table" "interface_only" {
  vpc_id = aws_vpc.interface_only.id
}

resource "aws_route_table_association" "interface_only" {
  subnet_id      = aws_subnet.interface_only.id
  route_table_id = aws_route_table.interface_only.id
}

resource "aws_security_group" "interface_only" {
  vpc_id = aws_vpc.interface_only.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "interface_only" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.interface_only.id
  vpc_security_group_ids = [aws_security_group.interface_only.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "interface-only" }
}

resource "aws_vpc_endpoint" "interface_only_interface" {
  vpc_id              = aws_vpc.interface_only.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.interface_only.id]
  security_group_ids  = [aws_security_group.interface_only.id]
  tags                = { Name = "interface-only" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

# The interface endpoint takes the plain names, the gateway endpoint the dual-stack ones.
resource "aws_vpc" "both_endpoints" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "both-endpoints" }
}

resource "aws_subnet" "both_endpoints" {
  vpc_id            = aws_vpc.both_endpoints.id
  cidr_block        = "10.1.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "both-endpoints" }
}

resource "aws_route_table" "both_endpoints" {
  vpc_id = aws_vpc.both_endpoints.id
}

resource "aws_route_table_association" "both_endpoints" {
  subnet_id      = aws_subnet.both_endpoints.id
  route_table_id = aws_route_table.both_endpoints.id
}

resource "aws_security_group" "both_endpoints" {
  vpc_id = aws_vpc.both_endpoints.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.1.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "both_endpoints" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.both_endpoints.id
  vpc_security_group_ids = [aws_security_group.both_endpoints.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "both-endpoints" }
}

resource "aws_vpc_endpoint" "both_endpoints" {
  vpc_id          = aws_vpc.both_endpoints.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.both_endpoints.id]
  tags            = { Name = "both-endpoints" }
}

resource "aws_vpc_endpoint" "both_endpoints_interface" {
  vpc_id              = aws_vpc.both_endpoints.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.both_endpoints.id]
  security_group_ids  = [aws_security_group.both_endpoints.id]
  tags                = { Name = "both-endpoints" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

# An interface endpoint of both address types answers for dual-stack names too.
resource "aws_vpc" "dual_stack" {
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "dual-stack" }
}

resource "aws_subnet" "dual_stack" {
  vpc_id            = aws_vpc.dual_stack.id
  cidr_block        = "10.2.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "dual-stack" }
}

resource "aws_route_table" "dual_stack" {
  vpc_id = aws_vpc.dual_stack.id
}

resource "aws_route_table_association" "dual_stack" {
  subnet_id      = aws_subnet.dual_stack.id
  route_table_id = aws_route_table.dual_stack.id
}

resource "aws_security_group" "dual_stack" {
  vpc_id = aws_vpc.dual_stack.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.2.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "dual_stack" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.dual_stack.id
  vpc_security_group_ids = [aws_security_group.dual_stack.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "dual-stack" }
}

resource "aws_vpc_endpoint" "dual_stack_interface" {
  vpc_id              = aws_vpc.dual_stack.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  ip_address_type     = "dualstack"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.dual_stack.id]
  security_group_ids  = [aws_security_group.dual_stack.id]
  tags                = { Name = "dual-stack" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

# A private hosted zone leads the dual-stack names to the interface endpoint.
resource "aws_vpc" "zone" {
  cidr_block           = "10.3.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "zone" }
}

resource "aws_subnet" "zone" {
  vpc_id            = aws_vpc.zone.id
  cidr_block        = "10.3.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "zone" }
}

resource "aws_route_table" "zone" {
  vpc_id = aws_vpc.zone.id
}

resource "aws_route_table_association" "zone" {
  subnet_id      = aws_subnet.zone.id
  route_table_id = aws_route_table.zone.id
}

resource "aws_security_group" "zone" {
  vpc_id = aws_vpc.zone.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.3.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "zone" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.zone.id
  vpc_security_group_ids = [aws_security_group.zone.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "zone" }
}

resource "aws_vpc_endpoint" "zone_interface" {
  vpc_id              = aws_vpc.zone.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.zone.id]
  security_group_ids  = [aws_security_group.zone.id]
  tags                = { Name = "zone" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

resource "aws_route53_zone" "zone" {
  name = "s3.dualstack.eu-west-1.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.zone.id
  }
}

resource "aws_route53_record" "zone" {
  zone_id = aws_route53_zone.zone.zone_id
  name    = "*"
  type    = "A"

  alias {
    name                   = aws_vpc_endpoint.zone_interface.dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.zone_interface.dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# The same zone, held by a Route 53 profile.
resource "aws_vpc" "profile" {
  cidr_block           = "10.4.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "profile" }
}

resource "aws_subnet" "profile" {
  vpc_id            = aws_vpc.profile.id
  cidr_block        = "10.4.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "profile" }
}

resource "aws_route_table" "profile" {
  vpc_id = aws_vpc.profile.id
}

resource "aws_route_table_association" "profile" {
  subnet_id      = aws_subnet.profile.id
  route_table_id = aws_route_table.profile.id
}

resource "aws_security_group" "profile" {
  vpc_id = aws_vpc.profile.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.4.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "profile" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.profile.id
  vpc_security_group_ids = [aws_security_group.profile.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "profile" }
}

resource "aws_vpc_endpoint" "profile_interface" {
  vpc_id              = aws_vpc.profile.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.profile.id]
  security_group_ids  = [aws_security_group.profile.id]
  tags                = { Name = "profile" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

resource "aws_route53_zone" "profile" {
  name = "s3.dualstack.eu-west-1.amazonaws.com"

  vpc {
    vpc_id = aws_vpc.dns_off.id
  }
}

resource "aws_route53_record" "profile" {
  zone_id = aws_route53_zone.profile.zone_id
  name    = "*"
  type    = "A"

  alias {
    name                   = aws_vpc_endpoint.profile_interface.dns_entry[0].dns_name
    zone_id                = aws_vpc_endpoint.profile_interface.dns_entry[0].hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53profiles_profile" "profile" {
  name = "names"
}

resource "aws_route53profiles_association" "profile" {
  name        = "names"
  profile_id  = aws_route53profiles_profile.profile.id
  resource_id = aws_vpc.profile.id
}

resource "aws_route53profiles_resource_association" "profile" {
  name         = "names"
  profile_id   = aws_route53profiles_profile.profile.id
  resource_arn = aws_route53_zone.profile.arn
}

# DNS servers of its own: nobody here knows what they answer.
resource "aws_vpc" "own_resolvers" {
  cidr_block           = "10.5.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "own-resolvers" }
}

resource "aws_subnet" "own_resolvers" {
  vpc_id            = aws_vpc.own_resolvers.id
  cidr_block        = "10.5.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "own-resolvers" }
}

resource "aws_route_table" "own_resolvers" {
  vpc_id = aws_vpc.own_resolvers.id
}

resource "aws_route_table_association" "own_resolvers" {
  subnet_id      = aws_subnet.own_resolvers.id
  route_table_id = aws_route_table.own_resolvers.id
}

resource "aws_security_group" "own_resolvers" {
  vpc_id = aws_vpc.own_resolvers.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.5.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "own_resolvers" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.own_resolvers.id
  vpc_security_group_ids = [aws_security_group.own_resolvers.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "own-resolvers" }
}

resource "aws_vpc_endpoint" "own_resolvers" {
  vpc_id          = aws_vpc.own_resolvers.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.own_resolvers.id]
  tags            = { Name = "own-resolvers" }
}

resource "aws_vpc_dhcp_options" "own_resolvers" {
  domain_name_servers = ["192.168.0.53"]
}

resource "aws_vpc_dhcp_options_association" "own_resolvers" {
  vpc_id          = aws_vpc.own_resolvers.id
  dhcp_options_id = aws_vpc_dhcp_options.own_resolvers.id
}

# Everything is forwarded to other DNS servers, and an endpoint is there that they may name.
resource "aws_vpc" "forwarder" {
  cidr_block           = "10.6.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "forwarder" }
}

resource "aws_subnet" "forwarder" {
  vpc_id            = aws_vpc.forwarder.id
  cidr_block        = "10.6.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "forwarder" }
}

resource "aws_route_table" "forwarder" {
  vpc_id = aws_vpc.forwarder.id
}

resource "aws_route_table_association" "forwarder" {
  subnet_id      = aws_subnet.forwarder.id
  route_table_id = aws_route_table.forwarder.id
}

resource "aws_security_group" "forwarder" {
  vpc_id = aws_vpc.forwarder.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.6.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "forwarder" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.forwarder.id
  vpc_security_group_ids = [aws_security_group.forwarder.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "forwarder" }
}

resource "aws_vpc_endpoint" "forwarder_interface" {
  vpc_id              = aws_vpc.forwarder.id
  service_name        = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.forwarder.id]
  security_group_ids  = [aws_security_group.forwarder.id]
  tags                = { Name = "forwarder" }

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = false
  }
}

resource "aws_route53_resolver_rule" "forwarder" {
  domain_name          = "."
  rule_type            = "FORWARD"
  resolver_endpoint_id = "rslvr-out-0123456789abcdef0"

  target_ip {
    ip = "192.168.0.53"
  }
}

resource "aws_route53_resolver_rule_association" "forwarder" {
  resolver_rule_id = aws_route53_resolver_rule.forwarder.id
  vpc_id           = aws_vpc.forwarder.id
}

# Nothing resolves.
resource "aws_vpc" "dns_off" {
  cidr_block         = "10.7.0.0/16"
  enable_dns_support = false
  tags               = { Name = "dns-off" }
}

resource "aws_subnet" "dns_off" {
  vpc_id            = aws_vpc.dns_off.id
  cidr_block        = "10.7.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "dns-off" }
}

resource "aws_route_table" "dns_off" {
  vpc_id = aws_vpc.dns_off.id
}

resource "aws_route_table_association" "dns_off" {
  subnet_id      = aws_subnet.dns_off.id
  route_table_id = aws_route_table.dns_off.id
}

resource "aws_security_group" "dns_off" {
  vpc_id = aws_vpc.dns_off.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.7.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "dns_off" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.dns_off.id
  vpc_security_group_ids = [aws_security_group.dns_off.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "dns-off" }
}

resource "aws_vpc_endpoint" "dns_off" {
  vpc_id          = aws_vpc.dns_off.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.dns_off.id]
  tags            = { Name = "dns-off" }
}

# Hostnames are off, which a gateway endpoint does not mind.
resource "aws_vpc" "hostnames_off" {
  cidr_block = "10.8.0.0/16"
  tags       = { Name = "hostnames-off" }
}

resource "aws_subnet" "hostnames_off" {
  vpc_id            = aws_vpc.hostnames_off.id
  cidr_block        = "10.8.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "hostnames-off" }
}

resource "aws_route_table" "hostnames_off" {
  vpc_id = aws_vpc.hostnames_off.id
}

resource "aws_route_table_association" "hostnames_off" {
  subnet_id      = aws_subnet.hostnames_off.id
  route_table_id = aws_route_table.hostnames_off.id
}

resource "aws_security_group" "hostnames_off" {
  vpc_id = aws_vpc.hostnames_off.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.8.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "hostnames_off" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.hostnames_off.id
  vpc_security_group_ids = [aws_security_group.hostnames_off.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "hostnames-off" }
}

resource "aws_vpc_endpoint" "hostnames_off" {
  vpc_id          = aws_vpc.hostnames_off.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.hostnames_off.id]
  tags            = { Name = "hostnames-off" }
}

# A DNS firewall blocks everything.
resource "aws_vpc" "firewall" {
  cidr_block           = "10.9.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "firewall" }
}

resource "aws_subnet" "firewall" {
  vpc_id            = aws_vpc.firewall.id
  cidr_block        = "10.9.0.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "firewall" }
}

resource "aws_route_table" "firewall" {
  vpc_id = aws_vpc.firewall.id
}

resource "aws_route_table_association" "firewall" {
  subnet_id      = aws_subnet.firewall.id
  route_table_id = aws_route_table.firewall.id
}

resource "aws_security_group" "firewall" {
  vpc_id = aws_vpc.firewall.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.9.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "firewall" {
  ami                    = data.aws_ssm_parameter.image.value
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.firewall.id
  vpc_security_group_ids = [aws_security_group.firewall.id]
  user_data              = "#!/bin/sh\ndnf install -y nginx\n"
  tags                   = { Name = "firewall" }
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id          = aws_vpc.firewall.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.firewall.id]
  tags            = { Name = "firewall" }
}

resource "aws_route53_resolver_firewall_domain_list" "firewall" {
  name    = "everything"
  domains = ["*"]
}

resource "aws_route53_resolver_firewall_rule_group" "firewall" {
  name = "names"
  tags = { Name = "names" }
}

resource "aws_route53_resolver_firewall_rule" "firewall" {
  name                    = "everything"
  action                  = "BLOCK"
  block_response          = "NODATA"
  priority                = 100
  firewall_domain_list_id = aws_route53_resolver_firewall_domain_list.firewall.id
  firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.firewall.id
}

resource "aws_route53_resolver_firewall_rule_group_association" "firewall" {
  name                   = "names"
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.firewall.id
  priority               = 101
  vpc_id                 = aws_vpc.firewall.id
}
