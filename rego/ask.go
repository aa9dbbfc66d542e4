package rego

import (
	"context"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// Eval asks every selected rule about one component. A rule that fails or takes
// too long is an Error diagnostic that names it; the other rules still speak. There
// is one finding for each rule and cause; see [Merge] for the same place twice.
func (e *Engine) Eval(ctx context.Context, document *facts.Document) ([]finding.Finding, source.Diagnostics) {
	there := present(document)
	var asked []*rule
	for i := range e.rules {
		if e.rules[i].selected && e.rules[i].Subject.in(there) {
			asked = append(asked, &e.rules[i])
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	if err := e.compile(asked); err != nil {
		return nil, source.Diagnostics{{Severity: source.Error, Message: err.Error()}}
	}
	var diagnostics source.Diagnostics
	var findings []finding.Finding
	input := ast.NewTerm(inputOf(document, tablesOf(asked)))
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

func (e *Engine) evalRule(ctx context.Context, r *rule, input *ast.Term, document *facts.Document) ([]finding.Finding, error) {
	limited, cancel := context.WithTimeout(ctx, e.timeLimit)
	defer cancel()
	made, err := r.ask(limited, input)
	switch {
	case err != nil && limited.Err() != nil && ctx.Err() == nil:
		return nil, fmt.Errorf("it took longer than %s on component %s", e.timeLimit, document.Component)
	case err != nil:
		return nil, err
	}
	verdicts, err := decode(made)
	if err != nil {
		return nil, err
	}
	if !r.asked {
		verdicts = slices.DeleteFunc(verdicts, func(v verdict) bool { return v.optIn })
	}
	return r.findings(verdicts, document)
}

// ask waits for what the rule makes as long as the context lets it. OPA stops
// between the steps of a rule and not inside a built-in function, so a rule that
// is late is left to end by itself.
func (r *rule) ask(ctx context.Context, input *ast.Term) (ast.Value, error) {
	type answer struct {
		made ast.Value
		err  error
	}
	answers := make(chan answer, 1)
	cancel := topdown.NewCancel()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	go func() {
		made, err := r.eval(ctx, cancel, input)
		answers <- answer{made, err}
	}()
	select {
	case given := <-answers:
		return given.made, given.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// eval is the value of the rule's entry point; nil where it has none. Every rule is
// a query of its own, so that one which fails takes no other one with it.
func (r *rule) eval(ctx context.Context, cancel topdown.Cancel, input *ast.Term) (made ast.Value, err error) {
	// There is no data but the rules themselves.
	data := inmem.New()
	txn, err := data.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer data.Abort(ctx, txn)
	const value = ast.Var("value")
	entry := r.folder.path.Append(ast.StringTerm(entryPoint))
	err = topdown.NewQuery(ast.NewBody(ast.Equality.Expr(ast.NewTerm(entry), ast.NewTerm(value)))).
		WithCompiler(r.compiler).
		WithStore(data).
		WithTransaction(txn).
		WithInput(input).
		WithCancel(cancel).
		WithMetrics(metrics.NoOp()).
		WithStrictBuiltinErrors(true).
		Iter(ctx, func(result topdown.QueryResult) error {
			made = result[value].Value
			return nil
		})
	return made, err
}
