package policy

import (
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Outcome is what a policy does with a request. The zero Outcome is Undetermined.
type Outcome int

// The outcomes.
const (
	Undetermined Outcome = iota
	Allowed
	Denied
)

// String is "undetermined", "allowed" or "denied".
func (o Outcome) String() string {
	switch o {
	case Allowed:
		return "allowed"
	case Denied:
		return "denied"
	case Undetermined:
	}
	return "undetermined"
}

// Element is the part of a statement that decided.
type Element int

// The elements. NoElement means that no single element did: no statement comes
// near the request, or a statement applies as a whole.
const (
	NoElement Element = iota
	ElementEffect
	ElementPrincipal
	ElementAction
	ElementResource
	ElementCondition
)

// String is the element's name in a policy, "" for none.
func (e Element) String() string {
	switch e {
	case ElementEffect:
		return "Effect"
	case ElementPrincipal:
		return "Principal"
	case ElementAction:
		return "Action"
	case ElementResource:
		return "Resource"
	case ElementCondition:
		return "Condition"
	case NoElement:
	}
	return ""
}

// Decision is what a policy does with a request, and what in it decided.
type Decision struct {
	Outcome Outcome
	// Explicit says that a Deny statement applies; a request that no statement
	// allows is denied without one.
	Explicit bool
	// Statement is the deciding statement's index, -1 when there is none. Where no
	// statement allows the request it is the one that fails by one element only.
	Statement int
	// Sid names that statement, "" when its author did not.
	Sid     string
	Element Element
	// Others are further statements that deny the request, as prose calls them.
	Others []string
	// Operator, Key and Value are set for a condition. Value is what the statement wants.
	Operator, Key, Value string
	// Resource is the object that the decision is about.
	Resource value.Text
	// Range is the narrowest place that decided: the condition's key, the
	// element, the list of statements, or the policy argument.
	Range source.Range
	// Why is the decision's cause as a clause, as in "`aws:PrincipalAccount` reads
	// `anonymous` on an unsigned request".
	Why string
	// Reason says why the outcome is Undetermined.
	Reason value.Reason
}
