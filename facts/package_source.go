package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// packageSource is where a family's packages come from, none of it on Amazon S3.
// repositories is how its package manager is told of others, "windows" where a patch
// baseline cannot.
type packageSource struct{ title, hosts, repositories string }

// packageSources are the families that Patch Manager patches from elsewhere
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-prerequisites.html).
var packageSources = map[osFamily]packageSource{
	osUbuntu:  {"Ubuntu", "Ubuntu's archive", "deb"},
	osDebian:  {"Debian", "Debian's mirrors", "deb"},
	osRHEL:    {"Red Hat Enterprise Linux", "Red Hat's update infrastructure", "rpm"},
	osSUSE:    {"SUSE Linux Enterprise Server", "SUSE's update infrastructure", "rpm"},
	osWindows: {"Windows", "Windows Update", "windows"},
}

// ownMirror finds that user data leads the package manager elsewhere.
var ownMirror = lazyregexp.New(`sources\.list|yum\.repos\.d|zypp/repos|wuserver|wsus|mirror|artifactory|nexus|satellite|landscape|katello|subscription-manager`)

// packageSources judges hosts that are to be patched in subnets without an
// internet path, and whose packages no S3 endpoint carries.
func (d *deriver) packageSources() {
	for _, host := range inOrder(d.graph.Hosts) {
		if host.Open == nil {
			d.lone(host, func(w *walk) []*fault { return w.packageFaults(host) })
		}
	}
}

func (w *walk) packageFaults(host *graph.Host) []*fault {
	family := w.familyOf(host)
	source, elsewhere := packageSources[family]
	if !elsewhere || !w.toBePatched(host, family) {
		return nil
	}
	if slices.ContainsFunc(w.userDataOf(host), func(script value.Text) bool { return ownMirror.Get().MatchString(literalParts(script)) }) {
		return nil
	}
	lists, more := w.residenceOf(host)
	if more != nil {
		return nil
	}
	for _, fact := range lists {
		subnet := w.graph.Subnets[fact.Value]
		if fact.State != value.Known || subnet == nil {
			continue
		}
		s := w.siteOf(host, subnet)
		r := w.reachOf(s)
		if r.path != noPath || r.fault != nil || !w.endsHere(s) {
			continue
		}
		return []*fault{{
			kind: CausePackageSourceUnreachable, node: host, place: header(host), exported: subnet.Exported,
			story: label("host", host) + " runs " + source.title + ", whose packages come from " + source.hosts + " and not from S3, and " +
				label("subnet", subnet) + " has no internet path",
			detail: map[string]string{"family": source.title, "subnet": subnet.Label(), "fix": source.repositories},
		}}
	}
	return nil
}

// toBePatched reports whether something shows that hosts of the family are to be
// patched from their own repositories.
func (w *walk) toBePatched(host *graph.Host, family osFamily) bool {
	meant := host.Tags["Patch Group"] != "" || host.Tags["PatchGroup"] != ""
	for _, intent := range inOrder(w.graph.Intents) {
		if intent.IntentKind != graph.Patching || w.exists(intent) == value.False {
			continue
		}
		if intent.OwnSources {
			return false
		}
		meant = meant || w.exists(intent) == value.True && w.baselineCovers(intent, family)
	}
	return meant
}

// baselineSystems are the names of systems in patch baselines, by family
// (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreatePatchBaseline.html).
var baselineSystems = map[osFamily]string{
	osUbuntu: "UBUNTU", osDebian: "DEBIAN", osRHEL: "REDHAT_ENTERPRISE_LINUX", osSUSE: "SUSE", osWindows: "WINDOWS",
}

// baselineCovers reports whether an intent is about the family: a patch baseline is
// for one system, everything else for all.
func (w *walk) baselineCovers(intent *graph.Intent, family osFamily) bool {
	if len(intent.OperatingSystem.Alternatives()) == 0 {
		return true
	}
	return w.says(intent.OperatingSystem, baselineSystems[family]) == value.True
}

// endsHere reports whether a site's packets certainly stay in its VPC, and nothing
// in there stands for a mirror elsewhere.
func (w *walk) endsHere(s site) bool {
	if s.vpc.node == nil || s.table.node == nil || incomplete(s.vpc.node, s.table.node) != nil {
		return false
	}
	for _, route := range w.routes.at[s.table.node.ID] {
		if route.TargetKind != graph.TargetLocal && w.exists(route) != value.False {
			return false
		}
	}
	private := func(endpoint *graph.Endpoint) bool {
		return strings.Contains(literalParts(read(w, endpoint.Service).Value), ".vpce.")
	}
	return len(s.table.node.Propagating.Items)+len(s.table.node.Propagating.More) == 0 &&
		!slices.ContainsFunc(w.interfaceEndpoints.at[s.vpc.node.ID], private)
}
