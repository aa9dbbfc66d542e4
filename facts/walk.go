package facts

import (
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// verdict is what a hop or a path comes to. The zero verdict is undetermined.
type verdict int8

const (
	undetermined verdict = iota
	passes
	blocked
)

// String is the verdict's name in facts.
func (v verdict) String() string {
	return [...]string{"undetermined", "passes", "blocked"}[v]
}

// The kinds of hops, in the order in which a request meets them.
const (
	hopEgress     = "egress"
	hopNetworkACL = "network_acl"
	hopDNS        = "dns"
	hopRoute      = "route"
	hopEndpoint   = "endpoint"
	hopPolicy     = "policy"
	hopRole       = "role"
)

// step is one judged hop. Story is one sentence without a full stop; where the
// verdict is undetermined it says why, and settle what would help.
type step struct {
	kind    string
	verdict verdict
	story   string
	settle  string
	fault   *fault
	// advice are faults that do not block.
	advice []*fault
	place  place
	// unsigned is, of a policy hop that a signature passes, what the same request
	// meets without one.
	unsigned *unsigned
}

// place is an element of a node: what its id is made of, and where it stands.
type place struct {
	node graph.ID
	part string
	at   source.Range
}

// id names the place in the document; the zero place has none.
func (p place) id() string {
	if p.part == "" {
		return string(p.node)
	}
	return string(p.node) + "/" + p.part
}

// header is the place of a node's declaration.
func header(node graph.Node) place {
	return place{node: node.Head().ID, at: node.Head().Range}
}

// argument is the place of a written argument, by its first known name; the
// node's header where it is not written.
func argument(node graph.Node, part string, at source.Range, names ...string) place {
	head := node.Head()
	for _, name := range names {
		if written, ok := head.Arguments[name]; ok && at.IsZero() {
			at = written
		}
	}
	if at.IsZero() {
		return header(node)
	}
	return place{node: head.ID, part: part, at: at}
}

// overridden is the place of a property that a line of an app sets by itself, after
// the node was made; the node's header where none does.
func overridden(node graph.Node, part, property string) place {
	if node.Head().Assigned[property].IsZero() {
		return header(node)
	}
	return argument(node, part, source.Range{}, property)
}

// fault is the cause of a blocked hop, before causes are gathered over all paths.
type fault struct {
	kind     string
	node     graph.Node
	place    place
	story    string
	detail   map[string]string
	exported bool
	// weight is what the fault itself rests on, where no path weighs it.
	weight evidence
}

// walk evaluates paths in one world. undecided is the first atom that the world
// leaves open and that something met on the way depends on: then what was
// evaluated does not count, and the walk is taken again in narrower worlds.
type walk struct {
	*index
	world     value.World
	undecided string
	// assumed are the keys of the unknown counts under which the path's own host
	// and subnet exist: what has the same count exists beside them.
	assumed []string
}

// holds is the truth of a guard in the walk's world.
func (w *walk) holds(guard value.Guard) value.Truth {
	truth := guard.Holds(w.world)
	if truth != value.Unknown || w.undecided != "" {
		return truth
	}
	for _, atom := range guard.Atoms() {
		if _, fixed := w.world[atom.ID]; !fixed {
			w.undecided = atom.ID
			break
		}
	}
	return truth
}

func (w *walk) decideAll(guards []value.Guard) {
	for _, guard := range guards {
		w.holds(guard)
	}
}

// exists says whether a node exists in the walk's world. A node that stands for
// an unknown number of instances possibly does.
func (w *walk) exists(node graph.Node) value.Truth {
	head := node.Head()
	truth := w.holds(head.Guard)
	if head.Symbolic != nil && !w.besides(head.Symbolic.Key) {
		truth = truth.And(value.Unknown)
	}
	return truth
}

func (w *walk) besides(key string) bool {
	for _, assumed := range w.assumed {
		if key != "" && key == assumed {
			return true
		}
	}
	return false
}

// assume takes the existence of the path's own host or subnet for granted.
func (w *walk) assume(node graph.Node) {
	if symbolic := node.Head().Symbolic; symbolic != nil && symbolic.Key != "" {
		w.assumed = append(w.assumed, symbolic.Key)
	}
}

// read is what a typed value is in the walk's world.
func read[T any](w *walk, of value.Of[T]) value.Fact[T] {
	for _, alternative := range of.Alternatives() {
		w.holds(alternative.Guard)
	}
	return of.In(w.world)
}

// readAll lists what a list holds in the walk's world, and why it may hold more.
func readAll[T any](w *walk, list value.ListOf[T]) (items []value.Fact[T], more *value.Reason) {
	for _, item := range list.Items {
		if fact := read(w, item); fact.State != value.NotStated {
			items = append(items, fact)
		}
	}
	for _, alternative := range list.More {
		if w.holds(alternative.Guard) != value.False {
			reason := alternative.Value
			return items, &reason
		}
	}
	return items, nil
}

// names says whether a list of references names id. It looks only at the
// alternatives that could, so that conditions on other members make no worlds.
func (w *walk) names(list value.ListOf[graph.ID], id graph.ID) value.Truth {
	named := value.False
	for _, item := range list.Items {
		named = named.Or(w.is(item, id))
	}
	if named == value.False {
		for _, alternative := range list.More {
			if w.holds(alternative.Guard) != value.False {
				return value.Unknown
			}
		}
	}
	return named
}

// is says whether a reference names id in the walk's world.
func (w *walk) is(reference value.Of[graph.ID], id graph.ID) value.Truth {
	named := value.False
	for _, alternative := range reference.Alternatives() {
		fact := alternative.Value
		switch {
		case fact.State == value.Known && fact.Value == id:
			named = named.Or(w.holds(alternative.Guard))
		case fact.State == value.Undetermined, fact.State == value.Known && w.couldBe(fact.Value, id):
			named = named.Or(w.holds(alternative.Guard).And(value.Unknown))
		}
	}
	return named
}

// couldBe reports whether two different IDs can denote one thing: something
// declared elsewhere may be anything but another thing with an id of its own.
func (x *index) couldBe(a, b graph.ID) bool {
	if isLiteral(a) && isLiteral(b) {
		return false
	}
	return isExternal(a) || isExternal(b) && x.perhapsInView(b)
}

// isLiteral reports whether an external ID is an AWS id as written: "vpc-0ab1".
func isLiteral(id graph.ID) bool {
	return isExternal(id) && awsID.Get().MatchString(string(id[len(graph.ExternalID("")):]))
}

// label is what stories call a node: its kind and its name. What AWS makes with
// a VPC goes by the VPC's name; what is declared elsewhere has one only when it
// is an AWS id.
func label(kind string, node graph.Node) string {
	head := node.Head()
	switch {
	case head.Implicit:
		for _, what := range []string{"main route table", "default security group", "default network ACL"} {
			if vpc, ok := strings.CutSuffix(head.Label(), " "+what); ok && !isExternal(head.ID) {
				return "the " + what + " of VPC " + quoted(vpc)
			} else if ok {
				return "the VPC's " + what
			}
		}
	case head.Open != nil:
		if list, ok := strings.CutSuffix(addressOf(node), "[?]"); ok {
			return "a " + kind + " of " + list
		}
		return kind + " " + addressOf(node)
	}
	return kind + " " + quoted(head.Label())
}

// quoted is a name as stories show it.
func quoted(name string) string { return `"` + name + `"` }

// addressOf is a node's address as the author knows it; the key of what is
// declared elsewhere begins with the root, which says nothing to him.
func addressOf(node graph.Node) string {
	head := node.Head()
	address := strings.TrimPrefix(strings.TrimPrefix(head.Address, head.Root+"#"), "param:")
	// What for_each makes of an unknown list has the list's own items as values.
	if items, ok := strings.CutSuffix(address, "[?].value"); ok {
		return items + "[?]"
	}
	return address
}

// outOfView is the reason why something is not known that is declared elsewhere.
// To pass its id would only name it: what hangs on it is known where it is declared,
// and only what is judged together is joined.
func outOfView(reason value.Reason) value.Reason {
	together := ""
	switch {
	case reason.Settle == "":
		together = "refer to what declares it, and scan both together"
	case strings.Contains(reason.Settle, ", or take it from a variable"):
		together = "refer to the resource itself, in the configuration that declares it"
	case reason.Key == "": // not what it is, but how many there are
	case strings.HasPrefix(reason.Settle, "pass --parameter "):
		together = "scan a stack that declares it and nests this one"
	case strings.HasPrefix(reason.Settle, "pass --var "):
		together = "scan a configuration that declares it and calls this one as a module"
	}
	if together != "" {
		reason.Settle = together + ": an id alone does not tell what is attached to it"
	}
	return reason
}

// incomplete says why more may be attached to any of the nodes than is in view.
func incomplete(nodes ...graph.Node) *value.Reason {
	for _, node := range nodes {
		if reason := node.Head().Incomplete(); reason != nil {
			why := outOfView(*reason)
			return &why
		}
	}
	return nil
}
