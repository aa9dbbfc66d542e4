package suggest

import (
	"fmt"
	"slices"
	"strings"
)

// DidYouMean is `: did you mean "x"?` for the known name nearest to a misspelt
// one, and "" when none is near.
func DidYouMean(name string, known []string) string {
	best, nearest := "", max(2, len(name)/3)+1
	for _, candidate := range known {
		if d := distance(name, candidate); d < nearest {
			best, nearest = candidate, d
		}
	}
	if best == "" {
		best = containing(name, known)
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// containing finds the only known name that has all words of the given one.
func containing(name string, known []string) string {
	given, found := words(name), ""
	if len(given) == 0 {
		return ""
	}
	for _, candidate := range known {
		has := words(candidate)
		if slices.ContainsFunc(given, func(word string) bool { return !slices.Contains(has, word) }) {
			continue
		}
		if found != "" {
			return ""
		}
		found = candidate
	}
	return found
}

func words(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
}

// distance counts the single-character edits from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
