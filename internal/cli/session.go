package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/finding"
	"github.com/repolint/repolint/internal/builtin"
	"github.com/repolint/repolint/internal/config"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/internal/suggest"
	"github.com/repolint/repolint/rego"
	"github.com/repolint/repolint/source"
)

// session is what a command has before it looks at the first template: where to
// read, the configuration, the rules.
type session struct {
	scope  *source.Scope
	config *config.Config
	engine *rego.Engine
}

// open prepares a session with rules on the paths of the command line. Every
// error is one of usage.
func (a *app) open(paths []string) (*session, error) {
	s, err := a.locate(paths)
	if err != nil {
		return nil, err
	}
	if s.engine, err = a.loadRules(s.config); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// locate prepares a session without rules.
func (a *app) locate(paths []string) (*session, error) {
	scope, err := source.Locate(a.input.root, paths)
	if err != nil {
		return nil, meantCommand(err, paths)
	}
	s := &session{scope: scope}
	s.config, err = a.configuration(scope)
	for _, pattern := range a.input.exclude {
		if failed := source.CheckGlob(pattern); failed != nil && err == nil {
			err = fmt.Errorf("--exclude: %w", failed)
		}
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// configuration reads the one that was named, or the one nearest to the first
// path. One run has one configuration: that of another path is named and not used.
func (a *app) configuration(scope *source.Scope) (*config.Config, error) {
	if a.input.config != "" {
		return config.Load(a.input.config)
	}
	settings, err := config.Find(scope.Tree, scope.First)
	if err != nil {
		return nil, err
	}
	for _, path := range scope.Paths {
		other, err := config.Find(scope.Tree, path)
		if err != nil {
			return nil, err
		}
		if other.File != settings.File && other.File != "" {
			fmt.Fprintf(a.environment.Stderr, "warning: the configuration %s is not used: %s has another one or none, and a run has one (see --config)\n",
				printable(other.File), printable(scope.First))
			break
		}
	}
	if settings.File == "" && aboveRoot(scope.Tree.Name()) {
		return config.Load(config.FileName)
	}
	return settings, nil
}

// aboveRoot reports whether the working folder has a configuration and holds the
// scan root: without a repository around it the root is only the path given.
func aboveRoot(root string) bool {
	here, err := os.Getwd()
	if err != nil {
		return false
	}
	below, err := filepath.Rel(here, root)
	if err != nil || !filepath.IsLocal(below) || below == "." {
		return false
	}
	_, err = os.Stat(config.FileName)
	return err == nil
}

// close lets go of the scan root.
func (s *session) close() { _ = s.scope.Tree.Close() }

// loadRules makes the engine of the built-in rules and the user's own. Flags win
// over the configuration.
func (a *app) loadRules(settings *config.Config) (*rego.Engine, error) {
	options := rego.Options{
		Rules: []fs.FS{builtin.Rules()}, Only: a.rules.only, Skip: a.rules.skip, Enable: a.rules.enable, Levels: map[string]finding.Level{},
	}
	for _, folder := range slices.Concat(settings.RulePaths, a.rules.folders) {
		info, err := os.Stat(folder)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("the folder of rules %s does not exist", folder)
		case err != nil:
			return nil, fmt.Errorf("reading rules: %w", err)
		case !info.IsDir():
			return nil, fmt.Errorf("%s is no folder: name the folder that holds your rules", folder)
		}
		options.Rules = append(options.Rules, rego.Folder{FS: os.DirFS(folder), Path: folder})
	}
	return a.load(options, settings)
}

// load compiles the rules as the flags and the configuration choose them.
func (a *app) load(options rego.Options, settings *config.Config) (*rego.Engine, error) {
	for _, id := range slices.Sorted(maps.Keys(settings.Rules)) {
		setting := settings.Rules[id]
		if setting.Level != 0 {
			options.Levels[id] = setting.Level
		}
		switch {
		case setting.Enabled == nil:
		case *setting.Enabled:
			options.Enable = append(options.Enable, id)
		case !slices.Contains(options.Only, id) && !slices.Contains(options.Enable, id):
			options.Skip = append(options.Skip, id)
		}
	}
	engine, err := rego.Load(options)
	if err != nil {
		return nil, a.explainLoading(err, options, settings)
	}
	return engine, nil
}

// explainLoading looks for a misspelt name behind an error in loading: only then
// is it worth loading the rules again to know their names.
func (a *app) explainLoading(err error, options rego.Options, settings *config.Config) error {
	engine, failed := rego.Load(rego.Options{Rules: options.Rules})
	if failed != nil {
		return err
	}
	known := ruleIDs(engine)
	if err := settings.CheckRules(known); err != nil {
		return err
	}
	for _, id := range slices.Concat(a.rules.only, a.rules.skip, a.rules.enable) {
		if err := checkRule(id, known); err != nil {
			return err
		}
	}
	return err
}

func checkRule(id string, known []string) error {
	if slices.Contains(known, id) {
		return nil
	}
	if hint := suggest.DidYouMean(id, known); hint != "" {
		return fmt.Errorf("unknown rule %q%s", id, hint)
	}
	return fmt.Errorf("unknown rule %q: `repolint rules` lists them", id)
}

func ruleIDs(engine *rego.Engine) []string {
	var known []string
	for _, rule := range engine.Rules() {
		known = append(known, rule.ID)
	}
	return known
}

// options are what lint needs of a session. Every error is one of usage.
func (a *app) options(s *session) (lint.Options, error) {
	given, err := a.given(s)
	if err != nil {
		return lint.Options{}, err
	}
	options := lint.Options{
		Scope: s.scope, Exclude: slices.Concat(s.config.Exclude, a.input.exclude), Parsers: given,
		Region: s.config.Region, Engine: s.engine, Version: Version, Today: a.environment.Now(),
	}
	if err := checkDeclared(options, a.input.variables); err != nil {
		return lint.Options{}, err
	}
	options.Needs = s.config.Needs
	options.Destinations = destination.Selected(s.config.Chosen, s.config.Needs, s.config.Destinations)
	return options, nil
}

func (a *app) run(ctx context.Context, s *session) (*lint.Result, error) {
	options, err := a.options(s)
	if err != nil {
		return nil, err
	}
	result, err := lint.Run(ctx, options)
	if err != nil {
		return nil, &failure{err}
	}
	return result, nil
}

// commandNames are the words that a first argument may have been meant as.
var commandNames = []string{"paths", "trace", "graph", "resources", "facts", "live", "snapshot", "rules", "explain", "version", "completion", "help"}

// meantCommand adds a guess to the error about a path that does not exist.
func meantCommand(err error, paths []string) error {
	if len(paths) == 0 {
		return err
	}
	return fmt.Errorf("%w%s", err, suggest.DidYouMean(paths[0], commandNames))
}
