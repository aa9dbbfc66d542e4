package terraform

import (
	"path"
	"sync"

	"github.com/repolint/repolint/source"
)

// maxHeld bounds the files, in bytes, behind the modules that are kept for later.
// What is parsed takes some sixty times that.
const maxHeld = 512 << 10

// loader parses folders, each once while there is room. It is safe for concurrent use.
type loader struct {
	tree    *source.Tree
	mu      sync.Mutex
	modules map[string]*loading
	held    int // bytes of the files behind modules
	// shared is where a loader for one root gets its modules from; nil parses them.
	shared *loader
}

// loading is a module that is parsed once, however many ask at the same time.
type loading struct {
	once   sync.Once
	module *module
}

func newLoader(tree *source.Tree) *loader {
	return &loader{tree: tree, modules: map[string]*loading{}}
}

// forRoot is a loader that keeps what it was once asked for: while a root is
// evaluated, a folder is always the same module.
func (l *loader) forRoot() *loader {
	return &loader{tree: l.tree, modules: map[string]*loading{}, shared: l}
}

// load parses the folder dir; nil when it holds no configuration.
func (l *loader) load(dir string) *module {
	dir = path.Clean(dir)
	l.mu.Lock()
	entry := l.modules[dir]
	if entry == nil {
		entry = &loading{}
		l.modules[dir] = entry
	}
	l.mu.Unlock()
	entry.once.Do(func() {
		var m *module
		if l.shared != nil {
			m = l.shared.load(dir)
		} else {
			m = l.parse(dir)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if entry.module = m; m != nil {
			l.held += m.size
		}
	})
	return entry.module
}

// release lets go of modules that are needed later or never, if there is no room
// to keep them, so that memory does not grow with the tree.
func (l *loader) release(modules ...*module) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range modules {
		if entry := l.modules[m.dir]; entry == nil || entry.module != m || l.held <= maxHeld {
			continue
		}
		l.held -= m.size
		delete(l.modules, m.dir)
		for _, name := range m.files {
			l.tree.Forget(name)
		}
	}
}

// close releases what a root's loader was asked for.
func (l *loader) close() {
	var modules []*module
	for _, entry := range l.modules {
		if entry.module != nil {
			modules = append(modules, entry.module)
		}
	}
	l.shared.release(modules...)
}
