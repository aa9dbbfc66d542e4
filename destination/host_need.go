package destination

import (
	"slices"

	"github.com/repolint/repolint/value"
)

// HostNeed is what a configuration says that some hosts need.
type HostNeed struct {
	// Address is a pattern of hosts' addresses in which * stands for anything, ""
	// for all; Tags are those that the hosts have.
	Address string
	Tags    map[string]string
	// Destinations are the ids of what they need, and Need how badly.
	Destinations []string
	Need         Need
}

// Fits reports whether the need is that of a host.
func (n *HostNeed) Fits(address string, tags map[string]string) bool {
	for key, wanted := range n.Tags {
		if has, ok := tags[key]; !ok || has != wanted {
			return false
		}
	}
	return n.Address == "" || value.Glob(value.Literal(n.Address)).Match(value.Literal(address)) == value.True
}

// Selected are the destinations that a run judges: those of [Default], the opt-in
// ones that are chosen by id or needed, and the user's own. An own destination
// replaces the built-in one of its id.
func Selected(chosen []string, needs []HostNeed, own []Destination) []Destination {
	for i := range needs {
		chosen = append(chosen, needs[i].Destinations...)
	}
	var selected []Destination
	for _, d := range All() {
		replaced := slices.ContainsFunc(own, func(o Destination) bool { return o.ID == d.ID })
		if !replaced && (!d.OptIn || slices.Contains(chosen, d.ID)) {
			selected = append(selected, d)
		}
	}
	return append(selected, own...)
}
