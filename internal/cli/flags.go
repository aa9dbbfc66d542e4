package cli

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/rego"
)

// choice is a flag that takes one of several words.
type choice struct {
	value   string
	choices []string
}

// String is the word chosen.
func (c *choice) String() string { return c.value }

// Set takes a word.
func (c *choice) Set(word string) error {
	if !slices.Contains(c.choices, word) {
		last := len(c.choices) - 1
		return fmt.Errorf("use %s or %s", strings.Join(c.choices[:last], ", "), c.choices[last])
	}
	c.value = word
	return nil
}

// Type names the flag's kind of value in the help.
func (c *choice) Type() string { return "word" }

func (c *choice) complete(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.choices, cobra.ShellCompDirectiveNoFileComp
}

// inputFlags say what is read and what the input leaves open.
type inputFlags struct {
	root, config   string
	exclude        []string
	workspace      string
	variables      []string
	variableFiles  []string
	environments   []string
	fromEnviron    bool
	parameters     []string
	parameterFiles []string
}

func (f *inputFlags) addTo(command *cobra.Command) {
	flags := command.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.root, "root", "", "read nothing outside this `DIR` (default: the repository of the paths, else the folder that holds them)")
	f.addConfig(command)
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out paths that match `GLOB`, relative to the root (repeatable)")
	flags.StringVar(&f.workspace, "workspace", "", "evaluate Terraform in the workspace `NAME` (default \"default\")")
	flags.StringArrayVar(&f.variables, "var", nil, "set a Terraform variable, as `NAME=VALUE` (repeatable)")
	flags.StringArrayVar(&f.variableFiles, "var-file", nil, "read Terraform variables from `FILE` (repeatable)")
	flags.StringArrayVar(&f.environments, "environment", nil, "judge Terraform once for each environment, as `NAME=FILE[,FILE]` with its variables (repeatable)")
	flags.BoolVar(&f.fromEnviron, "tf-var-env", false, "take Terraform variables from TF_VAR_* and the workspace from TF_WORKSPACE")
	flags.StringArrayVar(&f.parameters, "parameter", nil, "set a CloudFormation parameter, as `[STACK.]KEY=VALUE` (repeatable)")
	flags.StringArrayVar(&f.parameterFiles, "parameter-file", nil, "read CloudFormation parameters from `FILE` (repeatable)")
	_ = command.MarkFlagDirname("root")
}

func (f *inputFlags) addConfig(command *cobra.Command) {
	command.Flags().StringVar(&f.config, "config", "", "read the configuration from `FILE` (default: the nearest .repolint.yaml at or above the first path)")
}

// ruleFlags say which rules speak.
type ruleFlags struct {
	folders, only, skip, enable []string
}

func (f *ruleFlags) addTo(command *cobra.Command) {
	flags := command.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&f.only, "only", nil, "use only the rules `RULE[,RULE]`")
	flags.StringSliceVar(&f.skip, "skip", nil, "do not use the rules `RULE[,RULE]`")
	flags.StringSliceVar(&f.enable, "enable", nil, "use the opt-in rules `RULE[,RULE]` too")
	f.addFolders(command)
	for _, flag := range []string{"only", "skip", "enable"} {
		_ = command.RegisterFlagCompletionFunc(flag, completeRules)
	}
}

// completeRules offers the names of the built-in rules.
func completeRules(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	if engine, err := rego.Load(rego.Options{Rules: []fs.FS{builtin.Rules()}}); err == nil {
		names = ruleIDs(engine)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (f *ruleFlags) addFolders(command *cobra.Command) {
	command.Flags().StringArrayVar(&f.folders, "rules", nil, "use your own rules from `DIR` too (repeatable)")
	_ = command.MarkFlagDirname("rules")
}
