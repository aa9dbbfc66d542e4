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
		weight := fullEvidence
		when := ""
		if node.Head().Symbolic != nil {
			when = haveInstances(node)
		}
		d.numbers[cause.ID] = insert(d.numbers[cause.ID], when)
		if m.when != "" || when != "" {
			weight = loweredEvidence
		}
		if cause.Evidence == "" || weight < evidenceNamed(cause.Evidence) {
			cause.Evidence = weight.String()
		}
	}
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
