// Package newrule makes the folder of a new rule, behind `make rule`.
//
// It takes the rule's category and id and writes its Rego, its Rego tests, and
// the examples, which start as an ordinary network that works.
//
// It never decides what the rule says.
package newrule
