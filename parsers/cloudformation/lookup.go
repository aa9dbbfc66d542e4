package cloudformation

import (
	"slices"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Lookup is a subnet that an app looked up when it was synthesized: ids of things
// declared elsewhere, and where the record of it stands. It was so on some day, so
// it links what the stacks name by id, and tells of no absence.
type Lookup struct {
	Subnet, RouteTable, VPC string
	Range                   source.Range
}

// lookups links the looked-up subnets that a resource of the stacks names by id.
func (l *lowering) lookups() {
	known := map[string]Lookup{}
	for _, root := range l.run.roots {
		for _, lookup := range root.environment.Lookups {
			if earlier, ok := known[lookup.Subnet]; ok && earlier.RouteTable != lookup.RouteTable {
				// Two records disagree: neither is a fact.
				lookup.RouteTable = ""
			}
			known[lookup.Subnet] = lookup
		}
	}
	if len(known) == 0 {
		return
	}
	named := map[string]bool{}
	for i := range l.resources {
		literals(l.resources[i].Attributes, named)
	}
	var subnets []string
	for subnet := range known {
		if named[subnet] {
			subnets = append(subnets, subnet)
		}
	}
	slices.Sort(subnets)
	for _, subnet := range subnets {
		l.lookup(known[subnet])
	}
}

func (l *lowering) lookup(found Lookup) {
	open := &value.Reason{
		Text:   "the app only looked up " + found.Subnet,
		Settle: "scan the files that declare it as well", Key: found.Subnet,
	}
	outside := func(id string) value.Value { return value.OfText(value.Literal(id), found.Range) }
	origin := graph.Origin{
		ID: graph.ExternalID(found.Subnet), Root: l.run.roots[0].root, Address: found.Subnet,
		Dialect: l.run.scan.dialect, Type: "AWS::EC2::Subnet", Range: found.Range, Open: open,
	}
	l.builder.Add(&graph.Subnet{Origin: origin, VPC: graph.RefFrom[graph.VPC](outside(found.VPC), l.resolve)})
	if found.RouteTable == "" {
		return
	}
	association := origin
	association.ID += ":RouteTable"
	association.Address += ":RouteTable"
	association.Type = "AWS::EC2::SubnetRouteTableAssociation"
	l.builder.Add(&graph.RouteTableAssociation{
		Origin: association, VPC: graph.Nowhere[graph.VPC](),
		Table:  graph.RefFrom[graph.RouteTable](outside(found.RouteTable), l.resolve),
		Subnet: graph.RefFrom[graph.Subnet](outside(found.Subnet), l.resolve),
	})
}

// literals notes every literal text of a value.
func literals(v value.Value, found map[string]bool) {
	for part := range v.All() {
		if literal, ok := part.Text.Literal(); ok && part.Kind == value.String {
			found[literal] = true
		}
	}
}
