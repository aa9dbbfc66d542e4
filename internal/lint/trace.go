package lint

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
)

// traces retells the wanted paths hop by hop.
func traces(document *facts.Document, findings []finding.Finding, environment string, options *Options) []finding.Trace {
	if options.Trace == nil {
		return nil
	}
	rules := map[string]string{}
	for _, found := range findings {
		if earlier, ok := rules[found.Cause]; !ok || found.Rule < earlier {
			rules[found.Cause] = found.Rule
		}
	}
	own := reporters(document, findings, options.Engine.Own)
	var list []finding.Trace
	for id, path := range document.Paths {
		row := pathRow(path, own[id])
		if !options.Trace(row) {
			continue
		}
		trace := finding.Trace{PathRow: row, Environment: environment, Hops: make([]finding.TraceHop, 0, len(path.Hops))}
		for _, hop := range path.Hops {
			trace.Hops = append(trace.Hops, traceHop(document, path, hop, rules[hop.Cause]))
		}
		list = append(list, trace)
	}
	return list
}

func traceHop(document *facts.Document, path facts.Path, hop facts.Hop, rule string) finding.TraceHop {
	retold := finding.TraceHop{
		Kind: hop.Kind, Verdict: hop.Verdict, Story: hop.Story, Settle: hop.Settle, Rule: rule,
		At: finding.PlaceOf(document.WrittenAt(hop.Element)), Values: []finding.TraceValue{},
	}
	for _, reading := range document.Readings(path, hop) {
		retold.Values = append(retold.Values, finding.TraceValue{
			Name: reading.Name, Value: reading.Value, At: finding.PlaceOf(reading.At),
		})
	}
	return retold
}

func sortTraces(list []finding.Trace) {
	slices.SortFunc(list, func(a, b finding.Trace) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Address, b.Address),
			cmp.Compare(a.Subnet, b.Subnet), cmp.Compare(a.Destination, b.Destination), cmp.Compare(a.OS, b.OS), cmp.Compare(a.When, b.When))
	})
}
