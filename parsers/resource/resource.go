package resource

import (
	"context"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Resource is one evaluated resource instance.
type Resource struct {
	Dialect source.Dialect
	// Root and Address are those of [graph.Origin]; ID is graph.NodeID of both.
	Root, Address string
	// Type is the type as written; a Terraform data source's is "data.aws_vpc".
	Type string
	// Range is the declaration's header, Body the whole declaration.
	Range, Body source.Range
	// Guard says in which worlds the resource exists; Symbolic is set when it
	// stands for an unknown number of instances.
	Guard    value.Guard
	Symbolic *value.Reason
	// Attributes is a Map: arguments and nested blocks by the dialect's names,
	// nested blocks as Lists.
	Attributes value.Value
	// Region is where the resource lives; the zero Of when nothing says.
	Region value.Of[value.Text]
	// Construct and Source are the CDK construct path and line of the app; what an
	// installed Terraform module makes has the call of the module as Source.
	Construct string
	Source    source.Range
	// Assigned are the lines of the CDK app, or of the call, that set single properties.
	Assigned map[string]source.Range
	// Call is the call of an installed module that makes the resource, or nil.
	Call    *graph.Call
	Ignores []graph.Ignore
}

// ID is the graph ID of the resource's node.
func (r *Resource) ID() graph.ID { return graph.NodeID(r.Root, r.Address) }

// Component is what is judged together: a Terraform root with its modules, or
// the stacks that nesting, exports or an assembly join. Parse reads and lowers it;
// it may be called from any goroutine.
type Component struct {
	// Name orders components: the path of the first root.
	Name  string
	Roots []string
	// Environment is what it is judged for; "" where there is only one.
	Environment string
	Parse       func(context.Context) Result
}

// Result is a parsed component. Graph is never nil.
type Result struct {
	Graph       *graph.Graph
	Resources   []Resource
	Diagnostics source.Diagnostics
	// Parameters are all names under which the user may give the component's
	// parameters values, in no order; nil where the user gave none.
	Parameters []string
}
