// Package rego evaluates rules over facts, with OPA as a library.
//
// It takes rule folders and a [facts.Document], and hands over findings: a rule
// names the row that is at fault, and this package turns the row into files,
// lines and columns.
//
// It never knows the graph, never decides whether a path is blocked, and lets no
// rule reach the network, a clock, randomness or the process it runs in.
package rego
