package finding

import "github.com/repolint/repolint/source"

// Trace is one path, hop by hop.
type Trace struct {
	PathRow
	// Environment is the one that the path was walked in, "" where there is only one.
	Environment string     `json:"environment"`
	Hops        []TraceHop `json:"hops"`
}

// TraceHop is one judged hop of a path, in the order in which a request meets them.
type TraceHop struct {
	// Kind is egress, network_acl, dns, route, endpoint, policy or role.
	Kind    string `json:"kind"`
	Verdict string `json:"verdict"`
	// Story is the one sentence that says what was found; Settle, for an
	// undetermined hop, what would decide it.
	Story  string `json:"story"`
	Settle string `json:"settle"`
	// Rule reports the hop's cause, "" where no rule does.
	Rule string `json:"rule"`
	// At is the place that decided.
	At Place `json:"at"`
	// Values are what the hop was judged by.
	Values []TraceValue `json:"values"`
}

// TraceValue is a value that a hop is judged by, and where it is written.
type TraceValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	At    Place  `json:"at"`
}

// Place is a range as JSON shows it; the zero Place is nowhere.
type Place struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

// PlaceOf is the place of a range.
func PlaceOf(at source.Range) Place {
	return Place{at.File, at.Start.Line, at.Start.Column, at.End.Line, at.End.Column}
}

// Range is the place as a range again.
func (p Place) Range() source.Range {
	return source.Range{
		File: p.File, Start: source.Pos{Line: p.Line, Column: p.Column}, End: source.Pos{Line: p.EndLine, Column: p.EndColumn},
	}
}
