package rego

import (
	"io/fs"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Workbench parses every module of rules, tests and the test library included,
// and hands over the compiler that the engine would use on them, set to strict.
// It is for [github.com/repolint/repolint/rego/regotest].
func Workbench(rules fs.FS) (*ast.Compiler, map[string]*ast.Module, error) {
	modules := map[string]*ast.Module{}
	for _, files := range []fs.FS{library, rules} {
		err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isRego(name) {
				return err
			}
			modules[name], err = parse(files, name, true)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	compiler, err := checkingCompiler()
	if err != nil {
		return nil, nil, err
	}
	return compiler.WithStrict(true), modules, nil
}
