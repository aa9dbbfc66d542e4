package graph

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Dump writes g as text, one line per attribute, for tests and for reading: the
// same text for the same network. An attribute that is not stated is "absent",
// one that nobody set is "not read". What AWS makes by itself is left out unless
// something declared names it. User data is written in full, so that a dump is
// for developers and not for logs.
func Dump(g *Graph) string { return dump(g, false) }

// DumpWithRanges is [Dump] with the place of every declaration and attribute.
func DumpWithRanges(g *Graph) string { return dump(g, true) }

// dumper writes one graph. root is cut off ids where all nodes share it.
type dumper struct {
	strings.Builder
	ranges bool
	root   string
	// quiet leaves out what was not read.
	quiet bool
}

func dump(g *Graph, ranges bool) string {
	nodes := g.Nodes()
	d := &dumper{ranges: ranges, root: commonRoot(nodes)}
	for _, symbol := range sortedSymbols(g.Symbols) {
		fmt.Fprintf(d, "symbol %s = %s\n", symbol, d.text(g.Symbols[symbol]))
	}
	for _, unread := range g.Unread {
		d.line("unread "+unread.Reason.Text, unread.Range)
	}
	named := namedNodes(nodes)
	for _, node := range nodes {
		if head := node.Head(); head.Implicit && !named[head.ID] {
			continue
		}
		d.node(node)
	}
	return d.String()
}

func sortedSymbols(symbols map[value.Symbol]value.Text) []value.Symbol {
	sorted := make([]value.Symbol, 0, len(symbols))
	for symbol := range symbols {
		sorted = append(sorted, symbol)
	}
	slices.Sort(sorted)
	return sorted
}

// commonRoot is the root of all nodes, or "" where there are several.
func commonRoot(nodes []Node) string {
	root := ""
	for _, node := range nodes {
		switch head := node.Head(); {
		case root == "":
			root = head.Root
		case head.Root != root:
			return ""
		}
	}
	return root
}

// namedNodes are the nodes that declared ones refer to.
func namedNodes(nodes []Node) map[ID]bool {
	named := map[ID]bool{}
	for _, node := range nodes {
		if node.Head().Implicit {
			continue
		}
		for _, reference := range references(node) {
			for _, alternative := range reference.to.Alternatives() {
				named[alternative.Value.Value] = true
			}
		}
	}
	return named
}

func (d *dumper) node(node Node) {
	head := node.Head()
	d.line(node.Kind().String()+" "+d.id(head.ID), head.Range)
	d.origin(head)
	// What is declared elsewhere was never read; only what is known of it counts.
	d.quiet = head.Open != nil
	d.fields(reflect.ValueOf(node).Elem())
	d.quiet = false
}

func (d *dumper) origin(head *Origin) {
	d.plain("Type", head.Type)
	d.plain("Name", head.Name)
	d.plain("Construct", head.Construct)
	if !head.Guard.IsAlways() {
		d.plain("Guard", head.Guard.String())
	}
	d.reason("Symbolic", head.Symbolic)
	d.reason("Open", head.Open)
	d.reason("Escapes", head.Escapes)
	if head.Exported {
		d.plain("Exported", "true")
	}
	if head.Implicit {
		d.plain("Implicit", "true")
	}
	if len(head.Region.Alternatives()) > 0 {
		dumpOf(d, "Region", head.Region, d.text)
	}
	for _, ignore := range head.Ignores {
		d.attribute("Ignores", strings.TrimSpace(ignore.Rule+" "+ignore.Until+" "+strconv.Quote(ignore.Reason)), ignore.Range)
	}
}

// fields writes a node's attributes in the order of their declaration. Every
// type of field must be known here: an attribute left out could never be tested.
func (d *dumper) fields(v reflect.Value) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if name == "Origin" {
			continue
		}
		switch field := v.Field(i).Interface().(type) {
		case Launch, Grants:
			d.fields(v.Field(i))
		case value.Of[value.Text]:
			dumpOf(d, name, field, d.text)
		case value.Of[bool]:
			dumpOf(d, name, field, strconv.FormatBool)
		case value.Of[int]:
			dumpOf(d, name, field, strconv.Itoa)
		case value.Of[EndpointType]:
			dumpOf(d, name, field, EndpointType.String)
		case value.Of[ID]:
			dumpOf(d, name, field, d.id)
		case value.ListOf[value.Text]:
			dumpList(d, name, field, d.text)
		case value.Value:
			d.attribute(name, d.value(field), field.Range)
		case []value.Value:
			for _, item := range field {
				d.attribute(name+"[]", d.value(item), item.Range)
			}
		default:
			d.other(name, v.Field(i))
		}
	}
}

func (d *dumper) other(name string, v reflect.Value) {
	switch field := v.Interface().(type) {
	case *value.Reason:
		d.reason(name, field)
	case value.Guard:
		d.plain(name, field.String())
	case bool:
		if field {
			d.plain(name, "true")
		}
	case string:
		d.plain(name, field)
	case map[string]string:
		for _, key := range sortedTags(field) {
			d.plain(name+"."+key, strconv.Quote(field[key]))
		}
	case fmt.Stringer:
		d.plain(name, field.String())
	default:
		d.generic(name, v)
	}
}

// generic writes what wraps an Of or a ListOf: prefixes and references.
func (d *dumper) generic(name string, v reflect.Value) {
	if v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).Anonymous {
		switch inner := v.Field(0).Interface().(type) {
		case value.Of[ID]:
			dumpOf(d, name, inner, d.id)
			return
		case value.ListOf[ID]:
			dumpList(d, name, inner, d.id)
			return
		}
	}
	d.prefixes(name, v)
}

func sortedTags(tags map[string]string) []string {
	keys := make([]string, 0, len(tags))
	for key := range tags {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (d *dumper) plain(name, text string) {
	if text != "" {
		d.attribute(name, text, source.Range{})
	}
}

func (d *dumper) reason(name string, reason *value.Reason) {
	if reason != nil {
		d.plain(name, d.because(*reason))
	}
}

func (d *dumper) because(reason value.Reason) string {
	text := reason.Text
	if reason.Settle != "" {
		text += "; " + reason.Settle
	}
	return text
}

func (d *dumper) attribute(name, text string, at source.Range) { d.line("  "+name+" = "+text, at) }

func (d *dumper) line(text string, at source.Range) {
	d.WriteString(text)
	if d.ranges && !at.IsZero() {
		d.WriteString("  @ " + at.String())
	}
	d.WriteByte('\n')
}
