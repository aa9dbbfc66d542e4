package terraform

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// parsedTemplate is a template file, parsed once per run.
type parsedTemplate struct {
	expr hclsyntax.Expression
	err  error
}

// fileAt resolves a path of file(), templatefile() and their like: relative to
// the root module, and never outside the scan root.
func (in *instance) fileAt(name string) (string, error) {
	if inner, ok := strings.CutPrefix(name, "/"+in.run.root+"/"); ok {
		return path.Join(in.run.root, inner), nil // below path.cwd
	}
	if path.IsAbs(name) {
		return "", ownError{fmt.Errorf("%s is an absolute path: only files inside the scan root are read", name)}
	}
	return path.Join(in.run.root, name), nil
}

// workingFolder is path.cwd as far as it does not depend on the machine: as if
// the scan root were the file system's.
func (r *run) workingFolder() cty.Value {
	if r.root == "." {
		return r.tokens.value(value.Hole{Reason: &value.Reason{Text: "the working folder depends on the machine", Key: r.key("path.cwd")}})
	}
	return cty.StringVal("/" + r.root)
}

func (in *instance) content(name string) ([]byte, error) {
	if hasToken(name) {
		return nil, errUnknown
	}
	at, err := in.fileAt(name)
	if err != nil {
		in.run.refused = append(in.run.refused, err.Error())
		return nil, err
	}
	file, err := in.run.loader.tree.Read(at)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			in.run.refused = append(in.run.refused, err.Error())
			return nil, ownError{err}
		}
		return nil, err
	}
	return file.Content, nil
}

// errUnknown says that a path is not known.
var errUnknown = errors.New("the path is not known")

// reading makes a function of a file's content.
func (in *instance) reading(impl func([]byte) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}}, Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			content, err := in.content(a[0].AsString())
			if errors.Is(err, errUnknown) {
				return cty.UnknownVal(cty.String), nil
			}
			if err != nil {
				return cty.NilVal, err
			}
			text, err := impl(content)
			return cty.StringVal(text), err
		},
	})
}

func (in *instance) addFileFunctions(table map[string]function.Function) {
	table["file"] = in.reading(func(content []byte) (string, error) {
		if !utf8.Valid(content) {
			return "", errors.New("the file is not UTF-8")
		}
		return string(content), nil
	})
	table["filebase64"] = in.reading(func(content []byte) (string, error) { return base64.StdEncoding.EncodeToString(content), nil })
	for name, hash := range map[string]function.Function{
		"filemd5": md5Func, "filesha1": sha1Func, "filesha256": sha256Func, "filesha512": sha512Func,
		"filebase64sha256": base64SHA256Func, "filebase64sha512": base64SHA512Func,
	} {
		table[name] = in.reading(func(content []byte) (string, error) {
			sum, err := hash.Call([]cty.Value{cty.StringVal(string(content))})
			if err != nil {
				return "", err
			}
			return sum.AsString(), nil
		})
	}
	table["fileexists"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}}, Type: function.StaticReturnType(cty.Bool),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			if hasToken(a[0].AsString()) {
				return cty.UnknownVal(cty.Bool), nil
			}
			_, err := in.content(a[0].AsString())
			return cty.BoolVal(err == nil), nil
		},
	})
	table["fileset"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, {Name: "pattern", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Set(cty.String)),
		Impl: func(a []cty.Value, ty cty.Type) (cty.Value, error) {
			if hasToken(a[0].AsString()) || hasToken(a[1].AsString()) {
				return cty.UnknownVal(ty), nil
			}
			return in.fileSet(a[0].AsString(), a[1].AsString())
		},
	})
	template := &function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, anyParameter("vars")},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl:   func(a []cty.Value, _ cty.Type) (cty.Value, error) { return in.templateFile(a[0].AsString(), a[1]) },
	}
	table["templatefile"] = function.New(template)
	table["templatestring"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "template", Type: cty.String}, anyParameter("vars")},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			if isDeepTemplate(a[0].AsString()) {
				return cty.NilVal, errTooDeep
			}
			expr, diagnostics := hclsyntax.ParseTemplate([]byte(a[0].AsString()), "", hcl.InitialPos)
			if diagnostics.HasErrors() || hasToken(a[0].AsString()) {
				return cty.UnknownVal(cty.String), nil
			}
			return in.evalTemplate(rewrite(expr), a[1])
		},
	})
}

// maxFileSet bounds the files fileset looks at.
const maxFileSet = 50_000

