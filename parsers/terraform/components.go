package terraform

import (
	"context"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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
	// sole says that there is no other root for which a variables file may be meant.
	sole bool
	// limits replace the usual ones; nil leaves them.
	limits *limits
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
	var components []resource.Component
	for _, folder := range l.roots(set) {
		root := folder.path
		components = append(components, resource.Component{
			Name: root, Roots: []string{root},
			Parse: func(ctx context.Context) resource.Result {
				own := l.forRoot()
				defer own.close()
				return parseRoot(ctx, own, root, &options)
			},
		})
	}
	options.sole = len(components) == 1
	return components, nil
}

// Undeclared lists the names that no root module of the set has a variable for.
// It is empty where there is no root, or one that could not be read in full.
func Undeclared(set *source.Set, names []string) []string {
	roots := newLoader(set.Tree).roots(set)
	if len(roots) == 0 || slices.ContainsFunc(roots, func(f folder) bool { return f.lost }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(roots, func(f folder) bool { return slices.Contains(f.variables, name) })
	})
}

// roots are the folders of a set that are root modules.
func (l *loader) roots(set *source.Set) []folder {
	units := slices.DeleteFunc(slices.Clone(set.Units), func(unit source.Unit) bool { return unit.Dialect != source.Terraform })
	folders := l.survey(units)
	called := map[string]bool{}
	for _, folder := range folders {
		for _, dir := range folder.calls {
			called[dir] = true
		}
	}
	var roots []folder
	for i, unit := range units {
		if folders[i].path = path.Clean(unit.Path); folders[i].holds && (unit.Named || !called[folders[i].path]) {
			roots = append(roots, folders[i])
		}
	}
	return roots
}

// folder is what finding the roots needs of one: whether it holds configuration,
// the folders that it calls as local modules, and the names of its variables.
type folder struct {
	path      string
	holds     bool
	lost      bool // a file could not be read in full
	calls     []string
	variables []string
}

// survey looks at every folder, on all cores.
func (l *loader) survey(units []source.Unit) []folder {
	folders := make([]folder, len(units))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(units); i = int(next.Add(1)) - 1 {
				if m := l.load(units[i].Path); m != nil {
					folders[i] = folder{holds: true, lost: len(m.lost) > 0, calls: m.localCalls(), variables: sortedKeys(m.variables)}
					l.release(m)
				}
			}
		})
	}
	workers.Wait()
	return folders
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
