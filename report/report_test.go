package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

func TestParseFormatReadsWhatStringWrites(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Text, JSON, SARIF, GitHub} {
		if got, err := ParseFormat(format.String()); err != nil || got != format {
			t.Errorf("ParseFormat(%q) = %v, %v", format, got, err)
		}
	}
	if _, err := ParseFormat("xml"); err == nil || err.Error() != `unknown format "xml": use text, json, sarif or github` {
		t.Errorf("error %v", err)
	}
	if err := Write(&bytes.Buffer{}, 0, &finding.Report{}, Options{}); err == nil {
		t.Error("the invalid format is written")
	}
}

func TestSummaryAccountsForEverything(t *testing.T) {
	t.Parallel()
	one := finding.Summary{Files: 1, Roots: 1, Hosts: 1, Paths: 1}
	cases := []struct {
		name   string
		report finding.Report
		want   string
	}{
		{"clean", finding.Report{Summary: one}, "clean: no findings on 1 path of 1 host in 1 root (1 file)\n"},
		{"a blocked path without a rule", finding.Report{Summary: one, Unreported: []string{"network_acl"}}, "no findings on 1 path of 1 host in 1 root (1 file), but some paths are blocked\n" +
			"  1 path blocked at the network ACL, by what no rule that ran reports; repolint\n    paths shows it\n"},
		{"blocked paths without a rule", finding.Report{Summary: one, Unreported: []string{"route", "dns", "route"}}, "no findings on 1 path of 1 host in 1 root (1 file), but some paths are blocked\n" +
			"  3 paths blocked at DNS and the route, by what no rule that ran reports;\n    repolint paths shows them\n"},
		{"nothing to judge", finding.Report{Summary: finding.Summary{Files: 3, Roots: 2}}, "no findings: nothing in 2 roots (0 hosts, 3 files) needs the Amazon Linux\n  repositories, so there was no path to judge\n"},
		{"an ignored finding", finding.Report{Summary: one, Ignored: 1}, "no findings on 1 path of 1 host in 1 root (1 file), but some are ignored\n" +
			"  1 finding ignored\n"},
		{
			"open paths", finding.Report{Summary: finding.Summary{Files: 1, Roots: 1, Hosts: 1, Paths: 2, Inconclusive: 1}},
			"no findings on 2 paths of 1 host in 1 root (1 file), but not everything could be\n  judged\n  1 path inconclusive; --show-inconclusive lists what would settle it\n",
		},
		{
			"unread files", finding.Report{Summary: finding.Summary{Files: 1, Roots: 1, NotAnalysed: 2}},
			"no findings on 0 paths of 0 hosts in 1 root (1 file), but not everything could\n  be judged\n  2 units not analysed; the diagnostics say why\n",
		},
		{
			"an error that concerns no unit", finding.Report{Summary: one, Diagnostics: source.Diagnostics{{Severity: source.Error, Message: "rule x failed"}}},
			"no findings on 1 path of 1 host in 1 root (1 file), but not everything could be\n  judged\n  1 error about the input\n",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, string(render(t, Text, &c.report, Options{}))); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeadlineIsNotRepeatedByTheBrokenHop(t *testing.T) {
	t.Parallel()
	story := "statement 1 does not match"
	r := &finding.Report{Findings: []finding.Finding{{
		Rule: "r", Level: finding.Error, Message: "the policy refuses yum: " + story,
		Flow: []finding.Step{{Kind: "policy", Verdict: "blocked", Message: story}, {Kind: "network_acl", Verdict: "undetermined"}},
	}}}
	got := string(render(t, Text, r, Options{}))
	if strings.Count(got, story) != 1 {
		t.Errorf("the hop's sentence is not there once:\n%s", got)
	}
	if !strings.Contains(got, "path     policy ✗  network_acl ?\n") {
		t.Errorf("no row of hops:\n%s", got)
	}
}

func TestPathWithoutKindsEndsAtItsLastStep(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{"m": "stops at route: no route", "no route; yum hangs": "stops at route"} {
		r := &finding.Report{Findings: []finding.Finding{{
			Rule: "r", Level: finding.Error, Message: message, Flow: []finding.Step{{Message: "host a needs al2_repos"}, {Message: "route: no route"}},
		}}}
		if got := string(render(t, Text, r, Options{})); !strings.Contains(got, "path     "+want+"\n") {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

func TestRootIsNamedWhereTheFileDoesNotTell(t *testing.T) {
	t.Parallel()
	cases := []struct{ file, root, want string }{
		{"prod/main.tf", "prod", "--> prod/main.tf:1:1 in aws_vpc.a\n"},
		{"main.tf", ".", "--> main.tf:1:1 in aws_vpc.a\n"},
		{"app.yaml", "app.yaml", "--> app.yaml:1:1 in aws_vpc.a\n"},
		{"modules/vpc/main.tf", "prod", "--> modules/vpc/main.tf:1:1 in aws_vpc.a (root prod)\n"},
	}
	for _, c := range cases {
		at := source.Range{File: c.file, Start: source.Pos{Line: 1, Column: 1}}
		r := &finding.Report{Findings: []finding.Finding{{Rule: "r", Level: finding.Error, Message: "m", At: at, Root: c.root, Addresses: []string{"aws_vpc.a"}}}}
		if got := string(render(t, Text, r, Options{})); !strings.Contains(got, c.want) {
			t.Errorf("no %q in:\n%s", c.want, got)
		}
	}
}

func TestCodeOfAFixIsNotWrapped(t *testing.T) {
	t.Parallel()
	for fix, want := range map[string]string{
		"route_table_ids = [aws_route_table.private.id] # every table": "  fix\n    route_table_ids = [aws_route_table.private.id] # every table\n",
		"name the private route tables in RouteTableIds":               "  fix\n    name the private route tables in\n    RouteTableIds\n",
		"": "] m\n\n1 finding",
	} {
		r := &finding.Report{Findings: []finding.Finding{{Rule: "r", Level: finding.Error, Message: "m", Fix: fix}}}
		if got := string(render(t, Text, r, Options{Width: 40})); !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 60, 80, 120, 160} {
		for line := range strings.Lines(string(render(t, Text, sample(t), Options{Source: readSample, Width: width, ShowInconclusive: true}))) {
			line = strings.TrimSuffix(line, "\n")
			// Only what must stay in one piece to be copied may stick out.
			whole := len(strings.Fields(line)) == 1 || strings.Contains(line, " → ") || strings.Contains(line, "= \"")
			if textWidth(line) > width && !whole {
				t.Errorf("%d columns at width %d: %q", textWidth(line), width, line)
			}
		}
	}
}

func TestColourIsAllThatColourAdds(t *testing.T) {
	t.Parallel()
	sequences := regexp.MustCompile("\x1b\\[[0-9;]*m")
	plain := render(t, Text, sample(t), Options{Source: readSample})
	coloured := render(t, Text, sample(t), Options{Source: readSample, Color: true})
	if bytes.Contains(plain, []byte("\x1b")) || !bytes.Contains(coloured, []byte("\x1b")) {
		t.Error("colour does not follow the option")
	}
	if diff := cmp.Diff(string(plain), sequences.ReplaceAllString(string(coloured), "")); diff != "" {
		t.Errorf("colour changes the text (-plain +coloured):\n%s", diff)
	}
}

func TestJSONHasEveryFieldAndNoNull(t *testing.T) {
	t.Parallel()
	empty := render(t, JSON, &finding.Report{}, Options{})
	want := `{
  "version": "",
  "findings": [],
  "inconclusive": [],
  "diagnostics": [],
  "summary": {
    "files": 0,
    "roots": 0,
    "hosts": 0,
    "paths": 0,
    "findings": 0,
    "inconclusive": 0,
    "not_analysed": 0
  }
}
`
	if diff := cmp.Diff(want, string(empty)); diff != "" {
		t.Errorf("an empty report (-want +got):\n%s", diff)
	}
	bare := render(t, JSON, &finding.Report{Findings: []finding.Finding{{Level: finding.Note, Message: "<a> & b"}}}, Options{})
	if bytes.Contains(bare, []byte("null")) {
		t.Errorf("a null in %s", bare)
	}
	if !bytes.Contains(bare, []byte(`"<a> & b"`)) || !json.Valid(bare) {
		t.Errorf("escaped for HTML: %s", bare)
	}
}

// many is a report with that many findings, the mildest first.
func many(errors, warnings, notes int) *finding.Report {
	r := &finding.Report{}
	for _, group := range []struct {
		level finding.Level
		n     int
	}{{finding.Note, notes}, {finding.Warning, warnings}, {finding.Error, errors}} {
		for i := range group.n {
			r.Findings = append(r.Findings, finding.Finding{Rule: "r", Level: group.level, Message: fmt.Sprint(i)})
		}
	}
	return r
}

func TestAnnotationsStayWithinGitHubsLimits(t *testing.T) {
	t.Parallel()
	broken := source.Diagnostics{{Severity: source.Error, Message: "a"}, {Severity: source.Error, Message: "b"}, {Severity: source.Error, Message: "c"}}
	cases := []struct {
		name                      string
		report                    *finding.Report
		diagnostics               source.Diagnostics
		errors, warnings, notices int
		more                      string
	}{
		{name: "few", report: many(2, 1, 1), errors: 2, warnings: 1, notices: 1},
		{name: "exactly the limit", report: many(10, 10, 10), errors: 10, warnings: 10, notices: 10},
		{name: "one note too many", report: many(0, 0, 11), notices: 10, more: "2 more annotations"},
		{name: "one error too many", report: many(11, 0, 10), errors: 10, notices: 10, more: "2 more annotations"},
		{name: "diagnostics keep two places", report: many(20, 0, 0), diagnostics: broken, errors: 10, notices: 1, more: "13 more annotations"},
		{name: "diagnostics fill what is free", report: many(1, 0, 0), diagnostics: broken, errors: 4},
		{name: "nothing", report: many(0, 0, 0)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.report.Diagnostics = c.diagnostics
			out := string(render(t, GitHub, c.report, Options{}))
			got := []int{strings.Count(out, "::error "), strings.Count(out, "::warning "), strings.Count(out, "::notice ")}
			if diff := cmp.Diff([]int{c.errors, c.warnings, c.notices}, got); diff != "" {
				t.Errorf("errors, warnings, notices (-want +got):\n%s\n%s", diff, out)
			}
			if more := regexp.MustCompile(`\d+ more annotations?`).FindString(out); more != c.more {
				t.Errorf("%q are left out, want %q", more, c.more)
			}
		})
	}
}

func TestCommandsEscapeDataAndProperties(t *testing.T) {
	t.Parallel()
	a := annotation{
		kind: "error", title: "a,b:c%", message: "100%\r\nnext\x1b line\ttab",
		at: source.Range{File: "dir:x,y%.tf", Start: source.Pos{Line: 3, Column: 5}, End: source.Pos{Line: 3, Column: 9}},
	}
	want := `::error file=dir%3Ax%2Cy%25.tf,line=3,endLine=3,col=5,endColumn=8,title=a%2Cb%3Ac%25::100%25%0Anext\x1b line   tab` + "\n"
	if diff := cmp.Diff(want, a.command()); diff != "" {
		t.Errorf("command (-want +got):\n%s", diff)
	}
	a.at.End = source.Pos{Line: 5, Column: 1}
	if got := a.command(); strings.Contains(got, "col=") || !strings.Contains(got, "line=3,endLine=5,") {
		t.Errorf("columns on several lines: %s", got)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReportsAWriterThatFails(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Text, JSON, SARIF} {
		if err := Write(brokenWriter{}, format, &finding.Report{}, Options{}); err == nil {
			t.Errorf("%v: no error", format)
		}
	}
}

func TestLocateRenamesFilesInTextOnly(t *testing.T) {
	t.Parallel()
	options := Options{Source: readSample, Locate: func(path string) string { return "../" + path }}
	text := string(render(t, Text, sample(t), options))
	for _, want := range []string{"--> ../network/endpoints.tf:16:11", "  ../network/hosts.tf:1:1  ", "16 │"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	if got := render(t, JSON, sample(t), options); bytes.Contains(got, []byte("../")) {
		t.Errorf("JSON is not relative to the scan root:\n%s", got)
	}
}

func TestManyInconclusivePathsAreCountedNotListed(t *testing.T) {
	t.Parallel()
	r := &finding.Report{Summary: finding.Summary{Inconclusive: 30}}
	for i := range 15 {
		for _, destination := range []string{"al2023_repos", "al2_repos"} {
			r.Inconclusive = append(r.Inconclusive, finding.Inconclusive{Root: ".", Address: fmt.Sprintf("host%02d", i), Destination: destination, Reason: "r", Settle: "s"})
		}
	}
	got := string(render(t, Text, r, Options{ShowInconclusive: true}))
	for _, want := range []string{"  paths    host00 → al2023_repos, al2_repos\n", "           host04 → al2023_repos, al2_repos\n           and 20 more; repolint paths lists all\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}
