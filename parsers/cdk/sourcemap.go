package cdk

import (
	"encoding/base64"
	"path"
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/source/json"
)

// sourceMap leads from lines of compiled JavaScript to lines of what it was
// compiled from (https://tc39.es/ecma426/).
type sourceMap struct {
	// sources are paths in the scanned tree, "" for those that are not there.
	sources []string
	// lines are the segments of every generated line, in column order.
	lines [][]segment
}

// segment says that a generated column comes from a place. All numbers count from
// 0, columns in UTF-16 units.
type segment struct{ column, source, line, sourceColumn int }

// maxSegments bounds what is kept of one map.
const maxSegments = 1 << 20

// mapOf is the source map of a compiled file, nil when it has none that leads
// into the tree.
func (t *trace) mapOf(name string) *sourceMap {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs":
	default:
		return nil
	}
	if known, ok := t.maps[name]; ok {
		return known
	}
	t.maps[name] = nil
	file, base := t.mapFile(name)
	if file == nil {
		return nil
	}
	// A map that cannot be read leaves the frame on the compiled line.
	root, _ := json.Parse(file)
	if root == nil {
		return nil
	}
	made := &sourceMap{}
	t.addMap(made, root, base, 0, 0)
	for _, section := range items(root.Get("sections")) {
		// What a bundler puts together keeps the maps of its parts.
		offset := section.Get("offset")
		line, lineErr := strconv.Atoi(numberOf(offset, "line"))
		column, columnErr := strconv.Atoi(numberOf(offset, "column"))
		if lineErr == nil && columnErr == nil && line >= len(made.lines)-1 && line < maxSegments && column >= 0 {
			t.addMap(made, section.Get("map"), base, line, column)
		}
	}
	if len(made.lines) == 0 {
		return nil
	}
	t.maps[name] = made
	return made
}

func numberOf(n *json.Node, key string) string {
	if number := n.Get(key); number != nil && number.Kind == json.Number {
		return number.Text
	}
	return ""
}

// addMap adds a map whose first place is that of a line and a column, counted from 0.
func (t *trace) addMap(made *sourceMap, root *json.Node, base string, line, column int) {
	if root == nil || root.Get("mappings") == nil {
		return
	}
	for len(made.lines) < line {
		made.lines = append(made.lines, nil)
	}
	for i, segments := range decodeMappings(root.Get("mappings").Text) {
		for j := range segments {
			segments[j].source += len(made.sources)
			if i == 0 {
				segments[j].column += column
			}
		}
		if line+i < len(made.lines) {
			made.lines[line+i] = append(made.lines[line+i], segments...)
			continue
		}
		made.lines = append(made.lines, segments)
	}
	prefix := textOf(root, "sourceRoot")
	for _, item := range items(root.Get("sources")) {
		made.sources = append(made.sources, t.mapSource(base, prefix, item.Text))
	}
}

// mapFile finds the map that the compiled file names in its last lines, inside
// itself or beside it, and the folder that its sources are relative to.
func (t *trace) mapFile(name string) (file *source.File, base string) {
	compiled, err := t.tree.Read(name)
	if err != nil {
		return nil, ""
	}
	defer t.tree.Forget(name)
	beside := name + ".map"
	if _, after, ok := cutLast(string(compiled.Content), "sourceMappingURL="); ok {
		url, _, _ := strings.Cut(strings.TrimSpace(after), "\n")
		url = strings.TrimSpace(url)
		if data, ok := strings.CutPrefix(url, "data:"); ok {
			if _, encoded, ok := strings.Cut(data, ";base64,"); ok {
				if content, err := base64.StdEncoding.DecodeString(encoded); err == nil {
					return source.NewFile(name, content), path.Dir(name)
				}
			}
			return nil, ""
		}
		if !strings.Contains(url, ":") && !path.IsAbs(url) && url != "" {
			beside = path.Join(path.Dir(name), url)
		}
	}
	file, err = t.tree.Read(beside)
	if err != nil {
		return nil, ""
	}
	t.tree.Forget(beside)
	return file, path.Dir(beside)
}

func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// mapSource is the path in the tree of one source of a map, "" when it is not there.
func (t *trace) mapSource(base, prefix, name string) string {
	if name == "" {
		return ""
	}
	full := name
	if prefix != "" {
		full = strings.TrimSuffix(prefix, "/") + "/" + name
	}
	if scheme, rest, ok := strings.Cut(full, "://"); ok {
		// webpack://app/./lib/net.ts, file:///src/app/lib/net.ts
		full = path.Clean("/" + rest)
		if scheme != "file" {
			full = strings.TrimPrefix(full, "/")
		}
	} else if !path.IsAbs(full) {
		full = path.Join(base, full)
		if t.isFile(full) {
			return full
		}
		return ""
	}
	return t.rebase(full)
}

func (t *trace) isFile(name string) bool {
	info, err := t.tree.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// original is the source, line and column behind a place of the compiled file,
// counting lines and columns from 1; "" when the map does not lead into the tree.
func (m *sourceMap) original(line, column int) (file string, originalLine, originalColumn int) {
	if m == nil || line < 1 || line > len(m.lines) {
		return "", 0, 0
	}
	best := -1
	for i, s := range m.lines[line-1] {
		if best < 0 || s.column < column {
			best = i
		}
	}
	if best < 0 {
		return "", 0, 0
	}
	s := m.lines[line-1][best]
	if s.source < 0 || s.source >= len(m.sources) {
		return "", 0, 0
	}
	return m.sources[s.source], s.line + 1, s.sourceColumn + 1
}

// decodeMappings reads the base 64 variable-length numbers of a map. What is
// malformed ends the reading: the lines before it stand.
func decodeMappings(text string) [][]segment {
	var lines [][]segment
	var line []segment
	var at segment
	count := 0
	flush := func() { lines, line, at.column = append(lines, line), nil, 0 }
	for text != "" && count < maxSegments {
		switch text[0] {
		case ';':
			flush()
			text = text[1:]
			continue
		case ',':
			text = text[1:]
			continue
		}
		end := strings.IndexAny(text, ",;")
		if end < 0 {
			end = len(text)
		}
		numbers, ok := decodeNumbers(text[:end])
		if !ok || len(numbers) == 0 {
			break
		}
		text = text[end:]
		at.column += numbers[0]
		if len(numbers) < 4 {
			continue
		}
		at.source += numbers[1]
		at.line += numbers[2]
		at.sourceColumn += numbers[3]
		if at.column < 0 || at.line < 0 || at.sourceColumn < 0 {
			break
		}
		line = append(line, at)
		count++
	}
	flush()
	return lines
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func decodeNumbers(text string) ([]int, bool) {
	var numbers []int
	number, shift := 0, 0
	for i := range len(text) {
		digit := strings.IndexByte(base64Digits, text[i])
		if digit < 0 || shift > 30 {
			return nil, false
		}
		number |= digit & 31 << shift
		if digit&32 != 0 {
			shift += 5
			continue
		}
		if number&1 != 0 {
			number = -(number >> 1)
		} else {
			number >>= 1
		}
		numbers = append(numbers, number)
		number, shift = 0, 0
	}
	return numbers, shift == 0
}