func (in *instance) fileSet(dir, pattern string) (cty.Value, error) {
	base, err := in.fileAt(dir)
	if err != nil {
		return cty.NilVal, err
	}
	var found []cty.Value
	seen := 0
	var walk func(relative string)
	walk = func(relative string) {
		entries, err := in.run.loader.tree.List(path.Join(base, relative))
		if err != nil {
			return
		}
		for _, entry := range entries {
			name := path.Join(relative, entry.Name())
			if seen++; seen > maxFileSet || entry.Name() == ".git" {
				return
			}
			if entry.IsDir() {
				walk(name)
			} else if ok, err := doublestar.Match(path.Clean(pattern), name); err == nil && ok {
				found = append(found, cty.StringVal(name))
			}
		}
	}
	walk("")
	if seen > maxFileSet {
		return cty.NilVal, ownError{fmt.Errorf("the folder holds more than %d files", maxFileSet)}
	}
	if len(found) == 0 {
		return cty.SetValEmpty(cty.String), nil
	}
	return cty.SetVal(found), nil
}

func (in *instance) parseTemplate(name string) (hclsyntax.Expression, error) {
	at, err := in.fileAt(name)
	if err != nil {
		return nil, err
	}
	if parsed := in.run.templates[at]; parsed != nil {
		return parsed.expr, parsed.err
	}
	parsed := &parsedTemplate{}
	if content, err := in.content(name); err != nil {
		parsed.err = err
	} else if tokens, _ := hclsyntax.LexTemplate(content, at, hcl.InitialPos); deepest(tokens) != nil {
		parsed.err = errTooDeep
	} else if expr, diagnostics := hclsyntax.ParseTemplate(content, at, hcl.InitialPos); diagnostics.HasErrors() {
		parsed.err = templateError(diagnostics)
	} else {
		parsed.expr = rewrite(expr)
	}
	in.run.templates[at] = parsed
	return parsed.expr, parsed.err
}

func (in *instance) templateFile(name string, vars cty.Value) (cty.Value, error) {
	if hasToken(name) {
		return cty.UnknownVal(cty.String), nil
	}
	expr, err := in.parseTemplate(name)
	if err != nil {
		return cty.NilVal, err
	}
	return in.evalTemplate(expr, vars)
}

// evalTemplate evaluates a template with only its own variables in view.
func (in *instance) evalTemplate(expr hclsyntax.Expression, vars cty.Value) (cty.Value, error) {
	if !isMapping(vars) {
		return cty.UnknownVal(cty.String), nil
	}
	if len(in.run.busy) > maxDepth || slices.Contains(in.run.rendering, expr) {
		return cty.NilVal, errors.New("the template includes itself")
	}
	in.run.rendering = append(in.run.rendering, expr)
	defer func() { in.run.rendering = in.run.rendering[:len(in.run.rendering)-1] }()
	inner := in.base().withLocals(vars.AsValueMap(), nil)
	v, diagnostics := expr.Value(inner.context(expr))
	if diagnostics.HasErrors() {
		return cty.NilVal, templateError(diagnostics)
	}
	return v, nil
}

// templateError is what is wrong in a template, and the function's error behind it.
func templateError(diagnostics hcl.Diagnostics) error {
	for _, d := range diagnostics {
		if extra, ok := d.Extra.(hclsyntax.FunctionCallDiagExtra); ok && extra.FunctionCallError() != nil {
			return fmt.Errorf("%s: %w", lineOf(d), extra.FunctionCallError())
		}
		if d.Severity == hcl.DiagError {
			return fmt.Errorf("%s: %s", lineOf(d), sentence(d))
		}
	}
	return errors.New("the template does not evaluate")
}

// templateScope gives the template behind a templatefile() call, and its scope.
func (s *scope) templateScope(e *call) (hclsyntax.Expression, *scope) {
	if len(e.Args) != 2 {
		return nil, nil
	}
	name, vars := s.eval(e.Args[0]), s.eval(e.Args[1])
	if !isLiteral(name) || !isMapping(vars) {
		return nil, nil
	}
	expr, err := s.in.parseTemplate(name.AsString())
	if err != nil {
		return nil, nil
	}
	return expr, s.in.base().withLocals(vars.AsValueMap(), nil)
}

// lineOf is the file and line of a diagnostic.
func lineOf(d *hcl.Diagnostic) string {
	if d.Subject == nil || d.Subject.Filename == "" {
		return "in the template"
	}
	return d.Subject.Filename + ":" + strconv.Itoa(d.Subject.Start.Line)
}
