package report

import (
	"strings"
)

// column is one column of a table; empty cells are shown as "-".
type column struct {
	title string
	cells []entry
}

// entry is one printable cell with its style ("" for none).
type entry struct {
	text  string
	style style
}

const columnGap = 2

func (c column) width() int {
	width := textWidth(c.title)
	for _, e := range c.cells {
		width = max(width, textWidth(e.text))
	}
	return width
}

// table writes aligned columns and, at the end of each row, its remark: in a
// last column where there is room, else on lines of its own, and where not even
// the columns fit, each row as a list of titled cells.
func (p *printer) table(columns []column, title string, remarks []string) {
	used := -columnGap
	for _, c := range columns {
		used += c.width() + columnGap
	}
	const remarkRoom = 30
	switch {
	case used > p.page:
		p.records(columns, remarks)
	case used+columnGap+min(remarkRoom, longest(remarks, title)) <= p.page:
		p.rows(columns, title, remarks, used+columnGap)
	default:
		p.rows(columns, "", remarks, 0)
	}
}

func longest(remarks []string, title string) int {
	width := textWidth(title)
	for _, remark := range remarks {
		width = max(width, textWidth(printable(remark)))
	}
	return width
}

// rows writes the table with the remarks starting at a column, or below each
// row when at is 0.
func (p *printer) rows(columns []column, title string, remarks []string, at int) {
	var head []string
	for _, c := range columns {
		head = append(head, padded(c.title, c.width()))
	}
	if title != "" {
		head = append(head, title)
	}
	p.line(0, p.paint(faint, strings.TrimRight(strings.Join(head, "  "), " ")))
	for row, remark := range remarks {
		var line strings.Builder
		for i, c := range columns {
			e := c.cells[row]
			line.WriteString(p.paint(e.style, e.text))
			if i < len(columns)-1 || at > 0 && remark != "" {
				line.WriteString(strings.Repeat(" ", c.width()-textWidth(e.text)+columnGap))
			}
		}
		if at == 0 {
			p.line(0, line.String())
			for _, text := range wrapped(remark, p.prose-2*indent) {
				p.line(2*indent, p.paint(faint, text))
			}
			continue
		}
		lines := wrapped(remark, p.page-at)
		if len(lines) == 0 {
			lines = []string{""}
		}
		p.line(0, line.String()+lines[0])
		for _, text := range lines[1:] {
			p.line(at, text)
		}
	}
}

// records writes each row as a block: the first cell as its name, the others
// with their titles.
func (p *printer) records(columns []column, remarks []string) {
	widest := 0
	for _, c := range columns[1:] {
		widest = max(widest, textWidth(c.title))
	}
	for row, remark := range remarks {
		if row > 0 {
			p.line(0, "")
		}
		p.line(0, p.paint(bold, columns[0].cells[row].text))
		for _, c := range columns[1:] {
			e := c.cells[row]
			p.line(indent, p.paint(faint, padded(c.title, widest))+"  "+p.paint(e.style, e.text))
		}
		for _, text := range wrapped(remark, p.prose-indent) {
			p.line(indent, text)
		}
	}
}

func cellOf(text string) entry {
	if strings.TrimSpace(text) == "" {
		return entry{text: "-"}
	}
	return entry{text: guarded(printable(text))}
}
