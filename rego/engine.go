package rego

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// DefaultTimeLimit is how long one rule may think about one component.
const DefaultTimeLimit = 5 * time.Second

// Options say which rules there are and which of them speak.
type Options struct {
	// Rules are folders of rules: first the embedded ones, then the users' own.
	Rules []fs.FS
	// Only, when not empty, are the only rules that speak; Skip are rules that do
	// not; Enable are opt-in rules that do. All are rule ids or their aliases.
	Only, Skip, Enable []string
	// Levels replace the highest level of a rule.
	Levels map[string]finding.Level
	// TimeLimit bounds one rule on one component; zero means [DefaultTimeLimit].
	TimeLimit time.Duration
}

// Engine holds the compiled rules. It is safe for concurrent use.
type Engine struct {
	rules []rule
	// tables are those that the rules read; nil means all.
	tables    map[string]bool
	timeLimit time.Duration
}

// rule is one rule, ready to be asked.
type rule struct {
	finding.Rule
	aliases  []string
	fixes    fixes
	symptoms symptoms
	selected bool
	// asked says that somebody named the rule to be heard.
	asked   bool
	subject subject
	query   opa.PreparedEvalQuery
}

// Load reads, checks and compiles every rule of the options. An error says which
// rule cannot be used and why; nothing is loaded then.
func Load(options Options) (*Engine, error) {
	boundBuiltins()
	modules, err := loadLibrary()
	if err != nil {
		return nil, err
	}
	folders := map[string]folder{}
	for set, rules := range options.Rules {
		if err := loadFolders(set, rules, modules, folders); err != nil {
			return nil, err
		}
	}
	compiler, err := newCompiler()
	if err != nil {
		return nil, err
	}
	tables := tablesRead(modules)
	if compiler.Compile(modules); compiler.Failed() {
		return nil, fmt.Errorf("compiling rules: %w", sortedErrors(compiler.Errors))
	}
	engine := &Engine{timeLimit: options.TimeLimit, tables: tables}
	if engine.timeLimit <= 0 {
		engine.timeLimit = DefaultTimeLimit
	}
	for _, id := range slices.Sorted(maps.Keys(folders)) {
		described, err := describe(id, folders[id])
		if err != nil {
			return nil, err
		}
		described.subject = subjectOf(modules, folders[id].path)
		engine.rules = append(engine.rules, described)
	}
	if err := engine.choose(options); err != nil {
		return nil, err
	}
	return engine, engine.prepare(compiler, folders)
}

// prepare makes one query per selected rule, so that a rule which fails takes no
// other one with it.
func (e *Engine) prepare(compiler *ast.Compiler, folders map[string]folder) error {
	for i := range e.rules {
		if !e.rules[i].selected {
			continue
		}
		entry := folders[e.rules[i].ID].path.Append(ast.StringTerm(entryPoint))
		query, err := opa.New(
			opa.ParsedQuery(ast.NewBody(ast.NewExpr(ast.NewTerm(entry)))),
			opa.Compiler(compiler),
			opa.StrictBuiltinErrors(true),
		).PrepareForEval(context.Background())
		if err != nil {
			return fmt.Errorf("preparing rule %s: %w", e.rules[i].ID, err)
		}
		e.rules[i].query = query
	}
	return nil
}

// Rules describes every rule that was loaded, by id, whether it speaks or not.
func (e *Engine) Rules() []finding.Rule {
	rules := make([]finding.Rule, len(e.rules))
	for i := range e.rules {
		rules[i] = e.rules[i].Rule
	}
	return rules
}

// Selected reports whether the rule called id, or by an alias, speaks.
func (e *Engine) Selected(id string) bool {
	rule := e.find(id)
	return rule != nil && rule.selected
}

// find is the rule called id, or which once had that name; nil when there is none.
func (e *Engine) find(id string) *rule {
	for i := range e.rules {
		if e.rules[i].ID == id || slices.Contains(e.rules[i].aliases, id) {
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

// Eval asks every selected rule about one component. A rule that fails or takes
// too long is an Error diagnostic that names it; the other rules still speak. There
// is one finding for each rule and cause; see [Merge] for the same place twice.
func (e *Engine) Eval(ctx context.Context, document *facts.Document) ([]finding.Finding, source.Diagnostics) {
	there := present(document)
	var asked []*rule
	for i := range e.rules {
		if e.rules[i].selected && e.rules[i].subject.in(there) {
			asked = append(asked, &e.rules[i])
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	var diagnostics source.Diagnostics
	var findings []finding.Finding
	input := inputOf(document, e.tables)
	for _, one := range asked {
		found, err := e.evalRule(ctx, one, input, document)
		if err != nil {
			message := fmt.Sprintf("rule %s failed: %v", one.ID, err)
			diagnostics = append(diagnostics, source.Diagnostic{Severity: source.Error, Message: message})
		}
		findings = append(findings, found...)
	}
	slices.SortStableFunc(findings, compareFindings)
	return findings, diagnostics
}

func (e *Engine) evalRule(ctx context.Context, r *rule, input ast.Value, document *facts.Document) ([]finding.Finding, error) {
	limited, cancel := context.WithTimeout(ctx, e.timeLimit)
	defer cancel()
	results, err := r.ask(limited, input)
	switch {
	case err != nil && limited.Err() != nil && ctx.Err() == nil:
		return nil, fmt.Errorf("it took longer than %s on component %s", e.timeLimit, document.Component)
	case err != nil:
		return nil, err
	}
	verdicts, err := decode(results)
	if err != nil {
		return nil, err
	}
	if !r.asked {
		verdicts = slices.DeleteFunc(verdicts, func(v verdict) bool { return v.optIn })
	}
	return r.findings(verdicts, document)
}

// ask waits for the rule's answer as long as the context lets it. OPA stops
// between the steps of a rule and not inside a built-in function, so a rule that
// is late is left to end by itself.
func (r *rule) ask(ctx context.Context, input ast.Value) (opa.ResultSet, error) {
	type answer struct {
		results opa.ResultSet
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		results, err := r.query.Eval(ctx, opa.EvalParsedInput(input))
		answers <- answer{results, err}
	}()
	select {
	case given := <-answers:
		return given.results, given.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
