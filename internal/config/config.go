package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/source"
)

// FileName is the name under which a configuration is looked for.
const FileName = ".repolint.yaml"

// Config is a configuration. The zero Config changes nothing.
type Config struct {
	// File is where it was read, "" for the zero Config.
	File string
	// Rules are settings by rule id.
	Rules map[string]Rule
	// RulePaths are folders with the user's own rules, as paths for the file system.
	RulePaths []string
	// Destinations are the user's own, beside the built-in ones; Chosen the ids of
	// built-in ones that are judged only when they are named.
	Destinations []destination.Destination
	Chosen       []string
	// Needs are what hosts need.
	Needs []destination.HostNeed
	// Exclude are globs relative to the scan root.
	Exclude []string
	// Region is where everything lives whose region nothing else tells; "" when unset.
	Region string
	// Environments are what Terraform is judged for, by name.
	Environments []Environment
}

// Environment is a named set of variable files. Files are paths for the file
// system, At the environment's name in the file.
type Environment struct {
	Name  string
	Files []string
	At    source.Range
}

// Rule is what a configuration says about one rule. Level is invalid (zero) and
// Enabled nil where it says nothing. At is the rule's id in the file.
type Rule struct {
	Level   finding.Level
	Enabled *bool
	At      source.Range
}

// Find reads the nearest .repolint.yaml at or above a path of the scan root. No
// such file gives the zero Config.
func Find(tree *source.Tree, name string) (*Config, error) {
	if info, err := tree.Stat(name); err != nil || !info.IsDir() {
		name = path.Dir(name)
	}
	for folder := path.Clean(name); ; folder = path.Dir(folder) {
		file, err := tree.Read(path.Join(folder, FileName))
		switch {
		case err == nil:
			return read(file, folder, filepath.Join(tree.Name(), filepath.FromSlash(folder)))
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		case folder == ".":
			return &Config{}, nil
		}
	}
}

// Load reads a file the user named; it may lie outside the scan root. Its
// exclude patterns are relative to the scan root.
func Load(name string) (*Config, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return read(source.NewFile(filepath.ToSlash(name), content), ".", filepath.Dir(name))
}

var environmentName = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// CheckEnvironment makes sure that an environment has a name and files.
func CheckEnvironment(name string, files []string) error {
	switch {
	case !environmentName.Get().MatchString(name):
		return fmt.Errorf("%q is no name of an environment: use letters, digits, dots, dashes and underscores", name)
	case len(files) == 0 || slices.Contains(files, ""):
		return fmt.Errorf("environment %s: name the files of its variables", name)
	}
	return nil
}

// CheckRules makes sure that every rule the configuration names exists.
func (c *Config) CheckRules(known []string) error {
	for _, id := range slices.Sorted(maps.Keys(c.Rules)) {
		if !slices.Contains(known, id) {
			return &Error{c.Rules[id].At, fmt.Sprintf("unknown rule %q%s", id, suggest.DidYouMean(id, known))}
		}
	}
	return nil
}

// Error is a fault at a place of the configuration.
type Error struct {
	At      source.Range
	Message string
}

// Error gives file:line:column and the message.
func (e *Error) Error() string { return e.At.String() + ": " + e.Message }
