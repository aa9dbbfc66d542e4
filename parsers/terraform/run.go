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

// run is one evaluation of one root in one world.
type run struct {
	ctx     context.Context
	loader  *loader
	options *Options
	root    string
	inputs  inputs
	world   value.World
	tokens  tokens
	// attributes are the names that references ask for anywhere in the root.
	attributes map[string]bool
	manifest   *manifest

	frames   []*frame
	busy     []string
	deciders map[string]value.Atom
	// described are the descriptions of named values.
	described map[describedKey]value.Value
	// documents are the policy documents made so far, by their text.
	documents map[string]value.Value
	templates map[string]*parsedTemplate
	// refused is why files were not read though they may be there: they are
	// outside the scan root, too large, or no files.
	refused     []string
	failures    map[hcl.Range]string
	diagnostics source.Diagnostics
	unread      []unreadModule
	// decoded are the values of texts that jsondecode has read.
	decoded        map[string]cty.Value
	cycles         map[string]bool
	nodes          int
	plain          map[string]string
	made           evaluation
	regionVariable string
	providers      map[string]string
	rendering      []hclsyntax.Expression
	// crowded says that there are more undecided conditions than are judged each way.
	crowded bool
}

// unreadModule is a call of a module whose code is not there.
type unreadModule struct {
	address string
	reason  value.Reason
	at      source.Range
	passed  []value.Value
}

// frame collects what one evaluation touched.
type frame struct {
	atoms  map[string]value.Atom
	secret string
	// zones says that the availability zones of a region were assumed.
	zones bool
}

func (r *run) push() { r.frames = append(r.frames, &frame{}) }

// pop ends the innermost frame and hands what it touched to the one around it.
func (r *run) pop() *frame {
	last := r.frames[len(r.frames)-1]
	r.frames = r.frames[:len(r.frames)-1]
	r.touch(last)
	return last
}

func (r *run) touch(f *frame) {
	if f == nil || len(r.frames) == 0 {
		return
	}
	outer := r.frames[len(r.frames)-1]
	for id, atom := range f.atoms {
		outer.note(id, atom)
	}
	if outer.secret == "" {
		outer.secret = f.secret
	}
	outer.zones = outer.zones || f.zones
}

func (f *frame) note(id string, atom value.Atom) {
	if f.atoms == nil {
		f.atoms = map[string]value.Atom{}
	}
	f.atoms[id] = mergeAtoms(f.atoms[id], atom)
}

func mergeAtoms(a, b value.Atom) value.Atom {
	cases := slices.Concat(a.Cases, b.Cases)
	slices.Sort(cases)
	b.Cases, b.Open = slices.Compact(cases), a.Open || b.Open
	return b
}

// note records that what is being evaluated depends on an atom.
func (r *run) note(atom value.Atom) {
	if len(r.frames) > 0 {
		r.frames[len(r.frames)-1].note(atom.ID, atom)
	}
}

// decided records that something hung on the atoms of f and could not be decided.
func (r *run) undecided(f *frame) {
	for id, atom := range f.atoms {
		if r.deciders == nil {
			r.deciders = map[string]value.Atom{}
		}
		r.deciders[id] = mergeAtoms(r.deciders[id], atom)
	}
}

func (r *run) secret(why string) {
	if len(r.frames) > 0 {
		r.frames[len(r.frames)-1].secret = why
	}
}

// cell is one memoised value.
type cell struct {
	busy  bool
	done  bool
	value cty.Value
	frame *frame
}

// memo computes the value behind key once, and breaks cycles.
func (in *instance) memo(key string, at hcl.Range, compute func() cty.Value) cty.Value {
	c := in.cells[key]
	if c == nil {
		c = &cell{}
		in.cells[key] = c
	}
	r := in.run
	switch {
	case c.done:
		r.touch(c.frame)
		return c.value
	case c.busy:
		r.cycle(in.prefix+key, at)
		return cty.DynamicVal
	case len(r.busy) > maxDepth:
		r.report(source.Error, at, "the references are nested deeper than the limit of %d: %s", maxDepth, in.prefix+key)
		return cty.DynamicVal
	case r.ctx.Err() != nil:
		return cty.DynamicVal
	}
	c.busy = true
	r.busy = append(r.busy, in.prefix+key)
	r.push()
	c.value = compute()
	c.frame = r.pop()
	r.busy = r.busy[:len(r.busy)-1]
	c.busy, c.done = false, true
	return c.value
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
	chain := append(slices.Clone(r.busy[start:]), key)
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
