package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

var hostile = []string{
	"plain", "\x1b[31mred\x1b[0m", "a\n::error::b", "\r::add-mask::x", "::set-output name=a::b", "##[error]x", "\u009b31m", "\u202eevil", "a\u2028b",
	"\xff\xfe", "100%0A::warning::", "wide 日本語 é e\u0301 🚀 end", "\ttab\tand more", ":: ::", "a:: b", "](1)", "", "   ", "\x00\x7f\b",
	strings.Repeat("long word ", 40), strings.Repeat("x", 300), "\n\n\n", "]\n ::error::", "[a] ::b",
}

// hostileReport puts the same text everywhere a template could.
func hostileReport(text string) (*finding.Report, Options) {
	file := source.NewFile(text, []byte("first\n"+text+"\nlast "+text))
	at := file.RangeAt(2, 1, 3)
	path := finding.Inconclusive{Root: text, Address: text, Destination: text, Reason: text, Settle: text}
	f := finding.Finding{
		Rule: "rule", Level: finding.Error, Message: text, At: at, Root: text, Addresses: []string{text, text}, When: text, Environments: []string{text},
		Related: []finding.Related{{Range: at, Message: text}, {Message: text}}, Flow: []finding.Step{{Range: at, Message: text, Kind: "policy", Verdict: "blocked"}},
		Symptom: text, Fix: text + "\n" + text,
	}
	r := &finding.Report{
		Findings: []finding.Finding{f}, Inconclusive: []finding.Inconclusive{path},
		Diagnostics: source.Diagnostics{{Severity: source.Error, Message: text, Range: at}},
		Summary:     finding.Summary{Inconclusive: 1, Findings: 1},
	}
	read := func(string) (*source.File, error) { return file, nil }
	return r, Options{Source: read, ShowInconclusive: true}
}

// checkHarmless fails on output that could steer a terminal or a build log.
func checkHarmless(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		for _, r := range line {
			if !unicode.IsGraphic(r) {
				t.Errorf("%U in line %q", r, line)
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("line %q is a workflow command", line)
		}
		if strings.Contains(line, "##[") {
			t.Errorf("line %q holds a command of the older form", line)
		}
	}
}

func FuzzTextIsHarmless(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, 80)
		f.Add(text, 40)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		r, options := hostileReport(text)
		options.Width = width % 200
		var b bytes.Buffer
		if err := Write(&b, Text, r, options); err != nil {
			t.Fatal(err)
		}
		if err := WriteDiagnostics(&b, r.Diagnostics, options); err != nil {
			t.Fatal(err)
		}
		row := finding.PathRow{Root: text, Address: text, Subnet: text, OS: text, Verdict: text, Reason: text, When: text, Settle: text, Hop: text, Rule: text}
		if err := Paths(&b, []finding.PathRow{row}, Text, options); err != nil {
			t.Fatal(err)
		}
		if err := Rules(&b, []finding.Rule{{ID: text, Category: text, Title: text}}, Text, options); err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, b.String())
	})
}

func FuzzWorkflowCommandsStayOneLineEach(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, options := hostileReport(text)
		var b bytes.Buffer
		if err := Write(&b, GitHub, r, options); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != 2 {
			t.Fatalf("%d lines for a finding and a diagnostic:\n%s", len(lines), b.String())
		}
		for _, line := range lines {
			properties, _, ok := strings.Cut(strings.TrimPrefix(line, "::error "), "::")
			if !ok || !strings.HasPrefix(line, "::error ") {
				t.Errorf("not one error command: %q", line)
			}
			for property := range strings.SplitSeq(properties, ",") {
				if name, _, _ := strings.Cut(property, "="); !strings.Contains(" file line endLine col endColumn title ", " "+name+" ") {
					t.Errorf("property %q in %q", name, line)
				}
			}
			checkHarmless(t, strings.TrimPrefix(line, "::error "))
		}
	})
}

func FuzzJSONIsHarmlessAndMeansTheSame(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, options := hostileReport(text)
		r.Rules = []finding.Rule{{ID: "rule", Level: finding.Error, Category: text, Title: text, Page: func() string { return text }}}
		var b bytes.Buffer
		if err := Write(&b, SARIF, r, options); err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, b.String())
		b.Reset()
		if err := Write(&b, JSON, r, options); err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, b.String())
		var back struct{ Findings []struct{ Message string } }
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if want := string([]rune(text)); back.Findings[0].Message != want {
			t.Errorf("%q became %q", want, back.Findings[0].Message)
		}
	})
}

func FuzzFrameFitsItsRoom(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, 3, 5, 40)
	}
	f.Fuzz(func(t *testing.T, line string, start, end, room int) {
		room = 12 + (room%200+200)%200 // no terminal leaves less, see minWidth
		at := source.Range{Start: source.Pos{Line: 1, Column: start}, End: source.Pos{Line: 1, Column: end}}
		row := layout(line)
		text, carets := clip(row, at, room)
		widest := 0
		for _, c := range row {
			widest = max(widest, c.width)
		}
		// A cell is never cut, and a caret may stand one past the line's end.
		if limit := max(room, widest+2); textWidth(text) > limit || len(carets) > limit+1 {
			t.Errorf("%d columns of text and %d of carets in %d", textWidth(text), len(carets), limit)
		}
		if !strings.Contains(carets, "^") && columns(row) > 0 && row[min(max(start-1, 0), len(row)-1)].width > 0 {
			t.Errorf("no caret under %q for column %d", text, start)
		}
	})
}
