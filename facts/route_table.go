package facts

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// found is a node looked up in one world; node is nil when nobody can tell, and
// reason says why.
type found[T any] struct {
	node   *T
	reason value.Reason
}

func missing[T any](reason value.Reason) found[T] { return found[T]{reason: reason} }

// vpcOf is the VPC of a subnet.
func (w *walk) vpcOf(subnet *graph.Subnet) found[graph.VPC] {
	fact := read(w, subnet.VPC.Of)
	switch fact.State {
	case value.Known:
		if vpc := w.graph.VPCs[fact.Value]; vpc != nil {
			return found[graph.VPC]{node: vpc}
		}
	case value.NotStated:
		if subnet.Open != nil {
			return missing[graph.VPC](outOfView(*subnet.Open))
		}
		if vpc := w.defaultVPC(); subnet.Default && vpc != nil {
			return found[graph.VPC]{node: vpc}
		}
		return missing[graph.VPC](value.Reason{Text: label("subnet", subnet) + " names no VPC"})
	case value.Undetermined:
	}
	if subnet.Open != nil {
		return missing[graph.VPC](outOfView(*subnet.Open))
	}
	return missing[graph.VPC](because("the VPC of "+label("subnet", subnet)+" is not known", fact.Reason))
}

// defaultVPC is the one default VPC that is adopted in view; nil when there is
// none, or several, of different regions.
func (w *walk) defaultVPC() *graph.VPC {
	if len(w.defaultVPCs) == 1 && w.exists(w.defaultVPCs[0]) != value.False {
		return w.defaultVPCs[0]
	}
	return nil
}

// because puts what is not known in front of why.
func because(what string, reason value.Reason) value.Reason {
	if reason.Text != "" {
		what += ": " + reason.Text
	}
	return value.Reason{Text: what, Settle: reason.Settle, Key: reason.Key}
}

// routeTableOf is the table whose routes hold in a subnet: the one it is
// associated with, else the VPC's main table
// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html).
func (w *walk) routeTableOf(subnet *graph.Subnet, vpc found[graph.VPC]) found[graph.RouteTable] {
	explicit, doubt := w.associatedTable(subnet)
	if explicit != nil || doubt != nil {
		if doubt != nil {
			return missing[graph.RouteTable](because("the route table of "+label("subnet", subnet)+" is not known", *doubt))
		}
		return found[graph.RouteTable]{node: explicit}
	}
	if subnet.Open != nil {
		return missing[graph.RouteTable](because("the route table of "+label("subnet", subnet)+" is not known", outOfView(*subnet.Open)))
	}
	if reason := incomplete(subnet); reason != nil {
		return missing[graph.RouteTable](because("a route table may be associated with "+label("subnet", subnet)+" elsewhere", *reason))
	}
	if vpc.node == nil {
		return missing[graph.RouteTable](vpc.reason)
	}
	return w.mainTableOf(vpc.node)
}

// associatedTable is the table of the subnet's explicit association. doubt says
// why there may be one that is not known.
func (w *walk) associatedTable(subnet *graph.Subnet) (table *graph.RouteTable, doubt *value.Reason) {
	for _, association := range w.associations.at[subnet.ID] {
		switch w.exists(association).And(w.exactly(association.Subnet.Of, subnet.ID)) {
		case value.True:
			fact := read(w, association.Table.Of)
			if known := w.graph.RouteTables[fact.Value]; fact.State == value.Known && known != nil {
				return known, nil
			}
			return nil, &fact.Reason
		case value.Unknown:
			doubt = whySymbolic(association)
		case value.False:
		}
	}
	if doubt != nil {
		return nil, doubt
	}
	for _, association := range w.associations.loose {
		if w.exists(association) != value.False && w.is(association.Subnet.Of, subnet.ID) != value.False && w.sameVPC(association, subnet) {
			return nil, whyLoose(association, association.Subnet.Of)
		}
	}
	return nil, nil
}

// sameVPC is false where the association's table is certainly of another VPC.
func (w *walk) sameVPC(association *graph.RouteTableAssociation, subnet *graph.Subnet) bool {
	table := w.graph.RouteTables[read(w, association.Table.Of).Value]
	if table == nil {
		return true
	}
	ours, theirs := read(w, subnet.VPC.Of), read(w, table.VPC.Of)
	return ours.State != value.Known || theirs.State != value.Known || ours.Value == theirs.Value || w.couldBe(theirs.Value, ours.Value)
}

// exactly is [walk.is] without doubt about things declared elsewhere.
func (w *walk) exactly(reference value.Of[graph.ID], id graph.ID) value.Truth {
	named := value.False
	for _, alternative := range reference.Alternatives() {
		if fact := alternative.Value; fact.State == value.Known && fact.Value == id {
			named = named.Or(w.holds(alternative.Guard))
		}
	}
	return named
}

func whySymbolic(node graph.Node) *value.Reason {
	reason := value.Reason{Text: node.Head().Address + " may or may not exist"}
	if symbolic := node.Head().Symbolic; symbolic != nil {
		reason = *symbolic
		if declared, _, _ := strings.Cut(node.Head().Address, "["); !strings.Contains(reason.Text, declared) {
			reason = because("how many of "+node.Head().Address+" there are is not known", reason)
		}
	}
	return &reason
}

func whyLoose(node graph.Node, reference value.Of[graph.ID]) *value.Reason {
	for _, alternative := range reference.Alternatives() {
		if alternative.Value.Reason.Text != "" {
			reason := because("what "+node.Head().Address+" belongs to is not known", alternative.Value.Reason)
			return &reason
		}
	}
	return &value.Reason{Text: "what " + node.Head().Address + " belongs to is not known"}
}

// mainTableOf is the VPC's main table: the one an association made main, else
// the one that AWS made with the VPC.
func (w *walk) mainTableOf(vpc *graph.VPC) found[graph.RouteTable] {
	for _, association := range w.mains.at[vpc.ID] {
		switch w.exists(association).And(w.exactly(association.VPC.Of, vpc.ID)) {
		case value.True:
			fact := read(w, association.Table.Of)
			if known := w.graph.RouteTables[fact.Value]; fact.State == value.Known && known != nil {
				return found[graph.RouteTable]{node: known}
			}
			return missing[graph.RouteTable](because("the main route table of "+label("VPC", vpc)+" is not known", fact.Reason))
		case value.Unknown:
			return missing[graph.RouteTable](*whySymbolic(association))
		case value.False:
		}
	}
	for _, association := range w.mains.loose {
		if w.exists(association) != value.False {
			return missing[graph.RouteTable](*whyLoose(association, association.VPC.Of))
		}
	}
	if table := w.graph.RouteTables[graph.MainRouteTableID(vpc.ID)]; table != nil && w.exists(table) != value.False {
		return found[graph.RouteTable]{node: table}
	}
	return missing[graph.RouteTable](value.Reason{Text: "the main route table of " + label("VPC", vpc) + " is not known"})
}
