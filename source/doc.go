// Package source holds the files repolint reads, the positions inside them and
// the diagnostics about them.
//
// It takes paths and hands over a [Set]: the files with their [Dialect], read
// through a [Tree] that never leaves the scan root.
//
// It never looks at what a resource means: it knows no AWS and no Rego.
package source
