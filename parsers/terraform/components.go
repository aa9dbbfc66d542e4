package terraform

import (
	"context"
	"path"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
)

// Options say what a run of Terraform would be told from outside.
type Options struct {
	// Workspace is terraform.workspace; "" means "default".
	Workspace string
	// Vars are the values of --var, "name=value"; VarFiles the paths of --var-file
	// relative to the scan root, in order.
	Vars     []string
	VarFiles []string
	// VarEnv are the values of TF_VAR_ variables by name; nil when the user did not opt in.
	VarEnv map[string]string
	// Planned are the variables' values in a plan, as JSON, by name. Every other
	// value given goes before them.
	Planned map[string]string
	// Region is the region where no provider block says one; "" leaves it open.
	Region string
}

func (o *Options) workspace() string {
	if o.Workspace == "" {
		return "default"
	}
	return o.Workspace
}

// Components finds the root modules among the set's Terraform folders, one
// component each: a folder that another folder calls as a local module is no
// root, unless the user named it. The diagnostics are those of folders that
// belong to no root; a root's own come with its result.
func Components(set *source.Set, options Options) ([]resource.Component, source.Diagnostics) {
	l := newLoader(set.Tree)
	called := map[string]bool{}
	var units []source.Unit
	for _, unit := range set.Units {
		if unit.Dialect != source.Terraform {
			continue
		}
		units = append(units, unit)
		if m := l.load(unit.Path); m != nil {
			for _, dir := range m.localCalls() {
				called[dir] = true
			}
		}
	}
	var components []resource.Component
	for _, unit := range units {
		root := path.Clean(unit.Path)
		if called[root] && !unit.Named || l.load(root) == nil {
			continue
		}
		components = append(components, resource.Component{
			Name: root, Roots: []string{root},
			Parse: func(ctx context.Context) resource.Result { return parseRoot(ctx, l, root, &options) },
		})
	}
	return components, nil
}

// localCalls lists the folders that a module calls as local modules.
func (m *module) localCalls() []string {
	var dirs []string
	for _, name := range sortedKeys(m.calls) {
		if attribute := m.calls[name].body.Attributes["source"]; attribute != nil {
			if where, _ := literalText(attribute.Expr); isLocal(where) {
				if dir := path.Join(m.dir, where); dir != m.dir {
					dirs = append(dirs, dir)
				}
			}
		}
	}
	return dirs
}
