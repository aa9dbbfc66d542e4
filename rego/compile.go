package rego

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

//go:embed schemas/facts.json
var schemaText []byte

// Schema is the JSON schema of what rules see.
func Schema() []byte { return slices.Clone(schemaText) }

// capabilities leave rules nothing but their input: no network, no clock, no
// randomness, nothing of the process. Rules may come with a pull request.
func capabilities() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.AllowNet = []string{}
	all.Builtins = slices.DeleteFunc(all.Builtins, func(b *ast.Builtin) bool {
		// Tokens and certificates are checked against the clock.
		reach := []string{"http.", "net.lookup", "opa.", "rand.", "uuid.rfc", "time.now", "io.jwt.", "crypto.x509."}
		return b.IsNondeterministic() ||
			slices.ContainsFunc(reach, func(prefix string) bool { return strings.HasPrefix(b.Name, prefix) })
	})
	return all
}

// newCompiler makes a compiler that knows the shape of the facts, so that a
// misspelt field is an error when rules load and not silence when they run.
func newCompiler() (*ast.Compiler, error) {
	schema, err := typedSchema(schemaText)
	if err != nil {
		return nil, err
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, schema)
	schemas.Put(ast.SchemaRootRef.Append(ast.StringTerm("facts")), schema)
	return ast.NewCompiler().
		WithCapabilities(capabilities()).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(true).
		WithDefaultRegoVersion(ast.RegoV1), nil
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
