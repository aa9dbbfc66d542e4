package report

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/repolint/repolint/finding"
)

const (
	// relatedShown is how many related places a block lists before it counts the rest.
	relatedShown = 5
	// addressesShown is the same for the guilty nodes in the headline.
	addressesShown = 2
	// headlineRoom is how much of the first line a message wants for itself.
	headlineRoom = 30
)

func writeText(w io.Writer, r *finding.Report, options Options) error {
	p := newPrinter(options)
	for _, f := range r.Findings {
		p.finding(f)
		p.line(0, "")
	}
	if options.ShowInconclusive && len(r.Inconclusive) > 0 {
		p.inconclusive(r.Inconclusive)
		p.line(0, "")
	}
	p.summary(r, options.ShowInconclusive)
	return p.flush(w)
}

// finding writes the block of one root cause: what and where, the place itself,
// then what breaks, what it looks like, how to end it, and who suffers.
func (p *printer) finding(f finding.Finding) {
	p.headline(f.Level.String()+"["+f.Rule+"]", f.Message, levelStyle(f.Level))
	p.place(f)
	p.frame(f.At, levelStyle(f.Level))
	p.item("when", wrapped(f.When, p.bodyWidth()))
	p.item("path", p.path(f))
	p.item("you see", paragraphs(f.Symptom, p.bodyWidth()))
	p.item("fix", p.fix(f.Fix))
	var declared, affected []finding.Related
	for _, place := range f.Related {
		if place.Declared {
			declared = append(declared, place)
		} else {
			affected = append(affected, place)
		}
	}
	p.item("made in", p.related(declared))
	p.item("affects", p.related(affected))
}

// headline writes a tag and its message, wrapped under each other.
func (p *printer) headline(tag, message string, s style) {
	tag = printable(tag)
	if room := p.prose - indent; room-textWidth(tag) < min(headlineRoom, room/2) {
		p.line(0, p.paint(s, tag))
		tag = ""
	}
	// The tag takes its room on the first line as one long word would.
	lines := wrapped(strings.Repeat("x", textWidth(tag))+" "+message, p.prose-indent)
	for i, line := range lines {
		if i == 0 && tag != "" {
			p.line(0, p.paint(s, tag)+p.paint(bold, line[textWidth(tag):]))
			continue
		}
		p.line(indent, p.paint(bold, line))
	}
}

// place writes the clickable position and the names of the guilty nodes.
func (p *printer) place(f finding.Finding) {
	at := p.at(f.At)
	if f.At.IsZero() {
		at = printable(f.Root)
	}
	if at == "" {
		return
	}
	at = "--> " + at
	owner := ""
	if len(f.Addresses) > 0 {
		owner = "in " + listed(f.Addresses, addressesShown)
	}
	// The root is news only where the file is another one's, such as a module's.
	if f.Root != "" && f.Root != "." && !f.At.IsZero() && f.Root != f.At.File && f.Root != path.Dir(f.At.File) {
		owner = strings.TrimSpace(owner + " (root " + f.Root + ")")
	}
	owner = printable(strings.Join(strings.Fields(owner), " "))
	if owner != "" && textWidth(at)+1+textWidth(owner)+indent <= p.prose {
		p.line(indent, p.paint(cyan, at)+" "+p.paint(faint, owner))
		return
	}
	p.line(indent, p.paint(cyan, at))
	for _, line := range wrapped(owner, p.prose-indent-4) {
		p.line(indent+4, p.paint(faint, line))
	}
}

// listed joins the first few names and counts the rest.
func listed(names []string, most int) string {
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// path is the walked path as one row of hops, and the sentence of the hop that
// breaks it unless the headline has said it.
func (p *printer) path(f finding.Finding) []string {
	var hops, lines []string
	for _, step := range f.Flow {
		if step.Kind == "" {
			continue
		}
		hops = append(hops, step.Kind+"\u00a0"+mark(step.Verdict))
		if step.Verdict == "blocked" && len(lines) == 0 && !strings.Contains(f.Message, step.Message) {
			lines = wrapped("stops at "+step.Kind+": "+step.Message, p.bodyWidth())
		}
	}
	if last := len(f.Flow) - 1; len(hops) == 0 && last > 0 {
		// Steps without kinds still end at the hop that breaks.
		stop := f.Flow[last].Message
		if kind, story, ok := strings.Cut(stop, ": "); ok && strings.Contains(f.Message, story) {
			stop = kind
		}
		lines = wrapped("stops at "+stop, p.bodyWidth())
	}
	return append(p.hops(hops), lines...)
}

func mark(verdict string) string {
	switch verdict {
	case "passes":
		return "✓"
	case "blocked":
		return "✗"
	}
	return "?"
}

func (p *printer) hops(hops []string) []string {
	var lines []string
	line := ""
	for _, hop := range hops {
		hop = printable(hop)
		if line != "" && textWidth(line)+2+textWidth(hop) > p.bodyWidth() {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += "  "
		}
		line += hop
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], "\u00a0", " ")
		lines[i] = strings.ReplaceAll(lines[i], "✓", p.paint(green, "✓"))
		lines[i] = strings.ReplaceAll(lines[i], "✗", p.paint(red, "✗"))
	}
	return lines
}

// fix is wrapped when it is prose; code keeps its layout, on one line or more.
func (p *printer) fix(fix string) []string {
	fix = strings.Trim(strings.ReplaceAll(fix, "\r\n", "\n"), "\n")
	if !strings.ContainsAny(fix, "\n={}[];") {
		return wrapped(fix, p.bodyWidth())
	}
	var lines []string
	for line := range strings.SplitSeq(fix, "\n") {
		lines = append(lines, p.paint(green, guarded(strings.TrimRight(joined(layout(line)), " "))))
	}
	return lines
}

// related lists places, each as a clickable position and what is there.
func (p *printer) related(related []finding.Related) []string {
	shown := related
	if len(related) > relatedShown+1 {
		shown = related[:relatedShown]
	}
	widest := 0
	for _, place := range shown {
		widest = max(widest, textWidth(p.at(place.Range)))
	}
	var lines []string
	for _, place := range shown {
		lines = append(lines, p.relatedPlace(place, widest)...)
	}
	if rest := len(related) - len(shown); rest > 0 {
		lines = append(lines, p.paint(faint, fmt.Sprintf("and %d more", rest)))
	}
	return lines
}

func (p *printer) relatedPlace(place finding.Related, column int) []string {
	at := p.at(place.Range)
	if place.Range.IsZero() {
		return wrapped(place.Message, p.bodyWidth())
	}
	room := p.bodyWidth() - column - 2
	if room < 20 {
		lines := []string{p.paint(link, at)}
		for _, line := range wrapped(place.Message, p.bodyWidth()-indent) {
			lines = append(lines, strings.Repeat(" ", indent)+line)
		}
		return lines
	}
	var lines []string
	for i, line := range wrapped(place.Message, room) {
		head := strings.Repeat(" ", column)
		if i == 0 {
			head = p.paint(link, padded(at, column))
		}
		lines = append(lines, head+"  "+line)
	}
	if len(lines) == 0 {
		lines = []string{p.paint(link, at)}
	}
	return lines
}
