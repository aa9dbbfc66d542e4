package rego

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/finding"
)

// DefaultTimeLimit is how long one rule may think about one component.
const DefaultTimeLimit = 5 * time.Second

// Options say which rules there are and which of them speak.
type Options struct {
	// Rules are folders of rules: first our own, mostly as a [Catalogue], then those
	// of users, each a [Folder].
	Rules []fs.FS
	// Only, when not empty, are the only rules that speak; Skip are rules that do
	// not; Enable are opt-in rules that do. All are rule ids or their aliases.
	Only, Skip, Enable []string
	// Levels replace the highest level of a rule.
	Levels map[string]finding.Level
	// TimeLimit bounds one rule on one component; zero means [DefaultTimeLimit].
	TimeLimit time.Duration
}

// Engine holds the rules. It is safe for concurrent use.
type Engine struct {
	rules     []rule
	timeLimit time.Duration
	// compiling guards the compilers of the rules.
	compiling sync.Mutex
}

// rule is one rule, and whether it speaks.
type rule struct {
	Known
	folder   folder
	selected bool
	// asked says that somebody named the rule to be heard.
	asked bool
	// compiler holds the compiled rule; nil until it is needed, see [Engine.compile].
	compiler *ast.Compiler
}

// Load reads the rules of the options. Rules of no [Catalogue] are checked and
// compiled at once: an error says which of them cannot be used and why, and nothing
// is loaded then.
func Load(options Options) (*Engine, error) {
	boundBuiltins()
	modules, folders := map[string]*ast.Module{}, map[string]folder{}
	for set, files := range options.Rules {
		if catalogue, ok := files.(Catalogue); ok {
			catalogue.register(set, folders)
		} else if err := loadFolders(set, files, modules, folders); err != nil {
			return nil, err
		}
	}
	compiler, err := compileChecked(modules, folders)
	if err != nil {
		return nil, err
	}
	engine := &Engine{timeLimit: cmp.Or(max(options.TimeLimit, 0), DefaultTimeLimit)}
	for _, id := range slices.Sorted(maps.Keys(folders)) {
		one := rule{folder: folders[id]}
		if known := one.folder.known; known != nil {
			one.Known = *known
		} else if one.Known, err = describe(id, one.folder); err != nil {
			return nil, err
		} else {
			one.compiler = compiler
			one.Subject = subjectOf(modules, one.folder.path)
			one.Tables = tablesRead(within(modules, one.folder.path))
		}
		engine.rules = append(engine.rules, one)
	}
	return engine, engine.choose(options)
}

// Rules describes every rule that was loaded, by id, whether it speaks or not.
func (e *Engine) Rules() []finding.Rule {
	rules := make([]finding.Rule, len(e.rules))
	for i := range e.rules {
		rules[i] = e.rules[i].Rule
		rules[i].Page = e.rules[i].folder.page
	}
	return rules
}

// Reads reports whether any rule that speaks reads a table of the facts.
func (e *Engine) Reads(table string) bool {
	return slices.ContainsFunc(e.rules, func(r rule) bool {
		return r.selected && (r.Tables == nil || slices.Contains(r.Tables, table))
	})
}

// Own reports whether the rule is a user's own.
func (e *Engine) Own(id string) bool {
	rule := e.find(id)
	return rule != nil && rule.Own
}

// Selected reports whether the rule called id, or by an alias, speaks.
func (e *Engine) Selected(id string) bool {
	rule := e.find(id)
	return rule != nil && rule.selected
}

// find is the rule called id, or which once had that name; nil when there is none.
func (e *Engine) find(id string) *rule {
	for i := range e.rules {
		if e.rules[i].ID == id || slices.Contains(e.rules[i].Aliases, id) {
			return &e.rules[i]
		}
	}
	return nil
}

// choose applies the options that select rules and set levels.
func (e *Engine) choose(options Options) error {
	named := func(ids []string, apply func(*rule)) error {
		for _, id := range ids {
			rule := e.find(id)
			if rule == nil {
				return fmt.Errorf("unknown rule %q: `repolint rules` lists them", id)
			}
			apply(rule)
		}
		return nil
	}
	for i := range e.rules {
		e.rules[i].selected = len(options.Only) == 0 && !e.rules[i].OptIn
	}
	return errors.Join(
		named(options.Only, func(r *rule) { r.selected, r.asked = true, true }),
		named(options.Enable, func(r *rule) { r.selected, r.asked = r.selected || len(options.Only) == 0, true }),
		named(options.Skip, func(r *rule) { r.selected = false }),
		named(slices.Sorted(maps.Keys(options.Levels)), func(r *rule) {
			for id, level := range options.Levels {
				if e.find(id) == r {
					r.Level = level
				}
			}
		}),
	)
}
