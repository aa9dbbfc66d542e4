# What is known of a collection with an unknown member: that it is not null, its
# keys, its length.
resource "terraform_data" "key" {}

module "volumes" {
  source = "./m"
  volumes = {
    "/dev/sdf" = { size = 5, key = terraform_data.key.id, tags = { a = "b" } }
    "/dev/sdg" = {}
  }
  subnets = [terraform_data.key.id]
}

module "none" {
  source = "./m"
}

locals {
  id     = terraform_data.key.id
  object = { a = local.id, b = 1 }
}

resource "terraform_data" "compared" {
  input = {
    map_null      = local.object != null
    list_null     = [local.id] == null
    list_empty    = [local.id] == []
    list_longer   = [local.id] == ["a", "b"]
    list_same     = [local.id] == ["a"]
    object_other  = local.object == { a = "x", b = 2 }
    object_same   = local.object == { a = "x", b = 1 }
    object_keys   = local.object == { a = "x" }
    text_null     = "x-${local.id}" == null
    chosen        = local.object != null ? "there" : "none"
    tolist_length = length(tolist([local.id, local.id]))
    keys          = keys(local.object)
    member        = local.object["b"]
    nested_null   = { a = [local.id] }.a != null && true
  }
}
