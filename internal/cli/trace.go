package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/report"
)

func (a *app) traceCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "trace [flags] host [destination] [path...]",
		GroupID: groupNetwork,
		Short:   "Walk the paths of one host hop by hop, with the values that decide",
		Long: `Walk the paths of one host hop by hop: each hop with its verdict, the values it
was judged by and where they are written, and for an undetermined hop the one
input that would settle it.

The host goes by its address as ` + "`repolint paths`" + ` shows it, by its construct path
in a CDK app, or by a pattern of either: 'module.net.*'. A closed subnet without
hosts goes by its own address. The destination is one that ` + "`repolint paths`" + ` shows.`,
		Example: `  repolint trace aws_instance.app infra
  repolint trace aws_instance.app al2023_repos infra
  repolint trace 'module.app["blue"].*' --format json infra`,
		Args: cobra.MinimumNArgs(1),
	}
	format := formatFlag(command)
	a.output.addIncomplete(command)
	a.rules.addTo(command)
	a.input.addTo(command)
	command.RunE = func(command *cobra.Command, arguments []string) error {
		return a.trace(command.Context(), format.format(), arguments)
	}
	return command
}

func (a *app) trace(ctx context.Context, format report.Format, arguments []string) error {
	host, wanted, paths := arguments[0], "", arguments[1:]
	if len(paths) > 0 && isDestination(paths[0]) {
		wanted, paths = paths[0], paths[1:]
	}
	s, err := a.open(paths)
	if err != nil {
		return err
	}
	defer s.close()
	if err := checkDestination(wanted, s.config.Destinations); err != nil {
		return err
	}
	options, err := a.options(s)
	if err != nil {
		return err
	}
	options.Trace = func(row finding.PathRow) bool {
		return isNamed(row, host) && (wanted == "" || row.Destination == wanted)
	}
	result, err := lint.Run(ctx, options)
	if err != nil {
		return &failure{err}
	}
	a.sayEmpty(result.Empty, s)
	if len(result.Traces) == 0 && !result.Empty {
		return errors.Join(untraced(host, wanted, result.Paths), a.diagnose(result.Report.Diagnostics, s.scope.Tree))
	}
	var buffer bytes.Buffer
	if err := report.Traces(&buffer, result.Traces, format, a.reportOptions(a.environment.Stdout, s.scope.Tree)); err != nil {
		return &failure{err}
	}
	return a.show(buffer.Bytes(), result.Report.Diagnostics, s)
}

// isDestination tells a destination from a path: it is the name of a built-in
// one, or nothing on the disk has the name.
func isDestination(argument string) bool {
	if slices.ContainsFunc(destination.All(), func(d destination.Destination) bool { return d.ID == argument }) {
		return true
	}
	_, err := os.Lstat(argument)
	return errors.Is(err, fs.ErrNotExist)
}

func checkDestination(id string, own []destination.Destination) error {
	var known []string
	for _, d := range slices.Concat(destination.All(), own) {
		known = append(known, d.ID)
	}
	if id == "" || slices.Contains(known, id) {
		return nil
	}
	return fmt.Errorf("%q is neither a destination nor an existing path%s", id, suggest.DidYouMean(id, known))
}

// isNamed says whether a host goes by a name or a pattern, in which "*" stands
// for anything.
func isNamed(row finding.PathRow, name string) bool {
	return matchesName(name, row.Address) || row.Construct != "" && matchesName(name, row.Construct)
}

func matchesName(pattern, name string) bool {
	if pattern == name {
		return true
	}
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 || !strings.HasPrefix(name, parts[0]) {
		return false
	}
	name = name[len(parts[0]):]
	for _, part := range parts[1:last] {
		at := strings.Index(name, part)
		if at < 0 {
			return false
		}
		name = name[at+len(part):]
	}
	return strings.HasSuffix(name, parts[last])
}

// untraced says why there is nothing to show: no such host, or no such path from it.
func untraced(host, wanted string, rows []finding.PathRow) error {
	var known, destinations []string
	for _, row := range rows {
		known = append(known, row.Address)
		if isNamed(row, host) {
			destinations = append(destinations, row.Destination)
		}
	}
	slices.Sort(destinations)
	switch destinations = slices.Compact(destinations); {
	case len(destinations) > 0:
		return fmt.Errorf("%s needs no %s: its paths lead to %s", host, wanted, strings.Join(destinations, ", "))
	case len(known) == 0:
		return fmt.Errorf("no path begins at %q: nothing was found that needs anything", host)
	}
	if hint := suggest.DidYouMean(host, known); hint != "" {
		return fmt.Errorf("no path begins at %q%s", host, hint)
	}
	return fmt.Errorf("no path begins at %q: `repolint paths` lists the hosts", host)
}
