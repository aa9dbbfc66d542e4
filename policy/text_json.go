package policy

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// maxDepth bounds the nesting of a JSON text; a policy needs six levels.
const maxDepth = 64

// locator says where the bytes [start, end) of a flattened text are written.
type locator func(start, end int) source.Range

// flatText is a text as one run of bytes; every hole takes one byte.
type flatText struct {
	bytes []byte
	holes map[int]value.Hole
}

func flatten(text value.Text) flatText {
	flat := flatText{holes: map[int]value.Hole{}}
	for _, piece := range text.Pieces() {
		if piece.Hole != nil {
			flat.holes[len(flat.bytes)] = *piece.Hole
			flat.bytes = append(flat.bytes, 0)
			continue
		}
		flat.bytes = append(flat.bytes, piece.Literal...)
	}
	return flat
}

// jsonReader reads JSON in which holes may stand: inside a string they stay holes
// of that string; where a value, an element or a member would stand, that is not known.
type jsonReader struct {
	flatText
	at     int
	locate locator
	// bare is the first hole that stands outside of a string.
	bare *value.Hole
}

// readJSON reads a whole text. A syntax error behind a hole that stands outside
// of a string may be no error once the hole is filled: then the whole is not known.
func readJSON(text value.Text, locate locator) (value.Value, *Problem) {
	r := &jsonReader{flatText: flatten(text), locate: locate}
	tree, problem := r.value(0)
	if problem == nil {
		r.space()
		if r.at < len(r.bytes) && !r.skipHoles() {
			problem = r.problem("text follows the JSON object")
		}
	}
	if problem != nil && r.bare != nil {
		return value.OfReason(*holeReason(*r.bare, "a part of the policy"), locate(0, len(r.bytes))), nil
	}
	return tree, problem
}

func (r *jsonReader) problem(text string) *Problem {
	return &Problem{Text: "the policy is no valid JSON: " + text, Range: r.locate(r.at, min(r.at+1, len(r.bytes)))}
}

// peek is the next byte, 0 at the end and at a hole.
func (r *jsonReader) peek() byte {
	if r.at >= len(r.bytes) {
		return 0
	}
	return r.bytes[r.at]
}

func (r *jsonReader) space() {
	for r.at < len(r.bytes) && strings.IndexByte(" \t\r\n", r.bytes[r.at]) >= 0 {
		r.at++
	}
}

// skipHoles steps over holes and white space, and reports whether there was a hole.
func (r *jsonReader) skipHoles() bool {
	found := false
	for r.space(); r.at < len(r.bytes); r.space() {
		hole, ok := r.holes[r.at]
		if !ok {
			break
		}
		if r.bare == nil {
			r.bare = &hole
		}
		found = true
		r.at++
	}
	return found
}

