package sarif

import (
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/source"
)

// linked is how many related places the message text itself names.
const linked = 5

// result is one finding. ruleIndex is the place of its rule in the driver.
func result(f finding.Finding, ruleIndex int, hashes *lineHashes) *sarif.Result {
	related := relatedPlaces(f)
	out := sarif.NewRuleResult(f.Rule).
		WithRuleIndex(ruleIndex).
		WithLevel(level(f.Level)).
		WithMessage(sarif.NewTextMessage(message(f, related)))
	out.Locations = []*sarif.Location{location(primary(f))}
	for i, place := range related {
		id := uint(i + 1)
		l := location(place.Range)
		l.Id = &id
		l.Message = sarif.NewTextMessage(firstText(place.Message, place.Range.String()))
		out.RelatedLocations = append(out.RelatedLocations, l)
	}
	if flow := codeFlow(f); flow != nil {
		out.CodeFlows = []*sarif.CodeFlow{flow}
	}
	fingerprints := sarif.Properties{}
	if hash := hashes.at(primary(f)); hash != "" {
		fingerprints["primaryLocationLineHash"] = hash
	}
	if f.Fingerprint != "" {
		fingerprints["repolint/v1"] = f.Fingerprint
	}
	if len(fingerprints) > 0 {
		out.PartialFingerprints = fingerprints
	}
	return out
}

// primary is the place of the alert. GitHub drops a result without one, so a
// finding without a place is shown where something of it can be seen.
func primary(f finding.Finding) source.Range {
	if f.At.File != "" {
		return f.At
	}
	for _, place := range f.Related {
		if place.Range.File != "" {
			return place.Range
		}
	}
	return source.Range{File: f.Root}
}

// relatedPlaces are the places that can be shown, as many as GitHub takes.
func relatedPlaces(f finding.Finding) []finding.Related {
	var places []finding.Related
	for _, place := range f.Related {
		if place.Range.File != "" && len(places) < maxRelated {
			places = append(places, place)
		}
	}
	return places
}

// message is what an alert says. Its first sentence stands alone, because that
// is all GitHub shows where space is short.
func message(f finding.Finding, related []finding.Related) string {
	parts := []string{sentence(plain(f.Message))}
	switch {
	case len(f.Environments) > 0:
		parts = append(parts, sentence("This holds "+plain(f.When)))
	case f.When != "":
		parts = append(parts, sentence("This holds when "+plain(f.When)))
	}
	if len(related) > 0 {
		var links []string
		for i, place := range related[:min(len(related), linked)] {
			links = append(links, fmt.Sprintf("[%s](%d)", linkText(firstText(place.Message, place.Range.String())), i+1))
		}
		text := "See " + strings.Join(links, ", ")
		if rest := len(f.Related) - len(links); rest > 0 {
			text += fmt.Sprintf(" and %d more", rest)
		}
		parts = append(parts, sentence(text))
	}
	if f.Fix != "" && !strings.Contains(f.Fix, "\n") {
		parts = append(parts, sentence("Fix: "+plain(f.Fix)))
	}
	return strings.Join(parts, " ")
}

// plain is text that cannot be taken for a link: names from templates may hold
// `](`, and SARIF has a backslash for that.
func plain(text string) string {
	if !strings.Contains(text, "](") {
		return text
	}
	return linkText(text)
}

var brackets = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

// linkText is text for the inside of a link.
func linkText(text string) string { return brackets.Replace(text) }

// codeFlow is the walked path; steps without a place are left out, because a
// viewer has nothing to open for them.
func codeFlow(f finding.Finding) *sarif.CodeFlow {
	var steps []*sarif.ThreadFlowLocation
	for _, step := range f.Flow {
		if step.Range.File == "" || len(steps) == maxFlow {
			continue
		}
		l := location(step.Range)
		l.Message = sarif.NewTextMessage(firstText(stepText(step), step.Range.String()))
		steps = append(steps, &sarif.ThreadFlowLocation{Location: l})
	}
	if len(steps) == 0 {
		return nil
	}
	return &sarif.CodeFlow{ThreadFlows: []*sarif.ThreadFlow{{Locations: steps}}}
}

func stepText(step finding.Step) string {
	if step.Kind == "" {
		return plain(step.Message)
	}
	return plain(fmt.Sprintf("%s %s: %s", strings.ReplaceAll(step.Kind, "_", " "), step.Verdict, step.Message))
}
