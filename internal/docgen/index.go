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
		fmt.Fprintf(page, "| [`%s`](../rules/%s/%s/README.md) | %s | %s |\n",
			rule.ID, rule.Category, rule.ID, levelName(rule), inSentence(rule.Title))
	}
	return page.String()
}

// inSentence is a title as it stands inside a sentence: "A route" is "a route",
// and "VPC" stays.
func inSentence(title string) string {
	if len(title) > 1 && title[1] != ' ' && (title[1] < 'a' || title[1] > 'z') {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}
