package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// summary accounts for everything: what was found, in what, and what could not
// be judged.
func (p *printer) summary(r *finding.Report, listed bool) {
	verdict, s := p.verdict(r)
	for i, line := range wrapped(verdict, p.prose) {
		p.line(indent*min(i, 1), p.paint(s, line))
	}
	if text := unreported(r.Unreported); text != "" {
		p.note(text)
	}
	if r.Ignored > 0 {
		p.note(counted(r.Ignored, "finding") + " ignored")
	}
	if n := r.Summary.Inconclusive; n > 0 {
		hint := "; --show-inconclusive lists what would settle them"
		if n == 1 {
			hint = "; --show-inconclusive lists what would settle it"
		}
		if listed {
			hint = ""
		}
		p.note(counted(n, "path") + " inconclusive" + hint)
	}
	if n := r.Summary.NotAnalysed; n > 0 {
		p.note(counted(n, "unit") + " not analysed; the diagnostics say why")
	}
	if text := bySeverity(r.Diagnostics); text != "" {
		p.note(text + " about the input")
	}
	if len(r.Findings) > 0 {
		p.note("repolint explain RULE tells more about a rule")
	}
}

func (p *printer) note(text string) {
	for i, line := range wrapped(text, p.prose-indent) {
		p.line(indent+indent*min(i, 1), p.paint(faint, line))
	}
}

func (p *printer) verdict(r *finding.Report) (string, style) {
	s := r.Summary
	judged := fmt.Sprintf("%s of %s in %s (%s)",
		counted(s.Paths, "path"), counted(s.Hosts, "host"), counted(s.Roots, "root"), counted(s.Files, "file"))
	open := s.Inconclusive > 0 || s.NotAnalysed > 0 || r.Diagnostics.HasErrors()
	switch {
	case len(r.Findings) > 0:
		return byLevel(r.Findings) + " on " + judged, bold
	case s.Paths == 0 && !open:
		return fmt.Sprintf("no findings: nothing in %s (%s, %s) needs the Amazon Linux repositories, so there was no path to judge",
			counted(s.Roots, "root"), counted(s.Hosts, "host"), counted(s.Files, "file")), bold
	case len(r.Unreported) > 0:
		return "no findings on " + judged + ", but some paths are blocked", bold
	case r.Ignored > 0:
		return "no findings on " + judged + ", but some are ignored", bold
	case open:
		return "no findings on " + judged + ", but not everything could be judged", bold
	}
	return "clean: no findings on " + judged, green
}

// unreported is "2 paths blocked at route and network ACL, by what no rule that
// ran reports; repolint paths shows them", "" for none.
func unreported(hops []string) string {
	if len(hops) == 0 {
		return ""
	}
	names := make([]string, 0, len(hops))
	for _, hop := range hops {
		names = append(names, hopTitle(hop))
	}
	slices.Sort(names)
	shown := "them"
	if len(hops) == 1 {
		shown = "it"
	}
	return fmt.Sprintf("%s blocked at %s, by what no rule that ran reports; repolint paths shows %s",
		counted(len(hops), "path"), strings.Join(slices.Compact(names), " and "), shown)
}

// hopTitle is what prose calls a hop.
func hopTitle(hop string) string {
	switch hop {
	case "network_acl":
		return "the network ACL"
	case "dns":
		return "DNS"
	case "egress":
		return "the security group's egress"
	}
	return "the " + strings.ReplaceAll(hop, "_", " ")
}

// byLevel is "3 findings (1 error, 2 notes)".
func byLevel(findings []finding.Finding) string {
	var parts []string
	for _, level := range []finding.Level{finding.Error, finding.Warning, finding.Note} {
		n := 0
		for _, f := range findings {
			if f.Level == level {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, counted(n, level.String()))
		}
	}
	return counted(len(findings), "finding") + " (" + strings.Join(parts, ", ") + ")"
}

// bySeverity is "1 error, 2 warnings", "" for none.
func bySeverity(diagnostics source.Diagnostics) string {
	var parts []string
	for _, severity := range []source.Severity{source.Error, source.Warning} {
		n := 0
		for _, d := range diagnostics {
			if d.Severity == severity {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, counted(n, severity.String()))
		}
	}
	return strings.Join(parts, ", ")
}
