variable "label" {
  type = string
}

resource "terraform_data" "label" {
  input = { label = var.label, text = "l=${var.label}" }
}
