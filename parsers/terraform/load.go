package terraform

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
)

// module is one folder of configuration, parsed once and shared by every call of it.
type module struct {
	dir       string
	files     []string
	size      int // bytes of files
	variables map[string]*block
	locals    map[string]*hclsyntax.Attribute
	outputs   map[string]*block
	calls     map[string]*block
	resources map[string]*declaration
	providers []*block
	// ephemerals are the ephemeral resources: nothing of them is in a plan.
	ephemerals []*declaration
	// attributes are the names that follow a reference anywhere in the module:
	// what an object of unknown shape may be asked for.
	attributes  map[string]bool
	diagnostics source.Diagnostics
	// lost are the files of which a part could not be read: any block may be missing.
	lost []string
	// repeated are blocks whose name another block has taken.
	repeated []*block
	// unnamed are blocks with an empty name.
	unnamed []*block
	// used are the references of the module, until they are checked.
	used []hcl.Traversal
	// loops are the variables of for expressions.
	loops map[string]bool
}

// block is a top-level block.
type block struct {
	name string
	body *hclsyntax.Body
	head hcl.Range
	all  hcl.Range
}

// declaration is a resource or data block.
type declaration struct {
	*block
	data bool
	typ  string
	// key is how the block is referred to: "aws_vpc.main", "data.aws_ami.al2".
	key string
}

// fullType is the type as [resource.Resource] writes it.
func (d *declaration) fullType() string {
	if d.data {
		return "data." + d.typ
	}
	return d.typ
}

func (l *loader) parse(dir string) *module {
	entries, err := l.tree.List(dir)
	if err != nil {
		return nil
	}
	var primary, overrides []string
	present := map[string]bool{}
	for _, entry := range entries {
		present[entry.Name()] = true
	}
	for _, entry := range entries {
		name := entry.Name()
		stem, isConfiguration := configurationStem(name, present)
		if !isConfiguration {
			continue
		}
		if entry.IsDir() || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") {
			continue
		}
		if stem == "override" || strings.HasSuffix(stem, "_override") {
			overrides = append(overrides, path.Join(dir, name))
		} else {
			primary = append(primary, path.Join(dir, name))
		}
	}
	m := &module{
		dir: dir, variables: map[string]*block{}, locals: map[string]*hclsyntax.Attribute{}, outputs: map[string]*block{},
		calls: map[string]*block{}, resources: map[string]*declaration{}, attributes: map[string]bool{}, loops: map[string]bool{},
	}
	for _, name := range primary {
		l.readFile(m, name, false)
	}
	for _, name := range overrides {
		l.readFile(m, name, true)
	}
	l.checkNames(m)
	if len(m.files) == 0 && len(m.diagnostics) == 0 {
		return nil
	}
	return m
}

// configurationStem is a configuration file's name without its ending. A file of
// OpenTofu's own ending stands for the one with Terraform's.
func configurationStem(name string, present map[string]bool) (string, bool) {
	for _, end := range []string{".tofu", ".tofu.json"} {
		if stem, ok := strings.CutSuffix(name, end); ok {
			return stem, true
		}
	}
	for _, end := range []string{".tf", ".tf.json"} {
		if stem, ok := strings.CutSuffix(name, end); ok {
			return stem, !present[stem+strings.Replace(end, ".tf", ".tofu", 1)]
		}
	}
	return "", false
}

// checkNames reports references to variables, local values and modules that the
// module does not declare.
func (l *loader) checkNames(m *module) {
	used := m.used
	m.used = nil
	if len(m.lost) > 0 {
		return // a file was not read: the declaration may be there
	}
	for _, traversal := range used {
		name, what := step(traversal, 1), ""
		switch root := traversal.RootName(); {
		case name == "" || m.loops[root]:
		case root == "var" && m.variables[name] == nil:
			what = "variable"
		case root == "local" && m.locals[name] == nil:
			what = "local value"
		case root == "module" && m.calls[name] == nil:
			what = "module"
		}
		if what == "" {
			continue
		}
		at := traversal.SourceRange()
		if file, err := l.tree.Read(at.Filename); err == nil {
			m.diagnostics = append(m.diagnostics, source.Diagnostic{
				Severity: source.Error, Message: what + " \"" + name + "\" is not declared in this module: declare it, or correct the name",
				Range: file.RangeFromBytes(at.Start.Byte, at.End.Byte),
			})
		}
	}
}

