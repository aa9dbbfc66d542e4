variable "name" {
  default = "override.tf"
}
