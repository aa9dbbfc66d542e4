package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// cell is something named: a local value, an output, an argument, the instances
// of a block. It is computed once for each way to take the atoms it reads.
type cell struct {
	busy    bool
	results []result
	last    int // the result found last
}

// cellKey names a cell of a module instance. Cells with one name are parts of
// one thing for whoever looks for cycles. of tells apart the blocks that a dynamic
// block makes in one world from those of another.
type cellKey struct {
	name, part string
	of         *part
}

// result is what a cell came to, and what was touched on the way: it holds as
// long as the atoms that were read are taken for the same.
type result struct {
	value any
	frame *frame
}

// memo gives a cell, and breaks cycles: what leads back to itself, or is not to
// be computed any more, is otherwise.
func memo[T any](in *instance, key cellKey, at hcl.Range, otherwise T, compute func() T) T {
	r := in.run
	c := in.cell(key)
	if found, ok := recall[T](r, c); ok {
		return found
	}
	name := in.prefix + key.name
	switch {
	case c.busy:
		r.cycle(name, at)
		return otherwise
	case len(r.busy) > maxDepth:
		r.report(source.Error, at, "the references are nested deeper than the limit of %d: %s", maxDepth, name)
		return otherwise
	case r.ctx.Err() != nil:
		return otherwise
	}
	r.busy = append(r.busy, name)
	defer func() { r.busy = r.busy[:len(r.busy)-1] }()
	return fill(in, key, c, compute)
}

func (in *instance) cell(key cellKey) *cell {
	c := in.cells[key]
	if c == nil {
		c = &cell{}
		in.cells[key] = c
	}
	return c
}

// recall finds a result that holds in the present world.
func recall[T any](r *run, c *cell) (T, bool) {
	for n := range c.results {
		i := (c.last + n) % len(c.results)
		if r.holds(c.results[i].frame.seen) {
			c.last = i
			r.touch(c.results[i].frame)
			found, ok := c.results[i].value.(T)
			return found, ok
		}
	}
	var none T
	return none, false
}

// fill computes a cell for the present world.
func fill[T any](in *instance, key cellKey, c *cell, compute func() T) T {
	r := in.run
	c.busy = true
	r.push()
	spent := r.budget.steps
	r.budget.steps = 0
	made := compute()
	r.budget.steps = spent
	c.results = append(c.results, result{made, r.pop()})
	c.last = len(c.results) - 1
	c.busy = false
	if r.evaluations != nil {
		r.evaluations[in.prefix+key.name+key.part]++
	}
	return made
}

// frame collects what one evaluation touched.
type frame struct {
	// seen is what each atom that was read was taken for.
	seen map[string]string
	// atoms are those that an undecided decision would hang on.
	atoms  map[string]value.Atom
	secret string
	// zones says that the availability zones of a region were assumed.
	zones bool
	// open says that a resource was read, of which the provider may know more.
	open bool
	// assumed says that what nobody gave was taken for something: the workspace,
	// what a provider renders. defaulted says the same of the default of a variable
	// of the root.
	assumed, defaulted bool
}

func (r *run) push() { r.frames = append(r.frames, &frame{}) }

// pop ends the innermost frame and hands what it touched to the one around it.
func (r *run) pop() *frame {
	last := r.drop()
	r.touch(last)
	return last
}

// drop ends the innermost frame for itself.
func (r *run) drop() *frame {
	last := r.frames[len(r.frames)-1]
	r.frames = r.frames[:len(r.frames)-1]
	return last
}

func (r *run) touch(f *frame) {
	if len(r.frames) == 0 {
		return
	}
	outer := r.frames[len(r.frames)-1]
	r.touchAtoms(f)
	if outer.secret == "" {
		outer.secret = f.secret
	}
	outer.zones, outer.open = outer.zones || f.zones, outer.open || f.open
	outer.assumed, outer.defaulted = outer.assumed || f.assumed, outer.defaulted || f.defaulted
}

// touchAtoms hands on which atoms f read, and nothing else.
func (r *run) touchAtoms(f *frame) {
	if len(r.frames) == 0 {
		return
	}
	outer := r.frames[len(r.frames)-1]
	for id, was := range f.seen {
		outer.see(id, was)
	}
	for id, atom := range f.atoms {
		outer.note(id, atom)
	}
}

func (f *frame) see(id, was string) {
	if f.seen == nil {
		f.seen = map[string]string{}
	}
	if _, earlier := f.seen[id]; !earlier {
		f.seen[id] = was
	}
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

// undecided records that something hung on the atoms of f and could not be decided.
func (r *run) undecided(f *frame) {
	for id, atom := range f.atoms {
		r.deciders[id] = mergeAtoms(r.deciders[id], atom)
	}
}

// mark notes something of what is being evaluated.
func (r *run) mark(change func(*frame)) {
	if len(r.frames) > 0 {
		change(r.frames[len(r.frames)-1])
	}
}

func (r *run) secret(why string) {
	if len(r.frames) > 0 {
		r.frames[len(r.frames)-1].secret = why
	}
}

// failure is why an expression did not evaluate, as long as the atoms read
// around it are taken for the same.
type failure struct {
	why  string
	seen map[string]string
}

func (r *run) fail(at hcl.Range, why string) {
	found := failure{why: why}
	if len(r.frames) > 0 {
		found.seen = maps.Clone(r.frames[len(r.frames)-1].seen)
	}
	if r.failures == nil {
		r.failures = map[hcl.Range][]failure{}
	}
	r.failures[at] = append(slices.DeleteFunc(r.failures[at], func(old failure) bool { return maps.Equal(old.seen, found.seen) }), found)
}

// failed says why the expression at a range did not evaluate, or "".
func (r *run) failed(at hcl.Range) string {
	for _, one := range slices.Backward(r.failures[at]) {
		if r.holds(one.seen) {
			return one.why
		}
	}
	return ""
}
