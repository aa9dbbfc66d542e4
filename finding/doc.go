// Package finding holds the vocabulary of a run's result: rules, findings,
// inconclusive paths, the report that gathers them, and the rows of paths.
//
// The engine and lint fill it; every output format reads it.
//
// It computes nothing but order.
package finding
