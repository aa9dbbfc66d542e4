package facts

import (
	"fmt"
	"strings"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// permissionStep judges what the role allows the agent.
func (w *walk) permissionStep(host *graph.Host, role *graph.Role, t target) step {
	hop := step{kind: hopRole, verdict: passes, place: header(role)}
	if trust := w.trusts(role, "ec2.amazonaws.com"); trust.Outcome == policy.Denied && role.Trust.Kind != value.Absent {
		at := argument(role, "trust", trust.Range, "assume_role_policy", "AssumeRolePolicyDocument")
		return w.byHostManagement(host, &fault{
			kind: CauseRoleLacksSSM, node: role, place: at, detail: map[string]string{"fix": "trust"},
			story: label("role", role) + " does not let ec2.amazonaws.com assume it, so that the host gets no credentials",
		})
	}
	lacking, open := w.lacking(role, t.destination.Service)
	switch {
	case len(lacking) > 0:
		return w.lackingStep(host, role, t)
	case open != nil:
		reason := because("whether "+label("role", role)+" allows what the agent asks of "+t.destination.Service+" is not known", *open)
		hop.verdict, hop.story, hop.settle = undetermined, reason.Text, reason.Settle
	default:
		hop.story = label("role", role) + " allows what the agent asks of " + t.destination.Service
	}
	return hop
}

// lack is a core action that a role does not allow.
type lack struct {
	action string
	permission
}

// lacks are the core actions of a service that a role does not allow, and why
// others are not known.
type lacks struct {
	denied []lack
	open   *value.Reason
}

// lacking is the same for all hosts that share a role.
func (w *walk) lacking(role *graph.Role, service string) (lacking []lack, open *value.Reason) {
	made := constant(w, w.lacks, role.ID+"|"+graph.ID(service), func() lacks {
		denied, open := w.readLacking(role, coreActions[service])
		return lacks{denied, open}
	})
	return made.denied, made.open
}

func (w *walk) readLacking(role *graph.Role, actions []string) (lacking []lack, open *value.Reason) {
	documents := w.rolePolicies(role)
	for _, action := range actions {
		switch made := w.permissionOf(role, documents, &role.Grants, action); made.Outcome {
		case policy.Denied:
			lacking = append(lacking, lack{action, made})
		case policy.Undetermined:
			open = &made.Reason
		case policy.Allowed:
		}
	}
	return lacking, open
}

// lackingStep is the hop of a role that lacks something. What it lacks for all of
// the agent's services is told at once: one role, one fault.
func (w *walk) lackingStep(host *graph.Host, role *graph.Role, t target) step {
	var all []lack
	registers := true
	for _, service := range coreServices {
		lacks, _ := w.lacking(role, service)
		all = append(all, lacks...)
		registers = registers && (service != "ssm" || len(lacks) == 0)
	}
	f := &fault{
		kind: CauseRoleLacksSSM, node: role, place: header(role), exported: role.Exported,
		story: lackingStory(role, all), detail: map[string]string{"lacks": all[0].action},
	}
	if first := all[0]; first.Explicit && !first.Range.IsZero() {
		f.place = place{node: role.ID, part: fmt.Sprintf("policy:%d:%d", first.Range.Start.Line, first.Range.Start.Column), at: first.Range}
		f.detail["explicit_deny"] = "true"
	}
	if !w.meantForAgent(host) {
		return step{
			kind: hopRole, place: f.place, story: f.story + ", and nothing but the role shows that the host is meant for " + t.destination.Title,
			settle: "attach AmazonSSMManagedInstanceCore if it is",
		}
	}
	if registers {
		// An instance profile that can register wins over Default Host Management.
		return roleBlocked(f)
	}
	return w.byHostManagement(host, f)
}

func lackingStory(role *graph.Role, lacks []lack) string {
	total := 0
	for _, actions := range coreActions {
		total += len(actions)
	}
	name := label("role", role)
	var actions []string
	for _, one := range lacks {
		actions = append(actions, one.action)
	}
	switch first := lacks[0]; {
	case first.boundary:
		return "the permissions boundary of " + name + " does not allow " + first.action
	case first.Explicit:
		return name + " denies " + first.action + " by " + statementName(first.Decision)
	case len(lacks) == total:
		return name + " allows none of what the Systems Manager agent needs"
	case len(lacks) > 2:
		return fmt.Sprintf("%s does not allow %s and %d more actions that the Systems Manager agent needs", name, first.action, len(lacks)-1)
	}
	return name + " does not allow " + strings.Join(actions, " and ")
}
