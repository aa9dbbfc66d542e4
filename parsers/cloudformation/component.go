package cloudformation

import (
	"bytes"
	"context"
	"runtime"
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
	// Construct finds the construct path and the line of the app behind a logical
	// id of a template file.
	Construct func(template, logicalID string) (path string, at source.Range)
}

// scan is what all components of one Set share. It is safe for concurrent use.
type scan struct {
	tree      *source.Tree
	options   Options
	overrides map[string]override
	dialect   source.Dialect

	mu        sync.Mutex
	templates map[string]*template
}

func newScan(tree *source.Tree, options Options, dialect source.Dialect) (*scan, source.Diagnostics) {
	overrides, diagnostics := options.overrides(tree)
	return &scan{tree: tree, options: options, overrides: overrides, dialect: dialect, templates: map[string]*template{}}, diagnostics
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
	c.mu.Lock()
	defer c.mu.Unlock()
	if earlier := c.templates[name]; earlier != nil {
		return earlier, nil
	}
	c.templates[name] = t
	return t, nil
}

// forget drops a template that no other component will ask for.
func (c *scan) forget(names map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range names {
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

// joining are the words without which a template neither nests nor shares anything.
var joining = [][]byte{
	[]byte("AWS::CloudFormation::Stack"), []byte("ImportValue"), []byte("Export"), []byte("AWS::Serverless::Application"),
}

// group sorts templates into components, each with its root templates in order.
func (c *scan) group(names []string) [][]string {
	joins := c.prefetch(names)
	r := &run{scan: c, cancelled: func() error { return nil }}
	nested := map[string]string{}
	for _, name := range names {
		if !joins[name] {
			continue
		}
		t, err := c.template(name)
		if err != nil || t.root == nil {
			continue
		}
		root := r.newStack(t, Stack{Template: name})
		root.open()
		root.walk(func(s *stack) {
			for _, file := range s.nestedFiles() {
				if nested[file] == "" {
					nested[file] = name
				}
			}
		})
		r.stacks = 0
		r.roots = append(r.roots, root)
	}
	roots := outermost(names, nested)
	r.roots = slices.DeleteFunc(r.roots, func(s *stack) bool { return !slices.Contains(roots, s.root) })
	r.index()
	return r.connect(roots)
}

// outermost lists the templates that no other one nests. In a circle of stacks,
// the first by name is taken for the outermost.
func outermost(names []string, nested map[string]string) []string {
	var roots []string
	for _, name := range names {
		seen := map[string]bool{name: true}
		first := name
		above := nested[name]
		for above != "" && !seen[above] {
			seen[above] = true
			first = min(first, above)
			above = nested[above]
		}
		if nested[name] == "" || above == name && first == name {
			roots = append(roots, name)
		}
	}
	return roots
}

// prefetch reads the templates that may nest others or share values, on all
// cores, and says which they are.
func (c *scan) prefetch(names []string) map[string]bool {
	joins := make(map[string]bool, len(names))
	work := make(chan string)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Add(1)
		go func() {
			defer group.Done()
			for name := range work {
				_, _ = c.template(name)
			}
		}()
	}
	for _, name := range names {
		file, err := c.tree.Read(name)
		if err != nil {
			continue
		}
		for _, word := range joining {
			if bytes.Contains(file.Content, word) {
				joins[name] = true
				work <- name
				break
			}
		}
	}
	close(work)
	group.Wait()
	return joins
}

// connect joins the roots whose stacks import from each other.
func (r *run) connect(roots []string) [][]string {
	above := map[string]string{}
	var find func(string) string
	find = func(name string) string {
		if up, ok := above[name]; ok && up != name {
			above[name] = find(up)
			return above[name]
		}
		return name
	}
	for _, root := range r.roots {
		root.walk(func(s *stack) {
			for _, exporter := range s.exporters(s.template.root, 0) {
				a, b := find(root.root), find(exporter)
				above[max(a, b)] = min(a, b)
			}
		})
	}
	members := map[string][]string{}
	for _, name := range roots {
		members[find(name)] = append(members[find(name)], name)
	}
	var groups [][]string
	for _, name := range roots {
		if group := members[name]; len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// exporters lists the root templates that the imports written in n lead to.
func (s *stack) exporters(n *node, depth int) []string {
	if n == nil || depth > maxDepth {
		return nil
	}
	var found []string
	if name, argument, ok := n.function(); ok && name == "Fn::ImportValue" {
		for _, alternative := range value.Flatten(s.evaluate(argument)) {
			if exporter := s.run.exporter(s, text(alternative.Value)); exporter != nil {
				found = append(found, exporter.stack.root)
			}
		}
	}
	for _, item := range n.items {
		found = append(found, s.exporters(item, depth+1)...)
	}
	for _, m := range n.members {
		found = append(found, s.exporters(m.value, depth+1)...)
	}
	return found
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
	return resource.Result{Graph: linked, Resources: l.resources, Diagnostics: append(r.diagnostics, diagnostics...).Sorted()}
}
