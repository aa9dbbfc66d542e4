package docgen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/config"
	"github.com/repolint/repolint/rego"
)

// languages name the dialects of the examples and of code blocks, in the order
// of a page.
var languages = []struct{ folder, title, block, file string }{
	{"terraform", "Terraform", "hcl", "main.tf"},
	{"cloudformation", "CloudFormation", "yaml", "template.yaml"},
	{"cdk", "CDK", "ts", ""},
}

// Page writes the page of a rule from its metadata and the examples in dir, the
// rule's folder. The engine is asked what it says about the bad ones.
func Page(ctx context.Context, engine *rego.Engine, rule finding.Rule, dir string) (string, error) {
	page := &strings.Builder{}
	fmt.Fprintf(page, "# %s\n\n`%s` · %s · %s · since %s\n\n", rule.Title, rule.ID, rule.Category, levelName(rule), rule.Since)
	page.WriteString(rule.Description + "\n")
	bad := filepath.Join(dir, "testdata", "bad")
	if err := writeBad(ctx, page, engine, bad); err != nil {
		return "", err
	}
	if rule.Symptom != "" {
		page.WriteString("\n## What an operator sees\n\n")
		fence(page, "text", rule.Symptom)
	}
	if err := writeGood(page, dir); err != nil {
		return "", err
	}
	page.WriteString("\n## How to fix it\n\n" + rule.Remediation + "\n")
	if err := writeFixes(ctx, page, engine, rule, bad); err != nil {
		return "", err
	}
	page.WriteString("\n## Examples in every dialect\n\n")
	for _, language := range languages {
		if _, err := os.Stat(filepath.Join(bad, language.folder)); err == nil {
			fmt.Fprintf(page, "- %s: [bad](testdata/bad/%s), [good](testdata/good/%s)\n",
				language.title, language.folder, language.folder)
		}
	}
	page.WriteString("\n## References\n\n")
	for _, reference := range rule.References {
		fmt.Fprintf(page, "- [%s](%s)\n", reference.Title, reference.URL)
	}
	return page.String(), nil
}

func levelName(rule finding.Rule) string {
	if rule.OptIn {
		return rule.Level.String() + ", opt-in"
	}
	return rule.Level.String()
}

// writeBad shows the bad example in the first dialect that has one, and what
// repolint says about it.
func writeBad(ctx context.Context, page *strings.Builder, engine *rego.Engine, bad string) error {
	for _, language := range languages {
		text, err := os.ReadFile(filepath.Join(bad, language.folder, language.file))
		if err != nil || language.file == "" {
			continue
		}
		if settings, err := os.ReadFile(filepath.Join(bad, "..", config.FileName)); err == nil {
			page.WriteString("\n## Configuration of the examples\n\n")
			fence(page, "yaml", strings.TrimRight(string(settings), "\n"))
		}
		page.WriteString("\n## Bad\n\n")
		fence(page, language.block, strings.TrimRight(string(text), "\n"))
		output, err := run(ctx, engine, filepath.Join(bad, language.folder))
		if err != nil {
			return err
		}
		page.WriteString("\n## What repolint says\n\n")
		fence(page, "text", output.text)
		return nil
	}
	return fmt.Errorf("%s: no example to show", bad)
}

// writeGood shows what makes the bad example good.
func writeGood(page *strings.Builder, dir string) error {
	for _, language := range languages {
		bad, badErr := os.ReadFile(filepath.Join(dir, "testdata", "bad", language.folder, language.file))
		good, goodErr := os.ReadFile(filepath.Join(dir, "testdata", "good", language.folder, language.file))
		if badErr != nil || goodErr != nil || language.file == "" {
			continue
		}
		page.WriteString("\n## Good\n\n")
		fence(page, "diff", difference(lines(bad), lines(good)))
		return nil
	}
	return fmt.Errorf("%s: no good example to show", dir)
}

// writeFixes shows the fix of the rule's finding in every dialect.
func writeFixes(ctx context.Context, page *strings.Builder, engine *rego.Engine, rule finding.Rule, bad string) error {
	for _, language := range languages {
		folder := filepath.Join(bad, language.folder)
		if _, err := os.Stat(folder); err != nil {
			continue
		}
		output, err := run(ctx, engine, folder)
		if err != nil {
			return err
		}
		own := slices.IndexFunc(output.findings, func(f finding.Finding) bool { return f.Rule == rule.ID })
		if own < 0 {
			return fmt.Errorf("%s: rule %s has no finding there", folder, rule.ID)
		}
		if fix := output.findings[own].Fix; fix != "" {
			fmt.Fprintf(page, "\n%s:\n\n", language.title)
			fence(page, language.block, fix)
		}
	}
	return nil
}

// lines splits a file, and leaves out the comments that tests look at.
func lines(text []byte) []string {
	var kept []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "# finding:") {
			kept = append(kept, strings.TrimRight(line, "\n"))
		}
	}
	return kept
}

// fence writes a block of code that may itself hold fences.
func fence(page *strings.Builder, language, text string) {
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	fmt.Fprintf(page, "%s%s\n%s\n%s\n", mark, language, text, mark)
}
