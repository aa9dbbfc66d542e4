package facts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// mark is a fault met on one path, in some of its worlds.
type mark struct {
	fault  *fault
	hop    string
	blocks bool
	// worlds are those in which it is met; when describes them, "" for all.
	worlds []value.World
	when   string
}

// marksOf gathers the faults of a path, in the order of hops: all are the worlds
// in which there is one, every the worlds there are.
func (d *deriver) marksOf(all []leaf[need], every []value.World) []mark {
	var list []*mark
	add := func(f *fault, hop string, blocks bool, world value.World) {
		for _, earlier := range list {
			if earlier.fault.same(f) {
				earlier.worlds = append(earlier.worlds, world)
				return
			}
		}
		list = append(list, &mark{fault: f, hop: hop, blocks: blocks, worlds: []value.World{world}})
	}
	for _, one := range all {
		for _, hop := range one.what.steps {
			if hop.fault != nil {
				add(hop.fault, hop.kind, true, one.world)
			}
		}
	}
	for _, one := range all {
		for _, hop := range one.what.steps {
			for _, advice := range hop.advice {
				add(advice, hop.kind, false, one.world)
			}
		}
	}
	marks := make([]mark, 0, len(list))
	for _, m := range list {
		m.when = d.describe(every, m.worlds)
		marks = append(marks, *m)
	}
	return marks
}

func (f *fault) same(other *fault) bool { return f.key("") == other.key("") }

// key identifies a fault: its kind, the node and the place. A refusal is one of
// each purpose, since each has its own buckets.
func (f *fault) key(purpose string) string {
	parts := []string{f.kind, f.place.id()}
	if f.place.node != f.node.Head().ID {
		parts = append(parts, string(f.node.Head().ID))
	}
	if f.kind == CausePolicyBlocks {
		parts = append(parts, purpose)
	}
	return strings.Join(parts, "|")
}

// record files the faults of a path under their causes and names them in the path.
func (d *deriver) record(row *Path, marks []mark) {
	for _, m := range marks {
		cause := d.cause(m, row)
		row.Causes = append(row.Causes, cause.ID)
		for i := range row.Hops {
			if hop := &row.Hops[i]; hop.Kind == m.hop && hop.Cause == "" && (!m.blocks || hop.Verdict == blocked.String()) {
				hop.Cause = cause.ID
			}
		}
		if m.blocks && row.Cause == "" && m.hop == row.Hop {
			row.Cause = cause.ID
		}
		cause.add(row, m.when)
		if key := refusalOf(row, m.fault.node); cause.Kind == CausePolicyBlocks && d.refused[key].cause == nil {
			d.refused[key] = refusal{cause, row.Destination}
		}
		d.affects[cause.ID] = append(d.affects[cause.ID], m.worlds...)
		d.numbers[cause.ID] = insert(d.numbers[cause.ID], d.instances(row))
	}
}

// cause finds or opens the cause of a fault.
func (d *deriver) cause(m mark, row *Path) *Cause {
	f := m.fault
	id := f.key(row.Purpose)
	if f.kind == CausePolicyBlocks {
		partner, ok := d.refused[refusalOf(row, f.node)]
		if ok && partner.destination != row.Destination {
			d.worsen(partner.cause, f, row)
			return partner.cause
		}
	}
	if cause, ok := d.causes[id]; ok {
		cause.Blocks = cause.Blocks || m.blocks
		return cause
	}
	cause := d.newCause(id, f)
	cause.Blocks = m.blocks
	cause.Detail["region"] = cmp.Or(d.regionOf(row), d.regionOfNode(f.node))
	if f.kind == CausePolicyBlocks {
		d.nameBuckets(cause, row)
	}
	d.causes[id] = cause
	return cause
}

// newCause is a cause that no path suffers from yet.
func (d *deriver) newCause(id string, f *fault) *Cause {
	head := f.node.Head()
	cause := &Cause{
		ID: id, Kind: f.kind, Node: string(head.ID), Element: d.place(f.place), Subject: head.Label(), Address: head.Address,
		Root: head.Root, Dialect: head.Dialect.String(), Story: f.story, Exported: f.exported, Detail: maps.Clone(f.detail),
		Destinations: []string{}, OS: []string{}, Subnets: []string{}, Hosts: []string{}, Paths: []string{},
	}
	if cause.Detail == nil {
		cause.Detail = map[string]string{}
	}
	d.place(header(f.node))
	return cause
}

// regionOf is the region of a path's subnet as literal text, or "".
func (d *deriver) regionOf(row *Path) string {
	subnet := d.graph.Subnets[graph.ID(row.SubnetID)]
	if subnet == nil {
		return ""
	}
	for _, vpc := range targets(subnet.VPC.Of) {
		return d.region(vpc, "")
	}
	return ""
}

