package facts

import (
	"maps"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

func fillHosts(doc *Document, g *graph.Graph) {
	doc.Hosts = tableOf(doc, g.Hosts, (*graph.Host).Head, func(n *graph.Host, row Row) Host {
		launches := launchesOf(g, n)
		templates, _ := list(&row, "launch_templates", n.Templates.ListOf, showID)
		launches.doubt = templatesDoubt(g, n, row.Unknown["launch_templates"])
		out := Host{
			Row: row, LaunchTemplates: templates, Kind: n.HostKind.String(), OS: osInEveryWorld(g, n, &row),
			Image:            merged(&row, "image", launches, func(l *graph.Launch) value.Of[value.Text] { return withoutHoles(l.Image) }, "", showText),
			Platform:         merged(&row, "platform", launches, func(l *graph.Launch) value.Of[value.Text] { return withoutHoles(l.Platform) }, "", showText),
			PublicIP:         merged(&row, "public_ip", launches, func(l *graph.Launch) value.Of[bool] { return l.PublicIP }, "subnet", showBool),
			MetadataDisabled: merged(&row, "metadata_disabled", launches, func(l *graph.Launch) value.Of[bool] { return l.MetadataDisabled }, "false", showBool),
			InstanceProfile:  merged(&row, "instance_profile", launches, func(l *graph.Launch) value.Of[graph.ID] { return l.Profile.Of }, "", showID),
			InstallsPackages: merged(&row, "installs_packages", launches, userData, "false", func(t value.Text) string { return showBool(packagesInstalled(t)) }),
			UsesProxy:        merged(&row, "uses_proxy", launches, userData, "false", func(t value.Text) string { return showBool(proxyInUserData(t)) }),
			Tags:             map[string]string{},
		}
		if n.MayRunContainers != nil {
			out.Kind, row.Unknown["kind"] = notDetermined, n.MayRunContainers.Text
		} else if n.HostKind == 0 {
			out.Kind = notDetermined
		}
		maps.Copy(out.Tags, n.Tags)
		out.Subnets, out.SubnetsComplete = mergedList(&row, "subnets", launches, n.Subnets.ListOf, func(l *graph.Launch) value.ListOf[graph.ID] { return l.Subnets.ListOf })
		out.SecurityGroups, out.SecurityGroupsComplete = mergedList(&row, "security_groups", launches, value.ListOf[graph.ID]{}, func(l *graph.Launch) value.ListOf[graph.ID] { return l.Groups.ListOf })
		out.Role = roleOf(g, &row, out.InstanceProfile)
		return out
	})
}

func userData(l *graph.Launch) value.Of[value.Text] { return l.UserData }

// launches are the host's own launch and those of its templates.
type launches struct {
	own       *graph.Launch
	templates []*graph.Launch
	// doubt says why a template may be missing; empty when none is.
	doubt string
}

func (l launches) all() []*graph.Launch { return append([]*graph.Launch{l.own}, l.templates...) }

func launchesOf(g *graph.Graph, host *graph.Host) launches {
	found := launches{own: &host.Launch}
	for _, item := range host.Templates.Items {
		for _, alternative := range item.Alternatives() {
			if template := g.LaunchTemplates[alternative.Value.Value]; alternative.Value.State == value.Known && template != nil {
				found.templates = append(found.templates, &template.Launch)
			}
		}
	}
	return found
}

// templatesDoubt says why what the host's templates state is not all in view.
func templatesDoubt(g *graph.Graph, host *graph.Host, unknown string) string {
	for _, item := range host.Templates.Items {
		for _, alternative := range item.Alternatives() {
			if template := g.LaunchTemplates[alternative.Value.Value]; template != nil && template.Open != nil {
				return template.Open.Text
			}
		}
	}
	return unknown
}

// merged is a launch argument as the host has it: its own where stated, else what
// all its templates agree on.
func merged[T any](row *Row, name string, launches launches, of func(*graph.Launch) value.Of[T], unstated string, show func(T) string) string {
	own := of(launches.own)
	fact := inEveryWorld(own, show)
	if len(own.Alternatives()) == 0 && len(launches.templates) > 0 {
		fact.State = value.NotStated
	}
	switch {
	case fact.State != value.NotStated && len(own.Alternatives()) > 0:
		return row.show(name, fact, unstated)
	case launches.doubt != "":
		return row.show(name, value.Fact[string]{Reason: value.Reason{Text: launches.doubt}}, unstated)
	case fact.State != value.NotStated:
		return row.show(name, fact, unstated)
	}
	for i, launch := range launches.templates {
		next := inEveryWorld(of(launch), show)
		if i > 0 && (next.State != fact.State || next.Value != fact.Value) {
			return row.show(name, value.Fact[string]{Reason: value.Reason{Text: "the host's launch templates differ in it"}}, unstated)
		}
		fact = next
	}
	return row.show(name, fact, unstated)
}

// mergedList is merged for a list.
func mergedList(row *Row, name string, launches launches, own value.ListOf[graph.ID], of func(*graph.Launch) value.ListOf[graph.ID]) (ids []string, complete bool) {
	for _, candidate := range []value.ListOf[graph.ID]{own, of(launches.own)} {
		if len(candidate.Items)+len(candidate.More) > 0 {
			return list(row, name, candidate, showID)
		}
	}
	ids, complete = []string{}, launches.doubt == ""
	if !complete {
		row.Unknown[name] = launches.doubt
	}
	for _, launch := range launches.templates {
		more, whole := list(row, name, of(launch), showID)
		ids, complete = append(ids, more...), complete && whole
	}
	return sorted(ids), complete
}

func roleOf(g *graph.Graph, row *Row, profile string) string {
	if profile == "" || profile == notDetermined {
		if profile != "" {
			row.Unknown["role"] = row.Unknown["instance_profile"]
		}
		return profile
	}
	node := g.InstanceProfiles[graph.ID(profile)]
	switch {
	case node == nil:
		row.Unknown["role"] = "the instance profile is not in view"
		return notDetermined
	case node.Open != nil:
		row.Unknown["role"] = node.Open.Text
		return notDetermined
	}
	return field(row, "role", node.Role.Of, "", showID)
}

// osWorldLimit bounds the worlds in which a host's system is looked at.
const osWorldLimit = 64

// osInEveryWorld is the host's system where all worlds agree.
func osInEveryWorld(g *graph.Graph, host *graph.Host, row *Row) string {
	var atoms []value.Atom
	for _, launch := range launchesOf(g, host).all() {
		for _, guards := range [][]value.Guard{launch.Image.Guards(), launch.ImageHints.Guards(), launch.Platform.Guards(), launch.UserData.Guards()} {
			for _, guard := range guards {
				atoms = append(atoms, guard.Atoms()...)
			}
		}
	}
	for _, guard := range host.Templates.Guards() {
		atoms = append(atoms, guard.Atoms()...)
	}
	worlds, err := value.Worlds(atoms, osWorldLimit)
	if err != nil {
		row.Unknown["os"] = err.Error()
		return notDetermined
	}
	common := osOf(g, host, worlds[0])
	for _, world := range worlds[1:] {
		if osOf(g, host, world) != common {
			row.Unknown["os"] = "it depends on undecided conditions"
			return notDetermined
		}
	}
	return common.String()
}

// fillDestinations adds rows; a later destination replaces an earlier one of its id.
func fillDestinations(doc *Document, destinations []destination.Destination) {
	if doc.Destinations == nil {
		doc.Destinations = map[string]Destination{}
	}
	for _, d := range destinations {
		row := Destination{
			ID: d.ID, Title: d.Title, Service: d.Service, Repository: d.Repository, OptIn: d.OptIn, Signing: d.Signing.String(),
			Buckets: []string{}, Hosts: append([]string{}, d.Hosts...), RequiredPorts: []int{}, OtherPorts: []int{},
			Refused: d.Symptoms.Refused, TimedOut: d.Symptoms.TimedOut, Unresolved: d.Symptoms.Unresolved,
		}
		for _, bucket := range d.Buckets {
			row.Buckets = append(row.Buckets, bucket.Name)
			row.Hosts = append(row.Hosts, bucket.Hosts...)
		}
		for _, port := range d.Ports {
			if port.Required {
				row.RequiredPorts = append(row.RequiredPorts, port.Number)
			} else {
				row.OtherPorts = append(row.OtherPorts, port.Number)
			}
		}
		doc.Destinations[d.ID] = row
	}
}
