package lint

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
)

// pathRows joins the rules to the paths.
func pathRows(document *facts.Document, findings []finding.Finding, own func(string) bool) []finding.PathRow {
	rules := reporters(document, findings, own)
	rows := make([]finding.PathRow, 0, len(document.Paths))
	for _, path := range document.Paths {
		rows = append(rows, pathRow(path, rules[path.ID]))
	}
	return rows
}

func pathRow(path facts.Path, rule string) finding.PathRow {
	return finding.PathRow{
		Root: path.Root, Address: path.Address, Construct: path.Construct,
		File: path.File, Line: path.Line, SourceFile: path.SourceFile, SourceLine: path.SourceLine,
		Subnet: path.Subnet, OS: path.OS, InternetPath: path.InternetPath,
		Destination: path.Destination, Required: path.Required,
		Verdict: path.Verdict, Hop: path.Hop, Rule: rule, When: path.When, Reason: path.Reason, Settle: path.Settle,
	}
}

// reporters names for each blocked path the rule whose finding reports it. One
// that reports the path's first cause goes before one that is about the path
// itself, a built-in rule before a user's own.
func reporters(document *facts.Document, findings []finding.Finding, own func(string) bool) map[string]string {
	type reporter struct {
		rank int
		rule string
	}
	best := map[string]reporter{}
	for _, found := range findings {
		for _, id := range found.Paths {
			path := document.Paths[id]
			if path.Cause == "" || found.Cause != path.Cause && found.Cause != id {
				continue
			}
			candidate := reporter{rule: found.Rule}
			if found.Cause == id {
				candidate.rank += 2
			}
			if own(found.Rule) {
				candidate.rank++
			}
			if known, ok := best[id]; !ok || cmp.Or(cmp.Compare(candidate.rank, known.rank), cmp.Compare(candidate.rule, known.rule)) < 0 {
				best[id] = candidate
			}
		}
	}
	rules := map[string]string{}
	for id, reporter := range best {
		rules[id] = reporter.rule
	}
	return rules
}

func sortPaths(rows []finding.PathRow) {
	slices.SortFunc(rows, func(a, b finding.PathRow) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Subnet, b.Subnet),
			cmp.Compare(a.Destination, b.Destination), cmp.Compare(a.OS, b.OS), cmp.Compare(a.When, b.When),
			cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Reason, b.Reason))
	})
}

func inconclusive(document *facts.Document) []finding.Inconclusive {
	var list []finding.Inconclusive
	for _, path := range document.Paths {
		if path.Verdict == "undetermined" {
			list = append(list, finding.Inconclusive{
				Root: path.Root, Address: path.Address, Destination: path.Destination, Reason: path.Reason, Settle: path.Settle,
			})
		}
	}
	return list
}
