package terraform

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
	"github.com/zclconf/go-cty/cty"
)

// run is the evaluation of one root. Everything named in it is evaluated once for
// each way to take the atoms that it reads itself; see cell.go and world.go.
type run struct {
	ctx     context.Context
	loader  *loader
	options *Options
	limits  limits
	root    string
	inputs  inputs
	// world is what atoms are taken for just now; those it does not name are open.
	world  value.World
	tokens tokens
	// attributes are the names that references ask for anywhere in the root, sorted.
	attributes []string
	manifest   *manifest

	frames []*frame
	busy   []string
	// deciders are the atoms that a decision hung on, with their cases.
	deciders map[string]value.Atom
	// uncounted is why a number of instances is not known, by their common address.
	uncounted map[string]*value.Reason
	// documents are the policy documents made so far, by their text.
	documents map[string]value.Value
	templates map[string]*parsedTemplate
	// refused is why files were not read though they may be there: they are
	// outside the scan root, too large, or no files.
	refused     []string
	failures    map[hcl.Range][]failure
	faults      map[source.Diagnostic]bool
	diagnostics source.Diagnostics
	// decoded are the values of texts that jsondecode has read.
	decoded        map[string]cty.Value
	cycles         map[string]bool
	nodes, modules int
	plain          map[string]string
	regionVariable string
	rendering      []hclsyntax.Expression
	// evaluations counts, where a test wants it, how often each cell was computed,
	// attempts how often what is written at a place was evaluated.
	evaluations map[string]int
	attempts    map[hcl.Range]int
	budget      budget
}

func newRun(ctx context.Context, l *loader, root string, given inputs, options *Options) *run {
	bounds := usualLimits
	if options.limits != nil {
		bounds = *options.limits
	}
	return &run{
		ctx: ctx, loader: l, options: options, limits: bounds, root: root, inputs: given, manifest: readManifest(l.tree, root),
		documents: map[string]value.Value{}, templates: map[string]*parsedTemplate{}, deciders: map[string]value.Atom{},
		uncounted: map[string]*value.Reason{},
	}
}

// unreadModule is a call of a module whose code is not there.
type unreadModule struct {
	address string
	reason  value.Reason
	at      source.Range
	passed  []value.Value
}

// maxDepth bounds how deeply references may lead to references, module calls included.
const maxDepth = 2000

func (r *run) cycle(key string, at hcl.Range) {
	start := max(0, slices.Index(r.busy, key))
	if r.cycles == nil {
		r.cycles = map[string]bool{}
	}
	known := r.cycles[key]
	for _, member := range r.busy[start:] {
		r.cycles[member] = true
	}
	if known {
		return // a part of a cycle that was reported
	}
	chain := slices.Compact(append(slices.Clone(r.busy[start:]), key))
	if len(chain) == 1 {
		chain = append(chain, key)
	}
	if len(chain) > 8 {
		chain = append(append(chain[:4:4], "…"), chain[len(chain)-3:]...)
	}
	r.report(source.Error, at, "references form a cycle: %s", strings.Join(chain, " → "))
}

func (r *run) report(severity source.Severity, at hcl.Range, format string, arguments ...any) {
	r.diagnostics = append(r.diagnostics, source.Diagnostic{
		Severity: severity, Message: fmt.Sprintf(format, arguments...), Range: r.rangeOf(at),
	})
}

// rangeOf turns HCL's range into ours: HCL counts columns in grapheme clusters.
func (r *run) rangeOf(at hcl.Range) source.Range {
	if at.Filename == "" {
		return source.Range{}
	}
	file, err := r.loader.tree.Read(at.Filename)
	if err != nil {
		return source.Range{}
	}
	return file.RangeFromBytes(at.Start.Byte, at.End.Byte)
}

// key makes the component-wide identity of something in this root.
func (r *run) key(local string) string { return r.root + "#" + local }
