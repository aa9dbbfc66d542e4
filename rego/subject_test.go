package rego

import (
	"context"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/rules"
)

func TestSubjectIsReadOffTheText(t *testing.T) {
	t.Parallel()
	const loop = "some cause in input.causes\n"
	for _, test := range []struct {
		name, text string
		want       subject
	}{
		{"causes of a kind", findingIf(loop + `cause.kind == "a"`), subject{{Table: "causes", Kind: "a"}}},
		{"causes of any kind", findingIf(loop + `cause.exported`), subject{{Table: "causes"}}},
		{"two kinds", findingIf(loop+`cause.kind == "a"`) + findingIf(loop+`cause.kind == "b"`), subject{{Table: "causes", Kind: "a"}, {Table: "causes", Kind: "b"}}},
		{"a detail", findingIf(loop + "cause.kind == \"a\"\ncause.detail.x == \"y\"\ncause.detail.z == \"y\""), subject{{"causes", "a", "x", "y"}}},
		{"a detail of any kind", findingIf(loop + `cause.detail["x"] == "y"`), subject{{Table: "causes", Detail: "x", Value: "y"}}},
		{"all but a detail", findingIf(loop + `not cause.detail.x == "y"`), subject{{Table: "causes"}}},
		{"some detail", findingIf(loop + `cause.detail[_] == "y"`), subject{{Table: "causes"}}},
		{"a detail that another thing says", findingIf(loop + `cause.detail.x == cause.story`), subject{{Table: "causes"}}},
		{"another table", findingIf("some cause in input.hosts\ncause.kind == \"a\""), subject{{Table: "hosts"}}},
		{"all but a kind", findingIf(loop + `not cause.kind == "a"`), subject{{Table: "causes"}}},
		{"another row's kind", findingIf(loop + "some other in input.causes\nother.kind == \"a\""), subject{{Table: "causes"}}},
		{"the kind of another input", findingIf(loop + `cause.kind == "a" with input as {}`), subject{{Table: "causes"}}},
		{"causes that are not there", findingIf(`not input.causes.a`), nil},
		{"the number of them", findingIf(`count(input.causes) == 0` + "\n" + `cause := {"id": "a"}`), nil},
		{"a set of them", findingIf("every cause in input.causes {\ncause.kind == \"a\"\n}"), nil},
		{"causes of another input", findingIf(`some cause in input.causes with input as {"causes": {"a"}}`), nil},
		{"no condition for one of two", findingIf(loop+`cause.kind == "a"`) + "findings contains {}\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			module, err := parse(user(map[string]string{"a.rego": "package rules.custom.a\n" + test.text}), "a.rego", false)
			if err != nil {
				t.Fatal(err)
			}
			modules := map[string]*ast.Module{"a.rego": module}
			if diff := cmp.Diff(test.want, subjectOf(modules, module.Package.Path)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func findingIf(body string) string { return "findings contains {} if {\n" + body + "\n}\n" }

func TestEveryRuleOfOursHasASubject(t *testing.T) {
	t.Parallel()
	engine, err := Load(Options{Rules: []fs.FS{rules.FS}})
	if err != nil {
		t.Fatal(err)
	}
	nothing := present(&facts.Document{})
	for _, one := range engine.rules {
		if one.Subject.in(nothing) {
			t.Errorf("rule %s is asked about an empty component: begin its findings with `some cause in input.causes`", one.ID)
		}
	}
}

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
