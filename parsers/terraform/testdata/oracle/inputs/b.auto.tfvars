later = "b.auto.tfvars"
