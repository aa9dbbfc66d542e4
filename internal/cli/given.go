package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/repolint/repolint/internal/config"
	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers"
	"github.com/repolint/repolint/parsers/cloudformation"
	"github.com/repolint/repolint/parsers/terraform"
	"github.com/repolint/repolint/source"
)

// given are the values that flags, and the environment where it was asked for,
// give to what the input leaves open.
func (a *app) given(s *session) (parsers.Options, error) {
	if err := checkAssignments("--var", a.input.variables); err != nil {
		return parsers.Options{}, err
	}
	if err := checkAssignments("--parameter", a.input.parameters); err != nil {
		return parsers.Options{}, err
	}
	variableFiles, err := admit(s.scope.Tree, a.input.variableFiles)
	if err != nil {
		return parsers.Options{}, fmt.Errorf("--var-file: %w", err)
	}
	parameterFiles, err := admit(s.scope.Tree, a.input.parameterFiles)
	if err != nil {
		return parsers.Options{}, fmt.Errorf("--parameter-file: %w", err)
	}
	environments, err := a.environments(s)
	if err != nil {
		return parsers.Options{}, err
	}
	return parsers.Options{
		Environments: environments,
		Terraform: terraform.Options{
			Workspace: a.workspace(), Vars: a.input.variables, VarFiles: variableFiles, VarEnv: a.variables(), Region: s.config.Region,
		},
		CloudFormation: cloudformation.Options{Parameters: a.input.parameters, ParameterFiles: parameterFiles, Region: s.config.Region},
	}, nil
}

// environments are those of the flags, else those of the configuration, by name.
func (a *app) environments(s *session) ([]parsers.Environment, error) {
	if len(a.input.environments) == 0 {
		return configured(s, a.input.config != "")
	}
	var environments []parsers.Environment
	for _, written := range a.input.environments {
		name, list, _ := strings.Cut(written, "=")
		files := strings.Split(list, ",")
		if err := config.CheckEnvironment(name, files); err != nil {
			return nil, fmt.Errorf("--environment %s: write it as NAME=FILE[,FILE]: %w", written, err)
		}
		if slices.ContainsFunc(environments, func(e parsers.Environment) bool { return e.Name == name }) {
			return nil, fmt.Errorf("--environment %s: there is an environment %s already: write its files as one list, with commas", written, name)
		}
		admitted, err := admit(s.scope.Tree, files)
		if err != nil {
			return nil, fmt.Errorf("--environment %s: %w", name, err)
		}
		environments = append(environments, parsers.Environment{Name: name, VarFiles: admitted})
	}
	return environments, nil
}

// configured are the environments of the configuration. One that was found, and
// not named, may be a stranger's: it names no file outside the scan root.
func configured(s *session, named bool) ([]parsers.Environment, error) {
	var environments []parsers.Environment
	for _, written := range s.config.Environments {
		for _, file := range written.Files {
			if relative, err := filepath.Rel(s.scope.Tree.Name(), file); !named && (err != nil || !filepath.IsLocal(relative)) {
				return nil, &config.Error{At: written.At, Message: fmt.Sprintf("environment %s: %s is outside the scan root: name it with --environment", written.Name, file)}
			}
		}
		admitted, err := admit(s.scope.Tree, written.Files)
		if err != nil {
			return nil, &config.Error{At: written.At, Message: fmt.Sprintf("environment %s: %v", written.Name, err)}
		}
		environments = append(environments, parsers.Environment{Name: written.Name, VarFiles: admitted})
	}
	return environments, nil
}

func (a *app) workspace() string {
	if a.input.workspace == "" && a.input.fromEnviron {
		return a.environment.get("TF_WORKSPACE")
	}
	return a.input.workspace
}

// variables are the values of TF_VAR_*, nil unless they were asked for: a run
// must not depend on the machine by surprise.
func (a *app) variables() map[string]string {
	if !a.input.fromEnviron {
		return nil
	}
	found := map[string]string{}
	for _, variable := range a.environment.Environ {
		name, value, _ := strings.Cut(variable, "=")
		if name, ok := strings.CutPrefix(name, "TF_VAR_"); ok {
			found[name] = value
		}
	}
	return found
}

func checkAssignments(flag string, assignments []string) error {
	for _, assignment := range assignments {
		if name, _, ok := strings.Cut(assignment, "="); !ok || strings.TrimSpace(name) == "" {
			return fmt.Errorf("%s %s: write it as NAME=VALUE", flag, assignment)
		}
	}
	return nil
}

// admit turns paths of the command line into paths of the tree. A file outside
// the scan root is let in, because the user named it.
func admit(tree *source.Tree, names []string) ([]string, error) {
	var admitted []string
	for _, name := range names {
		full, err := filepath.Abs(name)
		if err != nil {
			return nil, fmt.Errorf("finding %s: %w", name, err)
		}
		relative, err := filepath.Rel(tree.Name(), full)
		if err == nil && filepath.IsLocal(relative) {
			relative = filepath.ToSlash(relative)
			if _, err := tree.Read(relative); err != nil {
				return nil, err
			}
			admitted = append(admitted, relative)
			continue
		}
		content, err := os.ReadFile(full)
		if err != nil {
			return nil, err
		}
		file := source.NewFile(filepath.ToSlash(full), content)
		tree.Admit(file)
		admitted = append(admitted, file.Path)
	}
	return admitted, nil
}

// checkDeclared refuses, as Terraform does, values for variables that nobody declares.
func checkDeclared(options lint.Options, assignments []string) error {
	if len(assignments) == 0 {
		return nil
	}
	names := make([]string, 0, len(assignments))
	for _, assignment := range assignments {
		name, _, _ := strings.Cut(assignment, "=")
		names = append(names, strings.TrimSpace(name))
	}
	if unknown := lint.UndeclaredVariables(options, names); len(unknown) > 0 {
		return fmt.Errorf("--var %s: no root module declares a variable %q: declare it, or correct the name", unknown[0], unknown[0])
	}
	return nil
}
