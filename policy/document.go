package policy

import (
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Document is one policy in one world. Make it with [Parse].
type Document struct {
	// Default says that no policy is written, so that AWS attaches full access.
	Default bool
	// Range is the whole policy argument, zero where nothing is written.
	Range source.Range

	statements []statement
	// list is where the statements are written.
	list source.Range
	// variables says that the document's version knows policy variables.
	variables bool
	// open, when not nil, says why there may be further statements.
	open *value.Reason
}

type effect int

const (
	effectInvalid effect = iota
	effectAllow
	effectDeny
)

type statement struct {
	sid                         string
	effect                      effect
	principal, action, resource element
	conditions                  []condition
	// open, when not nil, says why the statement is not wholly known, or why AWS
	// does not take it.
	open *value.Reason
	at   source.Range
}

// element is Principal, Action or Resource, or its Not form.
type element struct {
	not   bool
	items []item
	// open, when not nil, says why there may be further items.
	open *value.Reason
	at   source.Range
}

// item is one written value. scheme is a principal's kind ("AWS", "Service"), "" elsewhere.
type item struct {
	scheme string
	text   value.Text
}

// condition is one key under one operator: the key's values are alternatives.
type condition struct {
	operator string
	key      string
	values   element
	at       source.Range
}

// everything reports whether e is a lone `*`.
func (e element) everything() bool {
	if e.not || len(e.items) != 1 {
		return false
	}
	literal, ok := e.items[0].text.Literal()
	return ok && literal == "*"
}

// fullAccess is the statement AWS attaches where no policy is written.
func fullAccess() statement {
	all := element{items: []item{{text: value.Literal("*")}}}
	return statement{effect: effectAllow, principal: all, action: all, resource: all}
}
