package lint

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
)

// A path is reported by the finding that covers it, not by any of its cause.
func TestTheRuleOfAPathIsTheOneThatReportsIt(t *testing.T) {
	t.Parallel()
	document := &facts.Document{Paths: map[string]facts.Path{
		"al1": {ID: "al1", Verdict: "blocked", Cause: "policy"}, "al2": {ID: "al2", Verdict: "blocked", Cause: "policy"},
		"open": {ID: "open", Verdict: "undetermined"},
	}}
	of := func(rule, cause string, paths ...string) finding.Finding {
		return finding.Finding{Rule: rule, Cause: cause, Paths: paths}
	}
	own := func(rule string) bool { return rule == "a_rule_of_mine" }
	for name, test := range map[string]struct {
		findings []finding.Finding
		want     map[string]string
	}{
		"two rules share a cause":           {[]finding.Finding{of("blocks_al1", "policy", "al1"), of("blocks_al2", "policy", "al2")}, map[string]string{"al1": "blocks_al1", "al2": "blocks_al2"}},
		"no finding covers the path":        {[]finding.Finding{of("blocks_al1", "policy", "al1")}, map[string]string{"al1": "blocks_al1"}},
		"the built-in rule wins":            {[]finding.Finding{of("a_rule_of_mine", "policy", "al1", "al2"), of("blocks_al1", "policy", "al1")}, map[string]string{"al1": "blocks_al1", "al2": "a_rule_of_mine"}},
		"a second fault is not the first":   {[]finding.Finding{of("egress", "group", "al1")}, map[string]string{}},
		"a rule on the path itself":         {[]finding.Finding{of("a_rule_of_mine", "al1", "al1")}, map[string]string{"al1": "a_rule_of_mine"}},
		"a cause goes before the path":      {[]finding.Finding{of("built_in", "al1", "al1"), of("a_rule_of_mine", "policy", "al1")}, map[string]string{"al1": "a_rule_of_mine"}},
		"the first by name among equals":    {[]finding.Finding{of("b", "policy", "al1"), of("a", "policy", "al1")}, map[string]string{"al1": "a"}},
		"what is not blocked has no rule":   {[]finding.Finding{of("a_rule_of_mine", "open", "open")}, map[string]string{}},
		"a path that is gone names no rule": {[]finding.Finding{of("a", "policy", "gone")}, map[string]string{}},
	} {
		if diff := cmp.Diff(test.want, reporters(document, test.findings, own)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		slices.Reverse(test.findings)
		if diff := cmp.Diff(test.want, reporters(document, test.findings, own)); diff != "" {
			t.Errorf("%s, in another order (-want +got):\n%s", name, diff)
		}
	}
}
