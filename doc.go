// Package repolint is a linter for infrastructure templates: it tells, before
// anything is deployed, whether a host in a closed subnet will be able to install
// packages, be patched and be reached, and which hop stops it.
//
// The root holds no code; `ls` shows the pipeline, and docs/architecture.md
// draws it. What is versioned: the command and its exit codes, the rule names,
// the shape of the JSON and SARIF output, and the facts schema
// (facts.Version). The Go packages are not.
package repolint
