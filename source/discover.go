package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// DiscoverOptions say what to leave out, and how to tell a CloudFormation
// template from any other text.
type DiscoverOptions struct {
	// Exclude are globs relative to the scan root; see [CheckGlob].
	Exclude []string
	// IsTemplate looks at the content of a file. It is called from several goroutines.
	IsTemplate func(*File) bool
}

// Discover looks through the paths of a scope and hands over what there is to
// judge, in the order of path and dialect. What .gitignore names is left out,
// except for a synthesized CDK app, which is git-ignored as a rule. A path the
// user named is looked at whether git ignores it or not. No symbolic link leads
// out of the scan root, and none that leads to a folder is followed.
func Discover(scope *Scope, options DiscoverOptions) (*Set, Diagnostics) {
	w := &walker{tree: scope.Tree, options: options, units: map[unitKey]*Unit{}, unsynthesized: map[string]bool{}}
	for _, name := range scope.Paths {
		w.named(name)
	}
	w.classify()
	set := &Set{Tree: scope.Tree, NotAnalysed: w.notAnalysed}
	for _, unit := range w.units {
		if unit.Dialect != CDK && w.owned(unit.Path) {
			continue
		}
		slices.Sort(unit.Files)
		unit.Files = slices.Compact(unit.Files)
		set.Units = append(set.Units, *unit)
	}
	slices.SortFunc(set.Units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Dialect, b.Dialect))
	})
	return set, w.diagnostics
}

type unitKey struct {
	dialect Dialect
	path    string
}

// candidate is a file whose content decides what it is.
type candidate struct {
	name  string
	named bool
}

type walker struct {
	tree          *Tree
	options       DiscoverOptions
	units         map[unitKey]*Unit
	candidates    []candidate
	unsynthesized map[string]bool
	diagnostics   Diagnostics
	notAnalysed   int
}

func (w *walker) report(severity Severity, file, format string, arguments ...any) {
	w.diagnostics = append(w.diagnostics, Diagnostic{
		Severity: severity, Message: fmt.Sprintf(format, arguments...), Range: Range{File: file},
	})
}

func (w *walker) add(dialect Dialect, name string, named bool, files ...string) {
	key := unitKey{dialect, name}
	unit := w.units[key]
	if unit == nil {
		unit = &Unit{Dialect: dialect, Path: name}
		w.units[key] = unit
	}
	unit.Named = unit.Named || named
	unit.Files = append(unit.Files, files...)
}

// owned reports whether a path lies inside a CDK assembly, which owns everything in it.
func (w *walker) owned(name string) bool {
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if w.units[unitKey{CDK, dir}] != nil {
			return true
		}
	}
	return w.units[unitKey{CDK, "."}] != nil
}

// named looks at a path of the command line.
func (w *walker) named(name string) {
	if excluded(w.options.Exclude, name) {
		w.report(Warning, name, "%s is named and excluded at once; it is left out", name)
		return
	}
	info, err := w.tree.Stat(name)
	switch {
	case err != nil:
		w.report(Error, name, "%s cannot be read: %s", name, pathReason(err))
	case info.IsDir():
		ignores := w.ignoresAbove(name)
		if ignores.ignores(name, true) {
			ignores = nil
		}
		w.walk(name, ignores, true)
	case isTerraform(path.Base(name)):
		w.addTerraform(path.Dir(name), name)
	case path.Base(name) == "cdk.json":
		w.app(name)
	case path.Base(name) == "manifest.json" && w.isAssembly(path.Dir(name)):
		w.addAssembly(path.Dir(name), true)
	case info.Mode().IsRegular():
		w.candidates = append(w.candidates, candidate{name, true})
	default:
		w.report(Error, name, "%s is neither a file nor a folder", name)
	}
}

// addTerraform adds the whole folder of a Terraform file the user named, because
// Terraform never reads less.
func (w *walker) addTerraform(folder, name string) {
	w.add(Terraform, folder, true, name)
	entries, err := w.tree.List(folder)
	if err != nil {
		w.report(Error, folder, "%s cannot be listed: %s", folder, pathReason(err))
	}
	for _, entry := range entries {
		file := path.Join(folder, entry.Name())
		if !entry.IsDir() && isTerraform(entry.Name()) && !excluded(w.options.Exclude, file) {
			w.add(Terraform, folder, true, file)
		}
	}
}

