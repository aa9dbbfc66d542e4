package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/source"
)

// calledFrom is the way to a module call, in front of the call itself: instances
// of modules, each perhaps with a key.
var calledFrom = lazyregexp.New(`^(?:module\.[\w-]+(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\])?\.)*(module\.[\w-]+)(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\])?( )`)

// perCall names a module call and not its instances: they all stand at one place,
// and what is wrong with the call is said once.
func perCall(diagnostics source.Diagnostics) source.Diagnostics {
	diagnostics = slices.Clone(diagnostics)
	for i := range diagnostics {
		diagnostics[i].Message = calledFrom.Get().ReplaceAllString(diagnostics[i].Message, "$1$2")
	}
	return diagnostics
}

// unknownParameters warns of names given with --parameter that mean nothing in
// any template. known are those that do.
func (o *Options) unknownParameters(known []string) source.Diagnostics {
	var diagnostics source.Diagnostics
	for _, given := range o.Parsers.CloudFormation.Parameters {
		name, _, _ := strings.Cut(given, "=")
		if slices.Contains(known, name) {
			continue
		}
		hint := suggest.DidYouMean(name, known)
		if nested := slices.IndexFunc(known, func(k string) bool { return strings.HasSuffix(k, "."+name) }); nested >= 0 {
			hint = fmt.Sprintf(": did you mean %q?", known[nested])
		}
		if hint == "" {
			hint = ": it has no effect"
		}
		diagnostics = append(diagnostics, source.Diagnostic{
			Severity: source.Warning, Message: fmt.Sprintf("--parameter %s: no template declares it%s", name, hint),
		})
	}
	return diagnostics
}
