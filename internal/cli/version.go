package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is [Version] and, when the build knows it, the revision it was made of.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Version
	}
	revision, modified := "", ""
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			revision = setting.Value[:min(12, len(setting.Value))]
		case "vcs.modified":
			if setting.Value == "true" {
				modified = ", modified"
			}
		}
	}
	if revision == "" {
		return Version
	}
	return fmt.Sprintf("%s (%s%s)", Version, revision, modified)
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(command.OutOrStdout(), "repolint version "+version())
			return broken(err)
		},
	}
}

// broken makes a failure of an error in writing.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return &failure{err}
}
