package source

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// MaxFileSize is the largest file that is read, in bytes.
const MaxFileSize = 32 << 20

// maxSpare is how many bytes of files are kept before anybody needs them, so that
// all but the largest trees are read once.
const maxSpare = 8 << 20

// Set is what [Discover] found: where to read, and what is there to be judged.
type Set struct {
	Tree  *Tree
	Units []Unit
	// NotAnalysed counts what was found and is behind no unit: an app that is
	// not synthesized, a file over the limit, a link that leads out.
	NotAnalysed int
}

// Unit is one thing to parse: a Terraform folder, a CloudFormation template, a
// plan, or a CDK assembly folder. Path is slash-separated and relative to the
// scan root ("." is the scan root itself). Files are the unit's own files, in
// name order; a template's only file is itself. Named says that the user gave
// this very path on the command line.
type Unit struct {
	Dialect Dialect
	Path    string
	Files   []string
	Named   bool
}

// Tree reads files below one folder and nothing outside it: neither ".." nor a
// symbolic link leads out, because every path goes through [os.Root]. It keeps
// what it read, so a file's positions are made once. It is safe for concurrent use.
type Tree struct {
	root  *os.Root
	mu    sync.Mutex
	files map[string]*File
	size  int // bytes of files
	// admitted are the files from outside the root.
	admitted map[string]bool
	// plain are the folders known to be no symbolic links.
	plain map[string]bool
}

// OpenTree opens the folder dir as a scan root.
func OpenTree(dir string) (*Tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the scan root: %w", err)
	}
	return &Tree{root: root, files: map[string]*File{}, admitted: map[string]bool{}, plain: map[string]bool{}}, nil
}

// Close releases the folder. Files already read stay usable.
func (t *Tree) Close() error { return t.root.Close() }

// Name is the scan root's path as it was opened.
func (t *Tree) Name() string { return t.root.Name() }

// Read returns the file at a slash-separated path relative to the scan root. It
// fails on a path that leaves the root, on anything that is no regular file, on
// files over [MaxFileSize], and on everything below ".git".
func (t *Tree) Read(name string) (*File, error) {
	file, known, err := t.read(path.Clean(name))
	if err != nil || known {
		return file, err
	}
	return t.keep(file), nil
}

// Peek is [Tree.Read] for a look at many files, each of which is needed later or
// never: they are kept only as long as there is room, so that memory does not
// grow with the tree.
func (t *Tree) Peek(name string) (*File, error) {
	file, known, err := t.read(path.Clean(name))
	if err != nil || known || !t.hasRoom(file) {
		return file, err
	}
	return t.keep(file), nil
}

// read returns a file that is kept already, which is then known, or reads it.
func (t *Tree) read(name string) (file *File, known bool, err error) {
	t.mu.Lock()
	file = t.files[name]
	t.mu.Unlock()
	if file != nil {
		return file, true, nil
	}
	content, err := t.readAll(name)
	if err != nil {
		return nil, false, err
	}
	return NewFile(name, content), false, nil
}

// hasRoom reports whether the file may be kept although nobody needs it now.
func (t *Tree) hasRoom(file *File) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.size+len(file.Content) <= maxSpare
}

// keep holds a file until it is forgotten, and returns the one that is held.
func (t *Tree) keep(file *File) *File {
	t.mu.Lock()
	defer t.mu.Unlock()
	if earlier := t.files[file.Path]; earlier != nil {
		return earlier
	}
	t.files[file.Path] = file
	t.size += len(file.Content)
	return file
}

// Forget drops a file that is not needed for now; Read reads it again. What was
// admitted stays.
func (t *Tree) Forget(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name = path.Clean(name)
	if file := t.files[name]; file != nil && !t.admitted[name] {
		t.size -= len(file.Content)
		delete(t.files, name)
	}
}

// Admit lets Read find a file from outside the scan root that the user named on
// the command line, under the file's own path.
func (t *Tree) Admit(file *File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.size += len(file.Content)
	t.files[path.Clean(file.Path)] = file
	t.admitted[path.Clean(file.Path)] = true
}

// inRepository reports whether a slash-separated path leads through a folder
// ".git", in any case because some file systems know none.
func inRepository(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return strings.EqualFold(part, ".git") })
}

func (t *Tree) leadsIntoRepository(name string) bool {
	return inRepository(name) || inRepository(t.linked(name))
}

// linked is where a path leads when a part of it is a symbolic link, relative to
// the scan root, and "" when none is.
func (t *Tree) linked(name string) string {
	parts := strings.Split(name, "/")
	for i := range parts {
		prefix := strings.Join(parts[:i+1], "/")
		t.mu.Lock()
		plain := t.plain[prefix]
		t.mu.Unlock()
		if plain {
			continue
		}
		info, err := t.root.Lstat(prefix)
		if err != nil {
			return ""
		}
		if info.Mode()&os.ModeSymlink != 0 {
			return t.resolve(name)
		}
		if info.IsDir() {
			t.mu.Lock()
			t.plain[prefix] = true
			t.mu.Unlock()
		}
	}
	return ""
}

func (t *Tree) resolve(name string) string {
	root, err := filepath.EvalSymlinks(t.root.Name())
	if err != nil {
		return ""
	}
	full, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return ""
	}
	relative, err := filepath.Rel(root, full)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(relative)
}

func (t *Tree) readAll(name string) ([]byte, error) {
	if t.leadsIntoRepository(name) {
		return nil, fmt.Errorf("reading %s: files of the repository's .git folder are never read", name)
	}
	handle, err := t.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer handle.Close()
	info, err := handle.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading %s: not a regular file", name)
	}
	if info.Size() > MaxFileSize {
		return nil, fmt.Errorf("reading %s: %w", name, tooLarge(info.Size()))
	}
	content, err := readRest(handle, make([]byte, 0, info.Size()+bytes.MinRead))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return decoded(name, content), nil
}

// Stat describes the file or folder at a path relative to the scan root.
func (t *Tree) Stat(name string) (os.FileInfo, error) { return t.root.Stat(path.Clean(name)) }

// List names the entries of a folder relative to the scan root, in name order.
func (t *Tree) List(dir string) ([]os.DirEntry, error) {
	handle, err := t.root.Open(path.Clean(dir))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	defer handle.Close()
	entries, err := handle.ReadDir(-1)
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}
