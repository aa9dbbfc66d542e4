package diagram

import (
	"fmt"
	"strings"
)

// numbered gives every shape a short name: drawings are pasted into pull requests.
func (d *Diagram) numbered() map[*figure]string {
	names := map[*figure]string{}
	d.each(func(f *figure) { names[f] = fmt.Sprintf("n%d", len(names)+1) })
	return names
}

// each visits the shapes in the order in which they are drawn.
func (d *Diagram) each(visit func(*figure)) {
	var in func(*box)
	in = func(b *box) {
		for _, f := range b.shapes {
			visit(f)
		}
		for _, inner := range b.boxes {
			in(inner)
		}
	}
	in(&box{boxes: d.boxes, shapes: d.shapes})
}

// Mermaid is the drawing as a Mermaid flowchart.
func (d *Diagram) Mermaid() string {
	var b strings.Builder
	names := d.numbered()
	b.WriteString("flowchart LR\n")
	boxes := 0
	var in func(*box, string)
	in = func(outer *box, indent string) {
		for _, f := range outer.shapes {
			frame := mermaidFrames[f.shape]
			fmt.Fprintf(&b, "%s%s%s\"%s\"%s:::%s\n", indent, names[f], frame[0], mermaidText(strings.Join(f.label(), "\n")), frame[1], f.state)
		}
		for _, inner := range outer.boxes {
			boxes++
			fmt.Fprintf(&b, "%ssubgraph b%d[\"%s\"]\n", indent, boxes, mermaidText(inner.title))
			in(inner, indent+"  ")
			fmt.Fprintf(&b, "%send\n", indent)
		}
	}
	in(&box{boxes: d.boxes, shapes: d.shapes}, "  ")
	var red, amber []string
	for i, l := range d.lines {
		arrow := map[state]string{unused: "-.->", sound: "-->", open: "-.->", broken: "==>"}[l.state]
		if l.label != "" {
			arrow += "|\"" + mermaidText(l.label) + "\"|"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", names[l.from], arrow, names[l.to])
		switch l.state {
		case broken:
			red = append(red, fmt.Sprint(i))
		case open:
			amber = append(amber, fmt.Sprint(i))
		case unused, sound:
		}
	}
	for i := range boxes {
		fmt.Fprintf(&b, "  class b%d box\n", i+1)
	}
	fmt.Fprintf(&b, "  classDef box fill:none,stroke:%s\n", grey500)
	for _, one := range mermaidClasses {
		fmt.Fprintf(&b, "  classDef %s %s\n", one.state, one.style)
	}
	if len(red) > 0 {
		fmt.Fprintf(&b, "  linkStyle %s stroke:%s,color:%s\n", strings.Join(red, ","), red700, red700)
	}
	if len(amber) > 0 {
		fmt.Fprintf(&b, "  linkStyle %s stroke:%s,color:%s\n", strings.Join(amber, ","), amber700, amber700)
	}
	return b.String()
}

// The colours stand out on light and on dark paper.
const (
	red700   = "#d1242f"
	amber700 = "#9a6700"
	green700 = "#1a7f37"
	grey500  = "#818b98"
)

var mermaidFrames = map[shape][2]string{
	machine: {"(", ")"}, filter: {"{{", "}}"}, table: {"[", "]"}, gateway: {"[[", "]]"}, target: {"([", "])"}, absent: {"[/", "/]"},
}

var mermaidClasses = []struct {
	state state
	style string
}{
	{unused, "stroke:" + grey500}, {sound, "stroke:" + green700},
	{open, "stroke:" + amber700 + ",stroke-dasharray:4 3"}, {broken, "stroke:" + red700 + ",stroke-width:3px"},
}

// mermaidText escapes a label: entities are the way out of Mermaid's own syntax
// (https://mermaid.js.org/syntax/flowchart.html#special-characters-that-break-syntax).
func mermaidText(text string) string {
	return strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", "\\", "#92;",
		"\r", "", "\n", "<br/>").Replace(printable(text))
}

// printable drops what would steer a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
}

// DOT is the drawing in Graphviz's language.
func (d *Diagram) DOT() string {
	var b strings.Builder
	names := d.numbered()
	b.WriteString("digraph network {\n  rankdir=LR\n  node [fontname=\"Helvetica\", fontsize=11]\n" +
		"  edge [fontname=\"Helvetica\", fontsize=10]\n  fontname=\"Helvetica\"\n")
	boxes := 0
	var in func(*box, string)
	in = func(outer *box, indent string) {
		for _, f := range outer.shapes {
			fmt.Fprintf(&b, "%s%s [shape=%s, label=\"%s\"%s]\n", indent, names[f], dotShapes[f.shape],
				dotText(strings.Join(f.label(), "\n")), dotStyles[f.state])
		}
		for _, inner := range outer.boxes {
			boxes++
			fmt.Fprintf(&b, "%ssubgraph cluster_%d {\n%s  label=\"%s\"\n%s  color=\"%s\"\n", indent, boxes, indent, dotText(inner.title), indent, grey500)
			in(inner, indent+"  ")
			fmt.Fprintf(&b, "%s}\n", indent)
		}
	}
	in(&box{boxes: d.boxes, shapes: d.shapes}, "  ")
	for _, l := range d.lines {
		style := dotStyles[l.state]
		if l.label != "" {
			style = fmt.Sprintf(", label=\"%s\"", dotText(l.label)) + style
		}
		fmt.Fprintf(&b, "  %s -> %s [%s]\n", names[l.from], names[l.to], strings.TrimPrefix(style, ", "))
	}
	b.WriteString("}\n")
	return b.String()
}

var dotShapes = map[shape]string{machine: "box", filter: "hexagon", table: "note", gateway: "component", target: "ellipse", absent: "octagon"}

var dotStyles = map[state]string{
	unused: `, color="` + grey500 + `", style="dotted"`,
	sound:  `, color="` + green700 + `"`,
	open:   `, color="` + amber700 + `", fontcolor="` + amber700 + `", style="dashed"`,
	broken: `, color="` + red700 + `", fontcolor="` + red700 + `", penwidth=2.5`,
}

// dotText escapes a quoted string (https://graphviz.org/doc/info/lang.html).
func dotText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", `\n`).Replace(printable(text))
}
