package cloudformation

import (
	"context"
	"slices"
	"sync"

	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Stack is a root stack as the manifest of an assembly describes it. Only
// Template, its path relative to the scan root, must be set.
type Stack struct {
	Template string
	// Name is the stack's name when it is deployed, Parameters what it is
	// deployed with, Region and Account where; "" where the manifest leaves it open.
	Name, Region, Account string
	Parameters            map[string]string
	// Asset finds the file behind the location of a nested template, "" when it
	// is no asset of the assembly.
	Asset func(location string) string
	// Images tells what the app looked up to get an image id: the path of a
	// public parameter or an AMI name filter.
	Images map[string]string
	// Placeholder tells the texts that stand for what the app could not look up.
	Placeholder func(text string) bool
	// Lookups are the subnets that the app looked up.
	Lookups []Lookup
	// Construct finds the construct path and the line of the app behind a logical
	// id of a template file.
	Construct func(template, logicalID string) (path string, at source.Range)
	// Assigned finds the lines of the app that set single properties of it.
	Assigned func(template, logicalID string) map[string]source.Range
}

// scan is what all components of one Set share. It is safe for concurrent use.
type scan struct {
	tree      *source.Tree
	options   Options
	overrides map[string]override
	dialect   source.Dialect
	// rivals are known before the first component is read.
	rivals map[rivalry][]string

	mu        sync.Mutex
	templates map[string]*template
	held      int // bytes of the files behind templates
}

func newScan(tree *source.Tree, options Options, dialect source.Dialect) (*scan, source.Diagnostics) {
	overrides, diagnostics := options.overrides(tree)
	return &scan{tree: tree, options: options, overrides: overrides, dialect: dialect, rivals: map[rivalry][]string{}, templates: map[string]*template{}}, diagnostics
}

// template reads a template once.
func (c *scan) template(name string) (*template, error) {
	c.mu.Lock()
	t := c.templates[name]
	c.mu.Unlock()
	if t != nil {
		return t, nil
	}
	file, err := c.tree.Read(name)
	if err != nil {
		return nil, err
	}
	t = readTemplate(file)
	if t.root != nil && mayInclude(file) {
		t.include(c.tree)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if earlier := c.templates[name]; earlier != nil {
		return earlier, nil
	}
	c.templates[name] = t
	c.held += len(file.Content)
	return t, nil
}

// maxHeld bounds the files, in bytes, behind the templates that are kept from
// finding the components to judging them. Nodes take more than ten times that.
const maxHeld = 1 << 20

// release lets go of templates that will be asked for later, if there is no room
// to keep them: they are read again then, and memory does not grow with the tree.
func (c *scan) release(names map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range names {
		if t := c.templates[name]; t != nil && c.held > maxHeld {
			c.drop(name)
			c.tree.Forget(name)
		}
	}
}

// forget drops a template that no other component will ask for.
func (c *scan) forget(names map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range names {
		c.drop(name)
	}
}

func (c *scan) drop(name string) {
	if t := c.templates[name]; t != nil {
		c.held -= len(t.file.Content)
		delete(c.templates, name)
	}
}

// Components finds the stacks of a set that belong together: those that nesting
// or exports join. A template that another one nests is no root of its own.
func Components(set *source.Set, options Options) ([]resource.Component, source.Diagnostics) {
	c, diagnostics := newScan(set.Tree, options, source.CloudFormation)
	var names []string
	for _, unit := range set.Units {
		if unit.Dialect == source.CloudFormation {
			names = append(names, unit.Path)
		}
	}
	slices.Sort(names)
	groups := c.group(slices.Compact(names))
	components := make([]resource.Component, 0, len(groups))
	for _, roots := range groups {
		components = append(components, resource.Component{
			Name: roots[0], Roots: roots,
			Parse: func(ctx context.Context) resource.Result {
				stacks := make([]Stack, 0, len(roots))
				for _, root := range roots {
					stacks = append(stacks, Stack{Template: root})
				}
				return c.parse(ctx, stacks)
			},
		})
	}
	return components, diagnostics
}

// Assembly is the component of the stacks that a manifest lists.
func Assembly(name string, stacks []Stack, tree *source.Tree, options Options) (resource.Component, source.Diagnostics) {
	c, diagnostics := newScan(tree, options, source.CDK)
	roots := make([]string, 0, len(stacks))
	for _, s := range stacks {
		roots = append(roots, s.Template)
	}
	return resource.Component{
		Name: name, Roots: roots,
		Parse: func(ctx context.Context) resource.Result { return c.parse(ctx, stacks) },
	}, diagnostics
}

// parse evaluates and lowers the stacks of one component.
func (c *scan) parse(ctx context.Context, stacks []Stack) resource.Result {
	r := &run{scan: c, cancelled: ctx.Err}
	for _, s := range stacks {
		t, err := c.template(s.Template)
		if err != nil {
			r.report(source.Error, source.Range{File: s.Template}, "%v", err)
			continue
		}
		if t.root == nil {
			r.diagnostics = append(r.diagnostics, t.diagnostics...)
			r.unread = append(r.unread, t.unread()...)
			continue
		}
		root := r.newStack(t, s)
		root.open()
		r.roots = append(r.roots, root)
	}
	r.index()
	l := newLowering(r)
	l.lower()
	if c.options.Region != "" {
		l.builder.Fix(value.Region, value.Literal(c.options.Region))
	}
	linked, diagnostics := l.builder.Link()
	c.forget(r.files)
	return resource.Result{
		Graph: linked, Resources: l.resources, Diagnostics: append(r.diagnostics, diagnostics...).Sorted(), Parameters: r.parameters,
	}
}
