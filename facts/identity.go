package facts

import (
	"github.com/repolint/repolint/graph"
	"github.com/repolint/repolint/policy"
	"github.com/repolint/repolint/value"
)

// permission is what a principal's policies make of one call.
type permission struct {
	policy.Decision
	// boundary says that the permissions boundary decided.
	boundary bool
}

// permissionOf evaluates the identity policies of a role or user, and its
// permissions boundary, which must allow the call as well
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html).
func (w *walk) permissionOf(holder graph.Node, documents *policy.Document, grants *graph.Grants, action string) permission {
	return w.permissionFor(holder, documents, grants, policy.IdentityCall(action, value.Text{}, w.signerOf(holder)))
}

// permissionFor is permissionOf for any request that the holder signs.
func (w *walk) permissionFor(holder graph.Node, documents *policy.Document, grants *graph.Grants, call policy.Request) permission {
	made := documents.Evaluate(call)
	if made.Outcome == policy.Denied && !made.Explicit {
		if reason := incomplete(holder); reason != nil {
			return permission{Decision: policy.Decision{Reason: because("more policies may be attached", *reason)}}
		}
	}
	limit := w.boundaryOf(grants)
	if made.Outcome == policy.Denied || limit == nil {
		return permission{Decision: made}
	}
	if bounded := limit.Evaluate(call); bounded.Outcome != policy.Allowed {
		return permission{bounded, true}
	}
	return permission{Decision: made}
}

// rolePolicies is the union of a role's policies, read once.
func (w *walk) rolePolicies(role *graph.Role) *policy.Document {
	return constant(w, w.rolesPolicies, role.ID, func() *policy.Document { return w.policiesOf(&role.Grants) })
}

// signerOf is what policies may call a role or user that signs requests. A role
// that states no name gets one that nobody knows before deployment.
func (w *walk) signerOf(holder graph.Node) policy.Signer {
	signer := policy.Signer{ARNs: []value.Text{refersTo(holder, "arn"), refersTo(holder, "Arn")}}
	role, ok := holder.(*graph.Role)
	if !ok {
		return signer
	}
	names := []value.Text{refersTo(role, "name"), refersTo(role, "id"), refersTo(role, "Ref")}
	if fact := read(w, role.Name); fact.State == value.Known {
		names = append(names, fact.Value)
	}
	path := read(w, role.Path)
	if path.State == value.Undetermined {
		path.Value = value.HoleText(value.Hole{Reason: &path.Reason})
	}
	for _, name := range names {
		signer.ARNs = append(signer.ARNs, policy.RoleARN(path.Value, name))
	}
	return signer
}

// refersTo is a reference to an attribute of a node.
func refersTo(node graph.Node, attribute string) value.Text {
	return value.HoleText(value.Hole{Ref: &value.Ref{Node: string(node.Head().ID), Attribute: attribute}})
}

// policiesOf is the union of all policies that grants name.
func (w *walk) policiesOf(grants ...*graph.Grants) *policy.Document {
	var documents []*policy.Document
	for _, one := range grants {
		for _, document := range one.Policies {
			w.decideAll(document.Guards())
			parsed, _ := policy.ParseIdentity(document.In(w.world), w.options.ReadFile)
			documents = append(documents, parsed)
		}
		attached, more := readAll(w, one.ManagedPolicies)
		for _, arn := range attached {
			documents = append(documents, managed(arn))
		}
		if more != nil {
			documents = append(documents, managed(value.Fact[value.Text]{Reason: *more}))
		}
	}
	return policy.Union(documents...)
}

func managed(arn value.Fact[value.Text]) *policy.Document {
	if arn.State == value.Known {
		return policy.Managed(arn.Value)
	}
	return policy.Managed(value.HoleText(value.Hole{Reason: &arn.Reason}))
}

// boundaryOf is the permissions boundary, nil where there is none.
func (w *walk) boundaryOf(grants *graph.Grants) *policy.Document {
	w.decideAll(grants.BoundaryPolicy.Guards())
	if document := grants.BoundaryPolicy.In(w.world); document.Kind != value.Absent {
		parsed, _ := policy.ParseIdentity(document, w.options.ReadFile)
		return parsed
	}
	if len(grants.Boundary.Alternatives()) == 0 {
		return nil
	}
	if fact := read(w, grants.Boundary); fact.State != value.NotStated {
		return managed(fact)
	}
	return nil
}

// trusts says whether a role's trust policy lets an AWS service assume it.
func (w *walk) trusts(role *graph.Role, service string) policy.Decision {
	w.decideAll(role.Trust.Guards())
	parsed, _ := policy.ParseTrust(role.Trust.In(w.world), w.options.ReadFile)
	return parsed.Evaluate(policy.AssumeRole(service))
}
