auto = "a.auto.tfvars"
later = "overridden again"
