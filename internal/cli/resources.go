package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/repolint/repolint/internal/lint"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/report"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// listed is a resource under the name it is listed by.
type listed struct {
	name string
	*resource.Resource
}

// list names the resources: by address where there is one root, else by
// root#address; with environments address@environment.
func list(components []lint.Component) []listed {
	roots := map[string]bool{}
	for _, component := range components {
		for i := range component.Resources {
			roots[component.Resources[i].Root] = true
		}
	}
	var all []listed
	for _, component := range components {
		for i := range component.Resources {
			r := &component.Resources[i]
			name := r.Address
			if len(roots) > 1 {
				name = r.Root + "#" + name
			}
			if component.Environment != "" {
				name += "@" + component.Environment
			}
			all = append(all, listed{name, r})
		}
	}
	slices.SortStableFunc(all, func(a, b listed) int { return cmp.Compare(a.name, b.name) })
	return all
}

// extent is the whole declaration, from its header on.
func (l *listed) extent() source.Range {
	extent := l.Range
	if l.Body.File == extent.File && l.Body.End.Byte > extent.End.Byte {
		extent.End = l.Body.End
	}
	return extent
}

// writeResourcesJSON writes one object keyed by name.
func writeResourcesJSON(out *bytes.Buffer, components []lint.Component) error {
	w := &valueWriter{secrets: secrets(components)}
	w.out.WriteByte('{')
	for i, r := range list(components) {
		if i > 0 {
			w.out.WriteByte(',')
		}
		at := r.extent()
		w.root = r.Root
		w.text(r.name)
		w.out.WriteString(`:{"type":`)
		w.text(r.Type)
		w.out.WriteString(`,"file":`)
		w.text(at.File)
		fmt.Fprintf(&w.out, `,"line":%d,"column":%d,"end_line":%d,"end_column":%d`, at.Start.Line, at.Start.Column, at.End.Line, at.End.Column)
		if !r.Guard.IsAlways() {
			w.out.WriteString(`,"when":`)
			w.text(r.Guard.String())
		}
		if r.Symbolic != nil {
			w.out.WriteString(`,"instances":`)
			w.marked("$unknown", r.Symbolic.Text)
		}
		w.out.WriteString(`,"attributes":`)
		w.value(printed(r.Resource))
		w.out.WriteByte('}')
	}
	w.out.WriteByte('}')
	if err := json.Indent(out, w.out.Bytes(), "", "  "); err != nil {
		return fmt.Errorf("writing the resources: %w", err)
	}
	out.WriteByte('\n')
	return nil
}

// valueWriter writes values as JSON, what is not known as marked objects. root is
// the root of the resource at hand, left out of references into itself; secrets
// are texts that are printed nowhere.
type valueWriter struct {
	out     bytes.Buffer
	root    string
	secrets map[string]string
}

