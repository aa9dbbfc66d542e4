package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/report"
	"github.com/repolint/repolint/source"
)

// outputFlags say what is written and what the exit code makes of it.
type outputFlags struct {
	formats          []string
	failOn           choice
	showInconclusive bool
	allowIncomplete  bool
}

func (f *outputFlags) addTo(command *cobra.Command) {
	flags := command.Flags()
	flags.SortFlags = false
	flags.StringArrayVar(&f.formats, "format", nil, "write as `FMT[=FILE]`: text, json, sarif or github (repeatable; one may go to stdout; default text)")
	f.failOn = choice{"warning", []string{"error", "warning", "note", "none"}}
	flags.Var(&f.failOn, "fail-on", "exit with 1 for findings of this `LEVEL` or above: error, warning, note or none")
	flags.BoolVar(&f.showInconclusive, "show-inconclusive", false, "list the paths nobody can judge, and what would settle them")
	f.addIncomplete(command)
	_ = command.RegisterFlagCompletionFunc("fail-on", f.failOn.complete)
}

func (f *outputFlags) addIncomplete(command *cobra.Command) {
	command.Flags().BoolVar(&f.allowIncomplete, "allow-incomplete", false, "do not exit with 3 when something could not be read")
}

// target is one place to write to; no file means stdout.
type target struct {
	format report.Format
	file   string
}

func (f *outputFlags) targets() ([]target, error) {
	if len(f.formats) == 0 {
		return []target{{format: report.Text}}, nil
	}
	var targets []target
	for _, written := range f.formats {
		name, file, toFile := strings.Cut(written, "=")
		format, err := report.ParseFormat(name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("--format %s: %w", written, err)
		case toFile && file == "":
			return nil, fmt.Errorf("--format %s names no file after =", written)
		case slices.ContainsFunc(targets, func(t target) bool { return t.file == file }) && toFile:
			return nil, fmt.Errorf("--format %s: two formats cannot go to one file", written)
		case slices.ContainsFunc(targets, func(t target) bool { return t.file == file }):
			return nil, errors.New("only one --format can go to stdout: give the others a file, as in --format sarif=out.sarif")
		}
		targets = append(targets, target{format, file})
	}
	return targets, nil
}

// writeReport writes the report to every target.
func (a *app) writeReport(targets []target, r *finding.Report, tree *source.Tree) error {
	for _, t := range targets {
		var buffer bytes.Buffer
		options := a.reportOptions(nil, tree)
		if t.file == "" {
			options = a.reportOptions(a.environment.Stdout, tree)
		}
		if err := report.Write(&buffer, t.format, r, options); err != nil {
			return &failure{err}
		}
		if err := a.deliver(t.file, buffer.Bytes()); err != nil {
			return &failure{err}
		}
	}
	return nil
}

func (a *app) deliver(file string, content []byte) error {
	if file == "" {
		_, err := a.environment.Stdout.Write(content)
		return err
	}
	return writeFile(file, content)
}

// reportOptions fit the stream that is written to; nil is a file.
func (a *app) reportOptions(stream io.Writer, tree *source.Tree) report.Options {
	options := report.Options{Color: a.colors(stream), ShowInconclusive: a.output.showInconclusive}
	if tree != nil {
		options.Source = tree.Read
	}
	if file, ok := stream.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil {
			options.Width = width
		}
	}
	return options
}

// colors decides as https://no-color.org and CLICOLOR_FORCE ask, unless --color does.
func (a *app) colors(stream io.Writer) bool {
	switch a.color.value {
	case "always":
		return stream != nil
	case "never":
		return false
	}
	if stream == nil || a.environment.get("NO_COLOR") != "" {
		return false
	}
	if force := a.environment.get("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	file, ok := stream.(*os.File)
	return ok && a.environment.get("TERM") != "dumb" && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}

// diagnose writes the diagnostics to stderr, before the report, so that the
// report's summary is the last thing on a terminal.
func (a *app) diagnose(diagnostics source.Diagnostics, tree *source.Tree) error {
	return broken(report.WriteDiagnostics(a.environment.Stderr, diagnostics, a.reportOptions(a.environment.Stderr, tree)))
}

// settle decides the exit code of a run that came to its end.
func (a *app) settle(r *finding.Report) {
	switch {
	case r.Diagnostics.HasErrors() && !a.output.allowIncomplete:
		a.code = exitFailure
	case a.fails(r.Findings):
		a.code = exitFindings
	}
}

func (a *app) fails(findings []finding.Finding) bool {
	threshold, err := finding.ParseLevel(a.output.failOn.value)
	return err == nil && slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Level >= threshold })
}
