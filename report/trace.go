package report

import (
	"io"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// valuesShown is how many values of one hop text lists before it counts the rest.
const valuesShown = 12

// Traces writes the paths of `repolint trace` in the order given: hop by hop in
// text, as an array of objects in JSON. There is no other format.
func Traces(w io.Writer, traces []finding.Trace, format Format, options Options) error {
	switch format {
	case JSON:
		if traces == nil {
			traces = []finding.Trace{}
		}
		return encode(w, traces)
	case Text:
		p := newPrinter(options)
		for i, trace := range traces {
			if i > 0 {
				p.line(0, "")
			}
			p.trace(trace)
		}
		return p.flush(w)
	}
	return unsupported(format)
}

// trace writes one path: whence and whither, each hop with what it was judged
// by, and the verdict.
func (p *printer) trace(t finding.Trace) {
	from := t.Address
	if t.Subnet != "" && t.Subnet != t.Address {
		from += " in " + t.Subnet
	}
	p.headline(mark(t.Verdict), from+" → "+t.Destination, verdictStyle(t.Verdict))
	at := source.Range{File: t.File, Start: source.Pos{Line: t.Line, Column: 1}}
	if t.SourceFile != "" {
		at = source.Range{File: t.SourceFile, Start: source.Pos{Line: t.SourceLine, Column: 1}}
	}
	about := []string{"system " + t.OS, "internet path " + t.InternetPath}
	if t.Environment != "" {
		about = append(about, "environment "+t.Environment)
	}
	p.line(indent, p.paint(cyan, "--> "+p.at(at))+" "+p.paint(faint, printable(strings.Join(about, ", "))))
	for _, hop := range t.Hops {
		p.line(0, "")
		p.hop(hop)
	}
	p.line(0, "")
	p.ending(t)
}

func (p *printer) hop(hop finding.TraceHop) {
	verdict := hop.Verdict
	if hop.Rule != "" {
		verdict += " [" + hop.Rule + "]"
	}
	title := mark(hop.Verdict) + " " + printable(strings.ReplaceAll(hop.Kind, "_", " "))
	p.line(indent, p.paint(verdictStyle(hop.Verdict), title)+"  "+p.paint(faint, printable(verdict)))
	for _, line := range wrapped(hop.Story, p.prose-2*indent) {
		p.line(2*indent, line)
	}
	if hop.Settle != "" {
		for _, line := range wrapped("to settle: "+hop.Settle, p.prose-2*indent) {
			p.line(2*indent, p.paint(yellow, line))
		}
	}
	if hop.Verdict == "blocked" {
		p.frame(hop.At.Range(), red)
	}
	p.values(hop.Values)
}

// values lists what a hop was judged by, aligned, each with its place.
func (p *printer) values(values []finding.TraceValue) {
	shown := values[:min(len(values), valuesShown)]
	name, value := 0, 0
	for _, v := range shown {
		name, value = max(name, textWidth(printable(v.Name))), max(value, textWidth(printable(v.Value)))
	}
	const most = 60
	name, value = min(name, most), min(value, most)
	for _, v := range shown {
		line := padded(printable(v.Name), name) + "  " + padded(printable(v.Value), value)
		if v.At.File != "" {
			line += "  " + p.paint(link, p.at(v.At.Range()))
		}
		p.line(2*indent+indent, strings.TrimRight(line, " "))
	}
	if more := len(values) - len(shown); more > 0 {
		p.line(2*indent+indent, p.paint(faint, "and "+counted(more, "more value")))
	}
}

// ending is the verdict, with what the hops above do not say.
func (p *printer) ending(t finding.Trace) {
	text := map[string]string{
		"passes": "passes: every hop lets it through", "undetermined": "undetermined",
		"blocked": "blocked at " + strings.ReplaceAll(t.Hop, "_", " "),
	}[t.Verdict]
	if t.When != "" {
		text += " when " + t.When
	}
	if t.Verdict == "undetermined" && !strings.HasSuffix(t.Reason, firstOpen(t.Hops)) {
		text += ": " + t.Reason
	}
	for _, line := range wrapped(text, p.prose-indent) {
		p.line(indent, p.paint(verdictStyle(t.Verdict), line))
	}
}

// firstOpen is the story of the first hop that nobody can judge.
func firstOpen(hops []finding.TraceHop) string {
	for _, hop := range hops {
		if hop.Verdict == "undetermined" {
			return hop.Story
		}
	}
	return ""
}
