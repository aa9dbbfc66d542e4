// Package facts derives what a graph implies: for every host and destination the
// walked path, hop by hop, with a three-valued verdict and the cause of every
// block.
//
// It takes a linked graph and hands over a [Document], the only thing that Rego
// and the reports ever see of a network; its JSON schema is generated from the
// structs.
//
// It never reads a file, and never decides what is worth reporting: a join or a
// computation is a fact, a judgement is a rule.
package facts
