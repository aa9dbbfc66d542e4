package docgen

import "strings"

// around is how many equal lines are shown before and after a change.
const around = 3

// difference shows what was added to and taken from a, with a little of what
// stays, as a unified diff without its numbers.
func difference(a, b []string) string {
	script := compare(a, b)
	shown := make([]bool, len(script))
	for i, line := range script {
		if line[0] == ' ' {
			continue
		}
		for near := max(0, i-around); near <= min(len(script)-1, i+around); near++ {
			shown[near] = true
		}
	}
	var kept []string
	for i, line := range script {
		switch {
		case shown[i]:
			kept = append(kept, strings.TrimRight(line, " "))
		case i > 0 && shown[i-1]:
			kept = append(kept, " …")
		}
	}
	if len(kept) > 0 && kept[len(kept)-1] == " …" {
		kept = kept[:len(kept)-1]
	}
	return strings.Join(kept, "\n")
}

// compare lists every line with its mark: ' ' for what stays, '-' for what goes,
// '+' for what comes. It walks the table of longest common subsequences.
func compare(a, b []string) []string {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var script []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			script = append(script, " "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			script = append(script, "-"+a[i])
			i++
		default:
			script = append(script, "+"+b[j])
			j++
		}
	}
	return script
}
