// Package sarif writes a report as SARIF 2.1.0, in the part of it that GitHub
// code scanning reads, and is the only home of go-sarif.
//
// It takes a [finding.Report] and the files behind it and hands over one run:
// every rule, fired or not, every finding with the walked path and the places
// that suffer, and every diagnostic as a notification.
//
// It never writes suppressed results (GitHub opens an alert for each), absolute
// paths, or nulls; go-sarif's own helpers that would are not used.
package sarif