// ignoresAbove are the patterns of the folders from the scan root down to the
// folder itself, its own not included. They say nothing about a folder that they
// ignore and the user names.
func (w *walker) ignoresAbove(folder string) gitIgnore {
	if folder == "." {
		return nil
	}
	parent := path.Dir(folder)
	return w.ignoresAbove(parent).within(w.tree, parent)
}

func (w *walker) walk(folder string, ignores gitIgnore, named bool) {
	entries, err := w.tree.List(folder)
	if err != nil {
		w.report(Error, folder, "%s cannot be listed: %s", folder, pathReason(err))
		return
	}
	if w.holdsAssembly(folder, entries) {
		w.addAssembly(folder, named)
		return
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".gitignore" }) {
		ignores = ignores.within(w.tree, folder)
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		switch {
		case excluded(w.options.Exclude, name):
		case entry.IsDir():
			w.folder(name, ignores)
		case entry.Type()&fs.ModeSymlink != 0:
			w.link(name, ignores, named)
		case entry.Type().IsRegular():
			w.file(name, ignores, named)
		}
	}
}

func (w *walker) folder(name string, ignores gitIgnore) {
	base := path.Base(name)
	switch {
	case slices.Contains(skippedFolders, base) || isAsset(base):
	case !ignores.ignores(name, true):
		w.walk(name, ignores, false)
	case w.isAssembly(name):
		w.addAssembly(name, false)
	}
}

func (w *walker) link(name string, ignores gitIgnore, named bool) {
	info, err := w.tree.Stat(name)
	switch {
	case ignores.ignores(name, false) || slices.Contains(skippedFolders, path.Base(name)):
	case err != nil && isTerraform(path.Base(name)):
		w.report(Error, name, "the symbolic link %s cannot be followed: %s", name, pathReason(err))
	case err != nil && mayBeTemplate(path.Base(name)):
		w.notAnalysed++
		w.report(Warning, name, "the symbolic link %s is not followed: %s", name, pathReason(err))
	case err == nil && info.Mode().IsRegular():
		w.file(name, ignores, named)
	}
}

func (w *walker) file(name string, ignores gitIgnore, namedFolder bool) {
	base := path.Base(name)
	switch {
	case ignores.ignores(name, false):
	case isTerraform(base):
		w.add(Terraform, path.Dir(name), namedFolder, name)
	case base == "cdk.json":
		w.app(name)
	case mayBeTemplate(base):
		w.candidates = append(w.candidates, candidate{name, false})
	}
}

// classify reads the candidates, several at once, and adds what they are in
// their own order.
func (w *walker) classify() {
	w.candidates = slices.DeleteFunc(w.candidates, func(c candidate) bool { return !c.named && w.owned(c.name) })
	contents := make([]content, len(w.candidates))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(contents); i = int(next.Add(1)) - 1 {
				contents[i] = w.tree.look(w.candidates[i].name, w.options.IsTemplate)
			}
		})
	}
	workers.Wait()
	for i, c := range w.candidates {
		w.addContent(c, contents[i])
	}
}

func (w *walker) addContent(c candidate, found content) {
	switch {
	case found.dialect != 0:
		w.add(found.dialect, c.name, c.named, c.name)
	case errors.As(found.err, new(tooLarge)) || found.err != nil && (c.named || isTemplateName(c.name)):
		w.report(Error, c.name, "%s cannot be read: %s", c.name, pathReason(found.err))
	case found.err != nil:
		w.notAnalysed++
		w.report(Warning, c.name, "%s is not analysed: %s", c.name, pathReason(found.err))
	case c.named && strings.HasSuffix(c.name, ".tfvars"):
		w.report(Warning, c.name, "%s holds only values: name the folder of the configuration, and pass the file with --var-file", c.name)
	case c.named:
		w.report(Warning, c.name, "%s is not analysed: it is no Terraform file, CloudFormation template, plan, CDK assembly or snapshot", c.name)
	}
}
