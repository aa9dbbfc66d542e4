package cli

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/report"
	"github.com/repolint/repolint/source"
)

// formatFlag is the --format of the commands that write to stdout only.
func formatFlag(command *cobra.Command) *choice {
	format := &choice{"text", []string{"text", "json"}}
	command.Flags().SortFlags = false
	command.Flags().Var(format, "format", "write as `FMT`: text or json")
	_ = command.RegisterFlagCompletionFunc("format", format.complete)
	return format
}

func (c *choice) format() report.Format {
	if c.value == "json" {
		return report.JSON
	}
	return report.Text
}

func (a *app) pathsCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "paths [flags] [path...]",
		GroupID: groupNetwork,
		Short:   "List every path from a host to what it needs, with its verdict",
		Example: `  repolint paths infra
  repolint paths --format json infra`,
	}
	format := formatFlag(command)
	a.output.addIncomplete(command)
	a.rules.addTo(command)
	a.input.addTo(command)
	command.RunE = func(command *cobra.Command, paths []string) error {
		return a.paths(command.Context(), format.format(), paths)
	}
	return command
}

func (a *app) paths(ctx context.Context, format report.Format, paths []string) error {
	s, err := a.open(paths)
	if err != nil {
		return err
	}
	defer s.close()
	result, err := a.run(ctx, s)
	if err != nil {
		return err
	}
	a.sayEmpty(result.Empty, s)
	var buffer bytes.Buffer
	if err := report.Paths(&buffer, result.Paths, format, a.reportOptions(a.environment.Stdout, s.scope.Tree)); err != nil {
		return &failure{err}
	}
	return a.show(buffer.Bytes(), result.Report.Diagnostics, s)
}

// show writes diagnostics and content of a command that has no findings.
func (a *app) show(content []byte, diagnostics source.Diagnostics, s *session) error {
	a.settle(&finding.Report{Diagnostics: diagnostics})
	if err := a.diagnose(diagnostics, s.scope.Tree); err != nil {
		return err
	}
	return broken(a.deliver("", content))
}

func (a *app) resourcesCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "resources [flags] [path...]",
		GroupID: groupNetwork,
		Short:   "List every resource as evaluated, unknown values marked",
		Example: `  repolint resources infra
  repolint resources --format json infra`,
	}
	format := formatFlag(command)
	a.output.addIncomplete(command)
	a.input.addTo(command)
	command.RunE = func(command *cobra.Command, paths []string) error {
		return a.inspect(command.Context(), paths, lint.Resources, func(out *bytes.Buffer, found *lint.Inspection) error {
			if format.value == "json" {
				return writeResourcesJSON(out, found.Components)
			}
			writeResources(out, found.Components)
			return nil
		})
	}
	return command
}

func (a *app) factsCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "facts [flags] [path...]",
		GroupID: groupNetwork,
		Short:   "Print exactly what the rules see, as JSON",
		Long: `Print exactly what the rules see: one JSON document for each component, in an
array. Its schema is part of the documentation.`,
	}
	a.output.addIncomplete(command)
	a.input.addTo(command)
	command.RunE = func(command *cobra.Command, paths []string) error {
		return a.inspect(command.Context(), paths, lint.Facts, func(out *bytes.Buffer, found *lint.Inspection) error {
			documents := make([]json.RawMessage, 0, len(found.Components))
			for _, component := range found.Components {
				document, err := json.Marshal(component.Document)
				if err != nil {
					return err
				}
				documents = append(documents, document)
			}
			encoder := json.NewEncoder(out)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			return encoder.Encode(documents)
		})
	}
	return command
}

type inspector func(context.Context, lint.Options) (*lint.Inspection, error)

func (a *app) inspect(ctx context.Context, paths []string, look inspector, write func(*bytes.Buffer, *lint.Inspection) error) error {
	s, err := a.locate(paths)
	if err != nil {
		return err
	}
	defer s.close()
	options, err := a.options(s)
	if err != nil {
		return err
	}
	found, err := look(ctx, options)
	if err != nil {
		return &failure{err}
	}
	a.sayEmpty(found.Empty, s)
	var buffer bytes.Buffer
	if err := write(&buffer, found); err != nil {
		return &failure{err}
	}
	return a.show(buffer.Bytes(), found.Diagnostics, s)
}