func (l *loader) readFile(m *module, name string, override bool) {
	file, err := l.tree.Read(name)
	if err != nil {
		m.lose(name, source.Diagnostic{Severity: source.Error, Message: err.Error(), Range: source.Range{File: name}})
		return
	}
	m.files = append(m.files, name)
	m.size += len(file.Content)
	if strings.Contains(string(file.Content), tokenOpen) {
		m.lose(name, source.Diagnostic{
			Severity: source.Error, Message: "the file holds a private-use character that repolint needs for itself: write it as an escape", Range: source.Range{File: name},
		})
		return
	}
	body, diagnostics := nativeBody(file)
	if strings.HasSuffix(name, ".json") {
		body, diagnostics = jsonBody(file)
	}
	m.lose(name, diagnostics...)
	if body == nil {
		return
	}
	rewriteBody(body)
	for _, b := range body.Blocks {
		if b.Type != "moved" && b.Type != "removed" && b.Type != "import" { // these may name what is gone
			m.collectAttributes(b.Body)
		}
		m.add(b, override)
	}
	for _, b := range m.repeated {
		m.diagnostics = append(m.diagnostics, source.Diagnostic{
			Severity: source.Error, Message: b.name + " is declared twice in this module: remove one; the first counts here",
			Range: file.RangeFromBytes(b.head.Start.Byte, b.head.End.Byte),
		})
	}
	for _, b := range m.unnamed {
		m.lose(name, source.Diagnostic{
			Severity: source.Error, Message: "the block has an empty name: give it one", Range: file.RangeFromBytes(b.head.Start.Byte, b.head.End.Byte),
		})
	}
	m.repeated, m.unnamed = nil, nil
}

// lose notes what is wrong with a file. An error means that blocks may be missing.
func (m *module) lose(name string, found ...source.Diagnostic) {
	m.diagnostics = append(m.diagnostics, found...)
	if source.Diagnostics(found).HasErrors() {
		m.lost = append(m.lost, name)
	}
}

