package docgen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
)

// Index writes the list of all rules, by category.
func Index(rules []finding.Rule) string {
	sorted := slices.Clone(rules)
	slices.SortFunc(sorted, func(a, b finding.Rule) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.ID, b.ID))
	})
	page := &strings.Builder{}
	page.WriteString("# Rules\n\nThe level is the highest one; what a finding rests on can lower it.\n")
	category := ""
	for _, rule := range sorted {
		if rule.Category != category {
			category = rule.Category
			fmt.Fprintf(page, "\n## %s\n\n| rule | level | fires when |\n|---|---|---|\n", category)
		}
		title := strings.ToLower(rule.Title[:1]) + rule.Title[1:]
		fmt.Fprintf(page, "| [`%s`](../rules/%s/%s/README.md) | %s | %s |\n", rule.ID, rule.Category, rule.ID, levelName(rule), title)
	}
	return page.String()
}
