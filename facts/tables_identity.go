package facts

import (
	"strconv"

	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// fillIdentities fills the tables of roles, users and what hands out credentials.
func fillIdentities(doc *Document, g *graph.Graph) {
	doc.Roles = tableOf(doc, g.Roles, (*graph.Role).Head, func(n *graph.Role, row Row) Role {
		out := Role{Row: row, InlinePolicies: len(n.Policies), MaxSession: consoleSession, CoreActions: map[string]string{}}
		out.ManagedPolicies, out.ManagedPoliciesComplete = attachedTo(&row, &n.Grants)
		out.TrustsEC2, out.TrustsSSM = notDetermined, notDetermined
		if len(n.Boundary.Alternatives()) > 0 {
			out.PermissionsBoundary = words(&row, "permissions_boundary", n.Boundary, "")
		}
		if len(n.MaxSession.Alternatives()) > 0 {
			out.MaxSession = number(&row, "max_session", n.MaxSession, consoleSession)
		}
		return out
	})
	doc.Users = tableOf(doc, g.Users, (*graph.User).Head, func(n *graph.User, row Row) User {
		out := User{Row: row, InlinePolicies: len(n.Policies)}
		out.ManagedPolicies, out.ManagedPoliciesComplete = attachedTo(&row, &n.Grants)
		out.Groups, out.GroupsComplete = list(&row, "groups", n.MemberOf.ListOf, func(id graph.ID) string { return g.Node(id).Head().Address })
		return out
	})
	doc.AccessKeys = tableOf(doc, g.AccessKeys, (*graph.AccessKey).Head, func(n *graph.AccessKey, row Row) AccessKey {
		active := func(inactive bool) string { return strconv.FormatBool(!inactive) }
		return AccessKey{Row: row, User: field(&row, "user", n.User.Of, "", showID), Active: field(&row, "active", n.Inactive, "true", active)}
	})
	doc.Activations = tableOf(doc, g.Activations, (*graph.Activation).Head, func(n *graph.Activation, row Row) Activation {
		return Activation{Row: row, Role: field(&row, "role", n.Role.Of, "", showID), Expires: words(&row, "expires", n.Expires, "")}
	})
	doc.HostManagements = tableOf(doc, g.HostManagements, (*graph.HostManagement).Head, func(n *graph.HostManagement, row Row) HostManagement {
		return HostManagement{Row: row, Role: words(&row, "role", n.Role, "")}
	})
}

// attachedTo lists the managed policies. What is attached to someone unknown may be
// a managed policy or an inline one.
func attachedTo(row *Row, grants *graph.Grants) (arns []string, complete bool) {
	arns, complete = list(row, "managed_policies", grants.ManagedPolicies, showText)
	if why := row.Unknown["managed_policies"]; why != "" {
		row.Unknown["inline_policies"] = why // there may be more than the number says
	}
	return arns, complete && row.Complete
}

// decideRoles says of every role in view who may assume it and which of the
// agent's actions it allows, where all worlds agree.
func (d *deriver) decideRoles() {
	for _, role := range inOrder(d.graph.Roles) {
		if role.Open != nil {
			continue
		}
		row := d.document.Roles[string(role.ID)]
		if role.Trust.Kind != value.Absent {
			row.TrustsEC2 = d.agreed(func(w *walk) policy.Outcome { return w.trusts(role, "ec2.amazonaws.com").Outcome })
			row.TrustsSSM = d.agreed(func(w *walk) policy.Outcome { return w.trusts(role, "ssm.amazonaws.com").Outcome })
		}
		for _, service := range coreServices {
			for _, action := range coreActions[service] {
				row.CoreActions[action] = d.agreed(func(w *walk) policy.Outcome {
					return w.permissionOf(role, w.rolePolicies(role), &role.Grants, action).Outcome
				})
			}
		}
		d.document.Roles[row.ID] = row
	}
}

// agreed is an outcome that holds in all worlds, else undetermined.
func (d *deriver) agreed(judge func(*walk) policy.Outcome) string {
	leaves, err := inWorlds(d.index, judge)
	if err != nil || len(leaves) == 0 {
		return notDetermined
	}
	for _, one := range leaves {
		if one.what != leaves[0].what {
			return notDetermined
		}
	}
	return leaves[0].what.String()
}
