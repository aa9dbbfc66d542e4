// Package json holds a strict JSON reader that knows where everything stands:
// every value and every key has a range in code points.
//
// It takes a [source.File] and hands over a tree of [Node].
//
// It never decodes into Go structs, and never accepts what RFC 8259 does not
// (https://www.rfc-editor.org/rfc/rfc8259), a byte order mark at the start excepted.
package json
