package terraform

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// jsonReader reads JSON in which tokens may stand inside strings, or in place of
// a value. Unlike the reader of files it works on evaluated text, whose places
// are scattered over a template.
type jsonReader struct {
	text   string
	at     int
	tokens *tokens
	place  func(start, end int) source.Range
	depth  int
}

const maxJSONDepth = 200

func (r *jsonReader) document() (value.Value, bool) {
	v, ok := r.value()
	r.space()
	return v, ok && r.at == len(r.text) && (v.Kind == value.Map || v.Kind == value.List)
}

func (r *jsonReader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

func (r *jsonReader) take(c byte) bool {
	r.space()
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *jsonReader) value() (value.Value, bool) {
	r.space()
	if r.at >= len(r.text) || r.depth > maxJSONDepth {
		return value.Value{}, false
	}
	r.depth++
	defer func() { r.depth-- }()
	start := r.at
	switch c := r.text[r.at]; {
	case c == '{':
		return r.object()
	case c == '[':
		return r.list()
	case c == '"':
		text, ok := r.string()
		at := r.place(start, r.at)
		return value.OfText(place(text, at), at), ok
	case strings.HasPrefix(r.text[r.at:], tokenOpen):
		return r.bareToken()
	}
	return r.scalar()
}

// bareToken is a value that is not known at all: `"Resource": ${var.buckets}`.
func (r *jsonReader) bareToken() (value.Value, bool) {
	start := r.at
	end := strings.Index(r.text[r.at:], tokenClose)
	if end < 0 {
		return value.Value{}, false
	}
	r.at += end + len(tokenClose)
	at := r.place(start, r.at)
	hole, ok := r.tokens.read(r.text[start:r.at]).Hole()
	if !ok {
		return value.Value{}, false
	}
	reason := traced(hole).reason()
	return value.OfReason(reason, at), true
}

func (r *jsonReader) scalar() (value.Value, bool) {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte(",]} \t\r\n", r.text[r.at]) < 0 {
		r.at++
	}
	word, at := r.text[start:r.at], r.place(start, r.at)
	switch word {
	case "null":
		return value.Value{Range: at}, true
	case "true", "false":
		return value.OfBool(word == "true", at), true
	}
	return value.OfNumber(word, at), word != "" && json.Valid([]byte(word))
}

func (r *jsonReader) list() (value.Value, bool) {
	start := r.at
	r.at++
	list := value.Value{Kind: value.List}
	for !r.take(']') {
		if len(list.Items) > 0 && !r.take(',') {
			return list, false
		}
		item, ok := r.value()
		if !ok {
			return list, false
		}
		list.Items = append(list.Items, item)
	}
	list.Range = r.place(start, r.at)
	return list, true
}

func (r *jsonReader) object() (value.Value, bool) {
	start := r.at
	r.at++
	object := value.Value{Kind: value.Map}
	for !r.take('}') {
		if len(object.Entries) > 0 && !r.take(',') {
			return object, false
		}
		r.space()
		keyStart := r.at
		if r.at >= len(r.text) || r.text[r.at] != '"' {
			return object, false
		}
		key, ok := r.string()
		entry := value.Entry{Key: key.String(), KeyRange: r.place(keyStart, r.at)}
		if !ok || !r.take(':') {
			return object, false
		}
		if entry.Value, ok = r.value(); !ok {
			return object, false
		}
		object.Entries = append(object.Entries, entry)
	}
	object.Range = r.place(start, r.at)
	return object, true
}

func (r *jsonReader) string() (value.Text, bool) {
	start := r.at
	r.at++
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '"':
			r.at++
			var text string
			if err := json.Unmarshal([]byte(r.text[start:r.at]), &text); err != nil {
				return value.Text{}, false
			}
			return r.tokens.read(text), true
		case '\\':
			r.at += 2
		default:
			_, size := utf8.DecodeRuneInString(r.text[r.at:])
			r.at += size
		}
	}
	r.at = len(r.text)
	return value.Text{}, false
}
