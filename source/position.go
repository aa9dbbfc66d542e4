package source

import (
	"bytes"
	"cmp"
	"fmt"
	"unicode/utf8"
)

// Pos is one place in a file. Line and Column count from 1; Column counts
// Unicode code points, as SARIF's columnKind unicodeCodePoints does. Byte is the
// offset from the start of the file, from 0. The zero Pos means "no position".
type Pos struct {
	Line, Column, Byte int
}

// Range is the half-open stretch [Start, End) of a file. File is slash-separated
// and relative to the scan root. The zero Range means "no place in any file".
type Range struct {
	File       string
	Start, End Pos
}

// IsZero reports whether r names no place at all.
func (r Range) IsZero() bool { return r == Range{} }

// String gives the clickable form file:line:column.
func (r Range) String() string {
	if r.Start.Line == 0 {
		return r.File
	}
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Column)
}

// Compare orders ranges by file, then start, then end.
func (r Range) Compare(other Range) int {
	return cmp.Or(
		cmp.Compare(r.File, other.File),
		cmp.Compare(r.Start.Line, other.Start.Line),
		cmp.Compare(r.Start.Column, other.Start.Column),
		cmp.Compare(r.End.Line, other.End.Line),
		cmp.Compare(r.End.Column, other.End.Column),
	)
}

// Contains reports whether other lies wholly inside r, in the same file.
func (r Range) Contains(other Range) bool {
	return r.File == other.File && r.Start.Byte <= other.Start.Byte && other.End.Byte <= r.End.Byte
}

// File is one file that was read: its path relative to the scan root, and its
// bytes. Only a File makes positions, so that every line and column in repolint
// is counted in one way.
type File struct {
	Path    string
	Content []byte

	lines []int // byte offset of the start of each line
}

// NewFile indexes content. A line ends at "\n"; "\r\n" is one line end. In a
// file that has no "\n" at all, lines end at "\r", as they did on old Macs. A byte
// order mark stands before the first line.
func NewFile(path string, content []byte) *File {
	end := byte('\n')
	if bytes.IndexByte(content, '\n') < 0 {
		end = '\r'
	}
	lines := make([]int, 1, 1+bytes.Count(content, []byte{end}))
	if bytes.HasPrefix(content, []byte("\xef\xbb\xbf")) {
		lines[0] = 3
	}
	for at := 0; ; {
		next := bytes.IndexByte(content[at:], end)
		if next < 0 {
			break
		}
		at += next + 1
		lines = append(lines, at)
	}
	return &File{Path: path, Content: content, lines: lines}
}

// LineCount is the number of lines, at least 1.
func (f *File) LineCount() int { return len(f.lines) }

// Line returns the text of line n (from 1) without its line end, or "" when
// there is no such line.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	start, end := f.lines[n-1], len(f.Content)
	if n < len(f.lines) {
		end = f.lines[n] - 1
	}
	line := f.Content[start:end]
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return string(line)
}

// Pos turns a byte offset into a position. An offset outside the file is moved
// to its nearest end.
func (f *File) Pos(offset int) Pos {
	offset = max(f.lines[0], min(offset, len(f.Content)))
	low, high := 0, len(f.lines)
	for high-low > 1 {
		if middle := (low + high) / 2; f.lines[middle] <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	return Pos{Line: low + 1, Column: utf8.RuneCount(f.Content[f.lines[low]:offset]) + 1, Byte: offset}
}

// RangeFromBytes is the range of the bytes [start, end).
func (f *File) RangeFromBytes(start, end int) Range {
	return Range{File: f.Path, Start: f.Pos(start), End: f.Pos(max(start, end))}
}

// Offset is the byte offset of a line and a code-point column, both from 1,
// moved to the nearest existing place when there is no such place.
func (f *File) Offset(line, column int) int {
	if line < 1 {
		return f.lines[0]
	}
	if line > len(f.lines) {
		return len(f.Content)
	}
	offset := f.lines[line-1]
	for ; column > 1 && offset < len(f.Content) && !f.endsLine(offset); column-- {
		_, size := utf8.DecodeRune(f.Content[offset:])
		offset += size
	}
	return offset
}

// endsLine reports whether the character at an offset ends a line.
func (f *File) endsLine(offset int) bool {
	return f.Content[offset] == '\n' || len(f.lines) > 1 && f.Content[f.lines[1]-1] == '\r' && f.Content[offset] == '\r'
}

// RangeAt is the range of length code points that starts at line and column.
func (f *File) RangeAt(line, column, length int) Range {
	start := f.Offset(line, column)
	end := start
	for ; length > 0 && end < len(f.Content); length-- {
		_, size := utf8.DecodeRune(f.Content[end:])
		end += size
	}
	return f.RangeFromBytes(start, end)
}

// Cursor turns rising byte offsets into positions in one pass over the file: a
// minified file is one long line, on which [File.Pos] would count from the start
// each time.
type Cursor struct {
	file *File
	last Pos
}

// Cursor starts at the beginning of the file.
func (f *File) Cursor() *Cursor {
	return &Cursor{file: f, last: Pos{Line: 1, Column: 1, Byte: f.lines[0]}}
}

// Pos is [File.Pos]; an offset before the last one asked for is allowed and slow.
func (c *Cursor) Pos(offset int) Pos {
	offset = max(c.file.lines[0], min(offset, len(c.file.Content)))
	if offset < c.last.Byte {
		return c.file.Pos(offset)
	}
	for next := c.last.Line; next < len(c.file.lines) && c.file.lines[next] <= offset; next++ {
		c.last = Pos{Line: next + 1, Column: 1, Byte: c.file.lines[next]}
	}
	c.last.Column += utf8.RuneCount(c.file.Content[c.last.Byte:offset])
	c.last.Byte = offset
	return c.last
}
