// Package parsers routes what was discovered to the parser of its dialect.
//
// It takes a source.Set and hands over components, which parse themselves when
// they are judged.
//
// It never reads a file itself.
package parsers
