package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/config"
	"github.com/repolint/repolint/report"
)

func (a *app) rulesCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "rules [flags]",
		GroupID: groupRules,
		Short:   "List the rules",
		Args:    cobra.NoArgs,
	}
	format := formatFlag(command)
	a.rules.addFolders(command)
	a.input.addConfig(command)
	command.RunE = func(*cobra.Command, []string) error {
		known, err := a.allRules()
		if err != nil {
			return err
		}
		var buffer bytes.Buffer
		if err := report.Rules(&buffer, known, format.format(), a.reportOptions(a.environment.Stdout, nil)); err != nil {
			return &failure{err}
		}
		return broken(a.deliver("", buffer.Bytes()))
	}
	return command
}

func (a *app) explainCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "explain [flags] <rule>",
		GroupID: groupRules,
		Short:   "Explain a rule: what it finds, what the operator sees, how to fix it",
		Example: "  repolint explain s3_gateway_route_missing",
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) != 1 {
				return fmt.Errorf("explain takes one rule: `repolint rules` lists them")
			}
			return nil
		},
	}
	a.rules.addFolders(command)
	a.input.addConfig(command)
	command.ValidArgsFunction = completeRules
	command.RunE = func(_ *cobra.Command, arguments []string) error { return a.explain(arguments[0]) }
	return command
}

// allRules are the built-in rules and the user's own, as --rules and the
// configuration of the working folder name them. What the configuration says
// about a rule does not change what the rule is.
func (a *app) allRules() ([]finding.Rule, error) {
	s, err := a.locate(nil)
	if err != nil {
		return nil, err
	}
	defer s.close()
	engine, err := a.loadRules(&config.Config{RulePaths: s.config.RulePaths})
	if err != nil {
		return nil, err
	}
	return engine.Rules(), nil
}

func (a *app) explain(id string) error {
	known, err := a.allRules()
	if err != nil {
		return err
	}
	var names []string
	for _, rule := range known {
		names = append(names, rule.ID)
	}
	if err := checkRule(id, names); err != nil {
		return err
	}
	rule := known[slices.Index(names, id)]
	page := rule.Markdown()
	if page == "" {
		page = pageOf(rule)
	}
	return broken(a.deliver("", []byte(strings.TrimRight(page, "\n")+"\n")))
}

// pageOf stands in for the page that a user's own rule may not have.
func pageOf(rule finding.Rule) string {
	var page strings.Builder
	since := ""
	if rule.Since != "" {
		since = " · since " + rule.Since
	}
	fmt.Fprintf(&page, "# %s\n\n`%s` · %s · %s%s\n\n%s\n\n## How to fix it\n\n%s\n",
		rule.Title, rule.ID, rule.Category, rule.Level, since, rule.Description, rule.Remediation)
	if rule.Symptom != "" {
		fmt.Fprintf(&page, "\n## What the operator sees\n\n    %s\n", strings.ReplaceAll(rule.Symptom, "\n", "\n    "))
	}
	for i, reference := range rule.References {
		if i == 0 {
			page.WriteString("\n## References\n\n")
		}
		fmt.Fprintf(&page, "- [%s](%s)\n", reference.Title, reference.URL)
	}
	return page.String()
}
