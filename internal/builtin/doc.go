// Package builtin is the rules that come with repolint, ready to be asked.
//
// It takes the folders of package rules and what was found out about them when they
// were last changed, and hands over a catalogue: a run parses and compiles only the
// rules that one of its components needs.
//
// It holds nothing that stands in no rule: index.go is written by the test, and the
// test fails where it says something else than the rules.
package builtin
