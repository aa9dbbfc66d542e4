package rego

import (
	"fmt"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lazyregexp"
)

// each stands for the key of an instance while the fixes of several are compared.
const each = "\x00each\x00"

var (
	lastKey = lazyregexp.New(`\[("[^"]*"|[0-9]+)\]$`)
	// firstArgument is the head of a resource in a fix, and how wide the names of its
	// arguments are.
	firstArgument = lazyregexp.New(`(?m)^resource "\w+" "\w+" \{\n(  \w+ *)= `)
	keyInComment  = lazyregexp.New(`(?m)^(#.*)` + each)
)

// fixForAll is one fix for the instances of one block: that of each, told apart by
// its key. It is the fix of the first where they differ in more than that, or where
// the fix has a `for_each` of its own
// (https://developer.hashicorp.com/terraform/language/meta-arguments/for_each).
func fixForAll(instances []finding.Finding) string {
	first := instances[0].Fix
	var keys []string
	common := ""
	for i, instance := range instances {
		key := lastKey.Get().FindString(instance.Addresses[0])
		text := strings.ReplaceAll(instance.Fix, key, each)
		if key == "" || instance.Root != instances[0].Root || i > 0 && text != common {
			return first
		}
		common = text
		keys = append(keys, strings.Trim(key, "[]"))
	}
	if !strings.Contains(common, each) || strings.Contains(common, "for_each") || strings.Count(common, "resource \"") > 1 {
		return first
	}
	argument, own := "for_each", "[each.key]"
	number := fmt.Sprintf("toset([%s])", strings.Join(keys, ", "))
	if !strings.HasPrefix(keys[0], `"`) {
		argument, own, number = "count", "[count.index]", fmt.Sprint(len(keys))
		for i, key := range keys {
			if key != fmt.Sprint(i) {
				return first
			}
		}
	}
	common = keyInComment.Get().ReplaceAllString(common, "$1")
	common = firstArgument.Get().ReplaceAllStringFunc(common, func(head string) string {
		header, names, _ := strings.Cut(head, "\n")
		width := len(strings.TrimSuffix(names, "= ")) - 3
		return fmt.Sprintf("%s\n  %-*s = %s\n%s", header, width, argument, number, names)
	})
	return strings.ReplaceAll(common, each, own)
}