func (w *valueWriter) text(s string) {
	encoder := json.NewEncoder(&w.out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always encodes
	w.out.Truncate(w.out.Len() - 1)
}

func (w *valueWriter) marked(mark, text string) {
	w.out.WriteString(`{"` + mark + `":`)
	w.text(text)
	w.out.WriteByte('}')
}

func (w *valueWriter) value(v value.Value) {
	why := v.Secret
	if v.Document != nil && why == "" {
		why = secretWithin(*v.Document)
	}
	if v.Kind == value.String && why == "" {
		why = repeats(v.Text, w.secrets)
	}
	if why != "" {
		w.marked("$redacted", why)
		return
	}
	switch v.Kind {
	case value.Absent:
		w.out.WriteString("null")
	case value.Bool:
		fmt.Fprint(&w.out, v.Bool)
	case value.Number:
		w.number(v)
	case value.String:
		w.join(v.Text)
	case value.List:
		w.list(v)
	case value.Map:
		w.members(v)
	case value.NotKnown:
		w.marked("$unknown", v.Reason.Text)
	case value.Choice:
		w.choices(v)
	}
}

func (w *valueWriter) number(v value.Value) {
	if digits, ok := v.Text.Literal(); ok && json.Valid([]byte(digits)) {
		w.out.WriteString(digits)
		return
	}
	w.join(v.Text)
}

// join writes a text: as it is, as its only hole, or as its pieces.
func (w *valueWriter) join(text value.Text) {
	if literal, ok := text.Literal(); ok {
		w.text(literal)
		return
	}
	if hole, ok := text.Hole(); ok {
		w.hole(hole)
		return
	}
	w.out.WriteString(`{"$join":[`)
	for i, piece := range text.Pieces() {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if piece.Hole != nil {
			w.hole(*piece.Hole)
		} else {
			w.text(piece.Literal)
		}
	}
	w.out.WriteString("]}")
}

func (w *valueWriter) hole(hole value.Hole) {
	switch {
	case hole.Ref != nil:
		w.marked("$ref", strings.TrimPrefix(hole.Ref.Node, w.root+"#")+"."+hole.Ref.Attribute)
	case hole.Reason != nil:
		w.marked("$unknown", hole.Reason.Text)
	default:
		w.marked("$unknown", "the "+strings.ReplaceAll(hole.Symbol.String(), "_", " ")+" is not fixed")
	}
}

func (w *valueWriter) list(v value.Value) {
	w.out.WriteByte('[')
	for i, item := range v.Items {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.value(item)
	}
	if v.More != nil {
		if len(v.Items) > 0 {
			w.out.WriteByte(',')
		}
		w.marked("$unknown", v.More.Text)
	}
	w.out.WriteByte(']')
}

// members writes a map by key; of a key written twice the last counts.
func (w *valueWriter) members(v value.Value) {
	keys := make([]string, 0, len(v.Entries))
	for _, entry := range v.Entries {
		keys = append(keys, entry.Key)
	}
	slices.Sort(keys)
	w.out.WriteByte('{')
	for i, key := range slices.Compact(keys) {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.text(key)
		w.out.WriteByte(':')
		w.member(v, key)
	}
	if v.More != nil {
		if len(keys) > 0 {
			w.out.WriteByte(',')
		}
		w.out.WriteString(`"$unknown":`)
		w.text(v.More.Text)
	}
	w.out.WriteByte('}')
}

// member writes what stands under a name in a map.
func (w *valueWriter) member(v value.Value, key string) {
	member := v.Get(key)
	if why := secretMember(v, key); why != "" {
		member = redacted(member, why)
	}
	w.value(member)
}

func (w *valueWriter) choices(v value.Value) {
	w.out.WriteString(`{"$choice":[`)
	for i, choice := range value.Flatten(v) {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.out.WriteString(`{"when":`)
		w.text(choice.Guard.String())
		w.out.WriteString(`,"value":`)
		w.value(choice.Value)
		w.out.WriteByte('}')
	}
	w.out.WriteString("]}")
}

// writeResources writes a block for every resource: its name, place and arguments.
func writeResources(out *bytes.Buffer, components []lint.Component) {
	hidden := secrets(components)
	for i, r := range list(components) {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "%s  %s  %s\n", printable(r.name), r.Type, r.Range)
		if !r.Guard.IsAlways() {
			fmt.Fprintf(out, "  when %s\n", printable(r.Guard.String()))
		}
		if r.Symbolic != nil {
			fmt.Fprintf(out, "  an unknown number of instances: %s\n", printable(r.Symbolic.Text))
		}
		width := 0
		for _, entry := range r.Attributes.Entries {
			width = max(width, len(entry.Key))
		}
		attributes := printed(r.Resource)
		for _, entry := range attributes.Entries {
			if entry.Value.Kind == value.Absent {
				continue
			}
			w := &valueWriter{root: r.Root, secrets: hidden}
			if why := secretMember(attributes, entry.Key); why != "" {
				entry.Value = redacted(entry.Value, why)
			}
			w.value(entry.Value)
			fmt.Fprintf(out, "  %-*s  %s\n", width, printable(entry.Key), printable(w.out.String()))
		}
	}
}

// printable keeps a name from driving the terminal or a build log.
func printable(s string) string { return report.Printable(s) }
