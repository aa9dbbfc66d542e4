package terraform

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/parsers/resource"
	"github.com/repolint/repolint/value"
)

// interfaceBlocks are the nested blocks that give a machine network interfaces.
var interfaceBlocks = []string{"network_interfaces", "network_interface", "primary_network_interface"}

// addInterfaces reads the network interfaces a launch declares, or that are
// declared apart and handed to it.
func (l *lowering) addInterfaces(a value.Value, made *graph.Launch) {
	var groups, subnets []value.ListOf[graph.ID]
	for _, name := range interfaceBlocks {
		for _, one := range l.interfaces(everyBlock(a.Get(name))) {
			v := one.value
			groups = append(groups, graph.RefsFrom[graph.SecurityGroup](guardedValue(one.guard, v.Get("security_groups")), l.resolve).ListOf)
			subnets = append(subnets, graph.RefsFrom[graph.Subnet](one.single(v.Get("subnet_id")), l.resolve).ListOf)
			if public := v.Get("associate_public_ip_address"); isStated(public) {
				made.PublicIP = value.BoolOf(guardedValue(one.guard, public))
			}
		}
	}
	if len(groups) > 0 {
		made.Groups = graph.Refs[graph.SecurityGroup]{ListOf: allItems(append(groups, made.Groups.ListOf)...)}
	}
	made.Subnets = graph.Refs[graph.Subnet]{ListOf: allItems(subnets...)}
	if len(subnets) == 0 {
		made.Subnets.Unstated = value.Guard{}
	}
}

// interfaces replaces blocks that name an interface declared apart by its arguments.
func (l *lowering) interfaces(found []guardedBlock) []guardedBlock {
	var all []guardedBlock
	for _, one := range found {
		declared := false
		for _, named := range l.referents(one.value.Get("network_interface_id")) {
			if named.resource.Type != "aws_network_interface" {
				continue
			}
			declared = true
			all = append(all, guardedBlock{one.guard.And(named.guard), named.resource.Attributes})
		}
		if !declared {
			all = append(all, one)
		}
	}
	return all
}

// referent is a resource that a value names in some worlds, and by which attribute.
type referent struct {
	guard     value.Guard
	resource  *resource.Resource
	attribute string
}

// referents are the resources that a value names.
func (l *lowering) referents(v value.Value) []referent {
	var found []referent
	for _, choice := range value.Flatten(v) {
		hole, ok := choice.Value.Text.Hole()
		if choice.Value.Kind != value.String || !ok || hole.Ref == nil {
			continue
		}
		_, address, _ := strings.Cut(hole.Ref.Node, "#")
		if r := l.resources[address]; r != nil {
			found = append(found, referent{choice.Guard, r, hole.Ref.Attribute})
		}
	}
	return found
}

// declared is the resource a value refers to, when it is one.
func (l *lowering) declared(v value.Value) *resource.Resource {
	if found := l.referents(v); len(found) == 1 && found[0].guard.IsAlways() {
		return found[0].resource
	}
	return nil
}

// wearer is a host that has a network interface, in some worlds. apart is set
// where the interface is attached besides the one the host starts with.
type wearer struct {
	guard value.Guard
	host  *graph.Host
	apart *resource.Resource
}

// wearers are the hosts behind the id of an instance or of a network interface.
func (l *lowering) wearers(instance, networkInterface value.Value) []wearer {
	var found []wearer
	for _, named := range l.referents(instance) {
		if host := l.hosts()[l.id(named.resource.Address)]; host != nil && ownAttributes[named.attribute] {
			found = append(found, wearer{guard: named.guard, host: host})
		}
	}
	for _, named := range l.referents(networkInterface) {
		if named.attribute == "primary_network_interface_id" {
			if host := l.hosts()[l.id(named.resource.Address)]; host != nil {
				found = append(found, wearer{guard: named.guard, host: host})
			}
		}
		if named.resource.Type == "aws_network_interface" && ownAttributes[named.attribute] {
			found = append(found, l.wearersOf(named)...)
		}
	}
	return found
}

// wearersOf are the hosts that start with an interface, or that it is attached to.
func (l *lowering) wearersOf(worn referent) []wearer {
	if l.worn == nil {
		l.worn = map[string][]wearer{}
		for _, address := range sortedKeys(l.resources) {
			l.noteWorn(l.resources[address])
		}
	}
	var found []wearer
	for _, one := range l.worn[worn.resource.Address] {
		one.guard = one.guard.And(worn.guard)
		found = append(found, one)
	}
	return found
}

