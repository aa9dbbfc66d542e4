// Package ec2fake is a protocol fake of Amazon EC2 for tests: an HTTP handler that
// speaks EC2's Query protocol over a small model of VPCs.
//
// It takes the requests of the real SDK client and hands over XML as the API
// reference has it (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/),
// with filters, pages, throttling and refusals.
//
// It is no AWS: what passes against it was never tested against AWS. It knows the
// calls that package live makes and refuses every other action and parameter.
package ec2fake
