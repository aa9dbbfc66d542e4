package source

import (
	"cmp"
	"slices"
)

// Severity says what a diagnostic does to the run. The zero value is invalid.
type Severity int

// The severities. An Error makes the exit code 3 (unless --allow-incomplete); a
// Warning is counted and shown, and changes no exit code.
const (
	_ Severity = iota
	Error
	Warning
)

// String is the name used in every output format.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "invalid"
}

// Diagnostic is something about the input that could not be read as written. It
// is never a finding. Message is one sentence: lower case, what failed, on what,
// what to do. A zero Range means that no file is to blame.
type Diagnostic struct {
	Severity Severity
	Message  string
	Range    Range
}

// Diagnostics is a list in no particular order until [Diagnostics.Sorted].
type Diagnostics []Diagnostic

// Sorted returns the diagnostics by file, position, severity and message, with
// exact repetitions removed.
func (d Diagnostics) Sorted() Diagnostics {
	sorted := slices.Clone(d)
	slices.SortFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(a.Range.Compare(b.Range), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(sorted)
}

// HasErrors reports whether any diagnostic is an [Error].
func (d Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(d, func(x Diagnostic) bool { return x.Severity == Error })
}
