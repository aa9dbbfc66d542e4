// Package docgen writes the page of every rule and the list of them all.
//
// It takes a rule's metadata and its examples, runs repolint on the bad ones, and
// hands over Markdown: what a page shows is what the tool said.
//
// It never holds prose about a rule; that is the rule's own METADATA.
package docgen
