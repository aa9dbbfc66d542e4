package config

import (
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/repolint/repolint/destination"
)

// needs reads what hosts need: which hosts, by address or tags, and which
// destinations.
func (r *reader) needs(node *yaml.Node) error {
	if isNull(node) {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		return r.fault(node, "expected a list of needs")
	}
	for _, item := range node.Content {
		one := destination.HostNeed{Need: destination.Required}
		err := r.members(item, "key of a need", []member{
			{"address", func(node *yaml.Node) error { return r.text(node, &one.Address) }},
			{"tags", func(node *yaml.Node) error {
				one.Tags = map[string]string{}
				return r.entries(node, func(key, value *yaml.Node) error {
					var text string
					err := r.text(value, &text)
					one.Tags[key.Value] = text
					return err
				})
			}},
			{"destinations", func(node *yaml.Node) error {
				return r.texts(node, func(id *yaml.Node) error {
					one.Destinations = append(one.Destinations, id.Value)
					r.needed = append(r.needed, id)
					return nil
				})
			}},
			{"need", func(node *yaml.Node) error {
				if err := one.Need.UnmarshalText([]byte(node.Value)); err != nil {
					return r.fault(node, "%s", err.Error())
				}
				return nil
			}},
		})
		switch {
		case err != nil:
			return err
		case len(one.Destinations) == 0:
			return r.fault(item, "a need names no destinations")
		case one.Address == "" && len(one.Tags) == 0:
			return r.fault(item, "a need names no hosts, give address or tags")
		}
		r.config.Needs = append(r.config.Needs, one)
	}
	return nil
}

// text reads a scalar as it is written.
func (r *reader) text(node *yaml.Node, into *string) error {
	if node.Kind != yaml.ScalarNode || node.Value == "" {
		return r.fault(node, "expected a text")
	}
	*into = node.Value
	return nil
}

// checkNeeds makes sure that every destination that is needed exists, the user's
// own included, wherever in the file they stand.
func (r *reader) checkNeeds() error {
	known := knownIDs(r.config.Destinations)
	for _, node := range r.needed {
		if !slices.Contains(known, node.Value) {
			return r.fault(node, "unknown destination %q%s", node.Value, hint(node.Value, known))
		}
	}
	return nil
}

// knownIDs are the ids of the built-in destinations and of the user's own.
func knownIDs(own []destination.Destination) []string {
	ids := map[string]bool{}
	for _, d := range slices.Concat(destination.All(), own) {
		ids[d.ID] = true
	}
	return slices.Sorted(maps.Keys(ids))
}
