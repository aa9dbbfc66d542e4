terraform {
  required_version = ">= 1.5"
}

variable "checked" {
  type    = number
  default = 3
  validation {
    condition     = var.checked > 1
    error_message = "Too small."
  }
}

resource "terraform_data" "new" {
  input = var.checked
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input]
    precondition {
      condition     = var.checked > 2
      error_message = "Too small."
    }
    postcondition {
      condition     = self.input != 0
      error_message = "Zero."
    }
  }
}

moved {
  from = terraform_data.old
  to   = terraform_data.new
}

moved {
  from = module.gone.terraform_data.x
  to   = terraform_data.provisioned
}

check "health" {
  assert {
    condition     = terraform_data.new.input > 1
    error_message = "Unhealthy."
  }
}

resource "terraform_data" "provisioned" {
  input = terraform_data.new.input + 1
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.input}"
  }
  depends_on = [terraform_data.new]
}

output "value" {
  value = terraform_data.provisioned.input
}
