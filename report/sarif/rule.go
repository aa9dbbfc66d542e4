package sarif

import (
	"strings"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/repolint/repolint/finding"
)

// descriptor is a rule's entry in the driver. Every text is set, because empty
// descriptions count as missing on GitHub and are written as null by go-sarif.
func descriptor(rule finding.Rule) *sarif.ReportingDescriptor {
	short := firstText(rule.Title, rule.ID)
	full := firstText(rule.Description, short)
	d := &sarif.ReportingDescriptor{
		ID:                   rule.ID,
		ShortDescription:     sarif.NewMultiformatMessageString(shortened(sentence(short))),
		FullDescription:      sarif.NewMultiformatMessageString(shortened(sentence(full))),
		DefaultConfiguration: sarif.NewReportingConfiguration().WithLevel(level(rule.Level)),
		Help:                 sarif.NewMultiformatMessageString(helpText(rule)).WithMarkdown(helpMarkdown(rule)),
		Properties: sarif.Properties{
			"tags":             []string{"network", "aws", rule.Category},
			"precision":        "high",
			"problem.severity": problemSeverity(rule.Level),
		},
	}
	if len(rule.References) > 0 && strings.HasPrefix(rule.References[0].URL, "https://") {
		d.HelpURI = &rule.References[0].URL
	}
	return d
}

// level is the SARIF level; a rule without one has SARIF's own default.
func level(l finding.Level) string {
	switch l {
	case finding.Error, finding.Note:
		return l.String()
	default:
		return "warning"
	}
}

func problemSeverity(l finding.Level) string {
	switch l {
	case finding.Error:
		return "error"
	case finding.Note:
		return "recommendation"
	default:
		return "warning"
	}
}

func helpText(rule finding.Rule) string {
	parts := []string{sentence(firstText(rule.Description, rule.Title, rule.ID))}
	if rule.Symptom != "" {
		parts = append(parts, "What the operator sees:\n"+rule.Symptom)
	}
	if rule.Remediation != "" {
		parts = append(parts, "What to do: "+sentence(rule.Remediation))
	}
	for _, reference := range rule.References {
		parts = append(parts, reference.Title+": "+reference.URL)
	}
	return strings.Join(parts, "\n\n")
}

// helpMarkdown is the rule's page, or for a rule without one its metadata.
func helpMarkdown(rule finding.Rule) string {
	if page := rule.Markdown(); page != "" {
		return page
	}
	parts := []string{"# " + rule.ID, sentence(firstText(rule.Description, rule.Title, rule.ID))}
	if rule.Symptom != "" {
		fence := "```"
		for strings.Contains(rule.Symptom, fence) {
			fence += "`"
		}
		parts = append(parts, "What the operator sees:", fence+"\n"+rule.Symptom+"\n"+fence)
	}
	if rule.Remediation != "" {
		parts = append(parts, "**What to do:** "+sentence(rule.Remediation))
	}
	for _, reference := range rule.References {
		parts = append(parts, "- ["+reference.Title+"]("+reference.URL+")")
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func firstText(candidates ...string) string {
	for _, text := range candidates {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// shortened keeps a description within GitHub's limit, counted in bytes to be
// on the safe side of whatever it counts.
func shortened(text string) string {
	if len(text) <= maxDescription {
		return text
	}
	end := maxDescription - len("…")
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
