package rego

import (
	"context"
	"io/fs"
	"testing"

	"github.com/repolint/repolint/facts"
)

func TestSilenceAboutOneComponentIsNoneAboutAnother(t *testing.T) {
	t.Parallel()
	engine := load(t, Options{Rules: []fs.FS{user(map[string]string{"r.rego": metadata + `package rules.custom.open_subnet

import data.lib.finding

findings contains finding.on(subnet, "is here") if some subnet in input.subnets
`})}})
	empty := &facts.Document{FactsVersion: facts.Version, Component: "empty"}
	full := document()
	full.Paths, full.Causes = nil, nil
	want := []int{0, 0, 1, 0, 1}
	for i, document := range []*facts.Document{empty, empty, full, empty, full} {
		findings, diagnostics := engine.Eval(context.Background(), document)
		if len(findings) != want[i] || len(diagnostics) > 0 {
			t.Errorf("component %d: %d findings, want %d; diagnostics %v", i, len(findings), want[i], diagnostics)
		}
	}
}
