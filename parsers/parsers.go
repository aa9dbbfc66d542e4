package parsers

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/parsers/cdk"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/live"
	"github.com/repolint/repolint/parsers/plan"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// Options are the settings of every dialect.
type Options struct {
	Terraform      terraform.Options
	CloudFormation cloudformation.Options
	// Environments are what every Terraform root is judged for, each by itself;
	// none means once. Other dialects are judged once.
	Environments []Environment
}

// Environment is a named set of values for Terraform's variables. VarFiles come
// after those of the dialect's own options.
type Environment struct {
	Name     string
	VarFiles []string
}

// Components routes the units of a set to their dialects and hands over the
// components in the order of their names and environments. A Terraform root whose
// plan is in the set as well is one component with it, judged once: a plan is made
// for one environment.
func Components(set *source.Set, options Options) ([]resource.Component, source.Diagnostics) {
	var components []resource.Component
	var diagnostics source.Diagnostics
	gather := func(found []resource.Component, more source.Diagnostics) {
		components, diagnostics = append(components, found...), append(diagnostics, more...)
	}
	for _, dialect := range dialectsOf(set) {
		switch dialect {
		case source.Terraform:
			gather(roots(set, &options))
		case source.CloudFormation:
			gather(cloudformation.Components(set, options.CloudFormation))
		case source.CDK:
			gather(cdk.Components(set, options.CloudFormation))
		case source.TerraformPlan:
			planned, more := plan.Components(set, options.Terraform)
			components = without(components, planned)
			gather(planned, more)
		case source.Live:
			gather(live.Components(set))
		}
	}
	slices.SortStableFunc(components, func(a, b resource.Component) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Environment, b.Environment))
	})
	return components, diagnostics
}

// roots are the Terraform roots, once for each environment.
func roots(set *source.Set, options *Options) ([]resource.Component, source.Diagnostics) {
	if len(options.Environments) == 0 {
		return terraform.Components(set, options.Terraform)
	}
	var components []resource.Component
	var diagnostics source.Diagnostics
	for _, environment := range options.Environments {
		given := options.Terraform
		given.VarFiles = slices.Concat(given.VarFiles, environment.VarFiles)
		found, more := terraform.Components(set, given)
		for i := range found {
			found[i].Environment = environment.Name
		}
		components, diagnostics = append(components, found...), append(diagnostics, more...)
	}
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

// without drops the Terraform roots that a plan's component has taken over.
func without(components, planned []resource.Component) []resource.Component {
	return slices.DeleteFunc(components, func(c resource.Component) bool {
		return slices.ContainsFunc(planned, func(p resource.Component) bool { return p.Name == c.Name })
	})
}
