package rego

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/facts"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// familyNames are what people call the systems in path rows.
var familyNames = map[string]string{
	"al2023": "Amazon Linux 2023", "al2": "Amazon Linux 2", "al1": "Amazon Linux 1", "bottlerocket": "Bottlerocket",
	"windows": "Windows", "ubuntu": "Ubuntu", "debian": "Debian", "rhel": "Red Hat Enterprise Linux", "suse": "SUSE",
	"unknown": "system unknown",
}

// worstPath is the path that shows a cause best: one that it blocks, on the
// surest evidence, by id among equals.
func worstPath(document *facts.Document, cause facts.Cause, ids []string) (facts.Path, bool) {
	var worst facts.Path
	found := false
	for _, id := range slices.Sorted(slices.Values(ids)) {
		path, ok := document.Paths[id]
		if ok && (!found || rank(path, cause) > rank(worst, cause)) {
			worst, found = path, true
		}
	}
	return worst, found
}

func rank(path facts.Path, cause facts.Cause) int {
	rank := 2 * map[string]int{"note": 1, "lowered": 2, "expected": 3, "full": 4}[path.Evidence]
	if path.Host != "" {
		// A host that is there says more than one that might be.
		rank++
	}
	if blockedBy(path, cause) {
		rank += 10
	}
	return rank
}

// blockedBy reports whether the cause blocks the path; otherwise it is advice there.
func blockedBy(path facts.Path, cause facts.Cause) bool {
	return slices.ContainsFunc(path.Hops, func(hop facts.Hop) bool { return hop.Cause == cause.ID && hop.Verdict == "blocked" })
}

// sufferer is a subnet or host, and what the cause does to it.
type sufferer struct{ subject, fact string }

// suffering lists the subnets and hosts of the paths: each once, with what it
// cannot reach.
func suffering(document *facts.Document, cause facts.Cause, paths []string) []finding.Related {
	destinations := map[sufferer]map[string]bool{}
	ranges := map[sufferer]source.Range{}
	note := func(subject, id string, path facts.Path) {
		who := sufferer{subject, "is affected on its way to"}
		if blockedBy(path, cause) {
			who.fact = "cannot reach"
		}
		if destinations[who] == nil {
			destinations[who] = map[string]bool{}
		}
		destinations[who][path.Destination] = true
		ranges[who] = writtenRange(document, id)
	}
	for _, id := range paths {
		path, ok := document.Paths[id]
		if !ok {
			continue
		}
		note("subnet "+quote(subnetName(document, path)), path.SubnetID, path)
		if path.Host != "" {
			note(hostName(document, path), path.Host, path)
		}
	}
	var related []finding.Related
	for who, reached := range destinations {
		if !ranges[who].IsZero() {
			message := who.subject + " " + who.fact + " " + strings.Join(slices.Sorted(maps.Keys(reached)), ", ")
			related = append(related, finding.Related{Range: ranges[who], Message: message})
		}
	}
	slices.SortFunc(related, func(a, b finding.Related) int {
		return cmp.Or(a.Range.Compare(b.Range), cmp.Compare(a.Message, b.Message))
	})
	return related
}

// flow walks a path up to the hop that the cause blocks; nil where it blocks none.
func flow(document *facts.Document, cause facts.Cause, path facts.Path) []finding.Step {
	if !blockedBy(path, cause) {
		return nil
	}
	start := writtenRange(document, path.Host, path.SubnetID)
	subject := "a host in subnet " + quote(subnetName(document, path))
	if path.Host != "" {
		subject = hostName(document, path) + " in subnet " + quote(subnetName(document, path))
	}
	steps := []finding.Step{{Range: start, Message: subject + " needs " + path.Destination}}
	for _, hop := range path.Hops {
		at := writtenRange(document, hop.Element)
		if at.IsZero() {
			// What AWS makes by itself stands in no file; the walk is told from
			// where it starts.
			at = start
		}
		steps = append(steps, finding.Step{Range: at, Message: oneLine(hop.Story), Kind: hop.Kind, Verdict: hop.Verdict})
		if hop.Cause == cause.ID {
			break
		}
	}
	return steps
}

func subnetName(document *facts.Document, path facts.Path) string {
	if subnet := document.Subnets[path.SubnetID]; subnet.Declared {
		return cmp.Or(subnet.Name, path.Subnet)
	}
	return cmp.Or(path.Subnet, "unknown")
}

func hostName(document *facts.Document, path facts.Path) string {
	name := cmp.Or(document.Hosts[path.Host].Name, path.Address)
	return fmt.Sprintf("host %s (%s)", quote(name), cmp.Or(familyNames[path.OS], path.OS))
}

func quote(name string) string { return `"` + name + `"` }
