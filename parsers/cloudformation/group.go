package cloudformation

import (
	"bytes"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// joining are the words without which a template neither nests nor shares anything.
var joining = [][]byte{
	[]byte("AWS::CloudFormation::Stack"), []byte("ImportValue"), []byte("Export"), []byte("AWS::Serverless::Application"),
}

// ties are what may join a template to others. They are little, so that those of
// all templates can be held at once.
type ties struct {
	// nests are the templates that it nests, directly or not.
	nests []string
	// exports and imports are those of its stack and of all stacks nested in it.
	exports []export
	imports []value.Text
	// open says that the name of an import rests on another import.
	open bool
}

// group sorts templates into components, each with its root templates in order.
func (c *scan) group(names []string) [][]string {
	tied, nested := map[string]*ties{}, map[string]string{}
	for i, found := range c.tiesOf(names) {
		if found == nil {
			continue
		}
		tied[names[i]] = found
		for _, file := range found.nests {
			if nested[file] == "" {
				nested[file] = names[i]
			}
		}
	}
	roots := outermost(names, nested)
	joined := slices.DeleteFunc(slices.Clone(roots), func(name string) bool { return tied[name] == nil })
	if slices.ContainsFunc(joined, func(name string) bool { return tied[name].open }) {
		c.settle(joined, tied)
	}
	return c.connect(roots, joined, tied)
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

// tiesOf looks at every template; nil stands for one without ties.
func (c *scan) tiesOf(names []string) []*ties {
	mentioned := make([]words, len(names))
	onAllCores(len(names), func(i int) {
		if file, err := c.tree.Peek(names[i]); err == nil {
			mentioned[i] = wordsOf(file.Content)
		}
	})
	stored := slices.ContainsFunc(mentioned, func(of words) bool { return of.stores })
	found := make([]*ties, len(names))
	onAllCores(len(names), func(i int) {
		if of := mentioned[i]; of.joins || stored && (of.stores || of.reads) {
			found[i] = c.ties(names[i])
		}
	})
	asking := askingFolders(names, mentioned, found)
	onAllCores(len(names), func(i int) {
		if found[i] == nil && mentioned[i].puts && asking[path.Dir(names[i])] {
			found[i] = c.ties(names[i])
		}
	})
	return found
}

// askingFolders are those of the root stacks that ask for outputs, or in which
// another one does: outputs of stacks without a name are looked for beside them.
func askingFolders(names []string, mentioned []words, found []*ties) map[string]bool {
	asks := map[string]bool{}
	for i, name := range names {
		asks[name] = mentioned[i].asks
	}
	folders := map[string]bool{}
	for i, one := range found {
		if asks[names[i]] || one != nil && slices.ContainsFunc(one.nests, func(file string) bool { return asks[file] }) {
			folders[path.Dir(names[i])] = true
		}
	}
	return folders
}

func onAllCores(count int, do func(int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// words are what a template mentions. What only some templates of a tree can answer
// is looked at where others ask for it.
type words struct {
	joins      bool // nests, exports or imports
	asks, puts bool // asks for outputs of stacks, puts some out
	stores     bool // makes Systems Manager parameters
	reads      bool // reads them
}

func wordsOf(content []byte) words {
	mentions := func(word string) bool { return bytes.Contains(content, []byte(word)) }
	asks := mentions("GetStackOutput")
	return words{
		joins: asks || slices.ContainsFunc(joining, func(word []byte) bool { return bytes.Contains(content, word) }),
		asks:  asks, puts: mentions("Outputs"),
		stores: storesParameter.Get().Match(content), reads: mentions(storedPrefix) || mentions("resolve:ssm:"),
	}
}

// storesParameter matches the type of a Systems Manager parameter, which begins the
// types of what reads one.
var storesParameter = lazyregexp.New(`AWS::SSM::Parameter(?:[^:]|$)`)

// ties evaluates a template by itself, as if it were a root.
func (c *scan) ties(name string) *ties {
	t, err := c.template(name)
	if err != nil {
		return nil
	}
	r := &run{scan: c, cancelled: func() error { return nil }, files: map[string]bool{name: true}}
	defer func() { c.release(r.files) }()
	if t.root == nil {
		return nil
	}
	root := r.newStack(t, Stack{Template: name})
	root.open()
	found := &ties{}
	root.walk(func(s *stack) { found.nests = append(found.nests, s.nestedFiles()...) })
	r.roots = []*stack{root}
	r.index()
	for _, one := range r.exports {
		one.root, one.stack = root.root, nil
		found.exports = append(found.exports, one)
	}
	r.exported, r.imported = false, false
	found.imports = root.allImports()
	found.open = r.imported
	return found
}

// settle names the imports that rest on others again, with all the stacks that
// export something in view. Few templates need it.
func (c *scan) settle(joined []string, tied map[string]*ties) {
	r := &run{scan: c, cancelled: func() error { return nil }}
	for _, name := range joined {
		if !tied[name].open && len(tied[name].exports) == 0 {
			continue
		}
		if t, err := c.template(name); err == nil && t.root != nil {
			root := r.newStack(t, Stack{Template: name})
			root.open()
			root.walk(func(*stack) {})
			r.roots = append(r.roots, root)
			r.stacks = 0
		}
	}
	r.index()
	for _, root := range r.roots {
		if of := tied[root.root]; of.open {
			of.imports = root.allImports()
		}
	}
	c.release(r.files)
}

// connect joins the roots whose stacks import from each other, and remembers the
// imports that could mean several.
func (c *scan) connect(roots, joined []string, tied map[string]*ties) [][]string {
	above := map[string]string{}
	var find func(string) string
	find = func(name string) string {
		if up, ok := above[name]; ok && up != name {
			above[name] = find(up)
			return above[name]
		}
		return name
	}
	var exports []export
	for _, root := range joined {
		exports = append(exports, tied[root].exports...)
	}
	for _, root := range joined {
		for _, name := range tied[root].imports {
			exporter, rivals := exporterOf(exports, root, name)
			if len(rivals) > 1 {
				c.rivals[rivalry{path.Dir(root), name.String()}] = rivals
			}
			if exporter != nil {
				a, b := find(root), find(exporter.root)
				above[max(a, b)] = min(a, b)
			}
		}
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

// allImports lists the names that the imports of a stack, and of those nested in
// it, ask for.
func (s *stack) allImports() []value.Text {
	var found []value.Text
	s.walk(func(one *stack) {
		found = append(found, one.imports(one.template.root, 0)...)
		for _, m := range one.template.section("Parameters").unique() {
			if strings.HasPrefix(m.value.textOf("Type"), storedPrefix) {
				given, _ := one.givenTo(m.key, m.value)
				found = append(found, storedName(text(given)))
			}
		}
	})
	return found
}

// resolved matches the references to Systems Manager parameters in a text.
var resolved = lazyregexp.New(`\{\{resolve:ssm:([^:{}]+)(?::[0-9]+)?\}\}`)

// imports lists the names, in every world, that the imports written in n ask for.
func (s *stack) imports(n *node, depth int) []value.Text {
	if n == nil || depth > maxDepth {
		return nil
	}
	var found []value.Text
	switch name, argument, _ := n.function(); {
	case name == "Fn::ImportValue":
		for _, alternative := range value.Flatten(s.evaluate(argument)) {
			found = append(found, text(alternative.Value))
		}
	case name == "Fn::GetStackOutput":
		output, _ := text(s.evaluate(argument.get("OutputName"))).Literal()
		found = append(found, outputName(s.evaluate(argument.get("StackName")), output).Text)
	case n.kind == stringNode:
		for _, match := range resolved.Get().FindAllStringSubmatch(n.text, -1) {
			found = append(found, storedName(value.Literal(match[1])))
		}
	}
	for _, item := range n.items {
		found = append(found, s.imports(item, depth+1)...)
	}
	for _, m := range n.members {
		found = append(found, s.imports(m.value, depth+1)...)
	}
	return found
}
