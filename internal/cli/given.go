package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

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
	return parsers.Options{
		Terraform: terraform.Options{
			Workspace: a.workspace(), Vars: a.input.variables, VarFiles: variableFiles, VarEnv: a.variables(), Region: s.config.Region,
		},
		CloudFormation: cloudformation.Options{Parameters: a.input.parameters, ParameterFiles: parameterFiles, Region: s.config.Region},
	}, nil
}

func (a *app) workspace() string {
	if a.input.workspace == "" && a.input.environment {
		return a.environment.get("TF_WORKSPACE")
	}
	return a.input.workspace
}

// variables are the values of TF_VAR_*, nil unless they were asked for: a run
// must not depend on the machine by surprise.
func (a *app) variables() map[string]string {
	if !a.input.environment {
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
