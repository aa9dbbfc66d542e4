package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// The JSON shapes. Every field is always there and no array is null, so that a
// consumer needs no defaults; the names are part of what is versioned.
type (
	jsonReport struct {
		Version      string             `json:"version"`
		Findings     []jsonFinding      `json:"findings"`
		Inconclusive []jsonInconclusive `json:"inconclusive"`
		Diagnostics  []jsonDiagnostic   `json:"diagnostics"`
		Summary      jsonSummary        `json:"summary"`
	}
	jsonFinding struct {
		Rule        string        `json:"rule"`
		Level       string        `json:"level"`
		Message     string        `json:"message"`
		File        string        `json:"file"`
		Line        int           `json:"line"`
		Column      int           `json:"column"`
		EndLine     int           `json:"end_line"`
		EndColumn   int           `json:"end_column"`
		Root        string        `json:"root"`
		Addresses   []string      `json:"addresses"`
		When        string        `json:"when"`
		Related     []jsonRelated `json:"related"`
		Fingerprint string        `json:"fingerprint"`
	}
	jsonRelated struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Message string `json:"message"`
	}
	jsonInconclusive struct {
		Root        string `json:"root"`
		Address     string `json:"address"`
		Destination string `json:"destination"`
		Reason      string `json:"reason"`
		Settle      string `json:"settle"`
	}
	jsonDiagnostic struct {
		Severity string `json:"severity"`
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Message  string `json:"message"`
	}
	jsonSummary struct {
		Files        int `json:"files"`
		Roots        int `json:"roots"`
		Hosts        int `json:"hosts"`
		Paths        int `json:"paths"`
		Findings     int `json:"findings"`
		Inconclusive int `json:"inconclusive"`
		NotAnalysed  int `json:"not_analysed"`
	}
)

func writeJSON(w io.Writer, r *finding.Report) error {
	out := jsonReport{
		Version:      r.Version,
		Findings:     make([]jsonFinding, 0, len(r.Findings)),
		Inconclusive: make([]jsonInconclusive, 0, len(r.Inconclusive)),
		Diagnostics:  make([]jsonDiagnostic, 0, len(r.Diagnostics)),
		Summary:      jsonSummary(r.Summary),
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, findingJSON(f))
	}
	for _, path := range r.Inconclusive {
		out.Inconclusive = append(out.Inconclusive, jsonInconclusive(path))
	}
	for _, d := range r.Diagnostics {
		out.Diagnostics = append(out.Diagnostics, diagnosticJSON(d))
	}
	return encode(w, out)
}

func findingJSON(f finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Level: f.Level.String(), Message: f.Message,
		File: f.At.File, Line: f.At.Start.Line, Column: f.At.Start.Column,
		EndLine: f.At.End.Line, EndColumn: f.At.End.Column,
		Root: f.Root, Addresses: append([]string{}, f.Addresses...), When: f.When,
		Related: make([]jsonRelated, 0, len(f.Related)), Fingerprint: f.Fingerprint,
	}
	for _, place := range f.Related {
		at := place.Range
		out.Related = append(out.Related, jsonRelated{at.File, at.Start.Line, at.Start.Column, place.Message})
	}
	return out
}

func diagnosticJSON(d source.Diagnostic) jsonDiagnostic {
	at := d.Range
	return jsonDiagnostic{d.Severity.String(), at.File, at.Start.Line, at.Start.Column, d.Message}
}

// encode writes two-space indented JSON with `<`, `>` and `&` as they are and a
// line end after it.
func encode[T any](w io.Writer, out T) error {
	encoder := json.NewEncoder(controlled{w})
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

// controlled passes JSON on with the characters as \u escapes that JSON allows
// but a terminal obeys: DEL, the second set of controls, and what reorders text;
// and with the `##[` broken up that a GitHub runner obeys (see cells).
// They can only stand inside strings, where the escape means the same.
type controlled struct{ to io.Writer }

// Write implements [io.Writer].
func (c controlled) Write(content []byte) (int, error) {
	length := len(content)
	content = bytes.ReplaceAll(content, []byte("##["), []byte(`##\u005b`))
	if !bytes.ContainsFunc(content, steers) {
		if _, err := c.to.Write(content); err != nil {
			return 0, err
		}
		return length, nil
	}
	safe := make([]byte, 0, len(content)+64)
	for rest := content; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case !steers(r):
			safe = append(safe, rest[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			safe = fmt.Appendf(safe, `\u%04x\u%04x`, high, low)
		default:
			safe = fmt.Appendf(safe, `\u%04x`, r)
		}
		rest = rest[size:]
	}
	if _, err := c.to.Write(safe); err != nil {
		return 0, err
	}
	return length, nil
}

func steers(r rune) bool { return r >= 0x7f && !unicode.IsGraphic(r) }
