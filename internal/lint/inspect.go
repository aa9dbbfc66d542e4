package lint

import (
	"context"
	"slices"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// Component is a component as the rooms before the rules leave it.
type Component struct {
	Name  string
	Roots []string
	// Environment is what it is evaluated for; "" where there is only one.
	Environment string
	Resources   []resource.Resource
	// Document is nil unless asked for.
	Document *facts.Document
	absences absences
}

// Inspection is what there is to see without judging anything.
type Inspection struct {
	Components  []Component
	Diagnostics source.Diagnostics
	// Empty says that there was nothing to look at.
	Empty bool
}

// Resources evaluates everything below the options' paths, in the order of the
// components' names. The options need no engine.
func Resources(ctx context.Context, options Options) (*Inspection, error) {
	return inspect(ctx, options, func(component *Component, parsed resource.Result) {
		component.Resources = parsed.Resources
	})
}

// Facts derives the facts of everything below the options' paths, in the order
// of the components' names. The options need no engine.
func Facts(ctx context.Context, options Options) (*Inspection, error) {
	return inspect(ctx, options, func(component *Component, parsed resource.Result) {
		component.Document = facts.Derive(parsed.Graph, options.facts(title(component.Name, component.Environment), options.Scope.Tree, missed{}))
		component.absences = absencesOf(component.Document, parsed)
	})
}

func inspect(ctx context.Context, options Options, keep func(*Component, resource.Result)) (*Inspection, error) {
	set, components, diagnostics := read(options)
	inspection := &Inspection{Components: make([]Component, len(components)), Empty: len(set.Units) == 0}
	found, parameters := make([]source.Diagnostics, len(components)), make([][]string, len(components))
	err := each(ctx, len(components), func(ctx context.Context, i int) {
		parsed := components[i].Parse(ctx)
		found[i], parameters[i] = perCall(parsed.Diagnostics), parsed.Parameters
		inspection.Components[i] = Component{
			Name: components[i].Name, Roots: components[i].Roots, Environment: components[i].Environment,
		}
		keep(&inspection.Components[i], parsed)
	})
	if err != nil {
		return nil, err
	}
	e := environmentsOf(components)
	diagnostics = append(diagnostics, options.unknownParameters(distinct(slices.Concat(parameters...)))...)
	inspection.Diagnostics = append(diagnostics, e.diagnostics(found)...).Sorted()
	all := make([]absences, len(components))
	for i := range all {
		all[i] = inspection.Components[i].absences
	}
	again := missedBy(all, e)
	return inspection, each(ctx, len(components), func(ctx context.Context, i int) {
		if again[i] != (missed{}) {
			one := &inspection.Components[i]
			one.Document = facts.Derive(components[i].Parse(ctx).Graph, options.facts(title(one.Name, one.Environment), set.Tree, again[i]))
		}
	})
}
