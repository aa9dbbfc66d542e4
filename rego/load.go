package rego

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/repolint/repolint/internal/lazyregexp"
)

// entryPoint is the set of findings that every rule's package makes. There is no
// registry: a folder that holds a package rules.<category>.<id> is a rule.
const entryPoint = "findings"

//go:embed lib/*/*.rego
var library embed.FS

// ownLibrary are the packages under lib that users' helpers cannot add to.
var ownLibrary = []string{"finding", "testing"}

var identifier = lazyregexp.New(`^[a-z][a-z0-9_]*$`)

// Folder is a folder of users' rules: errors name the files by its own path.
type Folder struct {
	fs.FS
	Path string
}

// named is a file as errors name it.
func named(files fs.FS, name string) string {
	if folder, ok := files.(Folder); ok {
		return path.Join(folder.Path, name)
	}
	return name
}

// folder is where a rule was found.
type folder struct {
	files       fs.FS
	set         int // which of the options' folders it is in
	dir         string
	category    string
	path        ast.Ref
	annotations *ast.Annotations
	known       *Known // set in a catalogue
}

// place says where a rule of the users' is.
func (f folder) place() string {
	if users, ok := f.files.(Folder); ok {
		return " in " + path.Join(users.Path, f.dir)
	}
	return ""
}

// page is the rule's page; "" where it has none, as a user's own rule may.
func (f folder) page() string {
	text, err := fs.ReadFile(f.files, path.Join(f.dir, "README.md"))
	if err != nil {
		return ""
	}
	return string(text)
}

// load adds the modules of the folder to modules. What they are annotated with is
// known of a rule in a catalogue, and of use for no other one.
func (f folder) load(modules map[string]*ast.Module) error {
	return loadAll(f.files, path.Join(f.dir, "*.rego"), modules, f.module)
}

// module is a file's name among modules: two folders may hold files of one name.
func (f folder) module(name string) string { return fmt.Sprintf("%d/%s", f.set, name) }

// loadLibrary adds what rules may import, but for the library of their tests.
func loadLibrary(modules map[string]*ast.Module) error {
	return loadAll(library, "lib/finding/*.rego", modules, func(name string) string { return "rego/" + name })
}

// loadAll adds the modules that a pattern matches, without what they are annotated with.
func loadAll(files fs.FS, pattern string, modules map[string]*ast.Module, key func(string) string) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return fmt.Errorf("reading rules: %w", err)
	}
	for _, name := range slices.DeleteFunc(names, isTest) {
		if modules[key(name)], err = parse(files, name, false); err != nil {
			return err
		}
	}
	return nil
}

// loadFolders adds every module of files to modules, and every rule to folders.
func loadFolders(set int, files fs.FS, modules map[string]*ast.Module, folders map[string]folder) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading rules: %w", err)
		}
		if entry.IsDir() || !isRego(name) || isTest(name) {
			return nil
		}
		module, err := parse(files, name, true)
		if err != nil {
			return err
		}
		found := folder{files: files, set: set, dir: path.Dir(name)}
		modules[found.module(name)] = module
		return register(found, module, named(files, name), folders)
	})
}

func isRego(name string) bool { return path.Ext(name) == ".rego" }

func isTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }

func parse(files fs.FS, name string, annotated bool) (*ast.Module, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	if !annotated {
		text = withoutHeader(text)
	}
	name = named(files, name)
	options := ast.ParserOptions{ProcessAnnotation: annotated, RegoVersion: ast.RegoV1, Capabilities: capabilities()}
	module, err := ast.ParseModuleWithOpts(name, string(text), options)
	if err != nil {
		var errs ast.Errors
		if errors.As(err, &errs) {
			err = sortedErrors(errs)
		}
		return nil, fmt.Errorf("parsing rules: %w", err)
	}
	if module == nil {
		return nil, fmt.Errorf("parsing rules: %s: the file is empty", name)
	}
	return module, nil
}

// withoutHeader leaves the lines before the package empty: they hold comments, nine
// tenths of most rules. What follows keeps its place.
func withoutHeader(text []byte) []byte {
	header := text[:bytes.Index(text, []byte("\npackage "))+1]
	return append(bytes.Repeat([]byte("\n"), bytes.Count(header, []byte("\n"))), text[len(header):]...)
}

// register notes the rule that a module holds. Packages under lib are helpers of
// the users' own.
func register(found folder, module *ast.Module, name string, folders map[string]folder) error {
	names := packageNames(module)
	switch {
	case len(names) > 1 && names[0] == "lib" && !slices.Contains(ownLibrary, names[1]):
		return nil
	case len(names) > 1 && names[0] == "lib":
		return fmt.Errorf("loading %s: package %s is repolint's own: give your helpers another name, as lib.<name>", name, strings.Join(names, "."))
	case len(names) != 3 || names[0] != "rules":
		return fmt.Errorf("loading %s: package %s is no rule: name it rules.<category>.<id>, or lib.<name> for helpers",
			name, strings.Join(names, "."))
	}
	for _, part := range names[1:] {
		if !identifier.Get().MatchString(part) {
			return fmt.Errorf("loading %s: %q in the package's name: use lower-case letters, digits and _", name, part)
		}
	}
	id := names[2]
	found.category, found.path = names[1], module.Package.Path
	found.annotations = packageAnnotations(module)
	if earlier, ok := folders[id]; ok && (earlier.set != found.set || earlier.dir != found.dir || earlier.category != found.category) {
		return fmt.Errorf("loading %s: there is already a rule %s in category %s: give this one another name", name, id, earlier.category)
	} else if ok && found.annotations == nil {
		return nil
	}
	if !slices.ContainsFunc(module.Rules, func(r *ast.Rule) bool { return r.Head.Ref().String() == entryPoint }) && found.annotations != nil {
		return fmt.Errorf("loading %s: rule %s makes no set %q: write `%s contains finding.on(row, message) if { … }`", name, id, entryPoint, entryPoint)
	}
	folders[id] = found
	return nil
}

func packageNames(module *ast.Module) []string {
	var names []string
	for _, term := range module.Package.Path[1:] {
		if text, ok := term.Value.(ast.String); ok {
			names = append(names, string(text))
		}
	}
	return names
}

func packageAnnotations(module *ast.Module) *ast.Annotations {
	for _, annotations := range module.Annotations {
		if annotations.Scope == "package" {
			return annotations
		}
	}
	return nil
}
