package report

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
)

func drawn(content string, width int, at func(*source.File) source.Range) string {
	file := source.NewFile("f", []byte(content))
	p := newPrinter(Options{Width: width, Source: func(string) (*source.File, error) { return file, nil }})
	p.frame(at(file), red)
	return p.buffer.String()
}

func TestFrameShowsThePlace(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, content string
		width         int
		at            func(*source.File) source.Range
		want          []string
	}{
		{"a word", "one\ntwo three\n", 80, func(f *source.File) source.Range { return f.RangeAt(2, 5, 5) }, []string{"     │", "   2 │ two three", "     │     ^^^^^"}},
		{"tabs as spaces", "\tif\tx", 80, func(f *source.File) source.Range { return f.RangeAt(1, 4, 2) }, []string{"     │", "   1 │     if  x", "     │       ^^^"}},
		{"wide characters under two carets each", "名前: 値", 80, func(f *source.File) source.Range { return f.RangeAt(1, 5, 1) }, []string{"     │", "   1 │ 名前: 値", "     │       ^^"}},
		{"combining characters under none", "cafe\u0301 x", 80, func(f *source.File) source.Range { return f.RangeAt(1, 7, 1) }, []string{"     │", "   1 │ cafe\u0301 x", "     │      ^"}},
		{"CRLF is no part of a line", "one\r\ntwo\r\n", 80, func(f *source.File) source.Range { return f.RangeAt(1, 1, 3) }, []string{"     │", "   1 │ one", "     │ ^^^"}},
		{"a place after the end of a line", "one\n", 80, func(f *source.File) source.Range { return f.RangeAt(1, 4, 0) }, []string{"     │", "   1 │ one", "     │    ^"}},
		{"an empty line", "\n", 80, func(f *source.File) source.Range { return f.RangeAt(1, 1, 0) }, []string{"     │", "   1 │", "     │ ^"}},
		{"a block of two lines", "a {\n}\nb", 80, func(f *source.File) source.Range { return f.RangeAt(1, 1, 5) }, []string{"     │", "   1 │ a {", "     │ ^^^", "   2 │ }"}},
		{"a line and its end", "a\nb", 80, func(f *source.File) source.Range { return f.RangeAt(1, 1, 2) }, []string{"     │", "   1 │ a", "     │ ^"}},
		{"the first lines of a long block", "a {\nb\nc\nd\n}", 80, func(f *source.File) source.Range { return f.RangeAt(1, 1, 11) }, []string{"     │", "   1 │ a {", "     │ ^^^", "   2 │ b", "   3 │ c", "   ⋮"}},
		{"a number of many digits", strings.Repeat("\n", 12344) + "x", 80, func(f *source.File) source.Range { return f.RangeAt(12345, 1, 1) }, []string{"       │", " 12345 │ x", "       │ ^"}},
		{"the place in a clipped line", strings.Repeat("a", 50) + "HERE" + strings.Repeat("b", 50), 27, func(f *source.File) source.Range { return f.RangeAt(1, 51, 4) }, []string{"     │", "   1 │ …aaaaaaHEREbbbbbbbb…", "     │        ^^^^"}},
		{"a clipped end", "HERE" + strings.Repeat("b", 50), 27, func(f *source.File) source.Range { return f.RangeAt(1, 1, 4) }, []string{"     │", "   1 │ HEREbbbbbbbbbbbbbb…", "     │ ^^^^"}},
		{"escapes spelled out, with the carets moved along", "a\x1b[1m b", 80, func(f *source.File) source.Range { return f.RangeAt(1, 7, 1) }, []string{"     │", `   1 │ a\x1b[1m b`, "     │          ^"}},
		{"one megabyte on one line", strings.Repeat("é", 1<<19) + "HERE" + strings.Repeat("b", 1<<19), 27, func(f *source.File) source.Range { return f.RangeAt(1, 1<<19+1, 4) }, []string{"     │", "   1 │ …HERE…", "     │  ^^^^"}},
		{"no such line", "one", 80, func(*source.File) source.Range { return source.Range{File: "f", Start: source.Pos{Line: 9, Column: 1}} }, nil},
		{"no line at all", "one", 80, func(*source.File) source.Range { return source.Range{File: "f"} }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := ""
			for _, line := range c.want {
				want += line + "\n"
			}
			if diff := cmp.Diff(want, drawn(c.content, c.width, c.at)); diff != "" {
				t.Errorf("frame (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFrameIsLeftOutWhenTheFileCannotBeRead(t *testing.T) {
	t.Parallel()
	p := newPrinter(Options{Source: func(string) (*source.File, error) { return nil, errors.New("gone") }})
	p.frame(source.Range{File: "f", Start: source.Pos{Line: 1, Column: 1}}, red)
	if p.buffer.Len() > 0 {
		t.Errorf("got %q", p.buffer.String())
	}
}

func TestTextWidthCountsColumns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "abc": 3, "日本": 4, "ｶﾅ": 2, "Ａ": 2, "é": 1, "e\u0301": 1, "🚀": 2, "한글": 4, "→…✓": 3, "𠀀": 2} {
		if got := textWidth(text); got != want {
			t.Errorf("textWidth(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestWrappedKeepsWordsWhole(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"one two three", []string{"one two", "three"}},
		{"a verylongwordindeed b", []string{"a", "verylongwordindeed", "b"}},
		{"日本 日本 日", []string{"日本", "日本 日"}},
		{"a\nb\tc", []string{"a b c"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, wrapped(c.text, 8)); diff != "" {
			t.Errorf("wrapped(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}
