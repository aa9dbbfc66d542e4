package builtin

import (
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/rules"
)

// Rules are all of them.
func Rules() rego.Catalogue { return rego.Catalogue{FS: rules.FS, Rules: index()} }
