// Package plan reads what `terraform show -json` and `tofu show -json` print of a
// plan (https://developer.hashicorp.com/terraform/internals/json-format): planned
// values, what is known only after apply, and what the configuration says it
// refers to.
//
// It takes a [source.Set] and hands over one [resource.Component] per plan,
// lowered as Terraform is. Where the set holds the plan's configuration too, the
// two are one component: positions and references are the configuration's, and
// the plan decides what the configuration leaves open; see merge.go.
//
// A plan alone leaves open what it does not show: which instance of a
// repeated resource an index picks, which of several nodes a condition chooses, and local
// values, unless only one node can be meant; see local.go. The configuration beside
// it closes these.
//
// It never evaluates an expression, and never takes a null for a value that is
// known only after apply.
package plan
