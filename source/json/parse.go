package json

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
)

// MaxDepth is how deep arrays and objects may nest, MaxNodes how many values a
// file may hold. What goes beyond is an error diagnostic, never a long wait.
const (
	MaxDepth = 500
	MaxNodes = 4_000_000
)

// Parse reads one JSON value. On an error the node is nil and the diagnostic
// says where reading stopped; keys that stand twice in one object are warnings,
// the last one counting, as every common reader has it.
func Parse(file *source.File) (*Node, source.Diagnostics) {
	r := &reader{file: file, text: file.Content, cursor: file.Cursor()}
	if bytes.HasPrefix(r.text, []byte("\xef\xbb\xbf")) {
		r.at = 3
	}
	r.space()
	node := r.value(0)
	if r.failure == nil {
		if r.space(); r.at < len(r.text) {
			r.fail("a second value after the end of the first; remove it")
		}
	}
	if r.failure != nil {
		return nil, append(r.warnings, *r.failure)
	}
	return node, r.warnings
}

type reader struct {
	file     *source.File
	text     []byte
	at       int
	nodes    int
	cursor   *source.Cursor
	failure  *source.Diagnostic
	warnings source.Diagnostics
}

func (r *reader) fail(message string) {
	if r.failure == nil {
		r.failure = &source.Diagnostic{
			Severity: source.Error, Message: "reading JSON: " + message, Range: r.file.RangeFromBytes(r.at, r.at),
		}
	}
}

func (r *reader) rangeFrom(start source.Pos) source.Range {
	return source.Range{File: r.file.Path, Start: start, End: r.cursor.Pos(r.at)}
}

func (r *reader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *reader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// found names the character at hand for a message.
func (r *reader) found() string {
	if r.at >= len(r.text) {
		return "the end of the file"
	}
	c, _ := utf8.DecodeRune(r.text[r.at:])
	return strconv.QuoteRune(c)
}

func (r *reader) value(depth int) *Node {
	if r.nodes++; r.nodes > MaxNodes {
		r.fail(fmt.Sprintf("more than %d values in one file; split it", MaxNodes))
		return nil
	}
	if depth > MaxDepth {
		r.fail(fmt.Sprintf("values nested deeper than %d; flatten them", MaxDepth))
		return nil
	}
	node := &Node{}
	start := r.cursor.Pos(r.at)
	switch c := r.peek(); {
	case c == '{':
		r.object(node, depth)
	case c == '[':
		r.array(node, depth)
	case c == '"':
		node.Kind, node.Text = String, r.quoted()
	case c == '-' || c >= '0' && c <= '9':
		node.Kind, node.Text = Number, r.number()
	case r.word("true"):
		node.Kind, node.Text = Bool, "true"
	case r.word("false"):
		node.Kind, node.Text = Bool, "false"
	case r.word("null"):
		node.Kind = Null
	default:
		r.fail("expected a value, found " + r.found())
	}
	if r.failure != nil {
		return nil
	}
	node.Range = r.rangeFrom(start)
	return node
}

func (r *reader) word(word string) bool {
	if !bytes.HasPrefix(r.text[r.at:], []byte(word)) {
		return false
	}
	r.at += len(word)
	return true
}

func (r *reader) array(node *Node, depth int) {
	node.Kind = Array
	r.at++
	if r.space(); r.peek() == ']' {
		r.at++
		return
	}
	for r.failure == nil {
		r.space()
		item := r.value(depth + 1)
		if item == nil {
			return
		}
		node.Items = append(node.Items, item)
		if r.next(']') {
			return
		}
	}
}

func (r *reader) object(node *Node, depth int) {
	node.Kind = Object
	r.at++
	if r.space(); r.peek() == '}' {
		r.at++
		return
	}
	for r.failure == nil {
		if r.space(); r.peek() != '"' {
			r.fail(`expected a key in double quotes, found ` + r.found())
			return
		}
		start := r.cursor.Pos(r.at)
		member := Member{Key: r.quoted()}
		member.KeyRange = r.rangeFrom(start)
		if r.space(); r.failure == nil && r.peek() != ':' {
			r.fail(`expected ":" after the key, found ` + r.found())
		}
		if r.failure != nil {
			return
		}
		r.at++
		r.space()
		if member.Value = r.value(depth + 1); member.Value == nil {
			return
		}
		node.Members = append(node.Members, member)
		if r.next('}') {
			break
		}
	}
	r.warnRepeated(node.Members)
}

func (r *reader) warnRepeated(members []Member) {
	if len(members) < 2 {
		return
	}
	seen := make(map[string]bool, len(members))
	for _, member := range members {
		if seen[member.Key] {
			r.warnings = append(r.warnings, source.Diagnostic{
				Severity: source.Warning,
				Message:  fmt.Sprintf("the key %q stands twice; the last one counts", member.Key),
				Range:    member.KeyRange,
			})
		}
		seen[member.Key] = true
	}
}

// next steps over a comma, or over the closing bracket and then reports true.
func (r *reader) next(closing byte) bool {
	r.space()
	switch r.peek() {
	case ',':
		r.at++
		return false
	case closing:
		if r.at < len(r.text) {
			r.at++
			return true
		}
	}
	r.fail(fmt.Sprintf(`expected "," or %q, found %s`, string(closing), r.found()))
	return true
}

func (r *reader) digits() bool {
	start := r.at
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.at++
	}
	return r.at > start
}

