package report

import (
	"cmp"
	"fmt"
	"slices"

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

func (p *printer) waiting(paths []finding.Inconclusive) []string {
	var lines []string
	for i, path := range paths {
		if i == inconclusiveShown && len(paths) > inconclusiveShown+1 {
			return append(lines, p.paint(faint, fmt.Sprintf("and %d more; repolint paths lists all", len(paths)-i)))
		}
		name := path.Address
		if path.Root != "" && path.Root != "." {
			name = path.Root + ": " + name
		}
		lines = append(lines, guarded(printable(name+" → "+path.Destination)))
	}
	return lines
}
