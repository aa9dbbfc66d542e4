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
