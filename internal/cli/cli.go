package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// Version is the version of the command.
const Version = "0.1.0"

// The exit codes, in the order in which they apply.
const (
	exitClean    = 0
	exitFindings = 1
	exitUsage    = 2
	exitFailure  = 3
)

// Environment is everything a run takes from its surroundings.
type Environment struct {
	Args           []string
	Stdout, Stderr io.Writer
	// Environ are the environment's variables as NAME=value.
	Environ []string
	Now     func() time.Time
}

func (e *Environment) get(name string) string {
	for _, variable := range e.Environ {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

// Main runs the command and returns its exit code.
func Main(ctx context.Context, environment Environment) int {
	a := &app{environment: environment}
	root := a.command()
	root.SetArgs(environment.Args)
	root.SetOut(environment.Stdout)
	root.SetErr(environment.Stderr)
	err := root.ExecuteContext(ctx)
	switch failure := (*failure)(nil); {
	case err == nil:
		return a.code
	case errors.Is(err, syscall.EPIPE):
		// Whoever read the output has seen enough.
		return a.code
	case errors.As(err, &failure):
		environment.complain(failure)
		return exitFailure
	default:
		environment.complain(err)
		fmt.Fprintln(environment.Stderr, "Run `repolint --help` for usage.")
		return exitUsage
	}
}

// complain writes an error. Every line has the prefix: names in it come from the
// input, and must neither drive a terminal nor look like a build log's command.
func (e *Environment) complain(err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(e.Stderr, "repolint: "+printable(strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    ")))
	}
}

// failure is an error that is not the user's: it ends with [exitFailure]. Every
// other error is one of usage.
type failure struct{ err error }

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// app is one run of the command.
type app struct {
	environment Environment
	input       inputFlags
	rules       ruleFlags
	output      outputFlags
	color       choice
	code        int
}

const (
	groupNetwork = "network"
	groupRules   = "rules"
)

func (a *app) command() *cobra.Command {
	root := a.lintCommand()
	root.SilenceUsage = true
	root.SilenceErrors = true
	root.Version = version()
	root.AddGroup(
		&cobra.Group{ID: groupNetwork, Title: "See what repolint sees:"},
		&cobra.Group{ID: groupRules, Title: "The rules:"},
	)
	a.color = choice{"auto", []string{"auto", "always", "never"}}
	root.PersistentFlags().Var(&a.color, "color", "use colour: `WHEN` is auto, always or never")
	_ = root.RegisterFlagCompletionFunc("color", a.color.complete)
	root.AddCommand(
		a.pathsCommand(), a.traceCommand(), a.graphCommand(), a.resourcesCommand(), a.factsCommand(),
		a.liveCommand(), a.snapshotCommand(),
		a.rulesCommand(), a.explainCommand(), a.versionCommand(),
	)
	root.InitDefaultCompletionCmd(a.environment.Args...)
	for _, command := range root.Commands() {
		if command.Name() == "completion" {
			command.Args, command.RunE = cobra.ArbitraryArgs, otherShell
		}
	}
	return root
}

// otherShell refuses a shell that there is no completion for.
func otherShell(command *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return command.Help()
	}
	return fmt.Errorf("there is no completion for %s: use bash, zsh, fish or powershell", arguments[0])
}
