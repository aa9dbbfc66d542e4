package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/value"
)

// site is where a path starts: a host, or nil for a hypothetical one, in a
// subnet, with what the subnet's network is in this world.
type site struct {
	host   *graph.Host
	subnet *graph.Subnet
	vpc    found[graph.VPC]
	table  found[graph.RouteTable]
}

// reach is the internet path of a site. ipv6 says whether public addresses are
// reached by IPv6.
type reach struct {
	path   internetPath
	story  string
	reason value.Reason
	ipv6   value.Truth
	fault  *fault
	// onlyIPv6 says that IPv4 leads nowhere.
	onlyIPv6 bool
	// four is what IPv4 alone reaches, nil where that is all there is.
	four *reach
}

// families are the address families in which a request can leave: IPv4 unless it
// leads nowhere, and IPv6 as surely as the truth says.
func (r reach) families(a attachment) (four bool, six value.Truth) {
	return !r.onlyIPv6 || a.attached != value.False, r.ipv6
}

func (w *walk) siteOf(host *graph.Host, subnet *graph.Subnet) site {
	s := site{host: host, subnet: subnet}
	if subnet == nil {
		return s
	}
	s.vpc = w.vpcOf(subnet)
	s.table = w.routeTableOf(subnet, s.vpc)
	return s
}

// reachOf is the internet path of a site over both address families.
func (w *walk) reachOf(s site) reach { return w.underBlock(s, w.openReach(s)) }

// openReach is the internet path as routes and addresses give it.
func (w *walk) openReach(s site) reach {
	if s.subnet == nil {
		return reach{ipv6: value.Unknown, reason: value.Reason{
			Text:   "the host names no subnet, so AWS puts it into the default VPC, which is not in view",
			Settle: "name the subnet",
		}}
	}
	if s.subnet.Default && s.table.node == nil && s.vpc.node == nil {
		return w.withPublicAddress(s, way{path: internetGatewayPath, story: "a default subnet's route table leads to an internet gateway"})
	}
	if s.table.node == nil {
		return reach{ipv6: value.Unknown, reason: s.table.reason}
	}
	four := reach{path: noPath, story: label("subnet", s.subnet) + " has IPv6 addresses only"}
	switch w.ipv6Only(s) {
	case value.False:
		four = w.withPublicAddress(s, w.publicWay(s.table.node, s.vpc.node, ipv4, nil))
	case value.Unknown:
		four = reach{reason: value.Reason{Text: "whether " + four.story + " is not known"}}
	case value.True:
	}
	four.ipv6 = value.False
	if addressed := w.hasIPv6(s); addressed != value.False {
		six := w.publicWay(s.table.node, s.vpc.node, ipv6, nil)
		both := w.orProxy(s, four.or(six, addressed))
		if both.ipv6 != value.False {
			alone := w.orProxy(s, four)
			both.four = &alone
		}
		return both
	}
	return w.orProxy(s, four)
}

// orProxy leaves open what a proxy of the host's may reach.
func (w *walk) orProxy(s site, r reach) reach {
	if r.path == noPath && w.usesProxy(s.host) {
		return reach{ipv6: r.ipv6, reason: value.Reason{
			Text: "user data sets a proxy, and what the proxy reaches is not in view",
		}}
	}
	return r
}

// or adds what IPv6 reaches.
func (r reach) or(six way, addressed value.Truth) reach {
	switch {
	case six.path == noPath:
		return r
	case six.path == undeterminedPath:
		r.ipv6 = value.Unknown
	default:
		r.ipv6 = addressed
	}
	if r.path != noPath {
		return r
	}
	if r.ipv6 == value.True {
		return reach{path: six.path, story: six.story + " by IPv6", ipv6: value.True, onlyIPv6: true}
	}
	r.path, r.reason = undeterminedPath, six.reason
	if r.reason.Text == "" {
		r.reason = value.Reason{Text: "whether the host has an IPv6 address is not known"}
	}
	return r
}

func (w *walk) hasIPv6(s site) value.Truth {
	if fact := read(w, s.subnet.IPv6CIDR); len(s.subnet.IPv6CIDR.Alternatives()) == 0 || fact.State == value.NotStated {
		return value.False
	}
	if len(s.subnet.AssignIPv6.Alternatives()) == 0 {
		return value.False
	}
	assigned, known := read(w, s.subnet.AssignIPv6).Or(false)
	if !known {
		return value.Unknown
	}
	return value.TruthOf(assigned)
}

