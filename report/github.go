package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// annotationsShown is how many annotations of one kind GitHub keeps from a step.
// https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
const annotationsShown = 10

// diagnosticsKept is how many of those are left to diagnostics when findings
// would fill them all: a run that read half of the tree must say so.
const diagnosticsKept = 2

// annotation is one workflow command: error, warning or notice.
type annotation struct {
	kind, title, message string
	at                   source.Range
}

// writeGitHub prints workflow commands, the worst first and within GitHub's
// limits, and one notice that counts what was left out.
func writeGitHub(w io.Writer, r *finding.Report) error {
	var b bytes.Buffer
	left := 0
	for _, kind := range []string{"error", "warning", "notice"} {
		findings, diagnostics := annotations(r, kind)
		room := annotationsShown
		if kind == "notice" && left+max(0, len(findings)-room) > 0 {
			room-- // for the notice below
		}
		kept := min(len(findings), room-min(len(diagnostics), diagnosticsKept))
		shown := append(slices.Clip(findings[:kept]), diagnostics...)
		shown = shown[:min(len(shown), room)]
		left += len(findings) + len(diagnostics) - len(shown)
		for _, a := range shown {
			b.WriteString(a.command())
		}
	}
	if left > 0 {
		more := annotation{kind: "notice", title: "repolint", message: counted(left, "more annotation") + " left out, because GitHub shows at most ten of a kind for a step; the log and the SARIF file have all"}
		b.WriteString(more.command())
	}
	_, err := w.Write(b.Bytes())
	return err
}

// annotations gives the findings and the diagnostics of one kind, in order.
func annotations(r *finding.Report, kind string) (findings, diagnostics []annotation) {
	sorted := slices.Clone(r.Findings)
	slices.SortStableFunc(sorted, func(a, b finding.Finding) int { return cmp.Compare(b.Level, a.Level) })
	for _, f := range sorted {
		if k := levelKind(f.Level); k == kind {
			findings = append(findings, annotation{k, f.Rule, findingText(f), f.At})
		}
	}
	for _, d := range r.Diagnostics {
		if d.Severity.String() == kind {
			diagnostics = append(diagnostics, annotation{kind, "not analysed as written", d.Message, d.Range})
		}
	}
	return findings, diagnostics
}

func levelKind(level finding.Level) string {
	if level == finding.Note {
		return "notice"
	}
	return level.String()
}

func findingText(f finding.Finding) string {
	lines := []string{f.Message}
	for _, extra := range []struct{ label, text string }{{"when: ", f.When}, {"you see: ", f.Symptom}, {"fix: ", f.Fix}} {
		if extra.text != "" {
			lines = append(lines, extra.label+strings.TrimSpace(extra.text))
		}
	}
	return strings.Join(lines, "\n")
}

// command is the workflow command, one line whatever it quotes.
func (a annotation) command() string {
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+escapedProperty(value))
	}
	if a.at.File != "" {
		add("file", a.at.File)
	}
	if a.at.Start.Line > 0 {
		add("line", strconv.Itoa(a.at.Start.Line))
		add("endLine", strconv.Itoa(max(a.at.End.Line, a.at.Start.Line)))
		// GitHub wants columns only for a place within one line.
		if a.at.End.Line == a.at.Start.Line && a.at.Start.Column > 0 {
			add("col", strconv.Itoa(a.at.Start.Column))
			// The last column, not the one after it: GitHub's default is col itself.
			add("endColumn", strconv.Itoa(max(a.at.End.Column-1, a.at.Start.Column)))
		}
	}
	add("title", a.title)
	return fmt.Sprintf("::%s %s::%s\n", a.kind, strings.Join(properties, ","), escapedData(a.message))
}

// escapedData is text as a workflow command carries it: line ends as %0A, and
// what could steer a terminal spelled out.
func escapedData(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, strings.ReplaceAll(joined(layout(line)), "%", "%25"))
	}
	return strings.Join(lines, "%0A")
}

func escapedProperty(text string) string {
	text = strings.ReplaceAll(printable(text), "%", "%25")
	text = strings.ReplaceAll(text, ":", "%3A")
	return strings.ReplaceAll(text, ",", "%2C")
}
