package cloudformation

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// encode is Fn::Base64. The text that is encoded stays beside what it becomes.
func (s *stack) encode(argument *node, at source.Range) value.Value {
	return distribute(at, []value.Value{s.evaluate(argument)}, func(values []value.Value) value.Value {
		plain := values[0]
		if plain.Kind == value.NotKnown || plain.Kind == value.Absent {
			return through(plain, at)
		}
		reason := value.Reason{Text: "it is the Base64 form of a text that is not known before deployment"}
		encoded := value.OfText(value.HoleText(value.Hole{Reason: &reason, Range: at}), at)
		if literal, ok := text(plain).Literal(); ok {
			encoded = value.OfString(base64.StdEncoding.EncodeToString([]byte(literal)), at)
		}
		encoded.Secret, encoded.Document = plain.Secret, &plain
		return encoded
	})
}

// decode undoes Base64, whether Fn::Base64 or the author wrote it.
func decode(v value.Value) value.Value {
	return distribute(v.Range, []value.Value{v}, func(values []value.Value) value.Value {
		v := values[0]
		if v.Kind == value.String && v.Document != nil {
			return through(*v.Document, v.Range)
		}
		literal, ok := text(v).Literal()
		if v.Kind != value.String || !ok {
			return v
		}
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(literal), ""))
		if err != nil || !utf8.Valid(decoded) {
			return v
		}
		v.Text = value.Literal(string(decoded))
		return v
	})
}

// toJSON is Fn::ToJsonString. The structure stays beside the text.
func (s *stack) toJSON(argument *node, at source.Range) value.Value {
	document := s.evaluate(argument)
	w := jsonWriter{at: at}
	w.write(document)
	v := value.OfText(value.Concat(w.pieces...), at)
	v.Document = &document
	for part := range document.All() {
		if part.Secret != "" {
			v.Secret = part.Secret
		}
	}
	return v
}

// jsonWriter spells a value as JSON, with a hole for what is not known.
type jsonWriter struct {
	at     source.Range
	pieces []value.Text
}

func (w *jsonWriter) literal(text string) { w.pieces = append(w.pieces, value.Literal(text)) }

func (w *jsonWriter) write(v value.Value) {
	switch v.Kind {
	case value.List:
		w.list(v)
	case value.Map:
		w.object(v)
	case value.Bool, value.Number:
		w.pieces = append(w.pieces, text(v))
	case value.String:
		w.quoted(v.Text)
	case value.NotKnown:
		w.hole(v.Reason)
	case value.Choice:
		w.hole(value.Reason{Text: "it depends on a condition"})
	case value.Absent:
		w.literal("null")
	}
}

func (w *jsonWriter) hole(reason value.Reason) {
	w.pieces = append(w.pieces, value.HoleText(value.Hole{Reason: &reason, Range: w.at}))
}

func (w *jsonWriter) list(v value.Value) {
	w.literal("[")
	for i, item := range v.Items {
		if i > 0 {
			w.literal(",")
		}
		w.write(item)
	}
	if v.More != nil {
		w.hole(*v.More)
	}
	w.literal("]")
}

func (w *jsonWriter) object(v value.Value) {
	w.literal("{")
	for i, entry := range v.Entries {
		if i > 0 {
			w.literal(",")
		}
		w.literal(quoteJSON(entry.Key) + ":")
		w.write(entry.Value)
	}
	if v.More != nil {
		w.hole(*v.More)
	}
	w.literal("}")
}

// quoted keeps the holes of a text between its quotes.
func (w *jsonWriter) quoted(t value.Text) {
	w.literal(`"`)
	for _, piece := range t.Pieces() {
		if piece.Hole != nil {
			w.pieces = append(w.pieces, value.HoleText(*piece.Hole))
			continue
		}
		quoted := quoteJSON(piece.Literal)
		w.literal(quoted[1 : len(quoted)-1])
	}
	w.literal(`"`)
}

func quoteJSON(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always has a JSON form
	return strings.TrimSuffix(b.String(), "\n")
}
