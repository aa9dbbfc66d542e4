package facts

import (
	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/source"
	"github.com/repolint/repolint/value"
)

// Options are what a run states about all its components.
type Options struct {
	// Component is the name of the component in the document.
	Component string
	// Destinations are those whose paths are judged; none means [destination.Default].
	Destinations []destination.Destination
	// Needs say what hosts need beside what the destinations say themselves.
	Needs []destination.HostNeed
	// Region is the configured region, which counts where nothing in the files
	// says one; "" when none is.
	Region string
	// Elsewhere, when set, says that another component holds an S3 gateway
	// endpoint whose route tables do not resolve: then no absence is certain.
	Elsewhere *value.Reason
	// ElsewhereAgent, when set, says the same of interface endpoints whose VPC does
	// not resolve.
	ElsewhereAgent *value.Reason
	// ReadFile opens a file by its path in ranges, so that places inside a JSON
	// text are found in the file; it may be nil.
	ReadFile func(path string) (*source.File, error)
	// RolesUnread says that nobody will read the table of roles: what they allow
	// is then left undetermined. It is a fifth of the work.
	RolesUnread bool
}

// Derive walks every path of the graph and hands over the document. The graph is
// only read; the result depends on nothing but the graph and the options.
func Derive(g *graph.Graph, options Options) *Document {
	own := options.Destinations
	if len(own) == 0 {
		options.Destinations = destination.Default()
	}
	d := &deriver{
		index:    newIndex(g, options),
		document: newDocument(options.Component),
		causes:   map[string]*Cause{},
		affects:  map[string][]value.World{},
		numbers:  map[string][]string{},
		refused:  map[string]refusal{},
	}
	fillDestinations(d.document, destination.All())
	fillDestinations(d.document, own)
	tables(d.document, g)
	d.placeNodes()
	d.hosts()
	d.hypotheticals()
	d.endpointFaults()
	if !options.RolesUnread {
		d.decideRoles()
	}
	d.credentials()
	d.packageSources()
	for id, cause := range d.causes {
		cause.When = both(d.whenever(d.affects[id]), anyOf(d.numbers[id]))
		if partition, _ := value.PartitionOf(cause.Detail["region"]); partition != "aws" {
			cause.Detail["partition"] = partition
		}
		d.document.Causes[id] = *cause
	}
	return d.document
}

// deriver gathers the paths and causes of one document.
type deriver struct {
	*index
	document *Document
	causes   map[string]*Cause
	// affects are the worlds in which a cause makes any path suffer.
	affects map[string][]value.World
	// numbers are what the existence of its paths depends on beside worlds; ""
	// is nothing.
	numbers map[string][]string
	// refused are the policies' refusals by what [refusalOf] names.
	refused map[string]refusal
}

func newDocument(component string) *Document {
	return &Document{
		FactsVersion: Version, Component: component, Paths: map[string]Path{}, Causes: map[string]Cause{},
	}
}

// repositories are the Amazon Linux families in the order of their journeys.
var repositories = []osFamily{osAL2023, osAL2, osAL1}

// hosts walks the paths of every host in view.
func (d *deriver) hosts() {
	for _, host := range inOrder(d.graph.Hosts) {
		if host.Open != nil {
			continue
		}
		families := d.familiesOf(host)
		where := d.subnetsOf(host)
		for _, id := range where.ids {
			if subnet := d.graph.Subnets[id]; subnet != nil {
				d.travel(host, subnet, families)
			}
		}
		if where.unknown || where.varies {
			d.travel(host, nil, families)
		}
	}
}

// familiesOf lists the systems a host has in any world.
func (d *deriver) familiesOf(host *graph.Host) []osFamily {
	leaves, err := inWorlds(d.index, func(w *walk) osFamily { return w.familyOf(host) })
	if err != nil {
		return []osFamily{osUnknown}
	}
	var families []osFamily
	seen := map[osFamily]bool{}
	for _, one := range leaves {
		if !seen[one.what] {
			seen[one.what] = true
			families = append(families, one.what)
		}
	}
	return families
}

// travel walks a host's paths in one subnet: those of its own system, or of the
// living Amazon Linux families where the system is not known.
func (d *deriver) travel(host *graph.Host, subnet *graph.Subnet, families []osFamily) {
	open := &walk{index: d.index, world: value.World{}}
	for _, family := range families {
		var rows []tripRow
		for i := range d.options.Destinations {
			t := targetOf(&d.options.Destinations[i])
			as := family
			if family == osUnknown {
				as = needs(t.destination)
			}
			if as == osAL1 && family == osUnknown {
				continue
			}
			j := journey{host, subnet, family, as, t}
			if d.pointless(open, j) {
				continue
			}
			if row, marks, ok := d.path(j); ok {
				rows = append(rows, tripRow{row, marks, t.destination.Repository})
			}
		}
		if family == osUnknown {
			weighUnknown(rows)
		}
		d.file(rows)
	}
}

// needs is the first Amazon Linux family that a destination is for; one that all
// systems need is as well for Amazon Linux 2023.
func needs(d *destination.Destination) osFamily {
	for _, family := range repositories {
		for _, requirement := range d.Needs {
			for _, os := range requirement.OS {
				if os == family.String() {
					return family
				}
			}
		}
	}
	return osAL2023
}

// tripRow is a row with the faults met on it, not yet filed.
type tripRow struct {
	row   Path
	marks []mark
	// repository says that the destination is that of one family.
	repository bool
}

// weighUnknown: where nobody knows the system, a fault that breaks both families
// is one level lower, and one that breaks only one of them a note.
func weighUnknown(rows []tripRow) {
	families, broken := 0, 0
	for _, trip := range rows {
		if trip.repository {
			families++
		}
		if trip.repository && trip.row.Verdict == blocked.String() {
			broken++
		}
	}
	for i := range rows {
		if row := &rows[i].row; rows[i].repository && row.Verdict == blocked.String() && broken < families {
			row.Evidence = noteEvidence.String()
			row.Reason += "; the host's system is not known, and only " + familyTitle(row.Destination) + " would break"
		}
	}
}

func familyTitle(id string) string {
	titles := map[string]string{"al2023_repos": "Amazon Linux 2023", "al2_repos": "Amazon Linux 2", "al1_repos": "Amazon Linux 1"}
	if title, ok := titles[id]; ok {
		return title
	}
	return id
}

// file puts rows and their causes into the document.
func (d *deriver) file(rows []tripRow) {
	for _, trip := range rows {
		row := trip.row
		for taken := true; taken; {
			if _, taken = d.document.Paths[row.ID]; taken {
				row.ID += "|" + row.OS
			}
		}
		d.record(&row, trip.marks)
		d.document.Paths[row.ID] = row
	}
}

// hypotheticals walks the paths of a host that nobody sees, in every subnet that
// is closed and has nothing in it.
func (d *deriver) hypotheticals() {
	for _, subnet := range inOrder(d.graph.Subnets) {
		if subnet.Open != nil || d.occupied[subnet.ID] {
			continue
		}
		var rows []tripRow
		for _, family := range repositories[:2] {
			for i := range d.options.Destinations {
				j := journey{nil, subnet, family, family, targetOf(&d.options.Destinations[i])}
				if !j.target.destination.Repository || needs(j.target.destination) != family {
					continue
				}
				if row, marks, ok := d.path(j); ok {
					rows = append(rows, tripRow{row, marks, true})
				}
			}
		}
		d.file(rows)
	}
}
