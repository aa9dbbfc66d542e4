package diagram

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// state is how the paths through a shape or line fare: the worst of them counts.
// The zero state is that of what no path uses.
type state int8

const (
	unused state = iota
	sound
	open
	broken
)

// String is the name of the state's class in a drawing.
func (s state) String() string { return [...]string{"unused", "sound", "open", "broken"}[s] }

// shape tells kinds of things apart by their outline. The zero shape is invalid.
type shape int8

const (
	_ shape = iota
	machine
	filter
	table
	gateway
	target
	absent
)

// Diagram is a drawing: boxes in boxes with shapes in them, and lines between
// shapes. The zero Diagram is empty.
type Diagram struct {
	boxes  []*box
	shapes []*figure // outside of all boxes
	lines  []*line
	nodes  map[string]*figure
	inside map[string]*box
}

// Empty says that nothing is drawn.
func (d *Diagram) Empty() bool { return len(d.boxes) == 0 && len(d.shapes) == 0 }

// box is a VPC, a subnet, or a whole component.
type box struct {
	key, title string
	boxes      []*box
	shapes     []*figure
}

// figure is one shape. Members are the things it stands for.
type figure struct {
	key     string
	shape   shape
	title   string
	members []string
	state   state
}

type line struct {
	from, to *figure
	label    string
	state    state
}

// box finds or opens a box in another one, or at the top for nil.
func (d *Diagram) box(in *box, key, title string) *box {
	if found, ok := d.inside[key]; ok {
		return found
	}
	made := &box{key: key, title: title}
	if d.inside == nil {
		d.inside = map[string]*box{}
	}
	d.inside[key] = made
	if in == nil {
		d.boxes = append(d.boxes, made)
	} else {
		in.boxes = append(in.boxes, made)
	}
	return made
}

// figure finds or draws a shape in a box, or outside of all for nil.
func (d *Diagram) figure(in *box, key string, kind shape, title string, members ...string) *figure {
	if found, ok := d.nodes[key]; ok {
		return found
	}
	made := &figure{key: key, shape: kind, title: title, members: members}
	if d.nodes == nil {
		d.nodes = map[string]*figure{}
	}
	d.nodes[key] = made
	if in == nil {
		d.shapes = append(d.shapes, made)
	} else {
		in.shapes = append(in.shapes, made)
	}
	return made
}

// join draws a line, or makes the one there is as bad as this one.
func (d *Diagram) join(from, to *figure, s state, label string) {
	if from == nil || to == nil || from == to {
		return
	}
	for _, known := range d.lines {
		if known.from == from && known.to == to {
			known.label = worseLabel(known, s, label)
			known.state = max(known.state, s)
			return
		}
	}
	d.lines = append(d.lines, &line{from, to, label, s})
}

func worseLabel(known *line, s state, label string) string {
	switch {
	case s > known.state:
		return label
	case s < known.state || label == "" || slices.Contains(strings.Split(known.label, ", "), label):
		return known.label
	case known.label == "":
		return label
	}
	return known.label + ", " + label
}

func (f *figure) mark(s state) { f.state = max(f.state, s) }

// labelShown is how many members of one shape are named before the rest is counted.
const labelShown = 2

// label is what a shape says: its title and the names of what it stands for.
func (f *figure) label() []string {
	lines := []string{f.title}
	if f.title == "" {
		lines = nil
	}
	members := slices.Compact(slices.Sorted(slices.Values(f.members)))
	if len(members) > labelShown+1 {
		more := len(members) - labelShown
		members = append(members[:labelShown:labelShown], "and "+strconv.Itoa(more)+" more")
	}
	return append(lines, members...)
}

// sort puts everything into the order of keys, so that one network is always one text.
func (d *Diagram) sort() {
	var order func(*box)
	order = func(b *box) {
		slices.SortFunc(b.shapes, byKey)
		slices.SortFunc(b.boxes, func(a, b *box) int { return cmp.Compare(a.key, b.key) })
		for _, inner := range b.boxes {
			order(inner)
		}
	}
	top := &box{boxes: d.boxes, shapes: d.shapes}
	order(top)
	slices.SortFunc(d.lines, func(a, b *line) int { return cmp.Or(byKey(a.from, b.from), byKey(a.to, b.to)) })
}

func byKey(a, b *figure) int { return cmp.Compare(a.key, b.key) }
