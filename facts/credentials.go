package facts

import (
	"strconv"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/internal/lazyregexp"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// credentials judges what gives hosts and machines outside of EC2 their
// credentials: the metadata service, the roles of activations, access keys.
func (d *deriver) credentials() {
	for _, host := range inOrder(d.graph.Hosts) {
		if host.Open == nil {
			d.lone(host, func(w *walk) []*fault { return w.hostCredentials(host) })
		}
	}
	for _, template := range inOrder(d.graph.LaunchTemplates) {
		if template.Open == nil {
			d.lone(template, func(w *walk) []*fault { return w.keysInUserData(template, &template.Launch) })
		}
	}
	for _, role := range inOrder(d.graph.Roles) {
		if role.Open == nil {
			d.lone(role, func(w *walk) []*fault { return w.hybridFaults(role) })
		}
	}
	for _, key := range inOrder(d.graph.AccessKeys) {
		d.lone(key, func(w *walk) []*fault { return w.keyFaults(key) })
	}
}

// hostCredentials judges a host whose profile shows that it needs credentials.
func (w *walk) hostCredentials(host *graph.Host) []*fault {
	faults := w.keysInUserData(host, &host.Launch)
	if off, at, _ := w.metadataDisabled(host); off == value.True {
		if profile, why := w.profileOf(host); profile != nil || why != nil {
			faults = append(faults, w.metadataFault(host, at))
		}
	}
	return faults
}

// consoleSession is the longest session in seconds of the role that the console
// makes for activations
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html).
const consoleSession = 3600

// hybridFaults judges a role whose credentials Systems Manager hands to machines
// outside of EC2.
func (w *walk) hybridFaults(role *graph.Role) []*fault {
	activation := w.activationOf(role)
	if activation == nil && !w.isForHybridNodes(role) {
		return nil
	}
	var faults []*fault
	if trust := w.trusts(role, "ssm.amazonaws.com"); activation != nil && trust.Outcome == policy.Denied {
		faults = append(faults, &fault{
			kind: CauseHybridTrustInvalid, node: role, detail: map[string]string{"activation": activation.Address},
			place: argument(role, "trust", trust.Range, "assume_role_policy", "AssumeRolePolicyDocument"),
			story: label("role", role) + " does not let ssm.amazonaws.com assume it, and " + activation.Address + " hands it to machines",
		})
	}
	if len(role.MaxSession.Alternatives()) == 0 {
		return faults
	}
	if fact := read(w, role.MaxSession); fact.State == value.Known && fact.Value > consoleSession {
		faults = append(faults, &fault{
			kind: CauseHybridSessionTooLong, node: role, detail: map[string]string{"seconds": strconv.Itoa(fact.Value)},
			place: argument(role, "session", fact.Range, "max_session_duration", "MaxSessionDuration"),
			story: "sessions of " + label("role", role) + ", which machines outside of EC2 get, last up to " + duration(fact.Value),
		})
	}
	return faults
}

func duration(seconds int) string {
	if seconds%3600 == 0 {
		return strconv.Itoa(seconds/3600) + " hours"
	}
	return strconv.Itoa(seconds) + " seconds"
}

// activationOf is an activation that certainly hands out the role.
func (w *walk) activationOf(role *graph.Role) *graph.Activation {
	for _, activation := range inOrder(w.graph.Activations) {
		if w.exists(activation).And(w.exactly(activation.Role.Of, role.ID)) == value.True {
			return activation
		}
	}
	return nil
}

// isForHybridNodes reports whether a role is made for machines that register with
// an activation: Systems Manager and nothing of EC2 assumes it, and it lets the
// agent register. The role of Default Host Management looks the same but for its policy.
func (w *walk) isForHybridNodes(role *graph.Role) bool {
	if role.Trust.Kind == value.Absent || w.trusts(role, "ssm.amazonaws.com").Outcome != policy.Allowed || w.trusts(role, "ec2.amazonaws.com").Outcome != policy.Denied {
		return false
	}
	attached, _ := readAll(w, role.ManagedPolicies)
	for _, arn := range attached {
		if strings.HasSuffix(arn.Value.String(), "/AmazonSSMManagedEC2InstanceDefaultPolicy") {
			return false
		}
	}
	return w.permissionOf(role, w.rolePolicies(role), &role.Grants, coreActions["ssm"][0]).Outcome == policy.Allowed
}