func (r *reader) number() string {
	start := r.at
	if r.peek() == '-' {
		r.at++
	}
	zero := r.peek() == '0'
	whole := r.at
	if !r.digits() {
		r.fail("expected a digit, found " + r.found())
	}
	if zero && r.at > whole+1 {
		r.at = whole
		r.fail("a number starts with 0; write it as a string or without the zero")
	}
	if r.peek() == '.' {
		if r.at++; !r.digits() {
			r.fail("expected a digit after the point, found " + r.found())
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.at++
		if c := r.peek(); c == '+' || c == '-' {
			r.at++
		}
		if !r.digits() {
			r.fail("expected a digit in the exponent, found " + r.found())
		}
	}
	return string(r.text[start:r.at])
}

// quoted reads a string literal, the opening quote being at hand.
func (r *reader) quoted() string {
	r.at++
	start := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			text := r.text[start:r.at]
			if !utf8.Valid(text) {
				r.fail("a string holds bytes that are no UTF-8; save the file as UTF-8")
			}
			r.at++
			return string(text)
		case c == '\\':
			return r.escaped(start)
		case c < 0x20:
			r.fail("a control character stands bare in a string; escape it")
			return ""
		}
		r.at++
	}
	r.fail("a string without its closing quote")
	return ""
}

// escaped goes on from the first backslash of a string that began at start.
func (r *reader) escaped(start int) string {
	var text strings.Builder
	text.Write(r.text[start:r.at])
	for r.at < len(r.text) && r.failure == nil {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			if !utf8.ValidString(text.String()) {
				r.fail("a string holds bytes that are no UTF-8; save the file as UTF-8")
			}
			return text.String()
		case c == '\\':
			r.at++
			r.escape(&text)
		case c < 0x20:
			r.fail("a control character stands bare in a string; escape it")
		default:
			text.WriteByte(c)
			r.at++
		}
	}
	r.fail("a string without its closing quote")
	return ""
}

var simpleEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *reader) escape(text *strings.Builder) {
	c := r.peek()
	if plain, ok := simpleEscapes[c]; ok {
		text.WriteByte(plain)
		r.at++
		return
	}
	if c != 'u' {
		r.fail(`a backslash is followed by ` + r.found() + `; write \\ for a backslash`)
		return
	}
	r.at++
	unit, ok := r.hex()
	if !ok {
		return
	}
	if utf16.IsSurrogate(unit) {
		unit = r.lowSurrogate(unit)
	}
	text.WriteRune(unit)
}

// lowSurrogate completes a pair. A half without its other half is what
// encoding/json makes of it: U+FFFD.
func (r *reader) lowSurrogate(high rune) rune {
	if !bytes.HasPrefix(r.text[r.at:], []byte(`\u`)) {
		return utf8.RuneError
	}
	before := r.at
	r.at += 2
	low, ok := r.hex()
	if !ok {
		return utf8.RuneError
	}
	pair := utf16.DecodeRune(high, low)
	if pair == utf8.RuneError {
		r.at = before
	}
	return pair
}

func (r *reader) hex() (rune, bool) {
	if r.at+4 > len(r.text) {
		r.fail(`\u needs four hexadecimal digits`)
		return 0, false
	}
	unit, err := strconv.ParseUint(string(r.text[r.at:r.at+4]), 16, 16)
	if err != nil {
		r.fail(`\u needs four hexadecimal digits`)
		return 0, false
	}
	r.at += 4
	return rune(unit), true
}
