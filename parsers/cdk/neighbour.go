package cdk

import (
	"path"
	"strings"
	"sync"

	"github.com/repolint/repolint/source"
)

// neighbours finds files in the folders directly below a folder. All assemblies
// of a scan share one, and every folder is listed once: of hundreds of apps side
// by side each would look through all the others.
type neighbours struct {
	tree  *source.Tree
	mutex sync.Mutex
	below map[string]*level
}

func newNeighbours(tree *source.Tree) *neighbours {
	return &neighbours{tree: tree, below: map[string]*level{}}
}

// level are the places that one path below several neighbours stands for. Each
// place keeps the neighbour it is in.
type level struct {
	places []place
	next   map[string]*level
}

type place struct{ neighbour, name string }

// unique is the file at the longest end, of at least two elements, of a path in a
// neighbour below base; neighbours that both fit are none.
func (n *neighbours) unique(base string, elements []string, isFile func(string) bool) string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	top, ok := n.below[base]
	if !ok {
		top = n.top(base)
		n.below[base] = top
	}
	var only place
	for i := 0; i+2 <= len(elements); i++ {
		at := top
		for _, element := range elements[i:] {
			if at = n.step(at, element); at == nil {
				break
			}
		}
		if at == nil {
			continue
		}
		for _, found := range at.places {
			if found.neighbour == only.neighbour || !isFile(found.name) {
				continue
			}
			if only.neighbour != "" {
				return ""
			}
			only = found
		}
	}
	return only.name
}

func (n *neighbours) top(base string) *level {
	entries, err := n.tree.List(base)
	if err != nil {
		return &level{}
	}
	top := &level{}
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && entry.Name() != "node_modules" {
			name := path.Join(base, entry.Name())
			top.places = append(top.places, place{name, name})
		}
	}
	return top
}

// step goes one element down; nil when no place has it.
func (n *neighbours) step(at *level, element string) *level {
	if at.next == nil {
		at.next = map[string]*level{}
		for _, above := range at.places {
			info, err := n.tree.Stat(above.name)
			if err != nil || !info.IsDir() {
				continue // opening what is no folder may block
			}
			entries, err := n.tree.List(above.name)
			if err != nil {
				continue
			}
			for _, entry := range entries {
				below := at.next[entry.Name()]
				if below == nil {
					below = &level{}
					at.next[entry.Name()] = below
				}
				below.places = append(below.places, place{above.neighbour, path.Join(above.name, entry.Name())})
			}
		}
	}
	return at.next[element]
}
