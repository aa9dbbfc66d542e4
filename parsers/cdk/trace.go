package cdk

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// trace tells which construct made a resource, and on which line of the app.
type trace struct {
	tree *source.Tree
	root string
	// paths are the construct paths by template file and logical id; ambiguous
	// ones, from libraries that did not say which file they mean, are "".
	paths  map[resourceKey]string
	frames map[string][]frame
	found  map[string]string
}

type resourceKey struct{ template, logicalID string }

// frame is one line of a stack trace, as the app's machine called it.
type frame struct {
	file         string
	line, column int
}

func newTrace(tree *source.Tree, root string) *trace {
	return &trace{tree: tree, root: root, paths: map[resourceKey]string{}, frames: map[string][]frame{}, found: map[string]string{}}
}

// add takes in the metadata of one stack: of the manifest itself, or of the file
// that newer libraries write beside it.
func (t *trace) add(dir, template string, metadata *json.Node) {
	if metadata == nil {
		return
	}
	files := map[string]string{}
	for _, member := range metadata.Members {
		for _, entry := range member.Value.Items {
			if textOf(entry, "type") == "aws:cdk:templateFile" {
				files[member.Key] = path.Join(dir, textOf(entry, "data"))
			}
		}
	}
	for _, member := range metadata.Members {
		for _, entry := range member.Value.Items {
			t.addEntry(member.Key, entry, files, template)
		}
	}
}

func (t *trace) addEntry(construct string, entry *json.Node, files map[string]string, template string) {
	switch textOf(entry, "type") {
	case "aws:cdk:logicalId":
		t.name(construct, textOf(entry, "data"), files, template)
		t.addFrames(construct, entry.Get("trace"))
	case "aws:cdk:creationStack":
		t.addFrames(construct, entry.Get("data"))
	}
}

// name notes a construct's logical id in the template of the nearest construct
// above it that says so.
func (t *trace) name(construct, logicalID string, files map[string]string, template string) {
	for above := construct; above != "" && above != "/"; above = path.Dir(above) {
		if file := files[above]; file != "" {
			t.paths[resourceKey{file, logicalID}] = construct
			return
		}
	}
	key := anywhere(template, logicalID)
	if _, taken := t.paths[key]; taken {
		construct = ""
	}
	t.paths[key] = construct
}

// anywhere is the key of a logical id in a stack or in any stack nested in it.
func anywhere(template, logicalID string) resourceKey {
	return resourceKey{template + "/…", logicalID}
}

func (t *trace) addFrames(construct string, list *json.Node) {
	if list == nil || len(t.frames[construct]) > 0 {
		return
	}
	for _, item := range list.Items {
		if f, ok := parseFrame(item.Text); ok {
			t.frames[construct] = append(t.frames[construct], f)
		}
	}
}

var (
	parenthesized = regexp.MustCompile(`\(([^()]+?):(\d+)(?::(\d+))?\)\s*$`)
	bare          = regexp.MustCompile(`^\s*(?:at )?([^()\s][^()]*?):(\d+)(?::(\d+))?\s*$`)
	python        = regexp.MustCompile(`File "([^"]+)", line (\d+)`)
	dotnet        = regexp.MustCompile(` in (.+?):line (\d+)\s*$`)
)

// parseFrame reads one line of a stack trace of any language. Frames of libraries
// and of the runtime are no frames of the app.
func parseFrame(text string) (frame, bool) {
	for _, pattern := range []*regexp.Regexp{python, dotnet, parenthesized, bare} {
		match := pattern.FindStringSubmatch(text)
		if match == nil {
			continue
		}
		f := frame{file: strings.ReplaceAll(strings.TrimPrefix(match[1], "file://"), `\`, "/"), column: 1}
		f.line, _ = strconv.Atoi(match[2])
		if len(match) > 3 && match[3] != "" {
			f.column, _ = strconv.Atoi(match[3])
		}
		for _, library := range []string{"node_modules/", "node:", "site-packages/", "internal/modules", "jsii-kernel", "jsii-runtime"} {
			if strings.Contains(f.file, library) {
				return frame{}, false
			}
		}
		return f, f.line > 0 && path.Ext(f.file) != ""
	}
	return frame{}, false
}

// construct is what made the resource of a template of the stack root: its path, and the line of the app, of the
// nearest construct above it where its own trace shows no line of the app.
func (t *trace) construct(root, template, logicalID string) (string, source.Range) {
	construct := t.paths[resourceKey{template, logicalID}]
	if construct == "" {
		construct = t.paths[anywhere(root, logicalID)]
	}
	for above := construct; above != "" && above != "/"; above = path.Dir(above) {
		for _, candidate := range []string{above, above + "/Resource", above + "/Default"} {
			for _, f := range t.frames[candidate] {
				if at := t.place(f); !at.IsZero() {
					return strings.TrimPrefix(construct, "/"), at
				}
			}
		}
	}
	return strings.TrimPrefix(construct, "/"), source.Range{}
}

// place is a frame's line in the scanned tree, the zero Range when its file is
// not there.
func (t *trace) place(f frame) source.Range {
	name, ok := t.found[f.file]
	if !ok {
		name = t.rebase(f.file)
		t.found[f.file] = name
	}
	if name == "" {
		return source.Range{}
	}
	file, err := t.tree.Read(name)
	if err != nil || f.line > file.LineCount() {
		return source.Range{}
	}
	line := strings.TrimRight(file.Line(f.line), " \t")
	return file.RangeAt(f.line, f.column, max(utf8.RuneCountInString(line)-f.column+1, 0))
}

// rebase finds the file that a path of another machine means: the longest end of
// the path that exists beside the assembly or in a folder above it, then in a
// neighbour of these folders. A bare file name is looked for above only.
func (t *trace) rebase(file string) string {
	elements := strings.Split(strings.Trim(file, "/"), "/")
	if slices.Contains(elements, "..") {
		return ""
	}
	for base := t.root; ; base = path.Dir(base) {
		if found := t.longest(base, elements, 1); found != "" {
			return found
		}
		if found := t.neighbour(base, elements); found != "" {
			return found
		}
		if base == "." || base == "/" {
			return ""
		}
	}
}

func (t *trace) longest(base string, elements []string, least int) string {
	for i := 0; i+least <= len(elements); i++ {
		name := path.Join(base, path.Join(elements[i:]...))
		if info, err := t.tree.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// neighbour looks in the folders directly below base; two that fit are none.
func (t *trace) neighbour(base string, elements []string) string {
	if len(elements) < 2 {
		return ""
	}
	entries, err := t.tree.List(base)
	if err != nil {
		return ""
	}
	var only string
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules" {
			continue
		}
		if found := t.longest(path.Join(base, entry.Name()), elements, 2); found != "" {
			if only != "" {
				return ""
			}
			only = found
		}
	}
	return only
}
