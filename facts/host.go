package facts

import (
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// residence lists where a host's machines are launched, over all worlds. unknown
// says that a subnet may be meant that has no ID; varies, that worlds differ.
type residence struct {
	ids             []graph.ID
	unknown, varies bool
}

// subnetLists are the lists that can say where a host's machines are launched:
// its own, that of its network interfaces, those of its templates.
func (x *index) subnetLists(host *graph.Host) []value.ListOf[graph.ID] {
	lists := []value.ListOf[graph.ID]{host.Subnets.ListOf, host.Launch.Subnets.ListOf}
	for _, item := range host.Templates.Items {
		for _, id := range targets(item) {
			if template := x.graph.LaunchTemplates[id]; template != nil {
				lists = append(lists, template.Launch.Subnets.ListOf)
			}
		}
	}
	return lists
}

// subnetsOf gathers every subnet that any world can put the host into.
func (x *index) subnetsOf(host *graph.Host) residence {
	var r residence
	seen := map[graph.ID]bool{}
	for _, list := range x.subnetLists(host) {
		for _, item := range list.Items {
			for _, alternative := range item.Alternatives() {
				r.varies = r.varies || !alternative.Guard.IsAlways()
				switch fact := alternative.Value; {
				case fact.State == value.Undetermined:
					r.unknown = true
				case fact.State == value.Known && !seen[fact.Value]:
					seen[fact.Value] = true
					r.ids = append(r.ids, fact.Value)
				}
			}
		}
		r.unknown = r.unknown || len(list.More) > 0
	}
	r.unknown = r.unknown || len(r.ids) == 0
	return r
}

// livesIn says whether the host's machines are launched into the subnet; nil
// asks whether they may be launched into one that is not known, and why.
func (w *walk) livesIn(host *graph.Host, subnet *graph.Subnet) (lives bool, why value.Reason) {
	facts, more := w.residenceOf(host)
	if subnet != nil {
		for _, fact := range facts {
			if fact.State == value.Known && fact.Value == subnet.ID {
				return true, value.Reason{}
			}
		}
		return false, value.Reason{}
	}
	if more != nil {
		return true, because("not all subnets of the host are known", outOfView(*more))
	}
	for _, fact := range facts {
		if fact.State == value.Undetermined {
			return true, because("the host's subnet is not known", outOfView(fact.Reason))
		}
	}
	return len(facts) == 0, value.Reason{
		Text:   "the host names no subnet, so AWS puts it into the default VPC, which is not in view",
		Settle: "name the subnet",
	}
}

func (w *walk) residenceOf(host *graph.Host) ([]value.Fact[graph.ID], *value.Reason) {
	for _, list := range []value.ListOf[graph.ID]{host.Subnets.ListOf, host.Launch.Subnets.ListOf} {
		if facts, more := readAll(w, list); len(facts) > 0 || more != nil {
			return facts, more
		}
	}
	var all []value.Fact[graph.ID]
	templates, more := readAll(w, host.Templates.ListOf)
	for _, fact := range templates {
		if template := w.graph.LaunchTemplates[fact.Value]; fact.State == value.Known && template != nil {
			facts, also := readAll(w, template.Launch.Subnets.ListOf)
			all = append(all, facts...)
			if also != nil {
				more = also
			}
		}
	}
	if len(all) > 0 {
		return all, more
	}
	if reason := w.templatesInView(host); reason != nil {
		return nil, reason
	}
	return nil, nil
}

// familyOf is the host's operating system in the walk's world.
func (w *walk) familyOf(host *graph.Host) osFamily {
	return constant(w, w.families, host.ID, func() osFamily { return w.readFamily(host) })
}

// constant remembers what no condition has a part in: what was made in the
// world that decides nothing, without meeting anything undecided, holds in all.
func constant[T any](w *walk, remembered map[graph.ID]T, id graph.ID, make func() T) T {
	if earlier, ok := remembered[id]; ok {
		return earlier
	}
	met := w.undecided
	w.undecided = ""
	made := make()
	if w.undecided == "" && len(w.world) == 0 {
		remembered[id] = made
	}
	if met != "" {
		w.undecided = met
	}
	return made
}

func (w *walk) readFamily(host *graph.Host) osFamily {
	w.decideOS(&host.Launch)
	templates, _ := readAll(w, host.Templates.ListOf)
	for _, fact := range templates {
		if template := w.graph.LaunchTemplates[fact.Value]; fact.State == value.Known && template != nil {
			w.decideOS(&template.Launch)
		}
	}
	return osOf(w.graph, host, w.world)
}

func (w *walk) decideOS(launch *graph.Launch) {
	w.decideAll(launch.Platform.Guards())
	w.decideAll(launch.Image.Guards())
	w.decideAll(launch.ImageHints.Guards())
	w.decideAll(launch.UserData.Guards())
}

// situationOf is what decides about a host's needs.
func (w *walk) situationOf(host *graph.Host) destination.Situation {
	return constant(w, w.situations, host.ID, func() destination.Situation { return w.readSituation(host) })
}

func (w *walk) readSituation(host *graph.Host) destination.Situation {
	situation := destination.Situation{Host: w.kindOf(host).String(), Intents: w.intentsOf(host)}
	for _, script := range w.userDataOf(host) {
		if packagesInstalled(script) {
			situation.Intents = append(situation.Intents, destination.Packages)
			break
		}
	}
	return situation
}

// kindOf is the host's kind; an instance or group whose image or user data is
// that of a container node is one.
func (w *walk) kindOf(host *graph.Host) graph.HostKind {
	if host.HostKind != graph.Instance && host.HostKind != graph.AutoScalingGroup && host.HostKind != graph.Fleet {
		return host.HostKind
	}
	for _, script := range w.userDataOf(host) {
		text := literalParts(script)
		if strings.Contains(text, "ecs_cluster") || strings.Contains(text, "/etc/ecs/ecs.config") {
			return graph.ECSInstance
		}
		if strings.Contains(text, "/etc/eks/bootstrap.sh") || strings.Contains(text, "nodeadm") {
			return graph.EKSNodeGroup
		}
	}
	states := func(l *graph.Launch) bool { return len(l.ImageHints.Items) > 0 || len(l.Image.Alternatives()) > 0 }
	for _, launch := range w.launchesOf(host, states) {
		hints, _ := readAll(w, launch.ImageHints)
		for _, hint := range append(hints, read(w, launch.Image)) {
			switch text := literalParts(hint.Value); {
			case strings.Contains(text, "/ecs/optimized-ami"), strings.Contains(text, "-ami-ecs-"):
				return graph.ECSInstance
			case strings.Contains(text, "/eks/optimized-ami"), strings.Contains(text, "amazon-eks-"):
				return graph.EKSNodeGroup
			}
		}
	}
	return host.HostKind
}