// worsen gives a refusal that several destinations share the story of the one that
// no signature helps.
func (d *deriver) worsen(cause *Cause, f *fault, row *Path) {
	denied := policy.Denied.String()
	if cause.Detail["purpose"] != row.Purpose || cause.Detail["signed"] == denied || f.detail["signed"] != denied {
		return
	}
	cause.Story, cause.Element = f.story, d.place(f.place)
	maps.Copy(cause.Detail, f.detail)
}

// nameBuckets puts the names of the buckets that serve the refused purpose into
// its detail, and what an operator sees of the refusal where a destination that no
// rule is written for says so.
func (d *deriver) nameBuckets(cause *Cause, row *Path) {
	cause.Detail["purpose"] = row.Purpose
	symbols := destination.Symbols{}
	if region := cause.Detail["region"]; region != "" {
		symbols[value.Region] = value.Literal(region)
	}
	var names []string
	for i := range d.options.Destinations {
		served := &d.options.Destinations[i]
		if !served.Serves(row.Purpose) && served.ID != row.Destination || len(served.Buckets) == 0 {
			continue
		}
		cause.Detail["bucket_"+served.ID] = bucketName(&served.Buckets[0], symbols)
		for j := range served.Buckets {
			if bucket := &served.Buckets[j]; !bucket.Optional && bucket.In(symbols) != value.False {
				names = append(names, bucketName(bucket, symbols))
			}
		}
		_, builtIn := destination.Find(served.ID)
		if refused := served.Symptoms.Refused; served.ID == row.Destination && refused != "" && (served.OptIn || !builtIn) {
			cause.Detail["symptom"] = strings.ReplaceAll(refused, "${region}", "REGION")
		}
	}
	cause.Detail["buckets"] = strings.Join(names, " ")
}

// bucketName is the bucket's name, with ${region} for a region that is not known and a
// wildcard for what AWS made up.
func bucketName(bucket *destination.Bucket, symbols destination.Symbols) string {
	var name strings.Builder
	for _, piece := range bucket.Expand(symbols).Pieces() {
		switch {
		case piece.Hole == nil:
			name.WriteString(piece.Literal)
		case piece.Hole.Symbol == value.Region:
			name.WriteString(value.SymbolText(value.Region).String())
		default:
			name.WriteString("*")
		}
	}
	return name.String()
}

// refusal is a policy's refusal of the first of the destinations that one finding
// speaks for.
type refusal struct {
	cause       *Cause
	destination string
}

// refusalOf names the refusals that one finding speaks for: those of a purpose, at
// one endpoint, to one host. The Amazon Linux families of a host whose system
// nobody knows are one purpose as well.
func refusalOf(row *Path, endpoint graph.Node) string {
	purpose := row.Purpose
	if purpose == "al2_repos" && (row.OS == osUnknown.String() || row.Host == "") {
		purpose = "al2023_repos"
	}
	return strings.Join([]string{row.Host, row.SubnetID, purpose, string(endpoint.Head().ID)}, "|")
}

// add counts a suffering path. The cause has its worst path's evidence.
func (c *Cause) add(row *Path, when string) {
	first := len(c.Paths) == 0
	weight := evidenceNamed(row.Evidence)
	if when != "" {
		// The path may be blocked in every world, but not by this fault.
		weight = max(weight, loweredEvidence)
	}
	if first || weight < evidenceNamed(c.Evidence) {
		c.Evidence = weight.String()
	}
	c.Paths = insert(c.Paths, row.ID)
	c.Destinations = insert(c.Destinations, row.Destination)
	c.OS = insert(c.OS, row.OS)
	if row.SubnetID != "" {
		c.Subnets = insert(c.Subnets, row.SubnetID)
	}
	if row.Host != "" {
		c.Hosts = insert(c.Hosts, row.Host)
	}
}

func insert(sorted []string, item string) []string {
	at, there := slices.BinarySearch(sorted, item)
	if there {
		return sorted
	}
	return slices.Insert(sorted, at, item)
}

func evidenceNamed(name string) evidence {
	for _, e := range []evidence{fullEvidence, expectedEvidence, loweredEvidence} {
		if e.String() == name {
			return e
		}
	}
	return noteEvidence
}

// place writes an element's range into the document and gives its id.
func (d *deriver) place(p place) string {
	if p.node == "" {
		return ""
	}
	id := p.id()
	if node := d.graph.Node(p.node); node != nil {
		d.document.placeNode(id, node.Head(), p.at)
	} else if !p.at.IsZero() {
		d.document.Place(id, p.at)
	}
	return id
}

// placeNodes gives every declared node's header a place.
func (d *deriver) placeNodes() {
	for _, node := range d.graph.Nodes() {
		if head := node.Head(); !head.Range.IsZero() && !isExternal(head.ID) {
			d.document.placeNode(string(head.ID), head, head.Range)
		}
	}
}