func (r *jsonReader) value(depth int) (value.Value, *Problem) {
	r.space()
	if depth > maxDepth {
		return value.Value{}, r.problem("it is nested too deeply")
	}
	start := r.at
	if hole, ok := r.holes[start]; ok {
		r.skipHoles()
		if hole.Symbol != value.NoSymbol {
			return value.OfText(value.HoleText(hole), r.locate(start, start+1)), nil
		}
		return value.OfReason(*holeReason(hole, "a part of the policy"), r.locate(start, start+1)), nil
	}
	switch c := r.peek(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		text, problem := r.text()
		return value.OfText(text, r.locate(start, r.at)), problem
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	return r.word()
}

func (r *jsonReader) word() (value.Value, *Problem) {
	start := r.at
	for _, word := range []string{"true", "false", "null"} {
		if !strings.HasPrefix(string(r.bytes[start:min(start+len(word), len(r.bytes))]), word) {
			continue
		}
		r.at += len(word)
		if word == "null" {
			return value.Value{Range: r.locate(start, r.at)}, nil
		}
		return value.OfBool(word == "true", r.locate(start, r.at)), nil
	}
	if r.at >= len(r.bytes) {
		return value.Value{}, r.problem("it ends too early")
	}
	return value.Value{}, r.problem("a value is missing")
}

func (r *jsonReader) number() (value.Value, *Problem) {
	start := r.at
	for r.at < len(r.bytes) && strings.IndexByte("+-.eE0123456789", r.bytes[r.at]) >= 0 {
		r.at++
	}
	digits := string(r.bytes[start:r.at])
	if _, err := strconv.ParseFloat(digits, 64); err != nil {
		return value.Value{}, r.problem(strconv.Quote(digits) + " is no number")
	}
	return value.OfNumber(digits, r.locate(start, r.at)), nil
}

func (r *jsonReader) object(depth int) (value.Value, *Problem) {
	start := r.at
	object := value.Value{Kind: value.Map}
	r.at++
	for first := true; ; first = false {
		if r.skipHoles() {
			object.More = holeReason(*r.bare, "a part of the policy")
		}
		if r.peek() == '}' {
			r.at++
			object.Range = r.locate(start, r.at)
			return object, nil
		}
		if problem := r.comma(first && object.More == nil, object.More != nil); problem != nil {
			return object, problem
		}
		if r.skipHoles() {
			object.More = holeReason(*r.bare, "a part of the policy")
			continue
		}
		entry, reason, problem := r.member(depth)
		if problem != nil {
			return object, problem
		}
		if reason != nil {
			object.More = reason
			continue
		}
		object.Entries = append(object.Entries, entry)
	}
}

// comma steps over the comma between two parts; the first part has none, and a
// hole may bring its own.
func (r *jsonReader) comma(first, optional bool) *Problem {
	r.space()
	if first {
		return nil
	}
	if r.peek() == ',' {
		r.at++
		return nil
	}
	if optional && r.at < len(r.bytes) {
		return nil
	}
	return r.problem("a comma is missing")
}

func (r *jsonReader) member(depth int) (value.Entry, *value.Reason, *Problem) {
	start := r.at
	if r.peek() != '"' {
		return value.Entry{}, nil, r.problem("a key is missing")
	}
	key, problem := r.text()
	if problem != nil {
		return value.Entry{}, nil, problem
	}
	entry := value.Entry{KeyRange: r.locate(start, r.at)}
	if r.space(); r.peek() != ':' {
		return value.Entry{}, nil, r.problem("a colon is missing")
	}
	r.at++
	if entry.Value, problem = r.value(depth + 1); problem != nil {
		return value.Entry{}, nil, problem
	}
	literal, ok := key.Literal()
	if !ok {
		return value.Entry{}, textReason(key, "the key"), nil
	}
	entry.Key = literal
	return entry, nil, nil
}

func (r *jsonReader) array(depth int) (value.Value, *Problem) {
	start := r.at
	array := value.Value{Kind: value.List}
	r.at++
	for first := true; ; first = false {
		if r.skipHoles() {
			array.More = holeReason(*r.bare, "a part of the policy")
		}
		if r.peek() == ']' {
			r.at++
			array.Range = r.locate(start, r.at)
			return array, nil
		}
		if problem := r.comma(first && array.More == nil, array.More != nil); problem != nil {
			return array, problem
		}
		if r.skipHoles() {
			array.More = holeReason(*r.bare, "a part of the policy")
			continue
		}
		item, problem := r.value(depth + 1)
		if problem != nil {
			return array, problem
		}
		array.Items = append(array.Items, item)
	}
}

// text reads a string with its quotes.
func (r *jsonReader) text() (value.Text, *Problem) {
	var parts []value.Text
	var literal strings.Builder
	flush := func() {
		parts = append(parts, value.Literal(literal.String()))
		literal.Reset()
	}
	for r.at++; r.at < len(r.bytes); {
		if hole, ok := r.holes[r.at]; ok {
			flush()
			parts = append(parts, value.HoleText(hole))
			r.at++
			continue
		}
		switch c := r.bytes[r.at]; {
		case c == '"':
			r.at++
			flush()
			return value.Concat(parts...), nil
		case c == '\\':
			if !r.escape(&literal) {
				return value.Text{}, r.problem("an escape sequence is wrong")
			}
		case c < 0x20:
			return value.Text{}, r.problem("a string holds a control character")
		default:
			literal.WriteByte(c)
			r.at++
		}
	}
	return value.Text{}, r.problem("a string has no end")
}

func (r *jsonReader) escape(literal *strings.Builder) bool {
	if r.at+1 >= len(r.bytes) {
		return false
	}
	c := r.bytes[r.at+1]
	if c == 'u' {
		return r.unicode(literal)
	}
	i := strings.IndexByte(`"\/bfnrt`, c)
	if i < 0 {
		return false
	}
	literal.WriteByte("\"\\/\b\f\n\r\t"[i])
	r.at += 2
	return true
}

func (r *jsonReader) unicode(literal *strings.Builder) bool {
	first, ok := r.hex(r.at)
	if !ok {
		return false
	}
	r.at += 6
	if utf16.IsSurrogate(first) {
		second, ok := r.hex(r.at)
		if pair := utf16.DecodeRune(first, second); ok && pair != utf8.RuneError {
			r.at += 6
			first = pair
		} else {
			first = utf8.RuneError
		}
	}
	literal.WriteRune(first)
	return true
}

// hex reads the \uXXXX at a place.
func (r *jsonReader) hex(at int) (rune, bool) {
	if at+6 > len(r.bytes) || r.bytes[at] != '\\' || r.bytes[at+1] != 'u' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(r.bytes[at+2:at+6]), 16, 16)
	return rune(code), err == nil
}
