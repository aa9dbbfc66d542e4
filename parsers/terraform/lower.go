package terraform

import "github.com/repolint/repolint/parsers/resource"

func lower(made evaluation) resource.Result { return resource.Result{Resources: made.resources} }
