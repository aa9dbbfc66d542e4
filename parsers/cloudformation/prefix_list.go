package cloudformation

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

func (l *lowering) prefixList(r *resource.Resource) {
	entries := r.Attributes.Get("Entries")
	list := value.ListFrom(entries, func(item value.Value) value.Of[value.Text] { return value.TextOf(dig(item, "Cidr")) })
	l.builder.Add(&graph.PrefixList{Origin: l.origin(r), ServiceName: value.TextOf(value.Value{}), Entries: list})
}
