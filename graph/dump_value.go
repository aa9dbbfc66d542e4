package graph

import (
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/value"
)

func (d *dumper) prefixes(name string, v reflect.Value) {
	switch field := v.Interface().(type) {
	case value.Of[netip.Prefix]:
		dumpOf(d, name, field, netip.Prefix.String)
	case value.ListOf[netip.Prefix]:
		dumpList(d, name, field, netip.Prefix.String)
	default:
		panic("graph: Dump cannot write " + v.Type().String())
	}
}

const notStated = "absent"

// dumpOf writes a line per alternative.
func dumpOf[T any](d *dumper, name string, of value.Of[T], show func(T) string) {
	if len(of.Alternatives()) == 0 && !d.quiet {
		d.attribute(name, "not read", value.Fact[T]{}.Range)
	}
	for _, alternative := range of.Alternatives() {
		text := dumpFact(d, alternative.Value, show)
		d.attribute(name, text+when(alternative.Guard), alternative.Value.Range)
	}
}

func dumpFact[T any](d *dumper, fact value.Fact[T], show func(T) string) string {
	switch fact.State {
	case value.Known:
		return show(fact.Value)
	case value.NotStated:
		return notStated
	case value.Undetermined:
	}
	return "unknown: " + d.because(fact.Reason)
}

func when(guard value.Guard) string {
	if guard.IsAlways() {
		return ""
	}
	return " when " + guard.String()
}

// dumpList writes a line per element, sorted, and one where there may be more.
func dumpList[T any](d *dumper, name string, list value.ListOf[T], show func(T) string) {
	inner := &dumper{ranges: d.ranges, root: d.root}
	for _, item := range list.Items {
		for _, alternative := range item.Alternatives() {
			if alternative.Value.State == value.NotStated {
				continue
			}
			text := dumpFact(inner, alternative.Value, show)
			inner.attribute(name+"[]", text+when(alternative.Guard), alternative.Value.Range)
		}
	}
	lines := strings.SplitAfter(inner.String(), "\n")
	slices.Sort(lines)
	d.WriteString(strings.Join(lines, ""))
	for _, more := range list.More {
		d.attribute(name+"[]", "perhaps more: "+d.because(more.Value)+when(more.Guard), list.Range)
	}
	switch {
	case len(list.Items)+len(list.More) > 0 || d.quiet:
	case list.Unstated.IsAlways():
		d.attribute(name, notStated, list.Range)
	default:
		d.attribute(name, "empty", list.Range)
	}
}

// id writes an ID without the root that all nodes share.
func (d *dumper) id(id ID) string { return d.short(string(id)) }

func (d *dumper) short(key string) string {
	if d.root == "" {
		return key
	}
	if rest, ok := strings.CutPrefix(key, "external:"); ok {
		return "external:" + strings.TrimPrefix(rest, d.root+"#")
	}
	return strings.TrimPrefix(key, d.root+"#")
}

func (d *dumper) text(text value.Text) string {
	var b strings.Builder
	for _, piece := range text.Pieces() {
		switch hole := piece.Hole; {
		case hole == nil:
			b.WriteString(piece.Literal)
		case hole.Symbol != value.NoSymbol:
			b.WriteString("${" + hole.Symbol.String() + "}")
		case hole.Ref != nil:
			b.WriteString("${" + d.short(hole.Ref.Node) + "." + hole.Ref.Attribute + "}")
		case hole.Reason != nil && hole.Reason.Key != "":
			b.WriteString("${" + d.short(hole.Reason.Key) + "}")
		default:
			b.WriteString("${unknown}")
		}
	}
	return strconv.Quote(b.String())
}

// value writes a tree on one line.
func (d *dumper) value(v value.Value) string {
	switch v.Kind {
	case value.Absent:
		return notStated
	case value.Bool:
		return strconv.FormatBool(v.Bool)
	case value.Number:
		return v.Text.String()
	case value.String:
		if v.Document != nil {
			return "document " + d.value(*v.Document)
		}
		return d.text(v.Text)
	case value.List:
		parts := make([]string, 0, len(v.Items))
		for _, item := range v.Items {
			parts = append(parts, d.value(item))
		}
		return "[" + strings.Join(append(parts, d.more(v)...), ", ") + "]"
	case value.Map:
		parts := make([]string, 0, len(v.Entries))
		for _, entry := range v.Entries {
			parts = append(parts, entry.Key+": "+d.value(entry.Value))
		}
		return "{" + strings.Join(append(parts, d.more(v)...), ", ") + "}"
	case value.NotKnown:
		return "(unknown: " + d.because(v.Reason) + ")"
	case value.Choice:
		parts := make([]string, 0, len(v.Choices))
		for _, choice := range v.Choices {
			parts = append(parts, d.value(choice.Value)+when(choice.Guard))
		}
		return "(" + strings.Join(parts, " | ") + ")"
	}
	return "invalid"
}

func (d *dumper) more(v value.Value) []string {
	if v.More == nil {
		return nil
	}
	return []string{"perhaps more: " + d.because(*v.More)}
}
