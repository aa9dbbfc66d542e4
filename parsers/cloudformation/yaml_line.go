package cloudformation

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
)

// lineStart is where a line begins as YAML 1.1 counts them.
func (r *yamlReader) lineStart(line int) int {
	switch {
	case r.lines == nil:
		return r.file.Offset(line, 1)
	case line < 1 || line > len(r.lines):
		return len(r.file.Content)
	}
	return r.lines[line-1]
}

// fileLine is the number that the file has for one of YAML's lines.
func (r *yamlReader) fileLine(line int) int { return r.file.Pos(r.lineStart(line)).Line }

// rareBreaks are the line ends that YAML 1.1 knows and other formats do not
// (https://yaml.org/spec/1.1/#id871136).
var rareBreaks = []string{"\u0085", "\u2028", "\u2029"}

// yamlLines are the starts of the lines where YAML counts more of them than the
// file; nil where it does not.
func yamlLines(file *source.File) []int {
	text := file.Content
	rare := slices.ContainsFunc(rareBreaks, func(mark string) bool { return bytes.Contains(text, []byte(mark)) })
	if !rare && bytes.Count(text, []byte("\r")) == bytes.Count(text, []byte("\r\n")) {
		return nil
	}
	starts := []int{file.Offset(1, 1)}
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRune(text[at:])
		at += size
		if c == '\n' || c == '\r' && !bytes.HasPrefix(text[at:], []byte("\n")) || c == 0x85 || c == 0x2028 || c == 0x2029 {
			starts = append(starts, at)
		}
	}
	return starts
}
