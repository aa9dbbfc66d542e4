package parsers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/repolint/repolint/parsers/cdk"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// Options are the settings of every dialect.
type Options struct {
	Terraform      terraform.Options
	CloudFormation cloudformation.Options
}

// Components routes the units of a set to their dialects and hands over the
// components in the order of their names. Units that no dialect can read yet are
// named in a diagnostic.
func Components(set *source.Set, options Options) ([]resource.Component, source.Diagnostics) {
	var components []resource.Component
	var diagnostics source.Diagnostics
	gather := func(found []resource.Component, more source.Diagnostics) {
		components, diagnostics = append(components, found...), append(diagnostics, more...)
	}
	for _, dialect := range dialectsOf(set) {
		switch dialect {
		case source.Terraform:
			gather(terraform.Components(set, options.Terraform))
		case source.CloudFormation:
			gather(cloudformation.Components(set, options.CloudFormation))
		case source.CDK:
			gather(cdk.Components(set, options.CloudFormation))
		case source.TerraformPlan:
			diagnostics = append(diagnostics, unread(set)...)
		case source.Live:
			// Live networks are no files: nothing discovers them.
		}
	}
	slices.SortStableFunc(components, func(a, b resource.Component) int { return cmp.Compare(a.Name, b.Name) })
	return components, diagnostics
}

// dialectsOf lists the dialects that occur, each once.
func dialectsOf(set *source.Set) []source.Dialect {
	var dialects []source.Dialect
	for _, unit := range set.Units {
		dialects = append(dialects, unit.Dialect)
	}
	slices.Sort(dialects)
	return slices.Compact(dialects)
}

func unread(set *source.Set) source.Diagnostics {
	var diagnostics source.Diagnostics
	for _, unit := range set.Units {
		if unit.Dialect == source.TerraformPlan {
			diagnostics = append(diagnostics, source.Diagnostic{
				Severity: source.Warning,
				Message:  fmt.Sprintf("%s is a Terraform plan and not analysed yet: name the folder of its configuration instead", unit.Path),
				Range:    source.Range{File: unit.Path},
			})
		}
	}
	return diagnostics
}
