// Package terraform reads Terraform and OpenTofu configurations: it evaluates
// them as a plan would, keeps what cannot be known as holes and reasons, and
// lowers the resources into graph nodes.
//
// It takes a [source.Set] and hands over one [resource.Component] per root
// module. Text that is only partly known keeps its literal parts; see token.go.
//
// It never starts a program, never reads outside the scan root, and never fills
// in what only a deployment can tell.
package terraform