// agentRights are actions that let the holder of an access key play an agent or
// command one: those of the Systems Manager agent, of the CloudWatch agent, and
// those that run something on managed nodes.
var agentRights = []string{
	"ssm:UpdateInstanceInformation", "ssmmessages:OpenControlChannel", "ssm:SendCommand", "ssm:StartSession", "cloudwatch:PutMetricData",
}

// keyFaults judges a declared access key.
func (w *walk) keyFaults(key *graph.AccessKey) []*fault {
	if len(key.Inactive.Alternatives()) > 0 {
		if inactive, known := read(w, key.Inactive).Or(false); inactive || !known {
			return nil
		}
	}
	f := &fault{
		kind: CauseLongLivedAccessKey, node: key, place: header(key), story: label("access key", key) + " never expires",
		detail: map[string]string{"use": "other", "right": ""},
	}
	user := w.graph.Users[read(w, key.User.Of).Value]
	if user == nil || user.Open != nil {
		return []*fault{f}
	}
	f.story = "an access key of user " + quoted(user.Label()) + " never expires"
	documents := w.policiesOf(w.grantsOf(user)...)
	for _, action := range agentRights {
		if w.permissionOf(user, documents, &user.Grants, action).Outcome == policy.Allowed {
			f.story += " and allows " + action
			f.detail["use"], f.detail["right"] = "rights", action
			break
		}
	}
	return []*fault{f}
}

// grantsOf are a user's own policies and those of the groups it is in.
func (w *walk) grantsOf(user *graph.User) []*graph.Grants {
	all := []*graph.Grants{&user.Grants}
	groups, _ := readAll(w, user.MemberOf.ListOf)
	for _, fact := range groups {
		if group := w.graph.UserGroups[fact.Value]; group != nil && w.exists(group) == value.True {
			all = append(all, &group.Grants)
		}
	}
	return all
}

// keyID is the id of an access key of a user
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids).
var keyID = lazyregexp.New(`\bAKIA[A-Z2-7]{16}\b`)

// keysInUserData finds access keys in the user data of a host or template. What
// it finds is never told.
func (w *walk) keysInUserData(node graph.Node, launch *graph.Launch) []*fault {
	if len(launch.UserData.Alternatives()) == 0 {
		return nil
	}
	fact := read(w, launch.UserData)
	if fact.State != value.Known || !w.holdsKey(fact.Value) {
		return nil
	}
	variant := "user_data"
	if isLaunchTemplate(node) {
		variant = "user_data_in_template"
	}
	return []*fault{{
		kind: CauseLongLivedAccessKey, node: node, detail: map[string]string{"use": "user_data", "right": "", "fix": variant},
		place: argument(node, "user_data", fact.Range, "user_data", "user_data_base64", "UserData"),
		story: "the user data of " + label(kindName(node), node) + " holds an access key, which never expires",
	}}
}

func kindName(node graph.Node) string {
	if node.Kind() == graph.KindLaunchTemplate {
		return "launch template"
	}
	return "host"
}

func (w *walk) holdsKey(script value.Text) bool {
	for _, piece := range script.Pieces() {
		if piece.Hole == nil {
			for _, found := range keyID.Get().FindAllString(piece.Literal, -1) {
				// AWS's documentation ends its sample ids so.
				if !strings.HasSuffix(found, "EXAMPLE") {
					return true
				}
			}
			continue
		}
		if ref := piece.Hole.Ref; ref != nil && w.graph.AccessKeys[graph.ID(ref.Node)] != nil {
			return true
		}
	}
	return false
}