func nativeBody(file *source.File) (*hclsyntax.Body, source.Diagnostics) {
	if strings.HasSuffix(file.Path, ".json") {
		return nil, nil
	}
	if deep := tooDeep(file); deep != nil {
		return nil, source.Diagnostics{*deep}
	}
	parsed, found := hclsyntax.ParseConfig(file.Content, file.Path, hcl.InitialPos)
	var diagnostics source.Diagnostics
	last := ""
	for _, d := range found {
		if d.Severity != hcl.DiagError || d.Detail == last { // a quote that is left open breaks every line after it
			continue
		}
		last = d.Detail
		diagnostics = append(diagnostics, syntaxDiagnostic(file, d))
	}
	if parsed == nil {
		return nil, diagnostics
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	for _, d := range found {
		if ok && d.Severity == hcl.DiagError && d.Subject != nil {
			forget(body, d)
		}
	}
	return body, diagnostics
}

func syntaxDiagnostic(file *source.File, d *hcl.Diagnostic) source.Diagnostic {
	at := source.Range{File: file.Path}
	if d.Subject != nil {
		at = file.RangeFromBytes(d.Subject.Start.Byte, d.Subject.End.Byte)
	}
	return source.Diagnostic{Severity: source.Error, Message: sentence(d), Range: at}
}

// sentence makes one line of an HCL diagnostic.
func sentence(d *hcl.Diagnostic) string {
	text := strings.Join(strings.Fields(d.Detail), " ")
	text, _, _ = strings.Cut(text, " Did you mean") // of several names, the library gives any
	if text == "" {
		text = d.Summary
	}
	text = strings.TrimSuffix(text, ".")
	if text != "" && text[0] >= 'A' && text[0] <= 'Z' {
		text = string(text[0]+'a'-'A') + text[1:]
	}
	return text
}

func (m *module) add(b *hclsyntax.Block, override bool) {
	made := &block{body: b.Body, head: b.DefRange(), all: b.Range()}
	switch {
	case slices.Contains(b.Labels, ""):
		m.unnamed = append(m.unnamed, made)
	case b.Type == "locals":
		for _, name := range sortedKeys(b.Body.Attributes) {
			attribute := b.Body.Attributes[name]
			if m.locals[name] != nil && !override {
				m.repeated = append(m.repeated, &block{name: "local value " + strconv.Quote(name), head: attribute.NameRange})
				continue
			}
			m.locals[name] = attribute
		}
	case b.Type == "provider" && len(b.Labels) == 1:
		made.name = b.Labels[0]
		m.providers = append(m.providers, made)
	case b.Type == "variable" && len(b.Labels) == 1:
		m.put(m.variables, "variable", b.Labels[0], made, override)
	case b.Type == "output" && len(b.Labels) == 1:
		m.put(m.outputs, "output", b.Labels[0], made, override)
	case b.Type == "module" && len(b.Labels) == 1:
		m.put(m.calls, "module", b.Labels[0], made, override)
	case (b.Type == "resource" || b.Type == "data") && len(b.Labels) == 2:
		m.addResource(b, made, override)
	case b.Type == "ephemeral" && len(b.Labels) == 2:
		m.ephemerals = append(m.ephemerals, &declaration{block: made, typ: b.Labels[0], key: "ephemeral." + b.Labels[0] + "." + b.Labels[1]})
	case b.Type == "check":
		for _, inner := range b.Body.Blocks {
			if inner.Type == "data" && len(inner.Labels) == 2 {
				m.addResource(inner, &block{body: inner.Body, head: inner.DefRange(), all: inner.Range()}, override)
			}
		}
	}
}

func (m *module) put(table map[string]*block, what, name string, b *block, override bool) {
	b.name = name
	switch base := table[name]; {
	case base == nil:
		table[name] = b
	case override:
		mergeBody(base.body, b.body)
	default:
		m.repeated = append(m.repeated, &block{name: what + " " + strconv.Quote(name), head: b.head})
	}
}

func (m *module) addResource(b *hclsyntax.Block, made *block, override bool) {
	d := &declaration{block: made, data: b.Type == "data", typ: b.Labels[0]}
	made.name = b.Labels[1]
	d.key = d.typ + "." + made.name
	if d.data {
		d.key = "data." + d.key
	}
	switch base := m.resources[d.key]; {
	case base == nil:
		m.resources[d.key] = d
	case override:
		mergeBody(base.body, b.Body)
	default:
		m.repeated = append(m.repeated, &block{name: d.key, head: made.head})
	}
}

// mergeBody lays an override over a block: arguments one by one, nested blocks
// type by type (https://developer.hashicorp.com/terraform/language/files/override).
func mergeBody(base, over *hclsyntax.Body) {
	for name, attribute := range over.Attributes {
		base.Attributes[name] = attribute
	}
	replaced := map[string]bool{}
	for _, b := range over.Blocks {
		replaced[blockType(b)] = true
	}
	base.Blocks = slices.DeleteFunc(base.Blocks, func(b *hclsyntax.Block) bool { return replaced[blockType(b)] })
	base.Blocks = append(base.Blocks, over.Blocks...)
}

// blockType is the type a block makes, through `dynamic` too.
func blockType(b *hclsyntax.Block) string {
	if b.Type == "dynamic" && len(b.Labels) == 1 {
		return b.Labels[0]
	}
	return b.Type
}

func (m *module) collectAttributes(body *hclsyntax.Body) {
	_ = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		var traversal hcl.Traversal
		switch n := node.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			traversal = n.Traversal
		case *hclsyntax.RelativeTraversalExpr:
			traversal = n.Traversal
		case *loop:
			m.loops[n.KeyVar], m.loops[n.ValVar] = true, true
		}
		if _, ok := node.(*hclsyntax.ScopeTraversalExpr); ok && !traversal.IsRelative() {
			m.used = append(m.used, traversal)
		}
		for _, step := range traversal {
			if attr, ok := step.(hcl.TraverseAttr); ok {
				m.attributes[attr.Name] = true
			}
		}
		return nil
	})
}
