// Package regotest runs Rego tests as Go subtests, with the engine's own
// compiler, capabilities and schema.
//
// It takes a folder of rules with their tests and hands its verdicts to a
// [testing.T].
//
// It is never part of the command.
package regotest
