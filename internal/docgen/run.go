package docgen

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/report"
	"github.com/repolint/repolint/source"
)

// said is what repolint says about one folder.
type said struct {
	findings []finding.Finding
	text     string
}

// run lints the folder dir as if it were a repository of its own.
func run(ctx context.Context, engine *rego.Engine, dir string) (said, error) {
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		return said{}, err
	}
	defer scope.Tree.Close()
	result, err := lint.Run(ctx, lint.Options{Scope: scope, Engine: engine})
	if err != nil {
		return said{}, fmt.Errorf("linting %s: %w", dir, err)
	}
	if len(result.Report.Diagnostics) > 0 {
		return said{}, fmt.Errorf("linting %s: %s", dir, result.Report.Diagnostics[0].Message)
	}
	var text bytes.Buffer
	if err := report.Write(&text, report.Text, result.Report, report.Options{Width: 100, Source: scope.Tree.Read}); err != nil {
		return said{}, err
	}
	return said{findings: result.Report.Findings, text: strings.TrimRight(text.String(), "\n")}, nil
}
