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

// worstPath is the path that shows a cause best: the surest one, by id among equals.
func worstPath(document *facts.Document, ids []string) (facts.Path, bool) {
	var worst facts.Path
	found := false
	for _, id := range slices.Sorted(slices.Values(ids)) {
		path, ok := document.Paths[id]
		if ok && (!found || rank(path) > rank(worst)) {
			worst, found = path, true
		}
	}
	return worst, found
}

func rank(path facts.Path) int {
	sureness := map[string]int{"note": 1, "lowered": 2, "full": 3}[path.Evidence]
	if path.Host != "" {
		// A host that is there says more than one that might be.
		return 2*sureness + 1
	}
	return 2 * sureness
}

// suffering lists the subnets and hosts of the paths: each once, with what it
// cannot reach.
func suffering(document *facts.Document, cause facts.Cause, paths []string) []finding.Related {
	unreached := map[string]map[string]bool{}
	note := func(subject, destination string) {
		if unreached[subject] == nil {
			unreached[subject] = map[string]bool{}
		}
		unreached[subject][destination] = true
	}
	ranges := map[string]source.Range{}
	for _, id := range paths {
		path, ok := document.Paths[id]
		if !ok {
			continue
		}
		subnet := "subnet " + quote(subnetName(document, path))
		ranges[subnet] = document.Range(path.SubnetID)
		note(subnet, path.Destination)
		if path.Host != "" {
			host := hostName(document, path)
			ranges[host] = document.Range(path.Host)
			note(host, path.Destination)
		}
	}
	var related []finding.Related
	for _, subject := range slices.Sorted(maps.Keys(unreached)) {
		if ranges[subject].IsZero() {
			continue
		}
		fact := "cannot reach"
		if !cause.Blocks {
			fact = "is affected on its way to"
		}
		destinations := strings.Join(slices.Sorted(maps.Keys(unreached[subject])), ", ")
		related = append(related, finding.Related{Range: ranges[subject], Message: subject + " " + fact + " " + destinations})
	}
	slices.SortStableFunc(related, func(a, b finding.Related) int {
		return cmp.Or(a.Range.Compare(b.Range), cmp.Compare(a.Message, b.Message))
	})
	return related
}

// flow walks one path up to the hop that the cause blocks.
func flow(document *facts.Document, cause facts.Cause, path facts.Path) []finding.Step {
	start := rangeOf(document, path.Host, path.SubnetID)
	subject := fmt.Sprintf("a host in subnet %s", quote(subnetName(document, path)))
	if path.Host != "" {
		subject = fmt.Sprintf("%s in subnet %s", hostName(document, path), quote(subnetName(document, path)))
	}
	steps := []finding.Step{{Range: start, Message: subject + " needs " + path.Destination}}
	for _, hop := range path.Hops {
		at := document.Range(hop.Element)
		if at.IsZero() {
			// What AWS makes by itself stands in no file; the walk is told from
			// where it starts.
			at = start
		}
		story := hop.Story
		if hop.Cause == cause.ID && hop.Verdict != "blocked" {
			// Advice: the hop passes, and its own story says how.
			story = cause.Story
		}
		steps = append(steps, finding.Step{Range: at, Message: oneLine(strings.ReplaceAll(hop.Kind, "_", " ") + ": " + story)})
		if hop.Cause == cause.ID {
			break
		}
	}
	return steps
}

func subnetName(document *facts.Document, path facts.Path) string {
	return cmp.Or(document.Subnets[path.SubnetID].Name, path.Subnet, "unknown")
}

func hostName(document *facts.Document, path facts.Path) string {
	name := cmp.Or(document.Hosts[path.Host].Name, path.Address)
	return fmt.Sprintf("host %s (%s)", quote(name), cmp.Or(familyNames[path.OS], path.OS))
}

func quote(name string) string { return `"` + name + `"` }
