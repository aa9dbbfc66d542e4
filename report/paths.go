package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/finding"
)

// Paths writes the rows of `repolint paths`, ordered by root, address, subnet
// and destination: as a table in text, as an array of objects in JSON. There is
// no other format.
func Paths(w io.Writer, rows []finding.PathRow, format Format, options Options) error {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b finding.PathRow) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Address, b.Address),
			cmp.Compare(a.Subnet, b.Subnet), cmp.Compare(a.Destination, b.Destination))
	})
	switch format {
	case JSON:
		if sorted == nil {
			sorted = []finding.PathRow{}
		}
		return encode(w, sorted)
	case Text:
		p := newPrinter(options)
		p.paths(sorted)
		return p.flush(w)
	}
	return unsupported(format)
}

// paths writes one table for each root, so that addresses stay short.
func (p *printer) paths(rows []finding.PathRow) {
	if len(rows) == 0 {
		p.line(0, "no paths: no host and no closed subnet was found")
		return
	}
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].Root == rows[start].Root {
			end++
		}
		if start > 0 {
			p.line(0, "")
		}
		p.line(0, p.paint(bold, "root "+printable(rows[start].Root)))
		p.pathTable(rows[start:end])
		start = end
	}
	p.line(0, "")
	p.line(0, p.paint(bold, verdicts(rows)))
}

func (p *printer) pathTable(rows []finding.PathRow) {
	columns := make([]column, 6)
	for i, title := range []string{"HOST", "SUBNET", "OS", "INTERNET", "DESTINATION", "VERDICT"} {
		columns[i].title = title
	}
	var remarks []string
	for _, row := range rows {
		for i, text := range []string{row.Address, row.Subnet, row.OS, row.InternetPath, row.Destination, row.Verdict} {
			e := cellOf(text)
			if i == 5 {
				e.style = verdictStyle(row.Verdict)
			}
			columns[i].cells = append(columns[i].cells, e)
		}
		remarks = append(remarks, remark(row))
	}
	p.table(columns, "WHY", remarks)
}

func verdictStyle(verdict string) style {
	switch verdict {
	case "passes":
		return green
	case "blocked":
		return red
	}
	return yellow
}

// remark is what the verdict rests on: the blocked hop with its rule, the
// reason, and what would settle an open one.
func remark(row finding.PathRow) string {
	var parts []string
	if row.Hop != "" {
		hop := row.Hop
		if row.Rule != "" {
			hop += " [" + row.Rule + "]"
		}
		parts = append(parts, hop)
	}
	if row.Reason != "" {
		parts = append(parts, row.Reason)
	}
	switch {
	case row.InEnvironments:
		parts = append(parts, row.When)
	case row.When != "":
		parts = append(parts, "when "+row.When)
	}
	if row.Settle != "" {
		parts = append(parts, "to settle: "+row.Settle)
	}
	return strings.Join(parts, "; ")
}

// verdicts is "3 paths: 1 blocked, 2 passes".
func verdicts(rows []finding.PathRow) string {
	count := map[string]int{}
	for _, row := range rows {
		count[row.Verdict]++
	}
	var parts []string
	for _, verdict := range []struct{ name, text string }{{"blocked", "blocked"}, {"undetermined", "undetermined"}, {"passes", "passing"}} {
		if n := count[verdict.name]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+verdict.text)
		}
	}
	return counted(len(rows), "path") + ": " + strings.Join(parts, ", ")
}