// withPublicAddress: an internet gateway carries nothing for a host without a
// public IPv4 address
// (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html).
func (w *walk) withPublicAddress(s site, leads way) reach {
	r := reach{path: leads.path, story: leads.story, reason: leads.reason, fault: leads.fault}
	if leads.path != internetGatewayPath || s.host == nil {
		// A hypothetical host may be given an address.
		return r
	}
	public, reason := w.publicAddress(s)
	if public == value.False && s.host.Escapes != nil {
		// What the host is handed to may give it an Elastic IP address.
		public, reason = value.Unknown, *s.host.Escapes
	}
	switch public {
	case value.False:
		return reach{path: noPath, story: leads.story + ", and the host has no public IPv4 address"}
	case value.Unknown:
		return reach{reason: because("whether the host gets a public IPv4 address is not known", reason)}
	case value.True:
	}
	return r
}

// publicAddress says whether the host gets a public IPv4 address: by its own or
// its template's setting, else by the subnet's.
func (w *walk) publicAddress(s site) (value.Truth, value.Reason) {
	stated := value.NotStated
	var last value.Fact[bool]
	for _, launch := range w.launchesOf(s.host, func(l *graph.Launch) bool {
		return len(l.PublicIP.Alternatives()) > 0 && read(w, l.PublicIP).State != value.NotStated
	}) {
		fact := read(w, launch.PublicIP)
		if fact.State == value.NotStated || len(launch.PublicIP.Alternatives()) == 0 {
			continue
		}
		if fact.State == value.Undetermined || stated == value.Known && fact.Value != last.Value {
			return value.Unknown, fact.Reason
		}
		stated, last = value.Known, fact
	}
	if stated == value.Known {
		return value.TruthOf(last.Value), value.Reason{}
	}
	if s.subnet.Default {
		return value.True, value.Reason{}
	}
	if s.subnet.Open != nil && len(s.subnet.MapPublicIP.Alternatives()) == 0 {
		return value.Unknown, outOfView(*s.subnet.Open)
	}
	if len(s.subnet.MapPublicIP.Alternatives()) == 0 {
		return value.False, value.Reason{}
	}
	fact := read(w, s.subnet.MapPublicIP)
	mapped, known := fact.Or(false)
	if !known {
		return value.Unknown, fact.Reason
	}
	return value.TruthOf(mapped), value.Reason{}
}

// launchesOf lists the launch settings that count for one argument: the host's
// own where it states the argument, else those of its templates.
func (w *walk) launchesOf(host *graph.Host, states func(*graph.Launch) bool) []*graph.Launch {
	if host == nil {
		return nil
	}
	if states(&host.Launch) {
		return []*graph.Launch{&host.Launch}
	}
	var launches []*graph.Launch
	templates, _ := readAll(w, host.Templates.ListOf)
	for _, fact := range templates {
		if template := w.graph.LaunchTemplates[fact.Value]; fact.State == value.Known && template != nil {
			launches = append(launches, &template.Launch)
		}
	}
	return launches
}

// templatesInView says why some of a host's templates are not in view; nil when all are.
func (w *walk) templatesInView(host *graph.Host) *value.Reason {
	templates, more := readAll(w, host.Templates.ListOf)
	if more != nil {
		return more
	}
	for _, fact := range templates {
		if fact.State != value.Known {
			return &fact.Reason
		}
		if template := w.graph.LaunchTemplates[fact.Value]; template != nil && template.Open != nil {
			reason := outOfView(*template.Open)
			return &reason
		}
	}
	return nil
}

func (w *walk) usesProxy(host *graph.Host) bool {
	for _, script := range w.userDataOf(host) {
		if proxyInUserData(script) {
			return true
		}
	}
	return false
}

func (w *walk) userDataOf(host *graph.Host) []value.Text {
	var scripts []value.Text
	states := func(l *graph.Launch) bool {
		return len(l.UserData.Alternatives()) > 0 && read(w, l.UserData).State != value.NotStated
	}
	for _, launch := range w.launchesOf(host, states) {
		if fact := read(w, launch.UserData); fact.State == value.Known {
			scripts = append(scripts, fact.Value)
		}
	}
	return scripts
}
