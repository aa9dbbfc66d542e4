package rules

import "embed"

// FS holds <category>/<rule>/<rule>.rego and the rule's page beside it.
//
//go:embed */*/*.rego */*/README.md
var FS embed.FS
