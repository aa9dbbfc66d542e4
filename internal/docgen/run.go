package docgen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/config"
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

// Options are those that the example in dir is linted with: the configuration of
// its testdata folder, as the command would find it, where there is one.
func Options(scope *source.Scope, engine *rego.Engine, dir string) (lint.Options, error) {
	options := lint.Options{Scope: scope, Engine: engine}
	settings, err := config.Load(filepath.Join(dir, "..", "..", config.FileName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return options, nil
	case err != nil:
		return options, err
	}
	options.Needs = settings.Needs
	options.Destinations = destination.Selected(settings.Chosen, settings.Needs, settings.Destinations)
	return options, nil
}

// run lints the folder dir as if it were a repository of its own.
func run(ctx context.Context, engine *rego.Engine, dir string) (said, error) {
	scope, err := source.Locate(dir, []string{dir})
	if err != nil {
		return said{}, err
	}
	defer scope.Tree.Close()
	options, err := Options(scope, engine, dir)
	if err != nil {
		return said{}, err
	}
	result, err := lint.Run(ctx, options)
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
