package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
)

const (
	tabWidth = 4
	// frameLines is how many lines of a longer range are shown.
	frameLines = 3
	// neighbourhood is how many code points around a place are looked at.
	neighbourhood = 2000
)

// frame shows the place in its file with carets under it. A place that cannot
// be shown, because there is no file or no such line, has no frame.
func (p *printer) frame(at source.Range, caret style) {
	if p.source == nil || at.Start.Line < 1 {
		return
	}
	file, err := p.source(at.File)
	if err != nil || file == nil || at.Start.Line > file.LineCount() {
		return
	}
	last := at.End.Line
	if at.End.Column <= 1 {
		last-- // the range ends before this line begins
	}
	last = min(max(last, at.Start.Line), file.LineCount())
	shown := min(last, at.Start.Line+frameLines-1)
	gutter := max(indent+2, len(strconv.Itoa(shown))+1)
	room := p.width - gutter - 3

	p.gutter(gutter, "", "")
	row, place := p.row(file, at.Start.Line, at)
	first, marks := clip(row, place, room)
	p.gutter(gutter, strconv.Itoa(at.Start.Line), first)
	p.gutter(gutter, "", p.paint(caret, marks))
	for n := at.Start.Line + 1; n <= shown; n++ {
		row, _ := p.row(file, n, source.Range{})
		text, _ := clip(row, source.Range{}, room)
		p.gutter(gutter, strconv.Itoa(n), text)
	}
	if shown < last {
		p.line(gutter-1, p.paint(faint, "⋮"))
	}
}

// row is line n as it is printed, without what may be secret, cut down to the
// neighbourhood of the place.
func (p *printer) row(file *source.File, n int, at source.Range) ([]cell, source.Range) {
	line := file.Line(n)
	at.Start.Column = min(at.Start.Column, utf8.RuneCountInString(line)+1)
	start, end := max(at.Start.Column-1, 0), max(at.End.Column-1, 0)
	if at.End.Line > at.Start.Line {
		end = len(line)
	}
	mask := p.hidden(line, p.veil(file, n), start, end)
	line, place := excerpt(line, at)
	skip := at.Start.Column - place.Start.Column
	return covered(layout(line), mask[skip:], start-skip, end-skip), place
}

func (p *printer) gutter(width int, number, text string) {
	number = strings.Repeat(" ", width-len(number)) + number
	line := p.paint(faint, number+" │")
	if text != "" {
		line += " " + text
	}
	p.buffer.WriteString(line + "\n")
}

// excerpt cuts a very long line, such as a template written on one, down to the
// neighbourhood of the place and moves the place's columns along. What is left
// is still longer than any terminal, so clip marks both cuts.
func excerpt(line string, at source.Range) (string, source.Range) {
	if len(line) <= 2*neighbourhood {
		return line, at
	}
	from, column := 0, 0
	skip := max(at.Start.Column-1-neighbourhood, 0)
	for i := range line {
		switch column {
		case skip:
			from = i
		case skip + 2*neighbourhood:
			return line[from:i], shifted(at, skip)
		}
		column++
	}
	return line[from:], shifted(at, skip)
}

func shifted(at source.Range, columns int) source.Range {
	at.Start.Column -= columns
	at.End.Column -= columns
	return at
}

// layout is the printable form of a source line, with tabs as spaces.
func layout(line string) []cell {
	row := cells(line)
	column := 0
	for i, c := range row {
		if c.text == `\t` && c.width == 2 {
			c.width = tabWidth - column%tabWidth
			c.text = strings.Repeat(" ", c.width)
			row[i] = c
		}
		column += c.width
	}
	return row
}

// clip cuts a line to room columns around the start of the place and gives it
// with the carets that go below.
func clip(row []cell, at source.Range, room int) (text, carets string) {
	start, end := span(row, at)
	from, to := 0, len(row)
	if columns(row) > room {
		from, to = window(row, start, end, max(room-2, 1))
	}
	var shown, marks strings.Builder
	if from > 0 {
		shown.WriteString("…")
		marks.WriteString(" ")
	}
	for i := from; i < to; i++ {
		shown.WriteString(row[i].text)
		mark := " "
		if i >= start && i < end {
			mark = "^"
		}
		marks.WriteString(strings.Repeat(mark, row[i].width))
	}
	if to < len(row) {
		shown.WriteString("…")
	}
	if start >= len(row) {
		marks.WriteString("^")
	}
	return strings.TrimRight(shown.String(), " "), strings.TrimRight(marks.String(), " ")
}

// span is the part [start, end) of the first line that the range covers: at
// least one cell, and no blanks at the end of a line that goes on.
func span(row []cell, at source.Range) (start, end int) {
	start = min(max(at.Start.Column-1, 0), len(row))
	end = min(max(at.End.Column-1, start+1), len(row))
	if at.End.Line > at.Start.Line {
		end = len(row)
		for end > start+1 && strings.TrimSpace(row[end-1].text) == "" {
			end--
		}
	}
	return start, end
}

// window picks the cells to show: from the line's beginning when the place fits
// there, else with some of the line before the place, and less of it when that
// lets the whole place be seen.
func window(row []cell, start, end, room int) (from, to int) {
	if columns(row[:end]) > room {
		lead := min(room/3, max(room-columns(row[start:end]), 0))
		from = start
		for before := 0; from > 0 && before+row[from-1].width <= lead; from-- {
			before += row[from-1].width
		}
	}
	to = from
	for used := 0; to < len(row) && used+row[to].width <= room; to++ {
		used += row[to].width
	}
	return from, to
}

func columns(row []cell) int {
	width := 0
	for _, c := range row {
		width += c.width
	}
	return width
}
