package plan

import (
	"slices"

	"github.com/repolint/repolint/source/json"
)

// blocksOf are the written blocks behind the elements of a list, nil where it is
// not certain which. A set is planned in another order than it is written, and
// what a dynamic block makes has no block. An expression stands behind all elements.
func blocksOf(written *json.Node, elements []*json.Node, unknown *json.Node) []*json.Node {
	found := make([]*json.Node, len(elements))
	if written == nil || written.Kind != json.Array {
		for i := range found {
			found[i] = written
		}
		return found
	}
	m := matching{written: written.Items, elements: elements, unknown: unknown, found: found}
	if len(elements) != len(written.Items) || m.hasTwins() {
		for i, element := range elements {
			if fitting := m.fitting(element); len(fitting) == 1 {
				found[i] = fitting[0]
			}
		}
		return found
	}
	for m.settle() {
	}
	m.settleAlike()
	return found
}

// matching pairs elements with as many blocks, one to one.
type matching struct {
	written, elements []*json.Node
	unknown           *json.Node
	// found are the blocks of the elements, as far as they are certain.
	found []*json.Node
}

// hasTwins reports whether two blocks write the same: a set holds them once.
func (m *matching) hasTwins() bool {
	for i, one := range m.written {
		for _, other := range m.written[:i] {
			if equal(one, other) {
				return true
			}
		}
	}
	return false
}

// fitting are the blocks without an element that an element agrees with.
func (m *matching) fitting(element *json.Node) []*json.Node {
	var fitting []*json.Node
	for _, block := range m.written {
		if !slices.Contains(m.found, block) && agrees(block, element) {
			fitting = append(fitting, block)
		}
	}
	return fitting
}

// settle pairs one element that has only one block left, or one block that has
// only one element left.
func (m *matching) settle() bool {
	left := map[*json.Node][]int{}
	for i, element := range m.elements {
		if m.found[i] != nil {
			continue
		}
		fitting := m.fitting(element)
		if len(fitting) == 1 {
			m.found[i] = fitting[0]
			return true
		}
		for _, block := range fitting {
			left[block] = append(left[block], i)
		}
	}
	for _, block := range m.written {
		if places := left[block]; len(places) == 1 {
			m.found[places[0]] = block
			return true
		}
	}
	return false
}

// settleAlike pairs what is left where the elements do not differ in anything the
// plan says: it does not matter which is which.
func (m *matching) settleAlike() {
	first := -1
	for i, element := range m.elements {
		switch {
		case m.found[i] != nil:
		case first < 0:
			first = i
		case !equal(element, m.elements[first]) || !equal(at(m.unknown, i), at(m.unknown, first)):
			return
		}
	}
	for i, element := range m.elements {
		if fitting := m.fitting(element); m.found[i] == nil && len(fitting) > 0 {
			m.found[i] = fitting[0]
		}
	}
}

// agrees reports whether the constants of a block are those of an element.
func agrees(block, element *json.Node) bool {
	for _, member := range members(block) {
		constant, planned := member.Value.Get("constant_value"), element.Get(member.Key)
		if constant == nil || planned == nil || len(constant.Items)+len(constant.Members) > 0 {
			continue
		}
		if constant.Text != planned.Text {
			return false
		}
	}
	return true
}

// equal compares two parts of a document.
func equal(a, b *json.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Members {
		if a.Members[i].Key != b.Members[i].Key || !equal(a.Members[i].Value, b.Members[i].Value) {
			return false
		}
	}
	return true
}
