package terraform

import (
	"context"
	"slices"
	"strings"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Planned is a root module whose resources a plan gives instead of its
// configuration. Region is the default provider's, "" when it is not known.
type Planned struct {
	Root      string
	Region    string
	Resources []resource.Resource
	Files     []string
	// Exported says of resources ("root#address") whether outputs of the root name
	// them; what is missing they do not, unless MoreExported says why they may.
	Exported     map[string]value.Truth
	MoreExported *value.Reason
	// Leads are the resources that the arguments of one, by its address, refer to.
	Leads func(address string) []value.Ref
	// Partial, when not nil, says why the plan may lack resources.
	Partial *value.Reason
}

// Lower builds the graph of a root module that a plan gives.
func Lower(planned Planned) resource.Result {
	made := evaluation{
		root: planned.Root, region: planned.Region, resources: planned.Resources, files: planned.Files, leads: planned.Leads,
		exported: map[string]bool{}, doubted: map[string]*value.Reason{},
	}
	for i := range made.resources {
		node := string(made.resources[i].ID())
		named, said := planned.Exported[node]
		made.exported[node] = said && named != value.False
		if !said || named == value.Unknown {
			made.doubted[node] = planned.MoreExported
		}
	}
	if planned.Partial != nil {
		rest := unreadModule{address: "the rest of the configuration", reason: *planned.Partial, at: source.Range{File: planned.Root}}
		for i := range made.resources {
			rest.passed = append(rest.passed, value.OfRef(value.Ref{Node: string(made.resources[i].ID()), Attribute: "id"}, source.Range{}))
		}
		made.unread = append(made.unread, rest)
	}
	return lower(made)
}

// Refine evaluates the root module of a folder, lets refine lay what a plan knows
// over its resources, and builds the graph of the result. A module that is not
// installed counts as read when the plan gives what it makes.
func Refine(ctx context.Context, tree *source.Tree, root string, options Options, refine func([]resource.Resource) []resource.Resource) resource.Result {
	l := newLoader(tree)
	given, diagnostics := gatherInputs(l, root, &options)
	made, more := evaluate(ctx, l, root, given, &options)
	made.resources = refine(made.resources)
	made.unread = slices.DeleteFunc(made.unread, func(module unreadModule) bool {
		return slices.ContainsFunc(made.resources, func(r resource.Resource) bool {
			rest, ok := strings.CutPrefix(r.Address, module.address)
			return ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "["))
		})
	})
	result := lower(made)
	result.Diagnostics = append(append(result.Diagnostics, diagnostics...), more...).Sorted()
	return result
}

// Declared lists what the configuration in a folder declares, as references name
// it: "aws_vpc.main", "data.aws_ami.al2", "module.net". It is empty when the
// folder holds none.
func Declared(tree *source.Tree, folder string) []string {
	m := newLoader(tree).load(folder)
	if m == nil {
		return nil
	}
	names := sortedKeys(m.resources)
	for _, name := range sortedKeys(m.calls) {
		names = append(names, "module."+name)
	}
	return names
}
