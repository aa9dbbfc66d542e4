package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// lone judges a node on which no path depends, in all worlds, and opens a cause
// for every fault it has in any.
func (d *deriver) lone(node graph.Node, judge func(*walk) []*fault) {
	leaves, err := inWorlds(d.index, func(w *walk) []*fault {
		w.assume(node)
		if w.exists(node) != value.True {
			return nil
		}
		return judge(w)
	})
	if err != nil {
		return
	}
	var marks []*mark
	var every []value.World
	for _, one := range leaves {
		every = append(every, one.world)
		for _, f := range one.what {
			marks = addMark(marks, f, one.world)
		}
	}
	for _, m := range marks {
		m.when = d.describe(every, m.worlds)
		cause := d.cause(*m, &Path{})
		d.affects[cause.ID] = append(d.affects[cause.ID], m.worlds...)
		weight := m.fault.weight
		when := ""
		if node.Head().Symbolic != nil {
			when = haveInstances(node)
		}
		d.numbers[cause.ID] = insert(d.numbers[cause.ID], when)
		if m.when != "" || when != "" {
			weight = max(weight, loweredEvidence)
		}
		if cause.Evidence == "" || weight < evidenceNamed(cause.Evidence) {
			cause.Evidence = weight.String()
		}
	}
}

// regionOfNode is the region of a VPC or of what stands in one, else the region
// that the node itself states, as literal text, or "".
func (d *deriver) regionOfNode(node graph.Node) string {
	switch node := node.(type) {
	case *graph.Endpoint:
		for _, vpc := range targets(node.VPC.Of) {
			return d.region(vpc, "")
		}
	case *graph.VPC:
		return d.region(node.ID, "")
	}
	stated := map[string]bool{}
	addLiterals(stated, node.Head().Region)
	region, _ := only(stated)
	return region
}

func addMark(marks []*mark, f *fault, world value.World) []*mark {
	for _, earlier := range marks {
		if earlier.fault.same(f) {
			earlier.worlds = append(earlier.worlds, world)
			return marks
		}
	}
	return append(marks, &mark{fault: f, worlds: []value.World{world}})
}
