package rego

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/rules"
	"github.com/repolint/repolint/source"
)

// catalogued is a folder as the catalogue that is made of it.
func catalogued(t *testing.T, files fs.FS) Catalogue {
	t.Helper()
	return Catalogue{FS: files, Rules: load(t, Options{Rules: []fs.FS{files}}).Known()}
}

// said is what rules find in a document that has a cause of each kind.
func said(t *testing.T, options Options) []finding.Finding {
	t.Helper()
	d := document()
	for _, one := range load(t, options).rules {
		for _, about := range one.Subject {
			cause := d.Causes["c"]
			cause.ID, cause.Kind, cause.Detail = one.ID, about.Kind, map[string]string{about.Detail: about.Value}
			d.Causes[cause.ID] = cause
		}
	}
	engine := load(t, options)
	findings, diagnostics := engine.Eval(context.Background(), d)
	// What was compiled for one component serves the next.
	again, _ := engine.Eval(context.Background(), d)
	if diff := cmp.Diff(findings, again); diff != "" || len(diagnostics) > 0 {
		t.Errorf("asked again (-first +second):\n%s; diagnostics %v", diff, diagnostics)
	}
	return findings
}

func TestACatalogueSpeaksAsItsFolderDoes(t *testing.T) {
	t.Parallel()
	other := metadata + `package rules.custom.about_another

import data.lib.finding
import data.rules.routing.s3_gateway_route_missing as ours

findings contains finding.on(cause, "named by another rule") if {
	some cause in input.causes
	some found in ours.findings
	found.row == cause.id
}
`
	for name, users := range map[string][]fs.FS{
		"alone":                    nil,
		"beside users' rules":      {user(map[string]string{"mine.rego": causeRule("mine", "")})},
		"under users' other rules": {user(map[string]string{"other.rego": other})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := said(t, Options{Rules: append([]fs.FS{rules.FS}, users...)})
			got := said(t, Options{Rules: append([]fs.FS{catalogued(t, rules.FS)}, users...)})
			if diff := cmp.Diff(want, got); diff != "" || len(got) < 25+len(users) {
				t.Errorf("%d findings (-folder +catalogue):\n%s", len(got), diff)
			}
		})
	}
}

func TestACatalogueIsReadWhereItIsNeeded(t *testing.T) {
	t.Parallel()
	catalogue := catalogued(t, user(map[string]string{"custom/gone/gone.rego": causeRule("gone", "")}))
	catalogue.FS = fstest.MapFS{"custom/gone/gone.rego": {Data: []byte("package")}}
	engine := load(t, Options{Rules: []fs.FS{catalogue}})
	if findings, diagnostics := engine.Eval(context.Background(), &facts.Document{}); len(findings)+len(diagnostics) > 0 {
		t.Errorf("without a cause: %v, %v", findings, diagnostics)
	}
	findings, diagnostics := engine.Eval(context.Background(), document())
	if len(findings) > 0 || len(diagnostics) != 1 || diagnostics[0].Severity != source.Error || !strings.Contains(diagnostics[0].Message, "custom/gone/gone.rego:1") {
		t.Errorf("with one: %v, %v, want the error in the text", findings, diagnostics)
	}
}

func TestUsersCannotAddToARuleOfACatalogue(t *testing.T) {
	t.Parallel()
	mine := user(map[string]string{"a.rego": causeRule("egress_http_missing", "")})
	_, err := Load(Options{Rules: []fs.FS{catalogued(t, rules.FS), mine}})
	if err == nil || !strings.Contains(err.Error(), "already a rule egress_http_missing in category security_group") {
		t.Errorf("Load says %v", err)
	}
}

// A rule in a catalogue is compiled without those that nobody asks.
func TestARuleOfOursNamesNoOtherRule(t *testing.T) {
	t.Parallel()
	for _, one := range load(t, Options{Rules: []fs.FS{rules.FS}}).rules {
		modules := map[string]*ast.Module{}
		if err := one.folder.load(modules); err != nil {
			t.Fatal(err)
		}
		if nameRules(modules) {
			t.Errorf("rule %s takes more of data than its library", one.ID)
		}
	}
}

func TestReadsAreThoseOfTheRulesThatSpeak(t *testing.T) {
	t.Parallel()
	about := func(id, condition string) fs.FS { return user(map[string]string{id + ".rego": body(id, condition)}) }
	for name, test := range map[string]struct {
		options Options
		want    bool
	}{
		"rules of ours":         {Options{}, false},
		"a rule about roles":    {Options{Rules: []fs.FS{about("roles", `some role in input.roles; role.name == "x"`)}}, true},
		"one that is left out":  {Options{Rules: []fs.FS{about("roles", `some role in input.roles; role.name == "x"`)}, Skip: []string{"roles"}}, false},
		"one about everything":  {Options{Rules: []fs.FS{about("whole", `count(input) > 0`)}}, true},
		"one about other rules": {Options{Rules: []fs.FS{about("others", `data.rules.iam.instance_role_lacks_ssm.findings`)}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.Rules = append([]fs.FS{catalogued(t, rules.FS)}, test.options.Rules...)
			engine := load(t, test.options)
			if got := engine.Reads("roles"); got != test.want || !engine.Reads("causes") {
				t.Errorf("roles %v, want %v; causes %v", got, test.want, engine.Reads("causes"))
			}
		})
	}
}
