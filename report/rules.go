package report

import (
	"io"

	"github.com/repolint/repolint/finding"
)

// jsonRule is a rule as `repolint rules --format json` lists it.
type jsonRule struct {
	ID          string          `json:"id"`
	Level       string          `json:"level"`
	Category    string          `json:"category"`
	Title       string          `json:"title"`
	OptIn       bool            `json:"opt_in"`
	Description string          `json:"description"`
	Remediation string          `json:"remediation"`
	Symptom     string          `json:"symptom"`
	Since       string          `json:"since"`
	References  []jsonReference `json:"references"`
}

type jsonReference struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Rules lists rules in the order given: as a table in text, as an array of
// objects in JSON. There is no other format.
func Rules(w io.Writer, rules []finding.Rule, format Format, options Options) error {
	switch format {
	case JSON:
		out := make([]jsonRule, 0, len(rules))
		for _, rule := range rules {
			out = append(out, ruleJSON(rule))
		}
		return encode(w, out)
	case Text:
		p := newPrinter(options)
		p.rules(rules)
		return p.flush(w)
	}
	return unsupported(format)
}

func ruleJSON(rule finding.Rule) jsonRule {
	out := jsonRule{
		ID: rule.ID, Level: rule.Level.String(), Category: rule.Category, Title: rule.Title, OptIn: rule.OptIn,
		Description: rule.Description, Remediation: rule.Remediation, Symptom: rule.Symptom, Since: rule.Since,
		References: make([]jsonReference, 0, len(rule.References)),
	}
	for _, reference := range rule.References {
		out.References = append(out.References, jsonReference(reference))
	}
	return out
}

func (p *printer) rules(rules []finding.Rule) {
	if len(rules) == 0 {
		p.line(0, "no rules")
		return
	}
	columns := []column{{title: "RULE"}, {title: "LEVEL"}, {title: "CATEGORY"}}
	var titles []string
	for _, rule := range rules {
		level := cellOf(rule.Level.String())
		level.style = levelStyle(rule.Level)
		columns[0].cells = append(columns[0].cells, cellOf(rule.ID))
		columns[1].cells = append(columns[1].cells, level)
		columns[2].cells = append(columns[2].cells, cellOf(rule.Category))
		title := rule.Title
		if rule.OptIn {
			title += " (opt-in)"
		}
		titles = append(titles, title)
	}
	p.table(columns, "TITLE", titles)
}
