package facts

import (
	"net/netip"
	"slices"
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// notDetermined is what a field says that no row can tell.
const notDetermined = "undetermined"

// tables fills the tables of doc that show the graph itself.
func tables(doc *Document, g *graph.Graph) {
	fillVPCs(doc, g)
	fillSubnets(doc, g)
	fillRouting(doc, g)
	fillGateways(doc, g)
	fillEndpoints(doc, g)
	fillSecurityGroups(doc, g)
	fillNetworkACLs(doc, g)
	fillPrefixLists(doc, g)
	fillHosts(doc, g)
	fillOccupants(doc, g)
	fillIdentities(doc, g)
	fillDNS(doc, g)
}

// tableOf makes the rows of one table.
func tableOf[N, R any](doc *Document, nodes map[graph.ID]*N, head func(*N) *graph.Origin, row func(*N, Row) R) map[string]R {
	rows := make(map[string]R, len(nodes))
	for id, node := range nodes {
		rows[string(id)] = row(node, doc.rowOf(head(node)))
	}
	return rows
}

// rowOf is the common part of a node's row, and places it.
func (d *Document) rowOf(origin *graph.Origin) Row {
	row := Row{
		ID: string(origin.ID), Name: origin.Label(), Address: origin.Address, Root: origin.Root,
		Dialect: origin.Dialect.String(), Type: origin.Type,
		Declared: !origin.Implicit && origin.Open == nil, Complete: true,
		Symbolic: origin.Symbolic != nil, Exported: origin.Exported,
		Unknown: map[string]string{},
	}
	if reason := origin.Incomplete(); reason != nil {
		row.Complete, row.Why = false, reason.Text
	}
	if origin.ExportDoubt != nil {
		row.Unknown["exported"] = origin.ExportDoubt.Text
	}
	if !origin.Guard.IsAlways() {
		row.When = origin.Guard.String()
	}
	d.placeNode(row.ID, origin, origin.Range)
	if origin.Call != nil {
		d.PlaceCall(row.ID, origin.Call.Address, origin.Call.Outputs)
	}
	return row
}

// placeNode says where a node, or the part of it that stands at a range, is
// declared, and where in an app it was written.
func (d *Document) placeNode(id string, origin *graph.Origin, at source.Range) {
	if at.IsZero() {
		return
	}
	d.Place(id, at)
	written := Written{At: origin.Written(at), Construct: origin.Construct}
	if written == (Written{}) {
		return
	}
	if d.written == nil {
		d.written = map[string]Written{}
	}
	d.written[id] = written
}

// inEveryWorld is what a value is where all worlds agree; else it is
// undetermined, and the reason names what it depends on.
func inEveryWorld[T any](of value.Of[T], show func(T) string) value.Fact[string] {
	var common value.Fact[string]
	first := true
	for _, alternative := range of.Alternatives() {
		if alternative.Guard.IsNever() {
			continue
		}
		fact := value.Fact[string]{State: alternative.Value.State, Reason: alternative.Value.Reason}
		if fact.State == value.Known {
			fact.Value = show(alternative.Value.Value)
		}
		if !first && (fact.State != common.State || fact.Value != common.Value) {
			return value.Fact[string]{Reason: value.Reason{Text: "it depends on whether " + alternative.Guard.String()}}
		}
		common, first = fact, false
	}
	if first {
		return value.Fact[string]{Reason: value.Reason{Text: "it was not read"}}
	}
	return common
}

// field is a typed value as a row shows it: unstated where nothing is written.
func field[T any](row *Row, name string, of value.Of[T], unstated string, show func(T) string) string {
	return row.show(name, inEveryWorld(of, show), unstated)
}

func (r *Row) show(name string, fact value.Fact[string], unstated string) string {
	switch fact.State {
	case value.Known:
		return fact.Value
	case value.NotStated:
		return unstated
	case value.Undetermined:
	}
	r.Unknown[name] = fact.Reason.Text
	return notDetermined
}

// number is a whole number as a row shows it, -1 where it is undetermined.
func number(row *Row, name string, of value.Of[int], unstated int) int {
	fact := inEveryWorld(of, strconv.Itoa)
	switch fact.State {
	case value.Known:
		n, _ := strconv.Atoi(fact.Value)
		return n
	case value.NotStated:
		return unstated
	case value.Undetermined:
	}
	row.Unknown[name] = fact.Reason.Text
	return -1
}

// list is a typed list as a row shows it: what is certain in every world, sorted,
// and whether that is all.
func list[T any](row *Row, name string, of value.ListOf[T], show func(T) string) (items []string, complete bool) {
	items, complete = []string{}, true
	miss := func(reason value.Reason) {
		if complete {
			row.Unknown[name], complete = reason.Text, false
		}
	}
	for _, item := range of.Items {
		switch fact := inEveryWorld(item, show); fact.State {
		case value.Known:
			items = append(items, fact.Value)
		case value.Undetermined:
			miss(fact.Reason)
		case value.NotStated:
		}
	}
	for _, more := range of.More {
		if !more.Guard.IsNever() {
			miss(more.Value)
		}
	}
	return sorted(items), complete
}

// words is a text as a row shows it, its unknown parts as ${…}.
func words(row *Row, name string, of value.Of[value.Text], unstated string) string {
	return field(row, name, withoutHoles(of), unstated, showText)
}

// withoutHoles makes a text undetermined that is nothing but one unknown part.
func withoutHoles(of value.Of[value.Text]) value.Of[value.Text] {
	alternatives := slices.Clone(of.Alternatives())
	for i := range alternatives {
		fact := &alternatives[i].Value
		hole, ok := fact.Value.Hole()
		switch {
		case fact.State != value.Known || !ok || hole.Symbol != value.NoSymbol:
			continue
		case hole.Reason != nil:
			fact.Reason = *hole.Reason
		default:
			fact.Reason = value.Reason{Text: fact.Value.String() + " is not known before deployment"}
		}
		fact.State = value.Undetermined
	}
	return value.OfFacts(alternatives)
}

func sorted(items []string) []string {
	slices.Sort(items)
	return slices.Compact(items)
}

func showID(id graph.ID) string        { return string(id) }
func showText(text value.Text) string  { return text.String() }
func showBool(b bool) string           { return strconv.FormatBool(b) }
func showPrefix(p netip.Prefix) string { return p.String() }

// hanging gathers what hangs on nodes by a reference of its own: rules on
// their group, entries on their ACL.
type hanging struct {
	certain map[graph.ID][]string
	// possible holds why more may hang on a node, loose why it may on any.
	possible map[graph.ID]string
	loose    string
}

func (h *hanging) hang(id graph.ID, to value.Of[graph.ID]) {
	if h.certain == nil {
		h.certain, h.possible = map[graph.ID][]string{}, map[graph.ID]string{}
	}
	fact := inEveryWorld(to, showID)
	if fact.State == value.Known {
		h.certain[graph.ID(fact.Value)] = append(h.certain[graph.ID(fact.Value)], string(id))
		return
	}
	for _, alternative := range to.Alternatives() {
		switch alternative.Value.State {
		case value.Known:
			h.possible[alternative.Value.Value] = fact.Reason.Text
		case value.Undetermined:
			h.loose = fact.Reason.Text
		case value.NotStated:
		}
	}
}

// on lists what certainly hangs on a node, and whether that is all. more is the
// node's own reason for more.
func (h *hanging) on(row *Row, name string, id graph.ID, more *value.Reason) (ids []string, complete bool) {
	why := row.Why
	for _, reason := range []string{h.possible[id], h.loose} {
		if why == "" {
			why = reason
		}
	}
	if more != nil {
		why = more.Text
	}
	if why != "" {
		row.Unknown[name] = why
	}
	return sorted(append([]string{}, h.certain[id]...)), why == ""
}
