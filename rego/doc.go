// Package rego evaluates rules over facts, with OPA as a library.
//
// It takes rule folders and a [facts.Document], and hands over findings: a rule
// names the row that is at fault, and this package turns the row into files,
// lines and columns.
//
// It never knows the graph, never decides whether a path is blocked, and lets no
// rule reach the network, a clock, randomness or the process it runs in.
//
// A rule has a time limit, and the built-in functions that lengthen texts have a
// size limit. Memory as such has none: a rule that collects millions of values
// can take as much as the time limit lets it, and one that is late inside another
// built-in function is no longer waited for, but runs until that function ends.
package rego
