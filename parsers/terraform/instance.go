package terraform

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// instance is one instance of a module: the root, or one of those a call makes.
type instance struct {
	run    *run
	module *module
	// caller is where the arguments of call are evaluated; nil for the root.
	caller *scope
	call   *block
	// prefix goes in front of addresses: `module.net["a"].`, "" for the root.
	prefix string
	depth  int
	// installed is the outermost call that leads to code installed from elsewhere.
	installed *block
	cells     map[cellKey]*cell
	// called are the modules behind the calls, by name; made the instances of
	// them, by call and suffix: one instance in whatever world it exists.
	called    map[string]*calledModule
	made      map[string]*instance
	children  map[childKey]*childModule
	single    *expansion // of blocks without count and for_each
	functions map[string]function.Function
}

// calledModule is the code behind a module call, or a reason why there is none.
type calledModule struct {
	module  *module
	missing *value.Reason
}

type childKey struct {
	name     string
	expanded *expansion
}

// childModule is what a module call leads to: instances, or a reason why not.
type childModule struct {
	expansion *expansion
	instances []*instance
	missing   *value.Reason
}

func (r *run) newInstance(m *module) *instance {
	in := &instance{
		run: r, module: m, cells: map[cellKey]*cell{}, called: map[string]*calledModule{}, made: map[string]*instance{},
		children: map[childKey]*childModule{},
	}
	in.single = &expansion{members: []member{{scope: in.base()}}}
	return in
}

// path is path.module: the module's folder relative to the root module.
func (in *instance) path() string {
	relative, err := filepath.Rel(in.run.root, in.module.dir)
	if err != nil {
		return "."
	}
	return filepath.ToSlash(relative)
}

// base is the scope of expressions outside any count, for_each or loop.
func (in *instance) base() *scope { return &scope{run: in.run, in: in} }

// maxModuleDepth bounds modules that call modules.
const maxModuleDepth = 32

// child expands a module call.
func (in *instance) child(name string) *childModule {
	call := in.module.calls[name]
	if call == nil {
		return nil
	}
	expanded := in.expand("module."+name, call.body)
	if c := in.children[childKey{name, expanded}]; c != nil {
		return c
	}
	found := in.called[name]
	if found == nil {
		found = &calledModule{}
		if found.module, found.missing = in.resolve(call); found.module != nil {
			in.checkCall(call, found.module)
		}
		in.called[name] = found
	}
	c := &childModule{expansion: expanded, missing: found.missing}
	in.children[childKey{name, expanded}] = c
	if found.module == nil {
		return c
	}
	if in.run.modules += len(expanded.members); in.run.modules > in.run.limits.modules {
		in.run.exceed(call.head, "the root module calls more than the limit of %d modules, which is met here", in.run.limits.modules)
		c.missing = &value.Reason{Text: in.prefix + "module." + name + " is over the limit of what a root module may call", Key: in.run.key(in.prefix + "module." + name)}
		return c
	}
	for _, one := range expanded.members {
		c.instances = append(c.instances, in.callInstance(call, found.module, one))
	}
	return c
}

func (in *instance) callInstance(call *block, m *module, one member) *instance {
	address := "module." + call.name + one.suffix
	if in.made[address] == nil {
		made := in.run.newInstance(m)
		made.caller, made.call, made.depth = one.scope, call, in.depth+1
		made.prefix = in.prefix + address + "."
		made.settle(isInstalledFile(m.dir + "/"))
		in.made[address] = made
	}
	return in.made[address]
}

