package terraform_test

import (
	"strings"
	"testing"

	"github.com/repolint/repolint/parsers/terraform"
)

func TestDeepNestingIsAnError(t *testing.T) {
	t.Parallel()
	for _, deep := range []string{
		strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000),
		strings.Repeat("(", 200_000) + "1" + strings.Repeat(")", 200_000),
		strings.Repeat("!", 200_000) + "true",
	} {
		got := read(t, map[string]string{"main.tf": "locals {\n  a = " + deep + "\n}\n"}, terraform.Options{})["diagnostics"]
		if !strings.Contains(got, "main.tf:2:") || !strings.Contains(got, "nested deeper than the limit of 1000") {
			t.Errorf("%.20s…: got %q", deep, got)
		}
	}
}

func TestDeepNestingOfGivenValuesIsAnError(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)
	variable := "variable \"a\" {\n  type = any\n}\nresource \"terraform_data\" \"a\" {\n  input = var.a\n}\n"
	for name, test := range map[string]struct {
		files   map[string]string
		options terraform.Options
		want    string
	}{
		"a variables file":         {map[string]string{"terraform.tfvars": "a = " + deep + "\n"}, terraform.Options{}, "terraform.tfvars:1:1005: error: expressions are nested deeper than the limit of 1000"},
		"a variables file in JSON": {map[string]string{"terraform.tfvars.json": "{\"a\": " + deep + "}"}, terraform.Options{}, "nested deeper than 500"},
		"a flag":                   {nil, terraform.Options{Vars: []string{"a=" + deep}}, "reading the value given to the variable a: expressions are nested deeper than the limit of 1000"},
		"the environment":          {nil, terraform.Options{VarEnv: map[string]string{"a": deep}}, "reading the value given to the variable a: expressions are nested deeper than the limit of 1000"},
		"a text of a JSON file":    {map[string]string{"b.tf.json": "{\"locals\": {\"b\": \"${" + deep + "}\"}}"}, terraform.Options{}, "b.tf.json:1:18: error: expressions are nested deeper than the limit of 1000"},
		"a type of a JSON file":    {map[string]string{"b.tf.json": "{\"variable\": {\"b\": {\"type\": \"" + deep + "\"}}}"}, terraform.Options{}, ""},
		"a template of a text":     {map[string]string{"b.tf": "resource \"terraform_data\" \"b\" {\n  input = templatestring(join(\"\", [\"$\", \"{\", join(\"\", [for i in range(1000) : \"[[\"])]), {})\n}\n"}, terraform.Options{}, "nested deeper than the limit of 1000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"main.tf": variable}
			for file, content := range test.files {
				files[file] = content
			}
			if got := read(t, files, test.options)["diagnostics"]; !strings.Contains(got, test.want) {
				t.Errorf("got %.300q", got)
			}
		})
	}
}

// A text given for a variable is an expression where a type other than that of a
// plain value is written, any included
// (https://developer.hashicorp.com/terraform/language/values/variables).
func TestATextGivenForAnyTypeIsAnExpression(t *testing.T) {
	t.Parallel()
	for declared, want := range map[string]string{"type = any": "2", "type = list(string)": "2", "": "6", "type = string": "6"} {
		files := map[string]string{"main.tf": "variable \"a\" {\n  " + declared + "\n}\nresource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.${length(var.a)}.0/24\"\n}\n"}
		got := read(t, files, terraform.Options{Vars: []string{"a=[1, 2]"}})["graph"]
		if !strings.Contains(got, "10.0."+want+".0/24") {
			t.Errorf("%q: got %s", declared, got)
		}
	}
}
