package rules_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// threeValued are the fields that may also say "undetermined".
var threeValued = []string{"verdict", "internet_path", "evidence"}

// TestStyle holds our rules to what no formatter checks.
func TestStyle(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, rule folder) {
		name := path.Join(rule.dir, rule.id+".rego")
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code := 0
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			code++
			if len(line) > 120 {
				t.Errorf("%s:%d: %d characters, more than 120", name, i+1, len(line))
			}
		}
		if code > 75 {
			t.Errorf("%s: %d lines of code, more than 75: a join or a computation is a fact", name, code)
		}
		module, err := ast.ParseModule(name, string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, negation := range negations(module) {
			if field := mentions(negation); field != "" {
				t.Errorf("%s: `not` on %s, which may be undetermined: compare it with what it must be", negation.Location, field)
			}
		}
	})
}

func negations(module *ast.Module) []*ast.Expr {
	var found []*ast.Expr
	ast.WalkExprs(module, func(expression *ast.Expr) bool {
		if expression.Negated {
			found = append(found, expression)
		}
		return false
	})
	return found
}

// mentions names the three-valued field in an expression, "" for none.
func mentions(expression *ast.Expr) string {
	field := ""
	ast.WalkTerms(expression, func(term *ast.Term) bool {
		if text, ok := term.Value.(ast.String); ok && slices.Contains(threeValued, string(text)) {
			field = string(text)
		}
		return false
	})
	return field
}

func TestStyleSeesANegatedVerdict(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`not path.verdict == "passes"`:        "verdict",
		`not input.paths.x.internet_path`:     "internet_path",
		`not path.os in {"al1", "al2"}`:       "",
		`path.verdict != "undetermined"`:      "",
		`every p in ps { not p.verdict == 1}`: "verdict",
	} {
		module := ast.MustParseModule("package p\n\nr if {\n\t" + body + "\n}\n")
		got := ""
		for _, negation := range negations(module) {
			got += mentions(negation)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
