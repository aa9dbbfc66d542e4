// Package lint is the pipeline: discover, parse, derive, evaluate, report.
//
// It takes a scan root, the parsers' settings and the rules, and hands over a
// report together with the walked paths; the graph and the facts of a component
// are dropped as soon as it is judged.
//
// It never writes anything, and never looks at the clock or the environment.
package lint
