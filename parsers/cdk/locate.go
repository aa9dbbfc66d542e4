package cdk

import (
	"path"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
)

// place is a frame's line in the scanned tree, of the source where a map leads
// from compiled code to it, and the zero Range when its file is not there.
func (t *trace) place(f frame) source.Range {
	name, ok := t.found[f.file]
	if !ok {
		name = t.rebase(f.file)
		t.found[f.file] = name
	}
	if name == "" {
		return source.Range{}
	}
	if original, line, column := t.mapOf(name).original(f.line, max(f.column, 1)); original != "" {
		if at := t.rangeOf(original, line, column); !at.IsZero() {
			return at
		}
	}
	return t.rangeOf(name, f.line, f.column)
}

// rangeOf is the rest of a line from a column on. Columns of JavaScript count
// UTF-16 units; without a column it is the whole line less its indentation.
func (t *trace) rangeOf(name string, number, column int) source.Range {
	file, err := t.tree.Read(name)
	if err != nil || number > file.LineCount() {
		return source.Range{}
	}
	line := strings.TrimRight(file.Line(number), " \t\r")
	if column > len(line) {
		return source.Range{} // another file of that name, or another state of it
	}
	if column < 1 {
		column = len(line) - len(strings.TrimLeft(line, " \t")) + 1
	} else {
		column = codePoints(line, column)
	}
	return file.RangeAt(number, column, max(utf8.RuneCountInString(line)-column+1, 0))
}

// codePoints turns a column that counts UTF-16 units into one that counts code
// points, no further than the line's end.
func codePoints(line string, units int) int {
	column := 1
	for _, r := range line {
		if units -= max(utf16.RuneLen(r), 1); units < 1 {
			break
		}
		column++
	}
	return column
}

// rebase finds the file that a path of another machine means: the longest end of
// the path that exists beside the assembly or in a folder above it, then in a
// neighbour of these folders. A bare file name is looked for above only, and in the
// folders of a language's sources too.
func (t *trace) rebase(file string) string {
	elements := strings.Split(strings.Trim(file, "/"), "/")
	if slices.Contains(elements, "..") {
		return ""
	}
	for base := t.root; ; base = path.Dir(base) {
		if found := t.longest(base, elements); found != "" {
			return found
		}
		for _, folder := range sourceFolders[path.Ext(file)] {
			if found := t.longest(path.Join(base, folder), elements); found != "" {
				return found
			}
		}
		if found := t.neighbours.unique(base, elements, t.isFile); found != "" {
			return found
		}
		if base == "." || base == "/" {
			return ""
		}
	}
}

func (t *trace) longest(base string, elements []string) string {
	for i := range elements {
		name := path.Join(base, path.Join(elements[i:]...))
		if t.isFile(name) {
			return name
		}
	}
	return ""
}
