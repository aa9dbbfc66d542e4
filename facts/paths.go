package facts

import (
	"cmp"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// evidence says what a path's verdict does to the level of a finding that rests
// on it. The zero evidence is full.
type evidence int8

const (
	fullEvidence evidence = iota
	// expectedEvidence: the host is there and probably needs the destination, but
	// nothing says so.
	expectedEvidence
	loweredEvidence
	noteEvidence
)

// String is the evidence's name in facts.
func (e evidence) String() string { return [...]string{"full", "expected", "lowered", "note"}[e] }

// journey is one row of paths in the making: who travels where, for what.
type journey struct {
	host   *graph.Host // nil for a hypothetical one
	subnet *graph.Subnet
	// family is the system that the row is about, assumed the one whose needs
	// are judged: for a host of unknown system every Amazon Linux is.
	family, assumed osFamily
	target          target
}

// path walks a journey in all worlds and merges them. ok is false where no world
// has such a path.
func (d *deriver) path(j journey) (Path, []mark, bool) {
	row := d.emptyRow(j)
	leaves, err := inWorlds(d.index, func(w *walk) need { return d.inWorld(w, j) })
	if err != nil {
		row.Verdict = undetermined.String()
		row.Reason = "the verdict depends on " + err.Error()
		row.Settle = "fix some of the conditions, with --var, --var-file or --parameter"
		row.InternetPath = undeterminedPath.String()
		row.Need, row.Required = destination.Required.String(), true
		row.Evidence = evidenceOf(j, destination.Required).String()
		return row, nil, true
	}
	return d.merge(row, j, leaves)
}

// need is an outcome together with how badly the destination is needed there, and
// for what.
type need struct {
	outcome
	badly   destination.Need
	purpose string
}

// inWorld walks a journey in one world, where it takes place there.
func (d *deriver) inWorld(w *walk, j journey) need {
	if j.host == nil {
		result := need{w.walkPath(nil, j.subnet, j.target), destination.Optional, j.target.destination.ID}
		switch result.internet {
		case noPath:
		case undeterminedPath:
			doubtClosed(w, j, result.steps)
		default: // an open subnet has nothing to tell about a host that nobody sees
			result.skipped = true
		}
		return result
	}
	if w.holds(j.host.Guard) == value.False || w.familyOf(j.host) != j.family {
		return need{outcome: outcome{skipped: true}}
	}
	lives, why := w.livesIn(j.host, j.subnet)
	if !lives {
		return need{outcome: outcome{skipped: true}}
	}
	badly, purpose, doubt := d.needOf(w, j)
	if badly == destination.NoNeed {
		return need{outcome: outcome{skipped: true}}
	}
	result := need{w.walkPath(j.host, j.subnet, j.target), badly, purpose}
	if hop, applies := w.roleStep(j.host, j.target); applies && !result.skipped {
		result.steps = append(result.steps, hop)
	}
	if hop, applies := w.signedReadStep(j, result.steps); applies && !result.skipped {
		result.steps = append(result.steps, hop)
	}
	if j.subnet == nil {
		blameSubnet(result.steps, why)
	}
	if doubt != nil {
		doubtNeed(result.steps, j.host, *doubt)
	}
	return result
}

// doubtClosed leaves open what blocks a host that nobody sees in a subnet that may
// be open: only a closed one is judged for such hosts.
func doubtClosed(w *walk, j journey, steps []step) {
	reason := w.reachOf(w.siteOf(nil, j.subnet)).reason
	for i := range steps {
		if steps[i].verdict == blocked {
			steps[i] = step{kind: steps[i].kind, place: steps[i].place, story: reason.Text, settle: reason.Settle}
		}
	}
}

// needOf is how badly a journey's host needs its destination in the walk's world,
// and for what. doubt says why it may not need it at all.
func (d *deriver) needOf(w *walk, j journey) (badly destination.Need, purpose string, doubt *value.Reason) {
	situation := w.situationOf(j.host)
	situation.OS = j.assumed.String()
	badly, purpose = j.target.destination.Need(situation)
	if why := j.host.MayRunContainers; why != nil && situation.Host == j.host.HostKind.String() {
		situation.Host = graph.ECSInstance.String()
		other, otherwise := j.target.destination.Need(situation)
		if min(badly, other) > destination.NoNeed {
			badly = min(badly, other)
		} else {
			badly, purpose, doubt = max(badly, other), cmp.Or(purpose, otherwise), why
		}
	}
	if stated := d.statedNeed(j); stated >= badly && stated > destination.NoNeed {
		return stated, cmp.Or(purpose, j.target.destination.ID), nil
	}
	return badly, purpose, doubt
}

// doubtNeed leaves open what blocks a path that the host may not need.
func doubtNeed(steps []step, host *graph.Host, why value.Reason) {
	for i := range steps {
		if steps[i].verdict == blocked {
			reason := because("whether "+label("host", host)+" runs containers is not known", outOfView(why))
			steps[i] = step{kind: steps[i].kind, place: steps[i].place, story: reason.Text, settle: reason.Settle}
		}
	}
}

// pointless reports whether the host needs the destination in no world, which most
// destinations are to most hosts: then there is nothing to walk. The walk is one
// in which nothing is decided.
func (d *deriver) pointless(w *walk, j journey) bool {
	w.undecided = ""
	badly, _, _ := d.needOf(w, j)
	return badly == destination.NoNeed && w.undecided == ""
}

// statedNeed is how badly the configuration says that the host needs the destination.
func (d *deriver) statedNeed(j journey) destination.Need {
	badly := destination.NoNeed
	for i := range d.options.Needs {
		stated := &d.options.Needs[i]
		if slices.Contains(stated.Destinations, j.target.destination.ID) && stated.Fits(j.host.Address, j.host.Tags) {
			badly = max(badly, stated.Need)
		}
	}
	return badly
}

// blameSubnet gives the missing subnet as the reason of every hop that nobody
// can judge without one.
func blameSubnet(steps []step, why value.Reason) {
	for i := range steps {
		if hop := &steps[i]; hop.verdict == undetermined && (hop.kind != hopEgress || hop.place == place{}) {
			hop.story, hop.settle = why.Text, why.Settle
		}
	}
}

// emptyRow is what a row says before anything is judged.
func (d *deriver) emptyRow(j journey) Path {
	subject := graph.Node(j.subnet)
	row := Path{Destination: j.target.destination.ID, Purpose: j.target.destination.ID, OS: j.family.String(), Causes: []string{}, Hops: []Hop{}}
	if j.host != nil {
		subject = j.host
		row.Host = string(j.host.ID)
	}
	if j.subnet != nil {
		row.Subnet, row.SubnetID = addressOf(j.subnet), string(j.subnet.ID)
	}
	head := subject.Head()
	row.Root, row.Address, row.Construct = head.Root, head.Address, head.Construct
	row.File, row.Line = head.Range.File, head.Range.Start.Line
	row.SourceFile, row.SourceLine = head.Source.File, head.Source.Start.Line
	row.ID = strings.Join([]string{string(head.ID), row.SubnetID, row.Destination}, "|")
	return row
}

// merge makes one row of all worlds: blocked when it is blocked in any, else
// undetermined when it is that in any.
func (d *deriver) merge(row Path, j journey, leaves []leaf[need]) (Path, []mark, bool) {
	var all []leaf[need]
	var every, worlds []value.World
	for _, one := range leaves {
		every = append(every, one.world)
		if !one.what.skipped {
			all = append(all, one)
			worlds = append(worlds, one.world)
		}
	}
	if len(all) == 0 {
		return row, nil, false
	}
	deciding := all[0]
	var holds []value.World
	badly := destination.NoNeed
	for _, one := range all {
		if worse(one.what.verdict(), deciding.what.verdict()) {
			deciding = one
		}
	}
	for _, one := range all {
		if one.what.verdict() == deciding.what.verdict() {
			holds = append(holds, one.world)
		}
		if one.what.badly > badly {
			badly, row.Purpose = one.what.badly, one.what.purpose
		}
	}
	row.Verdict = deciding.what.verdict().String()
	row.InternetPath = deciding.what.internet.String()
	row.Need, row.Required = badly.String(), badly == destination.Required
	weight := evidenceOf(j, badly)
	// A world without the path is one in which its verdict does not hold.
	row.When = d.describe(every, holds)
	if row.When != "" && deciding.what.verdict() == blocked {
		weight = max(weight, loweredEvidence)
	}
	row.When = both(row.When, d.instances(&row))
	row.Evidence = weight.String()
	fillHops(&row, deciding.what.outcome, d.place)
	if row.Verdict == blocked.String() {
		if when := d.describe(holds, blockedAlike(all, deciding)); when != "" {
			row.Reason = "when " + when + ": " + row.Reason
		}
	}
	if row.Verdict == undetermined.String() {
		if when := d.describe(worlds, holds); when != "" {
			row.Reason, row.When = "when "+when+": "+row.Reason, ""
		}
	}
	return row, d.marksOf(all, every), true
}

// blockedAlike lists the worlds in which the same fault blocks first.
func blockedAlike(all []leaf[need], deciding leaf[need]) []value.World {
	var worlds []value.World
	first, _ := deciding.what.first()
	for _, one := range all {
		if hop, ok := one.what.first(); ok && hop.fault != nil && hop.fault.same(first.fault) {
			worlds = append(worlds, one.world)
		}
	}
	return worlds
}

// worse: blocked before undetermined before passing.
func worse(a, b verdict) bool {
	rank := map[verdict]int{passes: 0, undetermined: 1, blocked: 2}
	return rank[a] > rank[b]
}

// evidenceOf is the weight of a path before its worlds are known.
func evidenceOf(j journey, badly destination.Need) evidence {
	symbolic := j.host != nil && j.host.Symbolic != nil || j.subnet != nil && j.subnet.Symbolic != nil
	switch {
	case j.host == nil || badly <= destination.Optional:
		return noteEvidence
	case j.family == osUnknown && j.target.destination.ForSystems() || symbolic:
		return loweredEvidence
	case badly == destination.Expected:
		return expectedEvidence
	}
	return fullEvidence
}

// fillHops writes the deciding world's hops and the reason of its verdict.
func fillHops(row *Path, o outcome, put func(place) string) {
	for _, hop := range o.steps {
		row.Hops = append(row.Hops, Hop{
			Kind: hop.kind, Verdict: hop.verdict.String(), Story: hop.story, Settle: hop.settle, Element: put(hop.place),
		})
	}
	if o.verdict() == passes {
		stories := make([]string, 0, len(o.steps))
		for _, hop := range o.steps {
			stories = append(stories, hop.story)
		}
		row.Reason = strings.Join(stories, "; ")
		return
	}
	if hop, ok := o.first(); ok {
		row.Reason, row.Settle = hop.story, hop.settle
		if row.Settle == "" && hop.verdict == undetermined {
			row.Settle = "nothing in the files settles it; look at the network that is deployed"
		}
		if hop.verdict == blocked {
			row.Hop = hop.kind
		}
	}
}
