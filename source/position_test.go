package source_test

import (
	"testing"

	"github.com/repolint/repolint/source"
)

// TestPositionsAreCountedAsEditorsDo asks for the place of the "x" in each text, and back.
func TestPositionsAreCountedAsEditorsDo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"x":                "f:1:1",
		"a\nx":             "f:2:1",
		"a\r\nx":           "f:2:1",
		"a\rbx":            "f:2:2",
		"a\r\rx\r":         "f:3:1",
		"a\rb\nx":          "f:2:1",
		"a\rx\n":           "f:1:3",
		"網x":               "f:1:2",
		"\ufeffx":          "f:1:1",
		"\ufeff網x":         "f:1:2",
		"\ufeffa\r\n\r\nx": "f:3:1",
	} {
		file := source.NewFile("f", []byte(text))
		offset := 0
		for text[offset] != 'x' {
			offset++
		}
		at := file.Pos(offset)
		if got := file.RangeFromBytes(offset, offset).String(); got != want || file.Cursor().Pos(offset) != at {
			t.Errorf("%q: x stands at %s and %v, want %s", text, got, file.Cursor().Pos(offset), want)
		}
		if back := file.Offset(at.Line, at.Column); back != offset {
			t.Errorf("%q: line %d, column %d is byte %d, want %d", text, at.Line, at.Column, back, offset)
		}
	}
}
