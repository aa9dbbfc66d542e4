package facts

import (
	"slices"
	"strings"

	"github.com/repolint/repolint/destination"
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/value"
)

// intentsOf lists what the component, the host's network and the host itself show
// to be meant.
func (w *walk) intentsOf(host *graph.Host) []destination.Intent {
	shown := map[destination.Intent]bool{
		destination.Patching: host.Tags["Patch Group"] != "" || host.Tags["PatchGroup"] != "",
	}
	for _, intent := range inOrder(w.graph.Intents) {
		if w.exists(intent) != value.False {
			shown[intents[intent.IntentKind]] = true
			w.showSettings(intent.Content, shown)
		}
	}
	if !shown[destination.SystemsManager] {
		shown[destination.SystemsManager] = w.installsAgent(host) || w.livesBesideAgents(host) || w.roleOfAgent(host)
	}
	for _, activation := range inOrder(w.graph.Activations) {
		shown[destination.HybridActivation] = shown[destination.HybridActivation] || w.exists(activation) != value.False
	}
	managed := shown[destination.SystemsManager] || shown[destination.Patching]
	shown[destination.OldAgent] = managed && w.hasOldAgent(host)
	var list []destination.Intent
	for _, intent := range []destination.Intent{
		destination.Patching, destination.SystemsManager, destination.SessionLogging, destination.SessionEncryption, destination.OldAgent,
		destination.HybridActivation,
	} {
		if shown[intent] {
			list = append(list, intent)
		}
	}
	return list
}

// intents are what the resources of each kind show.
var intents = map[graph.IntentKind]destination.Intent{
	graph.Patching: destination.Patching, graph.SessionManager: destination.SystemsManager,
}

// settings are what a session document asks for with a member that is not empty
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html).
var settings = map[string]destination.Intent{
	"cloudWatchLogGroupName": destination.SessionLogging, "kmsKeyId": destination.SessionEncryption,
}

// setting finds those members in a document that is text.
var setting = lazyregexp.New(`"(cloudWatchLogGroupName|kmsKeyId)"\s*:\s*"[^"]`)

// showSettings notes what a session document asks for.
func (w *walk) showSettings(content value.Value, shown map[destination.Intent]bool) {
	w.decideAll(content.Guards())
	content = content.In(w.world)
	for part := range content.All() {
		for _, entry := range part.Entries {
			if intent, ok := settings[entry.Key]; ok && !isEmpty(entry.Value) {
				shown[intent] = true
			}
		}
		for _, match := range setting.Get().FindAllStringSubmatch(part.Text.String(), -1) {
			shown[settings[match[1]]] = true
		}
	}
}

func isEmpty(v value.Value) bool {
	literal, ok := v.Text.Literal()
	return v.Kind == value.Absent || v.Kind == value.String && ok && strings.TrimSpace(literal) == ""
}

// installsAgent reports whether user data names the Systems Manager agent.
func (w *walk) installsAgent(host *graph.Host) bool {
	return slices.ContainsFunc(w.userDataOf(host), func(script value.Text) bool {
		return strings.Contains(withoutComments(literalParts(script)), "amazon-ssm-agent")
	})
}

// livesBesideAgents reports whether a VPC of the host's has the interface
// endpoints of the agent. One alone may serve something else: ssm parameters,
// ssmmessages the shell into containers
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html).
func (w *walk) livesBesideAgents(host *graph.Host) bool {
	services := append(slices.Clone(agentServices), "ec2messages")
	for _, id := range w.subnetsOf(host).ids {
		subnet := w.graph.Subnets[id]
		if subnet == nil {
			continue
		}
		for _, vpc := range targets(subnet.VPC.Of) {
			held := 0
			for _, service := range services {
				if w.hasEndpointFor(vpc, service) {
					held++
				}
			}
			if held > 1 {
				return true
			}
		}
	}
	return false
}

func (w *walk) hasEndpointFor(vpc graph.ID, service string) bool {
	return slices.ContainsFunc(slices.Concat(w.interfaceEndpoints.at[vpc], w.endpoints.at[vpc]), func(endpoint *graph.Endpoint) bool {
		return w.serviceNamed(endpoint, vpc, service).is == value.True && w.exists(endpoint) != value.False
	})
}

// agentPolicies are the managed policies that let the agent work
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html).
var agentPolicies = lazyregexp.New(`(^|/|:)(AmazonSSMManagedInstanceCore|AmazonSSMManagedEC2InstanceDefaultPolicy|AmazonEC2RoleforSSM)$`)

// roleOfAgent reports whether the host's role is one for the agent.
func (w *walk) roleOfAgent(host *graph.Host) bool {
	states := func(l *graph.Launch) bool {
		return len(l.Profile.Alternatives()) > 0 && read(w, l.Profile.Of).State != value.NotStated
	}
	for _, launch := range w.launchesOf(host, states) {
		profile := w.graph.InstanceProfiles[read(w, launch.Profile.Of).Value]
		if profile == nil || len(profile.Role.Alternatives()) == 0 {
			continue
		}
		role := w.graph.Roles[read(w, profile.Role.Of).Value]
		if role == nil {
			continue
		}
		attached, _ := readAll(w, role.ManagedPolicies)
		for _, policy := range attached {
			if agentPolicies.Get().MatchString(policy.Value.String()) {
				return true
			}
		}
		if slices.ContainsFunc(role.Policies, func(policy value.Value) bool {
			w.decideAll(policy.Guards())
			return namesAgentActions(policy.In(w.world))
		}) {
			return true
		}
	}
	return false
}

// agentActions are named by policies that are about the agent and hardly by others.
var agentActions = lazyregexp.New(`(?i)\b(ssm:UpdateInstanceInformation|ssmmessages:(CreateControlChannel|OpenControlChannel|\*)|ec2messages:(GetMessages|\*))`)

func namesAgentActions(policy value.Value) bool {
	for part := range policy.All() {
		if part.Kind == value.String && agentActions.Get().MatchString(literalParts(part.Text)) {
			return true
		}
	}
	return false
}

// datedImage finds the day on which an image was built, in its name.
var datedImage = lazyregexp.New(`(?:ami|hvm|2023|2\.0)[^\s"]*?\.(20[0-9]{6})\b`)

// firstNewAgent is the first day on which images had an agent that does without
// ec2messages, 3.3.40.0 or later
// (https://github.com/aws/amazon-ssm-agent/blob/mainline/RELEASENOTES.md).
const firstNewAgent = "20240301"

// hasOldAgent reports whether the host's image has an agent from before that day:
// Amazon Linux 1 ended before it, and other names tell when they were built.
func (w *walk) hasOldAgent(host *graph.Host) bool {
	if w.familyOf(host) == osAL1 {
		return true
	}
	states := func(l *graph.Launch) bool { return len(l.ImageHints.Items) > 0 || len(l.Image.Alternatives()) > 0 }
	for _, launch := range w.launchesOf(host, states) {
		hints, _ := readAll(w, launch.ImageHints)
		for _, hint := range hints {
			if match := datedImage.Get().FindStringSubmatch(literalParts(hint.Value)); match != nil && match[1] < firstNewAgent {
				return true
			}
		}
	}
	return false
}
