package lint

import (
	"context"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/ignore"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// Options say what to judge and how.
type Options struct {
	Scope *source.Scope
	// Exclude are globs relative to the scan root.
	Exclude []string
	Parsers parsers.Options
	// Region and Destinations are the configuration's; no destinations mean the
	// default ones of package destination.
	Region       string
	Destinations []destination.Destination
	// Needs are what the configuration says that hosts need.
	Needs   []destination.HostNeed
	Engine  *rego.Engine
	Version string
	// Today decides whether an ignore has expired.
	Today time.Time
	// Networks, when there are any, are judged in place of what is below the paths.
	Networks []resource.Component
	// Trace, when set, says which paths are to be retold hop by hop.
	Trace func(finding.PathRow) bool
}

// Result is what a run found.
type Result struct {
	Report *finding.Report
	// Paths are the walked paths of all components, by root, address, subnet and
	// destination.
	Paths []finding.PathRow
	// Traces are the wanted paths, hop by hop, in the same order.
	Traces []finding.Trace
	// Empty says that there was nothing to judge.
	Empty bool
}

// Run takes everything below the options' paths through the rooms. Components
// are judged in parallel and dropped; the result does not depend on their order.
// An error means that the run was interrupted: whatever the input holds becomes
// findings and diagnostics.
func Run(ctx context.Context, options Options) (*Result, error) {
	set, components, diagnostics := read(options)
	judged, err := judgeAll(ctx, components, set.Tree, &options)
	if err != nil {
		return nil, err
	}
	rules := options.Engine.Rules()
	report := &finding.Report{Version: options.Version, Rules: rules, Diagnostics: diagnostics}
	result := &Result{Report: report, Empty: len(components) == 0 && len(set.Units) == 0}
	ignores := ignore.New(options.Today)
	environmentsOf(components).gather(judged, result)
	var parameters []string
	for i := range judged {
		ignores.Merge(judged[i].ignores)
		parameters = append(parameters, judged[i].parameters...)
	}
	report.Diagnostics = append(report.Diagnostics, options.unknownParameters(distinct(parameters))...)
	unused := ignores.Diagnostics(ignore.Rules{Known: ids(rules), Selected: options.Engine.Selected})
	report.Diagnostics = append(report.Diagnostics, unused...)
	report.Sort()
	report.Inconclusive = slices.Compact(report.Inconclusive)
	sortPaths(result.Paths)
	sortTraces(result.Traces)
	summarize(result, set, components, judged)
	return result, nil
}

// read finds the components below the paths, unless they are given.
func read(options Options) (*source.Set, []resource.Component, source.Diagnostics) {
	if len(options.Networks) > 0 {
		return &source.Set{Tree: options.Scope.Tree}, options.Networks, nil
	}
	set, found := source.Discover(options.Scope, source.DiscoverOptions{
		Exclude: options.Exclude, IsTemplate: cloudformation.IsTemplate,
	})
	components, diagnostics := parsers.Components(set, options.Parsers)
	return set, components, append(found, diagnostics...)
}

// UndeclaredVariables lists the names that no Terraform root below the paths has a
// variable for.
func UndeclaredVariables(options Options, names []string) []string {
	set, _ := source.Discover(options.Scope, source.DiscoverOptions{Exclude: options.Exclude, IsTemplate: cloudformation.IsTemplate})
	return terraform.Undeclared(set, names)
}

// each calls work with every number below count, as many at once as there are processors.
func each(ctx context.Context, count int, work func(context.Context, int)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range count {
		group.Go(func() error {
			if ctx.Err() == nil {
				work(ctx, i)
			}
			return ctx.Err()
		})
	}
	return group.Wait()
}

func ids(rules []finding.Rule) []string {
	names := make([]string, 0, len(rules))
	for _, rule := range rules {
		names = append(names, rule.ID)
	}
	return names
}
