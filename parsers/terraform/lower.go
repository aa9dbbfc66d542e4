package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// lowering turns evaluated resources into graph nodes.
type lowering struct {
	made      evaluation
	types     map[string]func(*lowering, *resource.Resource)
	builder   graph.Builder
	resources map[string]*resource.Resource
	// addresses and byType have the resources in order.
	addresses []string
	byType    map[string][]*resource.Resource
	escapes   map[graph.ID]*value.Reason
	// lost, when set, says that blocks of the root could not be read: anything
	// may be attached to anything.
	lost *value.Reason
	// handed are the network interfaces handed to modules whose code is not there.
	handed   map[string]*value.Reason
	exported map[graph.ID]bool
	doubted  map[graph.ID]*value.Reason
	// ids are the IDs of adopted defaults, by address.
	ids      map[string]graph.ID
	resolves map[string]bool
	hostByID map[graph.ID]*graph.Host
	// worn are the hosts of network interfaces, by the address of the interface.
	worn map[string][]wearer
}

// lowerings says how each resource type becomes nodes. Types that are missing
// say nothing about the graph's nouns.
func lowerings() map[string]func(*lowering, *resource.Resource) {
	table := map[string]func(*lowering, *resource.Resource){}
	for _, part := range []map[string]func(*lowering, *resource.Resource){
		vpcTypes, subnetTypes, routeTableTypes, gatewayTypes, endpointTypes, securityGroupTypes,
		networkACLTypes, prefixListTypes, hostTypes, occupantTypes(), roleTypes, intentTypes, dnsTypes,
	} {
		for name, f := range part {
			table[name] = f
		}
	}
	return table
}

// lower builds the graph of one evaluated root.
func lower(made evaluation) resource.Result {
	l := &lowering{
		made: made, types: lowerings(), resources: map[string]*resource.Resource{}, escapes: map[graph.ID]*value.Reason{},
		exported: map[graph.ID]bool{}, doubted: map[graph.ID]*value.Reason{}, ids: map[string]graph.ID{}, resolves: map[string]bool{}, handed: map[string]*value.Reason{},
	}
	for i := range made.resources {
		l.resources[made.resources[i].Address] = &made.resources[i]
	}
	l.addresses, l.byType = sortedKeys(l.resources), map[string][]*resource.Resource{}
	for _, address := range l.addresses {
		one := l.resources[address]
		l.byType[one.Type] = append(l.byType[one.Type], one)
	}
	for _, file := range made.files {
		l.builder.Read(file)
	}
	l.fixSymbols()
	l.markEscapes()
	l.markWritten()
	l.markLost()
	for node, named := range made.exported {
		if named {
			l.markExported(node)
		}
	}
	for node, why := range made.doubted {
		if _, address, ok := strings.Cut(node, "#"); ok && l.resources[address] != nil {
			l.doubted[l.id(address)] = why
		}
	}
	for i := range made.resources {
		if f := l.types[made.resources[i].Type]; f != nil {
			f(l, &made.resources[i])
		}
	}
	l.finish()
	g, diagnostics := l.builder.Link()
	return resource.Result{Graph: g, Resources: made.resources, Diagnostics: diagnostics}
}

func (l *lowering) fixSymbols() {
	region := l.made.region
	if region == "" {
		return
	}
	partition, suffix := partitionOf(region)
	l.builder.Fix(value.Region, value.Literal(region))
	l.builder.Fix(value.Partition, value.Literal(partition))
	l.builder.Fix(value.DNSSuffix, value.Literal(suffix))
}

// markLost notes the files of which a part could not be read.
func (l *lowering) markLost() {
	for _, file := range l.made.lost {
		reason := value.Reason{Text: file + " could not be read in full", Settle: "correct " + file}
		l.builder.Miss(graph.Unread{Reason: reason, Range: source.Range{File: file}})
		if l.lost == nil {
			l.lost = &reason
		}
	}
}

func refsIn(v value.Value, into map[value.Ref]bool) {
	for ref := range v.Refs() {
		into[ref] = true
	}
}

// finish does what needs all nodes.
func (l *lowering) finish() {
	l.attachPolicies()
	l.overridePrivateDNS()
	l.escapeWearers()
	l.addPublicAddresses()
	l.attachGroups()
}

// resolve says which node a reference denotes.
func (l *lowering) resolve(ref value.Ref) (graph.ID, bool) {
	_, address, _ := strings.Cut(ref.Node, "#")
	r := l.resources[address]
	if r == nil {
		return "", false
	}
	id := l.id(address)
	switch r.Type {
	case "aws_vpc", "aws_default_vpc":
		switch ref.Attribute {
		case "main_route_table_id", "default_route_table_id":
			return graph.MainRouteTableID(id), true
		case "default_security_group_id":
			return graph.DefaultSecurityGroupID(id), true
		case "default_network_acl_id":
			return graph.DefaultNetworkACLID(id), true
		}
	case "aws_vpc_endpoint":
		if ref.Attribute == "prefix_list_id" {
			return graph.PrefixListOfEndpoint(id), true
		}
	}
	if !ownAttributes[ref.Attribute] || l.types[r.Type] == nil {
		return "", false
	}
	return id, true
}

// ownAttributes name the resource itself.
var ownAttributes = map[string]bool{"id": true, "arn": true, "name": true, "prefix_list_id": true, "unique_id": true, "allocation_id": true, "zone_id": true}