// resolve finds the code of a called module.
func (in *instance) resolve(call *block) (*module, *value.Reason) {
	r := in.run
	address := in.prefix + "module." + call.name
	if in.depth >= maxModuleDepth {
		r.report(source.Error, call.head, "modules are nested deeper than the limit of %d: %s", maxModuleDepth, address)
		return nil, &value.Reason{Text: address + " is nested too deeply", Key: r.key(address)}
	}
	attribute := call.body.Attributes["source"]
	if attribute == nil {
		r.report(source.Error, call.head, "module %q has no source: say where its code is", call.name)
		return nil, &value.Reason{Text: address + " has no source", Key: r.key(address)}
	}
	where, _ := literalText(attribute.Expr)
	if isLocal(where) {
		dir := path.Join(in.module.dir, where)
		if in.isInside(dir) {
			r.report(source.Error, attribute.Expr.Range(), "module %q calls itself, by way of %s", call.name, dir)
			return nil, &value.Reason{Text: address + " calls itself", Key: r.key(address)}
		}
		if m := r.loader.load(dir); m != nil {
			return m, nil
		}
		if dir == ".." || strings.HasPrefix(dir, "../") {
			r.report(source.Error, attribute.Expr.Range(), "module %q is outside the scan root, in %s: set --root to a folder that holds both", call.name, dir)
			return nil, &value.Reason{Text: address + " is outside the scan root", Settle: "set --root", Key: r.key(address)}
		}
		r.report(source.Error, attribute.Expr.Range(), "module %q: there is no Terraform configuration in %s", call.name, dir)
		return nil, &value.Reason{Text: "the folder of " + address + " is missing", Key: r.key(address)}
	}
	if dir := r.manifest.dir(in.manifestKey(call.name)); dir != "" {
		if m := r.loader.load(path.Join(r.root, dir)); m != nil {
			return m, nil
		}
	}
	r.report(source.Warning, attribute.Expr.Range(), "%s (%s) is not installed, so what it makes is unknown: run `terraform init`", address, where)
	return nil, &value.Reason{
		Text: address + " is not installed", Settle: "run `terraform init`", Key: r.key(address),
	}
}

// isInside reports whether dir is the module's own folder, or a caller's.
func (in *instance) isInside(dir string) bool {
	for at := in; ; at = at.caller.in {
		if at.module.dir == dir {
			return true
		}
		if at.caller == nil {
			return false
		}
	}
}

// manifestKey is how .terraform/modules/modules.json names a call: "net.inner".
func (in *instance) manifestKey(name string) string {
	for at := in; at.call != nil; at = at.caller.in {
		name = at.call.name + "." + name
	}
	return name
}

func isLocal(where string) bool {
	return len(where) > 1 && (where[:2] == "./" || len(where) > 2 && where[:3] == "../") || where == "." || where == ".."
}

// literalText reads a quoted string without interpolation.
func literalText(expr hclsyntax.Expression) (string, bool) {
	if t, ok := expr.(*template); ok && t.IsStringLiteral() {
		if v, diagnostics := t.TemplateExpr.Value(nil); !diagnostics.HasErrors() {
			return v.AsString(), true
		}
	}
	return "", false
}

// expansion is what count or for_each makes of a block.
type expansion struct {
	mode     expansionMode
	members  []member
	symbolic *value.Reason
	// values are what each.value is, by the member's suffix.
	values map[string]cty.Value
}

type expansionMode int

const (
	single expansionMode = iota
	counted
	keyed
)

// member is one instance: its address suffix, its key and the scope of its body,
// which is the same in whatever world the instance exists.
type member struct {
	suffix string
	key    cty.Value
	scope  *scope
	// doubt, when set, says why the instance may not exist.
	doubt *value.Reason
}

// symbolicKey is the key under which a reference finds the one instance that
// stands for an unknown number of them.
const symbolicKey = "\U000F0A5E"

// expand evaluates count and for_each of the block called key.
func (in *instance) expand(key string, body *hclsyntax.Body) *expansion {
	if body.Attributes["count"] == nil && body.Attributes["for_each"] == nil {
		return in.single
	}
	return memo(in, cellKey{name: "instances of " + key}, body.Range(), in.single, func() *expansion {
		if body.Attributes["count"] != nil {
			return in.expandCount(key, body)
		}
		return in.expandEach(key, body)
	})
}

func (in *instance) expandCount(key string, body *hclsyntax.Body) *expansion {
	scope, attribute := in.base(), body.Attributes["count"]
	in.run.push()
	count := coerce(scope.evalNeeded(attribute.Expr), cty.Number)
	touched := in.run.pop()
	scope.checkCount(count, touched, attribute)
	made := &expansion{mode: counted}
	if !count.IsKnown() || count.IsNull() {
		in.run.undecided(touched)
		return in.symbolicExpansion(made, scope, body, key, "")
	}
	number, _ := count.AsBigFloat().Int64()
	if number > int64(in.run.limits.instances) || !in.run.room(number) {
		in.run.report(source.Error, attribute.Expr.Range(), "count = %d makes more instances of %s than the limit of %d", number, key, in.run.limits.instances)
		return in.symbolicExpansion(made, scope, body, key, "it is over the limit")
	}
	for i := range number {
		at := cty.NumberIntVal(i)
		made.members = append(made.members, member{
			suffix: "[" + at.AsBigFloat().Text('f', 0) + "]", key: at, scope: scope.with(func(s *scopeValues) { s.count = at }),
		})
	}
	scope.doubtZones(made, touched, attribute)
	return made
}

