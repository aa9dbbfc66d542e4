package facts

import (
	"cmp"
	"slices"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// coreActions are what the agent must be allowed to ask of each service that it
// talks to on every host
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html).
var coreActions = map[string][]string{
	"ssm": {"ssm:UpdateInstanceInformation"},
	"ssmmessages": {
		"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
	},
}

// coreServices are the keys of coreActions in the order in which the agent needs them.
var coreServices = []string{"ssm", "ssmmessages"}

// roleStep judges the role hop of requests that the host signs to Systems
// Manager: whether it gets credentials, and whether they are good for it.
func (w *walk) roleStep(host *graph.Host, t target) (hop step, applies bool) {
	if host == nil || t.destination.Signing != destination.InstanceRole || coreActions[t.destination.Service] == nil {
		return step{}, false
	}
	if off := w.metadataStep(host); off.verdict != passes {
		return off, true
	}
	profile, hop := w.profileStep(host)
	if profile == nil {
		return hop, true
	}
	role, hop := w.roleInView(profile)
	if role == nil {
		return hop, true
	}
	return w.permissionStep(host, role, t), true
}

// metadataStep judges whether the host can fetch credentials at all: its own or
// those of Default Host Management, both come from the metadata service
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
func (w *walk) metadataStep(host *graph.Host) step {
	hop := step{kind: hopRole, place: header(host)}
	off, at, why := w.metadataDisabled(host)
	switch {
	case off == value.False:
		hop.verdict = passes
	case off == value.Unknown:
		reason := because("whether the metadata service of "+label("host", host)+" is on is not known", why)
		hop.story, hop.settle = reason.Text, reason.Settle
	case w.registersItself(host) != nil:
		why := w.registersItself(host)
		hop.story, hop.settle = why.Text, why.Settle
	default:
		hop.verdict, hop.fault = blocked, w.metadataFault(host, at)
		hop.story, hop.place = hop.fault.story, at
	}
	return hop
}

// metadataFault blames the launch template where that turns the service off.
func (w *walk) metadataFault(host *graph.Host, at place) *fault {
	guilty := w.graph.Node(at.node)
	if guilty == nil {
		guilty = host
	}
	return &fault{
		kind: CauseMetadataDisabled, node: guilty, place: at,
		story: "the instance metadata service of " + label("host", host) + " is off",
	}
}

// metadataDisabled says whether all of the host's launches turn the service off, and where.
func (w *walk) metadataDisabled(host *graph.Host) (off value.Truth, at place, why value.Reason) {
	states := func(l *graph.Launch) bool {
		return len(l.MetadataDisabled.Alternatives()) > 0 && read(w, l.MetadataDisabled).State != value.NotStated
	}
	launches := w.launchesOf(host, states)
	off, at = value.TruthOf(len(launches) > 0), header(host)
	for _, launch := range launches {
		if len(launch.MetadataDisabled.Alternatives()) == 0 {
			return value.False, at, why
		}
		fact := read(w, launch.MetadataDisabled)
		disabled, known := fact.Or(false)
		if !known {
			off, why = off.And(value.Unknown), fact.Reason
			continue
		}
		off = off.And(value.TruthOf(disabled))
		if !fact.Range.IsZero() {
			at = place{node: w.launcherOf(host, launch), part: "metadata", at: fact.Range}
		}
	}
	return off, at, why
}

// launcherOf is the node that a launch of the host's belongs to.
func (w *walk) launcherOf(host *graph.Host, launch *graph.Launch) graph.ID {
	if launch == &host.Launch {
		return host.ID
	}
	templates, _ := readAll(w, host.Templates.ListOf)
	for _, fact := range templates {
		if template := w.graph.LaunchTemplates[fact.Value]; template != nil && &template.Launch == launch {
			return template.ID
		}
	}
	return host.ID
}

// profileStep finds the host's instance profile. Without one the hop says what
// that means.
func (w *walk) profileStep(host *graph.Host) (*graph.InstanceProfile, step) {
	hop := step{kind: hopRole, place: header(host)}
	found, why := w.profileOf(host)
	if found != nil {
		return found, hop
	}
	if why == nil {
		why = w.templatesInView(host)
	}
	if why == nil && host.HostKind != graph.Instance && host.HostKind != graph.AutoScalingGroup && host.HostKind != graph.Fleet {
		why = &value.Reason{Text: "the role that the service gives " + label("host", host) + " is not in view"}
	}
	if why == nil {
		why = w.registersItself(host)
	}
	if why != nil {
		reason := because("the role of "+label("host", host)+" is not known", outOfView(*why))
		hop.story, hop.settle = reason.Text, reason.Settle
		return nil, hop
	}
	variant := "no_profile"
	if w.hasLaunchTemplate(host) {
		variant = "no_profile_in_template"
	}
	return nil, w.byHostManagement(host, &fault{
		kind: CauseRoleLacksSSM, node: host, place: header(host), story: label("host", host) + " has no instance profile",
		detail: map[string]string{"fix": variant},
	})
}