// noteWorn notes the interfaces that a resource gives to a host.
func (l *lowering) noteWorn(r *resource.Resource) {
	if r.Type == "aws_network_interface_attachment" {
		for _, named := range l.referents(r.Attributes.Get("network_interface_id")) {
			for _, one := range l.wearers(r.Attributes.Get("instance_id"), value.Value{}) {
				guard := one.guard.And(named.guard).And(r.Guard)
				l.worn[named.resource.Address] = append(l.worn[named.resource.Address], wearer{guard, one.host, r})
			}
		}
		return
	}
	host := l.hosts()[l.id(r.Address)]
	if host == nil {
		return
	}
	for _, name := range interfaceBlocks {
		for _, one := range everyBlock(r.Attributes.Get(name)) {
			for _, named := range l.referents(one.value.Get("network_interface_id")) {
				l.worn[named.resource.Address] = append(l.worn[named.resource.Address], wearer{guard: named.guard.And(one.guard), host: host})
			}
		}
	}
}

// hosts are the hosts lowered so far, by ID.
func (l *lowering) hosts() map[graph.ID]*graph.Host {
	if l.hostByID == nil {
		l.hostByID = map[graph.ID]*graph.Host{}
		for _, node := range l.builder.Nodes() {
			if host, ok := node.(*graph.Host); ok {
				l.hostByID[host.ID] = host
			}
		}
	}
	return l.hostByID
}

// escapeWearers marks the hosts whose network interface is handed to a module
// whose code is not there: it may get an address or groups in it.
func (l *lowering) escapeWearers() {
	for _, address := range sortedKeys(l.handed) {
		for _, one := range l.wearersOf(referent{resource: l.resources[address]}) {
			if one.host.Escapes == nil {
				one.host.Escapes = l.handed[address]
			}
		}
	}
}

// addPublicAddresses gives hosts with an Elastic IP a public address.
func (l *lowering) addPublicAddresses() {
	for _, address := range l.addresses {
		r := l.resources[address]
		var found []wearer
		switch r.Type {
		case "aws_eip":
			found = l.wearers(r.Attributes.Get("instance"), r.Attributes.Get("network_interface"))
		case "aws_eip_association":
			found = l.wearers(r.Attributes.Get("instance_id"), r.Attributes.Get("network_interface_id"))
		}
		for _, one := range found {
			one.host.Launch.PublicIP = publicUnder(r, one, one.host.Launch.PublicIP)
		}
	}
}

// publicUnder is a public address in the worlds where the Elastic IP and what it
// is put on exist.
func publicUnder(r *resource.Resource, one wearer, otherwise value.Of[bool]) value.Of[bool] {
	guard := r.Guard.And(one.guard)
	known := value.Fact[bool]{State: value.Known, Value: true, Range: r.Range}
	switch {
	case r.Symbolic != nil:
		known = value.Fact[bool]{Reason: *r.Symbolic, Range: r.Range}
	case one.apart != nil && one.apart.Symbolic != nil:
		known = value.Fact[bool]{Reason: *one.apart.Symbolic, Range: r.Range}
	case one.apart != nil:
		// Which interface a request leaves by is up to the machine's own routes.
		known = value.Fact[bool]{Range: r.Range, Reason: value.Reason{
			Text: r.Address + " is on an interface that " + one.apart.Address + " attaches besides the first one",
		}}
	}
	alternatives := []value.Alternative[value.Fact[bool]]{{Guard: guard, Value: known}}
	if !guard.IsAlways() {
		for _, other := range otherwise.Alternatives() {
			alternatives = append(alternatives, value.Alternative[value.Fact[bool]]{Guard: other.Guard.And(guard.Not()), Value: other.Value})
		}
	}
	return value.OfFacts(alternatives)
}

// attachGroups adds the groups that aws_network_interface_sg_attachment puts on
// the interface of a host.
func (l *lowering) attachGroups() {
	for _, address := range l.addresses {
		r := l.resources[address]
		if r.Type != "aws_network_interface_sg_attachment" {
			continue
		}
		for _, one := range l.wearers(value.Value{}, r.Attributes.Get("network_interface_id")) {
			if one.apart != nil {
				continue // the host's own interface stays as it is
			}
			l.attachGroup(r, one)
		}
	}
}

func (l *lowering) attachGroup(r *resource.Resource, one wearer) {
	guard := r.Guard.And(one.guard)
	groups := &one.host.Launch.Groups
	if r.Symbolic != nil {
		groups.More = append(groups.More, value.Alternative[value.Reason]{Guard: guard, Value: *r.Symbolic})
		return
	}
	added := graph.RefsFrom[graph.SecurityGroup](guardedValue(guard, oneOf(r.Attributes.Get("security_group_id"))), l.resolve)
	if inherited := groups.Unstated.And(guard); !inherited.IsNever() {
		// The group joins those of the template or the VPC's default group.
		groups.More = append(groups.More, value.Alternative[value.Reason]{Guard: inherited, Value: value.Reason{
			Text: r.Address + " adds a group to those that " + one.host.Address + " does not name itself", Settle: "name the groups of " + one.host.Address,
		}})
	}
	unstated := groups.Unstated.And(guard.Not())
	groups.ListOf = allItems(groups.ListOf, added.ListOf)
	groups.Unstated = unstated
}
