// Package value holds what an evaluated template can say: a value is known,
// absent, unknown with a reason, text with holes in it, or one of several
// choices under guards. A [Pattern] is held against text with three answers.
//
// The evaluators make values, [graph] nodes and policy documents are made of
// them, and facts reads them in one [World] at a time.
//
// It never replaces an unknown by a guess, and never loses the literal text
// around one.
package value
