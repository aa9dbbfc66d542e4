// Package policy holds IAM policy documents, of VPC endpoints, of roles and users,
// and judges requests by them.
//
// It takes an evaluated policy argument ([Parse]) and a [Request], and hands over
// a [Decision]: allowed, denied or undetermined, with the statement and the
// element that decided, why, and where that is written.
//
// It never asks AWS, never looks at the clock, and never lets an unknown count
// as a match or as none.
package policy