// id is the node ID of a resource; what adopts a default has the default's.
func (l *lowering) id(address string) graph.ID {
	if id, ok := l.ids[address]; ok {
		return id
	}
	own := graph.NodeID(l.made.root, address)
	if l.resolves[address] {
		return own // adopting itself
	}
	l.resolves[address] = true
	id := own
	if r := l.resources[address]; r != nil {
		id = l.adopted(r, own)
	}
	l.ids[address] = id
	return id
}

func (l *lowering) adopted(r *resource.Resource, own graph.ID) graph.ID {
	argument := map[string]string{
		"aws_default_route_table": "default_route_table_id", "aws_default_network_acl": "default_network_acl_id",
		"aws_default_security_group": "vpc_id",
	}[r.Type]
	if argument == "" {
		return own
	}
	alternatives := graph.RefFrom[graph.VPC](r.Attributes.Get(argument), l.resolve).Alternatives()
	if len(alternatives) != 1 || alternatives[0].Value.State != value.Known {
		return own
	}
	if r.Type == "aws_default_security_group" {
		return graph.DefaultSecurityGroupID(alternatives[0].Value.Value)
	}
	return alternatives[0].Value.Value
}

// origin is the origin of a resource's own node.
func (l *lowering) origin(r *resource.Resource) graph.Origin {
	id := l.id(r.Address)
	o := graph.Origin{
		ID: id, Root: r.Root, Address: r.Address, Dialect: r.Dialect, Type: r.Type, Range: r.Range, Guard: r.Guard,
		Symbolic: r.Symbolic, Region: r.Region, Escapes: l.escapes[id], Exported: l.exported[id], ExportDoubt: l.doubted[id], Ignores: r.Ignores,
		Construct: r.Construct, Source: r.Source, Assigned: r.Assigned, Call: r.Call, Arguments: argumentRanges(r.Attributes),
	}
	if o.Escapes == nil {
		o.Escapes = l.lost
	}
	o.Name, _ = nameTag(r.Attributes)
	return o
}

func nameTag(attributes value.Value) (string, bool) {
	for _, argument := range []string{"tags", "tags_all"} {
		tags := attributes.Get(argument)
		if v := tags.Get("Name"); v.Kind == value.String && tags.Secret+v.Secret == "" {
			return v.Text.Literal()
		}
	}
	return "", false
}

func argumentRanges(attributes value.Value) map[string]source.Range {
	ranges := map[string]source.Range{}
	for _, entry := range attributes.Entries {
		at := entry.Value.Range
		if len(entry.Value.Via) > 0 {
			at = entry.Value.Via[0]
		}
		if at.IsZero() || !entry.KeyRange.IsZero() && at.File != entry.KeyRange.File {
			at = entry.KeyRange
		}
		if !at.IsZero() {
			ranges[entry.Key] = at
		}
	}
	return ranges
}

// part is the origin of a node that is written inside another resource.
func (l *lowering) part(r *resource.Resource, what string, guard value.Guard, block value.Value) graph.Origin {
	o := l.origin(r)
	o.ID += graph.ID(":" + what)
	o.Guard = o.Guard.And(guard)
	o.Name, o.Exported, o.ExportDoubt, o.Escapes = "", false, nil, nil
	if !block.Range.IsZero() {
		o.Range = block.Range
	}
	o.Arguments = argumentRanges(block)
	return o
}

// guardedValue makes a value hold only under a guard.
func guardedValue(guard value.Guard, v value.Value) value.Value {
	if guard.IsAlways() {
		return v
	}
	return value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{{Guard: guard, Value: v}}, Range: v.Range}
}

// stated drops texts that are written but empty, as attribute lists need them.
func stated(v value.Value) value.Value {
	if v.Kind == value.String {
		if literal, ok := v.Text.Literal(); ok && literal == "" {
			return value.Value{Range: v.Range}
		}
	}
	return v
}

// isStated reports whether v is written in some world.
func isStated(v value.Value) bool {
	for _, choice := range value.Flatten(v) {
		if stated(choice.Value).Kind != value.Absent {
			return true
		}
	}
	return false
}

// firstStated is the first of some arguments that is written.
func firstStated(v value.Value, names ...string) value.Value {
	for _, name := range names {
		if found := v.Get(name); isStated(found) {
			return found
		}
	}
	return value.Value{}
}

// allItems joins lists.
func allItems[T any](lists ...value.ListOf[T]) value.ListOf[T] {
	joined := value.ListOf[T]{}
	for i, list := range lists {
		joined.Items = append(joined.Items, list.Items...)
		joined.More = append(joined.More, list.More...)
		if i == 0 {
			joined.Unstated = list.Unstated
		} else {
			joined.Unstated = joined.Unstated.And(list.Unstated)
		}
		if joined.Range.IsZero() {
			joined.Range = list.Range
		}
	}
	return joined
}

// oneOf makes a list of the single thing an argument names. An unknown one is
// one unknown thing, not an unknown number of them.
func oneOf(v value.Value) value.Value {
	alternatives := value.Flatten(v)
	for i, choice := range alternatives {
		if choice.Value.Kind == value.NotKnown {
			alternatives[i].Value = value.Value{Kind: value.List, Items: []value.Value{choice.Value}, Range: choice.Value.Range}
		}
	}
	if len(alternatives) == 1 && alternatives[0].Guard.IsAlways() {
		return alternatives[0].Value
	}
	return value.Value{Kind: value.Choice, Choices: alternatives, Range: v.Range}
}

func literal(v value.Value) string {
	if v.Kind != value.String && v.Kind != value.Number {
		return ""
	}
	text, _ := v.Text.Literal()
	return text
}