func (in *instance) symbolicExpansion(made *expansion, scope *scope, body *hclsyntax.Body, key, why string) *expansion {
	at, attribute := cty.UnknownVal(cty.String), body.Attributes["for_each"]
	if made.mode == counted {
		at, attribute = cty.UnknownVal(cty.Number), body.Attributes["count"]
	}
	reason := value.Reason{Text: "the number of instances of " + in.prefix + key + " is not known"}
	if why != "" {
		reason.Text += ": " + why
	} else if hole := scope.holeOf(attribute.Expr); hole.Reason != nil {
		reason.Text += ": " + hole.Reason.Text
		reason.Settle = hole.Reason.Settle
	}
	made.symbolic, in.run.uncounted[in.prefix+key] = &reason, &reason
	made.members = []member{{suffix: symbolicSuffix, key: at, scope: scope.with(func(s *scopeValues) {
		s.source = attribute.Expr
		if made.mode == counted {
			s.count = at
			return
		}
		s.each = in.eachOf(key, body, symbolicSuffix, at)
	})}}
	return made
}

// symbolicSuffix ends the address of the one instance that stands for an unknown
// number of them.
const symbolicSuffix = "[?]"

func (r *run) room(more int64) bool {
	r.nodes += int(more)
	return r.nodes <= r.limits.nodes
}

func (in *instance) expandEach(key string, body *hclsyntax.Body) *expansion {
	scope, attribute := in.base(), body.Attributes["for_each"]
	in.run.push()
	each := scope.evalNeeded(attribute.Expr)
	touched := in.run.pop()
	scope.checkEach(each, touched, attribute)
	made := &expansion{mode: keyed, values: map[string]cty.Value{}}
	if !each.IsKnown() || each.IsNull() || !each.CanIterateElements() || each.Type().IsTupleType() || each.Type().IsListType() {
		in.run.undecided(touched)
		return in.symbolicExpansion(made, scope, body, key, "")
	}
	isSet := each.Type().IsSetType()
	if number := int64(each.LengthInt()); number > int64(in.run.limits.instances) || !in.run.room(number) {
		in.run.report(source.Error, attribute.Expr.Range(), "for_each makes %d instances of %s, more than the limit of %d", number, key, in.run.limits.instances)
		return in.symbolicExpansion(made, scope, body, key, "it is over the limit")
	}
	for it := each.ElementIterator(); it.Next(); {
		k, v := it.Element()
		if isSet {
			k = v
		}
		if !k.IsKnown() || k.IsNull() || k.Type() != cty.String || hasToken(k.AsString()) {
			return in.symbolicExpansion(made, scope, body, key, "")
		}
		if k.AsString() == symbolicKey {
			made.values[symbolicSuffix] = v
			return in.symbolicExpansion(made, scope, body, key, "")
		}
		suffix := `["` + escapeKey(k.AsString()) + `"]`
		made.values[suffix] = v
		made.members = append(made.members, member{suffix: suffix, key: k, scope: scope.with(func(s *scopeValues) {
			s.each, s.source = in.eachOf(key, body, suffix, k), attribute.Expr
		})})
	}
	scope.doubtZones(made, touched, attribute)
	return made
}

// eachOf is each.key and each.value of one instance. The value is looked up where
// it is used: what does not use it hangs on nothing that the collection hangs on.
func (in *instance) eachOf(key string, body *hclsyntax.Body, suffix string, k cty.Value) *eachValues {
	return &eachValues{key: k, value: func() cty.Value {
		in.run.push()
		expanded := in.expand(key, body)
		touched := in.run.drop()
		in.run.touchAtoms(touched)
		in.run.mark(func(f *frame) { f.open, f.secret = f.open || touched.open, cmp.Or(f.secret, touched.secret) })
		if v, ok := expanded.values[suffix]; ok {
			return v
		}
		return cty.DynamicVal
	}}
}

// escapeKey writes an instance key as Terraform does in addresses.
func escapeKey(key string) string {
	return string(hclEscape(key))
}

func hclEscape(s string) []byte {
	var out []byte
	for i, c := range s {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', byte(c))
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\r':
			out = append(out, `\r`...)
		case c == '\t':
			out = append(out, `\t`...)
		case (c == '$' || c == '%') && i+1 < len(s) && s[i+1] == '{':
			out = append(out, byte(c), byte(c))
		default:
			out = append(out, string(c)...)
		}
	}
	return out
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
