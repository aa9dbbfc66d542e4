package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
)

// inconclusiveShown is how many paths a group lists before it counts the rest.
const inconclusiveShown = 10

// question is what keeps some paths from being judged.
type question struct {
	reason, settle string
	paths          []finding.Inconclusive
}

// inconclusive lists what keeps paths from being judged, the widest first, each
// with what would settle it and the paths that wait for it.
func (p *printer) inconclusive(all []finding.Inconclusive) {
	for i, q := range questions(all) {
		if i > 0 {
			p.line(0, "")
		}
		p.headline("inconclusive:", q.reason, bold)
		p.item("settle", wrapped(q.settle, p.bodyWidth()))
		p.item("paths", p.waiting(q.paths))
	}
}

func questions(all []finding.Inconclusive) []question {
	var order []question
	index := map[[2]string]int{}
	for _, path := range all {
		key := [2]string{path.Reason, path.Settle}
		at, ok := index[key]
		if !ok {
			at = len(order)
			index[key] = at
			order = append(order, question{reason: path.Reason, settle: path.Settle})
		}
		order[at].paths = append(order[at].paths, path)
	}
	slices.SortStableFunc(order, func(a, b question) int {
		return cmp.Or(cmp.Compare(len(b.paths), len(a.paths)), cmp.Compare(a.reason, b.reason), cmp.Compare(a.settle, b.settle))
	})
	return order
}

// waiting lists hosts with their destinations, below the root they belong to.
func (p *printer) waiting(paths []finding.Inconclusive) []string {
	var lines []string
	root, inset := ".", ""
	for i := 0; i < len(paths); {
		first := paths[i]
		if i >= inconclusiveShown {
			return append(lines, p.paint(faint, fmt.Sprintf("and %d more; repolint paths lists all", len(paths)-i)))
		}
		if first.Root != root && first.Root != "" {
			root, inset = first.Root, strings.Repeat(" ", indent)
			lines = append(lines, p.paint(faint, "root "+printable(root)))
		}
		var destinations []string
		for ; i < len(paths) && paths[i].Root == first.Root && paths[i].Address == first.Address; i++ {
			destinations = append(destinations, paths[i].Destination)
		}
		lines = append(lines, inset+guarded(printable(first.Address+" → "+strings.Join(destinations, ", "))))
	}
	return lines
}
