// Package lazyregexp holds regular expressions until they are used: compiled when
// the program starts they would cost every run, and most runs use few of them.
//
// It takes the text of an expression and hands over the expression.
//
// It never compiles a text of the user's: a text with an error is an error in the
// program, which a test finds.
package lazyregexp
