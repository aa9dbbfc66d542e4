package finding

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/source"
)

// Rule is what the reports say about a rule, fired or not.
type Rule struct {
	// ID is the folder's name, Category the folder's parent.
	ID, Category string
	// Title is one line, Description one or more paragraphs of plain text.
	Title, Description string
	// Level is the highest level the rule gives.
	Level Level
	// Remediation says what to do, in one or two sentences.
	Remediation string
	// Symptom is the exact text an operator would see.
	Symptom    string
	References []Reference
	Since      string
	// OptIn rules run only when --enable or the configuration names them.
	OptIn bool
	// Page reads the rule's page in Markdown, "" where it has none, as a user's own
	// rule may; nil means none too.
	Page func() string `json:"-"`
	// Own is true for users' own rules.
	Own bool
}

// Markdown is the rule's page; "" where it has none.
func (r *Rule) Markdown() string {
	if r.Page == nil {
		return ""
	}
	return r.Page()
}

// Reference is a link for further reading.
type Reference struct{ Title, URL string }

// Finding is one root cause. Message is one line: subject, fact, consequence.
type Finding struct {
	Rule string
	// Cause is the id of the cause in its component's facts; no format shows it.
	Cause   string
	Level   Level
	Message string
	// At is the narrow place to edit.
	At source.Range
	// Written is set as long as At is a place in a file that a program made; see
	// [Finding.AsWritten].
	Written Written
	// Root and Addresses name the guilty nodes as the author does.
	Root      string
	Addresses []string
	// When says in which worlds the finding holds, and in which environments where
	// there are any; "" in all.
	When string
	// Environments lists the environments it holds in; nil when there is only one.
	Environments []string
	// Paths are the ids of the paths it reports, in its component's facts; no
	// format shows them.
	Paths []string
	// Related are the subnets and hosts that suffer, and what else to look at.
	Related []Related
	// Flow is one walked path, hop by hop.
	Flow []Step
	// Symptom is the error text an operator would see; Fix the smallest change,
	// in the dialect of the file (several lines of code, or one sentence).
	Symptom, Fix string
	// Dialect is the language of the file at At.
	Dialect source.Dialect
	// Fingerprint is stable against moved lines: rule, root, address and element.
	Fingerprint string
	// Purpose is what a refusal keeps from the host. It tells apart what one rule
	// says of one place; "" where nothing needs to.
	Purpose string
}

// Related is another place that belongs to a finding.
type Related struct {
	Range   source.Range
	Message string
	// Declared says that this is where the guilty thing itself stands, beside the
	// line that a person wrote; every other place suffers from it.
	Declared bool
}

// Step is one hop of a walked path. Message is the hop's story. Kind is the
// hop's kind (egress, network_acl, dns, route, endpoint, policy, role) and
// Verdict what it does to the path (passes, blocked, undetermined); both are ""
// for a step that only leads to a hop, such as the host itself.
type Step struct {
	Range         source.Range
	Message       string
	Kind, Verdict string
}

// Inconclusive is a path nobody can judge from what is in view.
type Inconclusive struct {
	Root, Address, Destination string
	Reason, Settle             string
}

// Summary accounts for everything that was looked at. NotAnalysed counts the
// units that were found and could not be judged: unreadable files and modules.
type Summary struct {
	Files, Roots, Hosts, Paths, Findings, Inconclusive, NotAnalysed int
}

// Report is the result of a run, in order and ready to be written.
type Report struct {
	Version      string
	Rules        []Rule
	Findings     []Finding
	Inconclusive []Inconclusive
	Diagnostics  source.Diagnostics
	Summary      Summary
	// Unreported are the hops at which paths are blocked, one for each path, whose
	// cause no rule that ran reports: it is switched off, or there is none.
	Unreported []string
	// Ignored counts the findings that a comment or metadata switched off, each
	// place and rule once.
	Ignored int
}

// Sort puts everything in its stable order: findings by place and rule, the rest
// by name.
func (r *Report) Sort() {
	slices.SortFunc(r.Rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message), cmp.Compare(a.When, b.When),
			cmp.Compare(a.Root, b.Root), slices.Compare(a.Addresses, b.Addresses), cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(b.Level, a.Level))
	})
	slices.SortFunc(r.Inconclusive, func(a, b Inconclusive) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Address, b.Address),
			cmp.Compare(a.Destination, b.Destination), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Settle, b.Settle))
	})
	r.Diagnostics = r.Diagnostics.Sorted()
}
