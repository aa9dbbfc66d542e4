package rego

import (
	"io/fs"
	"path"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/finding"
)

// Known is all that is known of a rule without its text: what the reports say about
// it, and what it needs to have something to say.
type Known struct {
	// Rule is without its page, which stands in a file of its own.
	finding.Rule
	Aliases  []string
	Fixes    fixes
	Symptoms symptoms
	Subject  subject
	// Tables are those it reads; nil means all.
	Tables []string
}

// Catalogue is a folder of rules that have passed every check already. The text of
// one is read and compiled when a component first holds what the rule is about.
type Catalogue struct {
	fs.FS
	Rules []Known
}

// register adds every rule of the catalogue to folders.
func (c Catalogue) register(set int, folders map[string]folder) {
	for i := range c.Rules {
		one := &c.Rules[i]
		folders[one.ID] = folder{
			files: c.FS, set: set, dir: path.Join(one.Category, one.ID), category: one.Category, known: one,
			path: ast.Ref{ast.DefaultRootDocument, ast.StringTerm("rules"), ast.StringTerm(one.Category), ast.StringTerm(one.ID)},
		}
	}
}

// Known tells of every rule that was loaded what a [Catalogue] has to know of it.
func (e *Engine) Known() []Known {
	known := make([]Known, len(e.rules))
	for i := range e.rules {
		known[i] = e.rules[i].Known
	}
	return known
}
