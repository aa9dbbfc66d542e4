package report

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// style is the parameter of an ANSI "select graphic rendition" sequence.
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "1;31"
	green  style = "32"
	yellow style = "1;33"
	cyan   style = "1;36"
	link   style = "36"
)

const (
	defaultWidth = 80
	minWidth     = 20
	maxProse     = 120
	// Below stacked columns a label stands on a line of its own.
	stacked    = 60
	indent     = 2
	labelWidth = 9
)

// printer gathers a text in memory, so that one write either gives all of it or
// an error.
type printer struct {
	buffer bytes.Buffer
	color  bool
	// width is the whole width, prose the part used by running text, and page
	// the part used by tables: endless where no terminal would break the rows.
	width, prose, page int
	source             func(string) (*source.File, error)
	locate             func(string) string
	// diagnostic is set where what frames mark may itself be secret.
	diagnostic bool
	veils      map[string][]veil // by path
}

func newPrinter(options Options) *printer {
	p := &printer{color: options.Color, width: defaultWidth, page: math.MaxInt32, source: options.Source, locate: options.Locate}
	if options.Width > 0 {
		p.width = max(options.Width, minWidth)
		p.page = p.width
	}
	p.prose = min(p.width, maxProse)
	return p
}

func (p *printer) flush(w io.Writer) error {
	_, err := w.Write(p.buffer.Bytes())
	return err
}

// paint colours text that is already printable.
func (p *printer) paint(s style, text string) string {
	if !p.color || text == "" || s == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// line writes printable text, indented.
func (p *printer) line(spaces int, text string) {
	if text != "" {
		p.buffer.WriteString(strings.Repeat(" ", spaces))
		p.buffer.WriteString(guarded(text))
	}
	p.buffer.WriteByte('\n')
}

// at is the clickable form of a place.
func (p *printer) at(place source.Range) string {
	if p.locate != nil && place.File != "" {
		place.File = p.locate(place.File)
	}
	return printable(place.String())
}

// bodyWidth is the room that item leaves for its lines.
func (p *printer) bodyWidth() int {
	if p.width < stacked {
		return p.prose - 2*indent
	}
	return p.prose - indent - labelWidth
}

// item writes printable lines under a label.
func (p *printer) item(label string, lines []string) {
	if len(lines) == 0 {
		return
	}
	if p.width < stacked {
		p.line(indent, p.paint(faint, label))
		for _, line := range lines {
			p.line(2*indent, line)
		}
		return
	}
	for i, line := range lines {
		if i == 0 {
			p.line(indent, p.paint(faint, padded(label, labelWidth))+guarded(line))
			continue
		}
		p.line(indent+labelWidth, line)
	}
}

func levelStyle(level finding.Level) style {
	switch level {
	case finding.Error:
		return red
	case finding.Warning:
		return yellow
	default:
		return cyan
	}
}

// counted is "1 path" or "2 paths".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
