package terraform

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
)

// render writes a document as JSON, holes as tokens. With an indent it is laid
// out as Go's encoder does, which is what the provider uses.
func (r *run) render(v value.Value, prefix, indent string) string {
	var b strings.Builder
	r.write(&b, v, prefix, indent)
	return b.String()
}

func (r *run) write(b *strings.Builder, v value.Value, prefix, indent string) {
	switch v.Kind {
	case value.Map:
		r.writeAll(b, "{", "}", len(v.Entries), prefix, indent, func(i int, inner string) {
			b.WriteString(quoted(v.Entries[i].Key))
			b.WriteByte(':')
			if indent != "" {
				b.WriteByte(' ')
			}
			r.write(b, v.Entries[i].Value, inner, indent)
		})
	case value.List:
		r.writeAll(b, "[", "]", len(v.Items), prefix, indent, func(i int, inner string) { r.write(b, v.Items[i], inner, indent) })
	case value.String:
		b.WriteString(quoted(r.tokens.write(v.Text)))
	case value.Number:
		b.WriteString(v.Text.String())
	case value.Bool:
		b.WriteString(strconv.FormatBool(v.Bool))
	case value.NotKnown, value.Choice:
		reason := v.Reason
		b.WriteString(r.tokens.text(value.Hole{Reason: &reason, Range: v.Range}))
	case value.Absent:
		b.WriteString("null")
	}
}

func (r *run) writeAll(b *strings.Builder, open, end string, count int, prefix, indent string, one func(i int, inner string)) {
	b.WriteString(open)
	inner := prefix + indent
	for i := range count {
		if i > 0 {
			b.WriteByte(',')
		}
		if indent != "" {
			b.WriteString("\n" + inner)
		}
		one(i, inner)
	}
	if count > 0 && indent != "" {
		b.WriteString("\n" + prefix)
	}
	b.WriteString(end)
}

// quoted is a JSON string as Go's encoder writes it.
func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(text)
}
