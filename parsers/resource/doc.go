// Package resource holds what every dialect evaluates to before it is lowered
// into the graph: resources with their attributes, and the components they form.
//
// The dialects fill it, the lowerings and `repolint resources` read it.
//
// It never evaluates anything itself.
package resource