// hasLaunchTemplate reports whether a host is launched from a template in view.
func (w *walk) hasLaunchTemplate(host *graph.Host) bool {
	templates, _ := readAll(w, host.Templates.ListOf)
	return slices.ContainsFunc(templates, func(fact value.Fact[graph.ID]) bool {
		template := w.graph.LaunchTemplates[fact.Value]
		return template != nil && isLaunchTemplate(template)
	})
}

// isLaunchTemplate tells templates, which name a profile in a block of its own,
// from the older launch configurations, which are one with them in the graph.
func isLaunchTemplate(node graph.Node) bool {
	return node.Head().Type == "AWS::EC2::LaunchTemplate" || node.Head().Type == "aws_launch_template"
}

// profileOf is the one profile that the host's launches name; why says why it is
// not known. Both are nil where none is stated.
func (w *walk) profileOf(host *graph.Host) (profile *graph.InstanceProfile, why *value.Reason) {
	states := func(l *graph.Launch) bool {
		return len(l.Profile.Alternatives()) > 0 && read(w, l.Profile.Of).State != value.NotStated
	}
	for _, launch := range w.launchesOf(host, states) {
		if !states(launch) {
			continue
		}
		fact := read(w, launch.Profile.Of)
		named := w.graph.InstanceProfiles[fact.Value]
		switch {
		case fact.State != value.Known || named == nil:
			return nil, &fact.Reason
		case named.Open != nil:
			return nil, named.Open
		case profile != nil && profile != named:
			return nil, &value.Reason{Text: "its launch templates name several instance profiles"}
		}
		profile = named
	}
	return profile, nil
}

// roleInView is the role behind a profile.
func (w *walk) roleInView(profile *graph.InstanceProfile) (*graph.Role, step) {
	hop := step{kind: hopRole, place: header(profile)}
	fact := read(w, profile.Role.Of)
	role := w.graph.Roles[fact.Value]
	why := fact.Reason
	if role != nil && role.Open != nil {
		why = *role.Open
	}
	if role == nil || role.Open != nil || fact.State != value.Known {
		reason := because("the role of "+label("instance profile", profile)+" is not known", outOfView(why))
		hop.story, hop.settle = reason.Text, reason.Settle
		return nil, hop
	}
	return role, hop
}

// roleOf is the role in view that signs a host's requests, nil where that is not known.
func (w *walk) roleOf(host *graph.Host) *graph.Role {
	if host == nil {
		return nil
	}
	profile, _ := w.profileOf(host)
	if profile == nil {
		return nil
	}
	role, _ := w.roleInView(profile)
	return role
}

func roleBlocked(f *fault) step {
	return step{kind: hopRole, verdict: blocked, story: f.story, place: f.place, fault: f}
}

// byHostManagement is what a host comes to that cannot register by its own role:
// Default Host Management gives it one where that is on
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html).
func (w *walk) byHostManagement(host *graph.Host, f *fault) step {
	if !w.meantForAgent(host) {
		return step{kind: hopRole, place: f.place, story: f.story, settle: "attach AmazonSSMManagedInstanceCore if Systems Manager is meant to manage the host"}
	}
	for _, setting := range inOrder(w.graph.HostManagements) {
		if w.exists(setting) == value.False {
			continue
		}
		role := read(w, setting.Role)
		if w.exists(setting) == value.True && role.State == value.Known && !roleNotNamed(role.Value) {
			return step{kind: hopRole, verdict: passes, place: header(setting), story: "Default Host Management gives " + label("host", host) + " a role"}
		}
		return step{
			kind: hopRole, place: f.place, story: f.story + ", and whether " + setting.Address + " gives it a role is not known",
			settle: cmp.Or(role.Reason.Settle, "give the setting the name of a role"),
		}
	}
	return roleBlocked(f)
}

// roleNotNamed reports whether what the setting says cannot be the name of a role,
// with its path or without. What the service makes of anything else is not documented
// (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html).
func roleNotNamed(setting value.Text) bool {
	literal, ok := setting.Literal()
	_, unknown := setting.FirstUnknown()
	return unknown || ok && !roleName.Get().MatchString(literal)
}

// roleName is the form of a role's name
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
var roleName = lazyregexp.New(`^[\w+=,.@/-]+$`)

// registration is the agent's own command to register with an activation.
var registration = lazyregexp.New(`amazon-ssm-agent(\.exe)?["']?\s+(\S+\s+)*-?-register\b|ssm-setup-cli`)

// registersItself says why a host may be a managed node by an activation, so that
// it needs no role of its own; nil where nothing shows it.
func (w *walk) registersItself(host *graph.Host) *value.Reason {
	for _, activation := range inOrder(w.graph.Activations) {
		if w.exists(activation) != value.False {
			return &value.Reason{Text: "it may register with the hybrid activation " + activation.Address}
		}
	}
	if slices.ContainsFunc(w.userDataOf(host), func(script value.Text) bool { return registration.Get().MatchString(literalParts(script)) }) {
		return &value.Reason{Text: "its user data registers it with a hybrid activation"}
	}
	return nil
}
