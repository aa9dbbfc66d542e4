package sarif

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/source"
)

// GitHub's limits for one run.
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads
const (
	maxResults     = 25_000
	maxRelated     = 100
	maxFlow        = 1_000
	maxDescription = 1_024
)

const (
	schemaURI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homeURI   = "https://github.com/repolint/repolint"
)

// Write writes the report as one SARIF run. read gives a file by its path
// relative to the scan root, for the line hashes; where it fails or is nil, a
// result goes without that fingerprint and GitHub computes it on upload.
func Write(w io.Writer, r *finding.Report, read func(path string) (*source.File, error)) error {
	run := sarif.NewRun(sarif.Tool{Driver: driver(r)})
	run.ColumnKind = "unicodeCodePoints"
	index := map[string]int{}
	for i, rule := range run.Tool.Driver.Rules {
		index[rule.ID] = i
	}
	hashes := lineHashes{read: read, files: map[string][]lineHash{}}
	findings := worstFirst(r.Findings)
	for _, f := range findings[:min(len(findings), maxResults)] {
		at, ok := index[f.Rule]
		if !ok {
			return fmt.Errorf("writing SARIF: the finding at %s names rule %q, which the report does not list", f.At, f.Rule)
		}
		// Run.AddResult would search the rules once more for every result.
		run.Results = append(run.Results, result(f, at, &hashes))
	}
	run.Invocations = []*sarif.Invocation{invocation(r)}

	log := &sarif.Report{Version: string(sarif.Version210), Schema: schemaURI, Runs: []*sarif.Run{run}}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(log)
}

// worstFirst orders the findings by level; within a level they keep their order.
func worstFirst(findings []finding.Finding) []finding.Finding {
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, func(a, b finding.Finding) int { return cmp.Compare(b.Level, a.Level) })
	return sorted
}

// semantic is a semantic version with or without Go's "v".
var semantic = lazyregexp.New(`^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

func driver(r *finding.Report) *sarif.ToolComponent {
	d := sarif.NewDriver("repolint").WithInformationURI(homeURI)
	if match := semantic.Get().FindStringSubmatch(r.Version); match != nil {
		d.WithVersion(match[1]).WithSemanticVersion(match[1])
	} else if r.Version != "" {
		d.WithVersion(r.Version)
	}
	for _, rule := range r.Rules {
		d.Rules = append(d.Rules, descriptor(rule))
	}
	return d
}

// invocation says whether everything could be read, and what could not.
func invocation(r *finding.Report) *sarif.Invocation {
	successful := !r.Diagnostics.HasErrors()
	i := &sarif.Invocation{ExecutionSuccessful: &successful}
	for _, d := range r.Diagnostics {
		n := notification(d.Severity.String(), d.Message)
		if d.Range.File != "" {
			n.Locations = []*sarif.Location{location(d.Range)}
		}
		i.ToolExecutionNotifications = append(i.ToolExecutionNotifications, n)
	}
	if n := len(r.Findings); n > maxResults {
		i.ToolExecutionNotifications = append(i.ToolExecutionNotifications, notification("warning",
			fmt.Sprintf("%d of %d findings are left out, the least severe ones, because a SARIF run may hold %d", n-maxResults, n, maxResults)))
	}
	return i
}

func notification(level, text string) *sarif.Notification {
	return &sarif.Notification{Level: level, Message: sarif.NewTextMessage(sentence(text))}
}

// sentence ends text with a stop, because SARIF's readers join messages.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
