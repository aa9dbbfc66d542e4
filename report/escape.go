package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cell is what a terminal shows for one code point of the input.
type cell struct {
	text  string
	width int
}

// cells gives the printable form of s, one cell for each code point (and for
// each byte that is not UTF-8). Whatever could steer a terminal or reorder text
// — control characters, escapes, bidirectional marks, line ends — is spelled
// out. The `##[` of a build log's older commands is broken up as well, because
// the GitHub runner obeys it anywhere in a line.
func cells(s string) []cell {
	row := make([]cell, 0, len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		text := s[i : i+size]
		switch {
		case r == utf8.RuneError && size == 1:
			text = fmt.Sprintf(`\x%02x`, s[i])
		case r == '[' && strings.HasSuffix(s[:i], "##"):
			text = `\[`
		case !unicode.IsGraphic(r):
			text = spelled(r)
		}
		row = append(row, cell{text, textWidth(text)})
		i += size
	}
	return row
}

func spelled(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Printable is s in one line that is safe to print on a terminal and in a build log.
func Printable(s string) string { return printable(s) }

// printable is s in one line that is safe to print.
func printable(s string) string {
	if plain(s) {
		return s
	}
	return joined(cells(s))
}

func joined(row []cell) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(c.text)
	}
	return b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e || s[i] == '#' {
			return false
		}
	}
	return true
}

// guarded keeps a line of output from being taken for a workflow command, which
// is what a runner makes of any line that starts with `::`, spaces aside.
func guarded(line string) string {
	body := strings.TrimLeftFunc(line, unicode.IsSpace)
	if !strings.HasPrefix(body, "::") {
		return line
	}
	return line[:len(line)-len(body)] + `\` + body
}
