package ignore

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/source"
)

// Resource is what an ignore above or inside a resource covers.
type Resource struct {
	Root, Address string
	// Header is the declaration's first line, Body the whole declaration.
	Header, Body source.Range
	// Written is the line of the program that made the declaration, if one did.
	Written source.Range
	Ignores []graph.Ignore
}

// Ignores are the ignores met while a component is judged, and after
// [Ignores.Merge] those of a whole run.
type Ignores struct {
	today      string
	directives map[string][]*directive // by file
	metadata   map[metadataKey]*directive
}

type metadataKey struct {
	rule string
	at   source.Range
}

// directive is one ignore. until and problem are "" when there is none.
type directive struct {
	rules   []string
	until   string
	reason  string
	problem string
	at      source.Range
	// line is the line of code it speaks of.
	line int
	used map[string]bool
}

// New makes empty ignores for a day: an ignore counts up to and on the day
// of its until=.
func New(today time.Time) *Ignores {
	return &Ignores{
		today:      today.Format(time.DateOnly),
		directives: map[string][]*directive{},
		metadata:   map[metadataKey]*directive{},
	}
}

// Apply takes one component's findings and hands back those that no ignore
// covers. files are the files the component was read from.
func (i *Ignores) Apply(files []*source.File, resources []Resource, findings []finding.Finding) []finding.Finding {
	for _, file := range files {
		if _, known := i.directives[file.Path]; !known {
			i.directives[file.Path] = scan(file)
		}
	}
	for _, resource := range resources {
		for _, written := range resource.Ignores {
			key := metadataKey{written.Rule, written.Range}
			if i.metadata[key] == nil {
				i.metadata[key] = fromMetadata(written)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f finding.Finding) bool { return i.covers(f, resources) })
}

// Merge adds the ignores of another component. One that any component uses is used.
func (i *Ignores) Merge(other *Ignores) {
	for file, directives := range other.directives {
		known, seen := i.directives[file]
		if !seen {
			i.directives[file] = directives
			continue
		}
		// Both were read from the same file, so they stand in the same order.
		for n, d := range directives {
			maps.Copy(known[n].used, d.used)
		}
	}
	for key, d := range other.metadata {
		if known := i.metadata[key]; known != nil {
			maps.Copy(known.used, d.used)
		} else {
			i.metadata[key] = d
		}
	}
}

func (i *Ignores) covers(f finding.Finding, resources []Resource) bool {
	covered := i.coversAt(f.At, f.Rule)
	if f.Written.At.File != "" {
		covered = i.coversAt(f.Written.At, f.Rule) || covered
	}
	for _, resource := range resources {
		if !resource.concerns(f) {
			continue
		}
		// An ignore of a resource's first line speaks of the whole resource.
		covered = i.coversAt(cmp.Or(resource.Header, resource.Body), f.Rule) || covered
		covered = i.coversAt(resource.Written, f.Rule) || covered
		for _, written := range resource.Ignores {
			covered = i.metadata[metadataKey{written.Rule, written.Range}].accept(f.Rule, i.today) || covered
		}
	}
	return covered
}

// concerns reports whether a finding points into the resource, or is about nothing else.
func (r *Resource) concerns(f finding.Finding) bool {
	return !r.Body.IsZero() && r.Body.Contains(f.At) ||
		r.Root == f.Root && len(f.Addresses) == 1 && f.Addresses[0] == r.Address
}

// coversAt reports whether an ignore speaks of the line where a place begins.
func (i *Ignores) coversAt(at source.Range, rule string) bool {
	covered := false
	for _, d := range i.directives[at.File] {
		if d.line == at.Start.Line {
			covered = d.accept(rule, i.today) || covered
		}
	}
	return covered
}

func (d *directive) accept(rule, today string) bool {
	if d.problem != "" || d.expired(today) || !slices.Contains(d.rules, rule) {
		return false
	}
	d.used[rule] = true
	return true
}

// expired compares days as text, which their form allows.
func (d *directive) expired(today string) bool { return d.until != "" && d.until < today }

// Rules is what the ignores must know of the rules: all ids, and which of them spoke.
type Rules struct {
	Known    []string
	Selected func(id string) bool
}

// Diagnostics reports, when all components are judged, the ignores that are
// unused, expired, or not written as they must be. All are warnings.
func (i *Ignores) Diagnostics(rules Rules) source.Diagnostics {
	var diagnostics source.Diagnostics
	all := make([]*directive, 0, len(i.metadata))
	for _, d := range i.metadata {
		all = append(all, d)
	}
	for _, directives := range i.directives {
		all = append(all, directives...)
	}
	slices.SortFunc(all, func(a, b *directive) int {
		return cmp.Or(a.at.Compare(b.at), slices.Compare(a.rules, b.rules))
	})
	for _, d := range all {
		for _, message := range d.complaints(rules, i.today) {
			diagnostics = append(diagnostics, source.Diagnostic{Severity: source.Warning, Message: message, Range: d.at})
		}
	}
	return diagnostics
}

func (d *directive) complaints(rules Rules, today string) []string {
	if d.problem != "" {
		return []string{d.problem}
	}
	var messages []string
	if d.reason == "" {
		messages = append(messages, "the ignore of "+strings.Join(d.rules, ", ")+" gives no reason: say why the finding is accepted")
	}
	for _, rule := range d.rules {
		switch {
		case !slices.Contains(rules.Known, rule):
			messages = append(messages, fmt.Sprintf("the ignore names the unknown rule %q%s", rule, suggest.DidYouMean(rule, rules.Known)))
		case d.expired(today):
			messages = append(messages, fmt.Sprintf("the ignore of %s expired on %s: fix the finding or give it another day", rule, d.until))
		case rules.Selected(rule) && !d.used[rule]:
			messages = append(messages, fmt.Sprintf("the ignore of %s is not used: nothing is found here, remove it", rule))
		}
	}
	return messages
}
