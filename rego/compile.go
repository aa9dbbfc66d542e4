package rego

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

//go:embed schemas/facts.json
var schemaText []byte

// Schema is the JSON schema of what rules see.
func Schema() []byte { return slices.Clone(schemaText) }

// capabilities leave rules nothing but their input: no network, no clock, no
// randomness, nothing of the process. Rules may come with a pull request.
var capabilities = sync.OnceValue(func() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.AllowNet = []string{}
	all.Builtins = slices.DeleteFunc(all.Builtins, func(b *ast.Builtin) bool {
		// Tokens and certificates are checked against the clock.
		reach := []string{"http.", "net.lookup", "opa.", "rand.", "uuid.rfc", "time.now", "io.jwt.", "crypto.x509."}
		return b.IsNondeterministic() ||
			slices.ContainsFunc(reach, func(prefix string) bool { return strings.HasPrefix(b.Name, prefix) })
	})
	return all
})

// newCompiler makes a compiler that lets rules do only what they may.
func newCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(capabilities()).WithDefaultRegoVersion(ast.RegoV1)
}

// checkingCompiler makes a compiler that also knows the shape of the facts, so that
// a misspelt field is an error when rules load and not silence when they run.
func checkingCompiler() (*ast.Compiler, error) {
	schema, err := typedSchema(schemaText)
	if err != nil {
		return nil, err
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, schema)
	schemas.Put(ast.SchemaRootRef.Append(ast.StringTerm("facts")), schema)
	return newCompiler().WithSchemas(schemas).WithUseTypeCheckAnnotations(true), nil
}

// compileChecked compiles the modules that were loaded, together with the library
// and with what they name of catalogues; nil where there are none.
func compileChecked(modules map[string]*ast.Module, folders map[string]folder) (*ast.Compiler, error) {
	if len(modules) == 0 {
		return nil, nil
	}
	if err := loadLibrary(modules); err != nil {
		return nil, err
	}
	if nameRules(modules) {
		for _, catalogued := range folders {
			if catalogued.known == nil {
				continue
			}
			if err := catalogued.load(modules); err != nil {
				return nil, err
			}
		}
	}
	compiler, err := checkingCompiler()
	if err != nil {
		return nil, err
	}
	return compiler, compileAll(compiler, modules)
}

// checks are the stages of compilation that change nothing in rules without an
// error. Those of a catalogue have passed them.
var checks = []ast.StageID{
	ast.StageCheckKeywordOverrides, ast.StageCheckVoidCalls, ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs,
	ast.StageCheckSafetyRuleHeads, ast.StageCheckRecursion, ast.StageCheckTypes,
}

// compile makes rules of catalogues ready to be asked: those that were not needed
// before, all at once.
func (e *Engine) compile(asked []*rule) error {
	e.compiling.Lock()
	defer e.compiling.Unlock()
	var fresh []*rule
	modules := map[string]*ast.Module{}
	for _, one := range asked {
		if one.compiler != nil {
			continue
		}
		fresh = append(fresh, one)
		if err := one.folder.load(modules); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := loadLibrary(modules); err != nil {
		return err
	}
	compiler := newCompiler().WithSkipStages(checks...)
	if err := compileAll(compiler, modules); err != nil {
		return err
	}
	for _, one := range fresh {
		one.compiler = compiler
	}
	return nil
}

func compileAll(compiler *ast.Compiler, modules map[string]*ast.Module) error {
	if compiler.Compile(modules); compiler.Failed() {
		return fmt.Errorf("compiling rules: %w", sortedErrors(compiler.Errors))
	}
	return nil
}

// typedSchema is the schema as OPA's type checker understands it. The checker
// takes the values of an object without fixed properties for anything at all; a
// table is therefore shown to it as an object with the one property "*", whose
// type is then the type of every row.
func typedSchema(text []byte) (any, error) {
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, fmt.Errorf("reading the schema of the facts: %w", err)
	}
	showRows(schema)
	return schema, nil
}

// sortedErrors gives compile errors in a stable order, one a line.
func sortedErrors(errs ast.Errors) error {
	errs.Sort()
	joined := make([]error, len(errs))
	for i, err := range errs {
		joined[i] = err
	}
	return errors.Join(joined...)
}
