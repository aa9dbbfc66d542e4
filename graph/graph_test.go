package graph

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

type prefix = netip.Prefix

// nodeTypes is an empty node of every type, from the tables of a graph.
func nodeTypes() []Node {
	var nodes []Node
	graph := reflect.TypeFor[Graph]()
	for i := range graph.NumField() {
		field := graph.Field(i)
		if field.Type.Kind() != reflect.Map || field.Type.Key() != reflect.TypeFor[ID]() {
			continue
		}
		if node, ok := reflect.New(field.Type.Elem().Elem()).Interface().(Node); ok {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

func TestEveryKindHasOneTableAndName(t *testing.T) {
	t.Parallel()
	var kinds []Kind
	names := map[string]bool{}
	for _, node := range nodeTypes() {
		kinds = append(kinds, node.Kind())
		names[node.Kind().String()] = true
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(Kinds(), kinds); diff != "" {
		t.Error(diff)
	}
	if len(names) != 37 || names["invalid"] || names[""] {
		t.Errorf("names are %v", names)
	}
	if Kind(0).String() != "invalid" || kindEnd.String() != "invalid" || Kind(-1).String() != "invalid" {
		t.Error("a kind out of range has a name")
	}
	if got := len((&Graph{}).tables()); got != 37 {
		t.Errorf("%d tables are linked", got)
	}
}

func TestEnumsNameTheirOwnRange(t *testing.T) {
	t.Parallel()
	for k := range TargetNone + 1 {
		if name := k.String(); (name == "invalid") != (k == 0) {
			t.Errorf("target kind %d is %s", k, name)
		}
	}
	for k := range CoreNetwork + 1 {
		if name := k.String(); (name == "invalid") != (k == 0) {
			t.Errorf("gateway kind %d is %s", k, name)
		}
	}
	for k := range OtherHost + 1 {
		if name := k.String(); (name == "invalid") != (k == 0) {
			t.Errorf("host kind %d is %s", k, name)
		}
	}
	for k := range OtherEndpoint + 1 {
		if name := k.String(); (name == "invalid") != (k == 0) {
			t.Errorf("endpoint type %d is %s", k, name)
		}
	}
	for k := range SessionManager + 1 {
		if name := k.String(); (name == "invalid") != (k == 0) {
			t.Errorf("intent kind %d is %s", k, name)
		}
	}
	for _, name := range []string{(SessionManager + 1).String(), (TargetNone + 1).String(), (CoreNetwork + 1).String(), (OtherHost + 1).String(), (OtherEndpoint + 1).String()} {
		if name != "invalid" {
			t.Errorf("a value out of range is %s", name)
		}
	}
}

// setReferences puts a reference of its own into every Ref, Refs and target
// field below v, and returns the IDs it used.
func setReferences(v reflect.Value, prefix string) []ID {
	var ids []ID
	for i := range v.NumField() {
		field, name := v.Field(i), prefix+v.Type().Field(i).Name
		id := ID(name)
		switch inner := field.Interface().(type) {
		case value.Of[ID]:
			field.Set(reflect.ValueOf(value.KnownOf(id, source.Range{})))
			ids = append(ids, id)
		case Origin:
		case Launch, Grants:
			ids = append(ids, setReferences(field, name+".")...)
		default:
			_ = inner
			if field.Kind() != reflect.Struct || field.NumField() != 1 || !field.Type().Field(0).Anonymous {
				continue
			}
			switch field.Field(0).Interface().(type) {
			case value.Of[ID]:
				field.Field(0).Set(reflect.ValueOf(value.KnownOf(id, source.Range{})))
				ids = append(ids, id)
			case value.ListOf[ID]:
				field.Field(0).Set(reflect.ValueOf(value.ListOf[ID]{Items: []value.Of[ID]{value.KnownOf(id, source.Range{})}}))
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func TestEveryReferenceIsLinked(t *testing.T) {
	t.Parallel()
	total := 0
	for _, node := range nodeTypes() {
		want := setReferences(reflect.ValueOf(node).Elem(), "")
		total += len(want)
		var got []ID
		for _, reference := range references(node) {
			for _, alternative := range reference.to.Alternatives() {
				got = append(got, alternative.Value.Value)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("references of a %s:\n%s", node.Kind(), diff)
		}
	}
	if total < 30 {
		t.Errorf("only %d references were found, the test looks at the wrong fields", total)
	}
}

var testAtom = value.Atom{ID: "a", Name: "a", Cases: []string{"x", "y"}}

// guarded is a guard that names the field it stands in.
func guarded(name string) value.Guard {
	return value.When(value.Atom{ID: name, Name: name, Cases: []string{"x"}, Open: true}, "x")
}

func guardedOf[T any](name string) value.Of[T] {
	return value.OfFacts([]value.Alternative[value.Fact[T]]{{Guard: guarded(name)}})
}

func guardedList[T any](name string) value.ListOf[T] {
	return value.ListOf[T]{Items: []value.Of[T]{guardedOf[T](name)}}
}

// setGuards puts a guard that names the field into every field that can hold one.
func setGuards(t *testing.T, v reflect.Value, prefix string) []string {
	t.Helper()
	var names []string
	for i := range v.NumField() {
		field, name := v.Field(i), prefix+v.Type().Field(i).Name
		var set any
		switch field.Interface().(type) {
		case Origin:
			field.FieldByName("Guard").Set(reflect.ValueOf(guarded(name)))
			names = append(names, name)
			continue
		case Launch, Grants:
			names = append(names, setGuards(t, field, name+".")...)
			continue
		case value.Guard:
			set = guarded(name)
		case value.Of[value.Text]:
			set = guardedOf[value.Text](name)
		case value.Of[bool]:
			set = guardedOf[bool](name)
		case value.Of[int]:
			set = guardedOf[int](name)
		case value.Of[ID]:
			set = guardedOf[ID](name)
		case value.Of[EndpointType]:
			set = guardedOf[EndpointType](name)
		case value.Of[netip.Prefix]:
			set = guardedOf[netip.Prefix](name)
		case value.ListOf[value.Text]:
			set = guardedList[value.Text](name)
		case value.ListOf[netip.Prefix]:
			set = guardedList[netip.Prefix](name)
		case value.Value:
			set = value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{{Guard: guarded(name)}}}
		case []value.Value:
			set = []value.Value{{Kind: value.Choice, Choices: []value.Alternative[value.Value]{{Guard: guarded(name)}}}}
		case *value.Reason, bool, map[string]string, TargetKind, GatewayKind, HostKind, IntentKind:
			continue
		default:
			field, set = field.Field(0), guardedReference(t, field.Field(0), name)
		}
		field.Set(reflect.ValueOf(set))
		names = append(names, name)
	}
	return names
}

func guardedReference(t *testing.T, inner reflect.Value, name string) any {
	t.Helper()
	switch inner.Interface().(type) {
	case value.Of[ID]:
		return guardedOf[ID](name)
	case value.ListOf[ID]:
		return guardedList[ID](name)
	}
	t.Fatalf("%s has a type that this test does not know: %s", name, inner.Type())
	return nil
}

func TestGuardsNamesEveryGuardOfANode(t *testing.T) {
	t.Parallel()
	for _, node := range nodeTypes() {
		want := setGuards(t, reflect.ValueOf(node).Elem(), "")
		var got []string
		for _, guard := range Guards(node) {
			for _, atom := range guard.Atoms() {
				got = append(got, atom.ID)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
			t.Errorf("guards of a %s:\n%s", node.Kind(), diff)
		}
	}
}

func link(t *testing.T, nodes ...Node) (*Graph, source.Diagnostics) {
	t.Helper()
	var b Builder
	for _, node := range nodes {
		b.Add(node)
	}
	return b.Link()
}

func declared(address string) Origin {
	return Origin{ID: NodeID("net", address), Root: "net", Address: address, Dialect: source.Terraform}
}

func TestLinkStandsAnOpenNodeForADanglingReference(t *testing.T) {
	t.Parallel()
	unknown := value.OfReason(value.Reason{Text: "var.vpc_id has no default", Settle: "pass --var vpc_id=…", Key: "net#var.vpc_id"}, source.Range{File: "net/main.tf"})
	g, _ := link(t,
		&Subnet{Origin: declared("aws_subnet.a"), VPC: RefFrom[VPC](unknown, nil)},
		&Subnet{Origin: declared("aws_subnet.b"), VPC: RefFrom[VPC](unknown, nil)},
	)
	if len(g.VPCs) != 1 {
		t.Fatalf("%d VPCs stand for one unknown", len(g.VPCs))
	}
	vpc := g.VPCs["external:net#var.vpc_id"]
	if vpc == nil {
		t.Fatalf("VPCs are %v", sortedIDs(g.VPCs))
	}
	want := &value.Reason{Text: "var.vpc_id has no default", Settle: "pass --var vpc_id=…", Key: "net#var.vpc_id"}
	if diff := cmp.Diff(want, vpc.Incomplete()); diff != "" {
		t.Error(diff)
	}
	if vpc.Root != "net" || vpc.Address != "net#var.vpc_id" || vpc.Dialect != source.Terraform || vpc.Range.File != "net/main.tf" {
		t.Errorf("the VPC is placed at %+v", vpc.Origin)
	}
	table := g.RouteTables[MainRouteTableID(vpc.ID)]
	if table == nil || !table.Implicit || table.Incomplete() == nil {
		t.Error("the main table of an open VPC is not open")
	}
}

func TestLinkStandsForADeclaredNodeThatIsMissing(t *testing.T) {
	t.Parallel()
	g, _ := link(t, &Subnet{Origin: declared("aws_subnet.a"), VPC: To[VPC](NodeID("net", "aws_vpc.gone"), source.Range{})})
	vpc := g.VPCs[NodeID("net", "aws_vpc.gone")]
	if vpc == nil || vpc.Open == nil || vpc.Open.Text != "net#aws_vpc.gone is declared nowhere in the files read" {
		t.Errorf("the missing VPC is %+v", vpc)
	}
}

func TestLinkStandsForEveryKindThatCanBeElsewhere(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		stand := external(kind, Origin{ID: "external:x", Open: &value.Reason{Text: "elsewhere"}})
		switch kind {
		case KindRoute, KindRouteTableAssociation, KindEndpointAssociation, KindEndpointPolicy, KindSecurityGroupRule,
			KindNetworkACLEntry, KindNetworkACLAssociation, KindHost, KindOccupant, KindIntent, KindPublicAccessBlock,
			KindDNSRecord, KindDNSFirewallRule, KindDNSAssociation,
			KindAccessKey, KindActivation, KindHostManagement:
			if stand != nil {
				t.Errorf("a %s stands for a reference, and nothing refers to one", kind)
			}
		default:
			if stand == nil || stand.Kind() != kind || stand.Head().Incomplete() == nil {
				t.Errorf("nothing open stands for a %s", kind)
			}
		}
	}
	group, _ := external(KindSecurityGroup, Origin{Open: &value.Reason{Text: "elsewhere"}}).(*SecurityGroup)
	if group.MoreEgress == nil || group.MoreIngress == nil {
		t.Error("the rules of a group declared elsewhere are not open")
	}
}

func TestLinkIgnoresTargetsThatAreNoNodes(t *testing.T) {
	t.Parallel()
	g, _ := link(t, &Route{Origin: declared("aws_route.r"), TargetKind: TargetInstance, Target: value.KnownOf(ID("external:i-0abc"), source.Range{})})
	if nodes := g.Nodes(); len(nodes) != 1 {
		t.Errorf("%d nodes stand for a route's instance", len(nodes)-1)
	}
}

func TestLinkAddsWhatAWSMakesWithAVPC(t *testing.T) {
	t.Parallel()
	vpc := &VPC{Origin: declared("aws_vpc.main")}
	vpc.Guard = value.When(testAtom, "x")
	g, _ := link(t, vpc)
	table := g.RouteTables[NodeID("net", "aws_vpc.main:main_route_table")]
	group := g.SecurityGroups[NodeID("net", "aws_vpc.main:default_security_group")]
	acl := g.NetworkACLs[NodeID("net", "aws_vpc.main:default_network_acl")]
	if table == nil || group == nil || acl == nil {
		t.Fatalf("tables %v, groups %v, ACLs %v", sortedIDs(g.RouteTables), sortedIDs(g.SecurityGroups), sortedIDs(g.NetworkACLs))
	}
	if !table.Main || !table.Implicit || table.Incomplete() != nil || table.Guard.String() != "a is x" || table.Address != "aws_vpc.main main route table" {
		t.Errorf("the main table is %+v", table)
	}
	if !group.Default || !group.ImplicitEgress || !group.InlineEgress.IsNever() {
		t.Errorf("the default group is %+v", group)
	}
	if !acl.Default || acl.VPC.In(nil).Value != vpc.ID {
		t.Errorf("the default ACL is %+v", acl)
	}
}

func TestLinkKeepsAdoptedDefaults(t *testing.T) {
	t.Parallel()
	vpc := &VPC{Origin: declared("aws_vpc.main")}
	adopted := &RouteTable{Origin: declared("aws_default_route_table.main"), VPC: To[VPC](vpc.ID, source.Range{}), Main: true}
	adopted.ID = MainRouteTableID(vpc.ID)
	g, diagnostics := link(t, vpc, adopted)
	if len(diagnostics) != 0 || len(g.RouteTables) != 1 || g.RouteTables[MainRouteTableID(vpc.ID)] != adopted {
		t.Errorf("tables are %v, diagnostics %v", sortedIDs(g.RouteTables), diagnostics)
	}
}

func TestLinkResolvesAReferenceToAnImplicitNode(t *testing.T) {
	t.Parallel()
	vpc := &VPC{Origin: declared("aws_vpc.main")}
	route := &Route{Origin: declared("aws_route.r"), Table: To[RouteTable](MainRouteTableID(vpc.ID), source.Range{})}
	g, _ := link(t, route, vpc)
	if table := g.RouteTables[MainRouteTableID(vpc.ID)]; table == nil || table.Open != nil {
		t.Errorf("the main table is %+v", table)
	}
}

func TestLinkReportsWhatIsDeclaredTwice(t *testing.T) {
	t.Parallel()
	first, second := &VPC{Origin: declared("aws_vpc.main")}, &VPC{Origin: declared("aws_vpc.main")}
	second.Range = source.Range{File: "net/second.tf"}
	g, diagnostics := link(t, first, second)
	if g.VPCs[first.ID] != first {
		t.Error("the second declaration replaced the first")
	}
	want := source.Diagnostics{{Severity: source.Warning, Message: "aws_vpc.main is declared twice; the first declaration counts", Range: second.Range}}
	if diff := cmp.Diff(want, diagnostics); diff != "" {
		t.Error(diff)
	}
}

func TestLinkSortsFilesAndNodes(t *testing.T) {
	t.Parallel()
	var b Builder
	for _, file := range []string{"b.tf", "a.tf", "b.tf"} {
		b.Read(file)
	}
	b.Add(&Subnet{Origin: declared("aws_subnet.b")})
	b.Add(&Subnet{Origin: declared("aws_subnet.a")})
	if len(b.Nodes()) != 2 {
		t.Errorf("%d nodes were added", len(b.Nodes()))
	}
	g, _ := b.Link()
	if diff := cmp.Diff([]string{"a.tf", "b.tf"}, g.Files); diff != "" {
		t.Error(diff)
	}
	var ids []ID
	for _, node := range g.Nodes() {
		ids = append(ids, node.Head().ID)
	}
	if diff := cmp.Diff([]ID{"net#aws_subnet.a", "net#aws_subnet.b"}, ids); diff != "" {
		t.Error(diff)
	}
	if g.Node("net#aws_subnet.a") == nil || g.Node("net#aws_subnet.c") != nil {
		t.Error("a node is not found by its ID")
	}
}

func TestRefFrom(t *testing.T) {
	t.Parallel()
	resolve := func(ref value.Ref) (ID, bool) { return ID(ref.Node), ref.Attribute == "id" }
	ref := func(attribute string) value.Value {
		return value.OfRef(value.Ref{Node: "net#aws_vpc.main", Attribute: attribute}, source.Range{})
	}
	cases := []struct {
		name string
		from value.Value
		want string
	}{
		{"a reference", ref("id"), "net#aws_vpc.main"},
		{"a reference to something else", ref("arn"), "external:net#aws_vpc.main.arn, aws_vpc.main.arn is no resource that repolint follows"},
		{"nothing", value.Value{}, "absent"},
		{"a literal", value.OfString("vpc-0ab1", source.Range{}), `external:vpc-0ab1, "vpc-0ab1" is declared nowhere in the files read`},
		{"an empty text", value.OfString(" ", source.Range{}), "unknown, it is an empty text"},
		{"an unknown with a key", value.OfReason(value.Reason{Text: "no default", Key: "net#var.id"}, source.Range{}), "external:net#var.id, no default"},
		{"an unknown without one", value.OfReason(value.Reason{Text: "no default"}, source.Range{}), "unknown, no default"},
		{"a text of one unknown", value.OfText(value.HoleText(value.Hole{Reason: &value.Reason{Text: "no default", Key: "net#var.id"}}), source.Range{}), "external:net#var.id, no default"},
		{"a symbol", value.OfText(value.SymbolText(value.Region), source.Range{}), "unknown, it is no reference"},
		{"a text around a symbol", value.OfText(value.Concat(value.Literal("vpc-"), value.SymbolText(value.Region)), source.Range{}), `external:vpc-${region}, "vpc-${region}" is not known before deployment`},
		{"a number", value.OfNumber("1", source.Range{}), "unknown, it is no reference"},
		{"a map", value.Value{Kind: value.Map}, "unknown, it is no reference"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := describe(RefFrom[VPC](c.from, resolve).In(nil)); got != c.want {
				t.Errorf("reference is %q, want %q", got, c.want)
			}
		})
	}
}

func describe(fact value.Fact[ID]) string {
	switch fact.State {
	case value.Known:
		return strings.TrimSuffix(string(fact.Value)+", "+fact.Reason.Text, ", ")
	case value.NotStated:
		return "absent"
	case value.Undetermined:
	}
	return "unknown, " + fact.Reason.Text
}

func TestRefFromFollowsChoices(t *testing.T) {
	t.Parallel()
	choice := value.Value{Kind: value.Choice, Choices: []value.Alternative[value.Value]{
		{Guard: value.When(testAtom, "x"), Value: value.OfString("vpc-1", source.Range{})},
	}}
	got := RefFrom[VPC](choice, nil)
	if fact := got.In(value.World{"a": "x"}); fact.Value != "external:vpc-1" {
		t.Errorf("where it holds the reference is %v", fact)
	}
	if fact := got.In(value.World{"a": "y"}); fact.State != value.NotStated {
		t.Errorf("where it does not hold the reference is %v", fact)
	}
	if fact := got.In(nil); fact.State != value.Undetermined || fact.Reason.Text != "it depends on whether a is x" {
		t.Errorf("where nobody knows the reference is %v", fact)
	}
}

func TestRefsFrom(t *testing.T) {
	t.Parallel()
	list := value.Value{
		Kind:  value.List,
		Items: []value.Value{value.OfString("subnet-1", source.Range{}), value.OfReason(value.Reason{Text: "no default"}, source.Range{})},
		More:  &value.Reason{Text: "var.subnets is not set"},
	}
	items, more := RefsFrom[Subnet](list, nil).In(nil)
	if len(items) != 2 || items[0].Value != "external:subnet-1" || items[1].State != value.Undetermined || more == nil || more.Text != "var.subnets is not set" {
		t.Errorf("references are %v, more %v", items, more)
	}
	if refs := RefsFrom[Subnet](value.Value{}, nil); !refs.Unstated.IsAlways() || len(refs.Items) != 0 {
		t.Errorf("references of nothing are %v", refs)
	}
	if refs := RefsFrom[Subnet](value.OfString("subnet-1", source.Range{}), nil); len(refs.Items) != 1 || !refs.Unstated.IsNever() {
		t.Errorf("references of a single text are %v", refs)
	}
}

func TestOriginSaysWhyItIsIncomplete(t *testing.T) {
	t.Parallel()
	open, escapes := &value.Reason{Text: "open"}, &value.Reason{Text: "escapes"}
	for _, c := range []struct {
		origin Origin
		want   *value.Reason
	}{{Origin{}, nil}, {Origin{Open: open}, open}, {Origin{Escapes: escapes}, escapes}, {Origin{Open: open, Escapes: escapes}, open}} {
		if got := c.origin.Incomplete(); got != c.want {
			t.Errorf("reason is %v, want %v", got, c.want)
		}
	}
	if got := (&Origin{Address: "aws_vpc.main"}).Label(); got != "aws_vpc.main" {
		t.Errorf("label is %s", got)
	}
	if got := (&Origin{Address: "aws_vpc.main", Name: "main"}).Label(); got != "main" {
		t.Errorf("label is %s", got)
	}
}
