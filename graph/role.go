package graph

import "github.com/repolint/repolint/value"

// Grants are the identity policies of a role, a user or a group of users, in
// whichever of a dialect's ways they are attached.
type Grants struct {
	// ManagedPolicies are the ARNs of attached managed policies whose documents
	// are not declared in view; the list's More says why others may be attached.
	ManagedPolicies value.ListOf[value.Text]
	// Policies are the documents: inline ones, and those of managed policies that
	// are declared in view.
	Policies []value.Value
	// Boundary is the ARN of the permissions boundary. Where that policy is
	// declared in view it is not stated, and BoundaryPolicy is its document.
	Boundary       value.Of[value.Text]
	BoundaryPolicy value.Value
}

func (g *Grants) guards() [][]value.Guard {
	guards := [][]value.Guard{g.ManagedPolicies.Guards(), g.Boundary.Guards(), g.BoundaryPolicy.Guards()}
	for _, policy := range g.Policies {
		guards = append(guards, policy.Guards())
	}
	return guards
}

// Role is an IAM role with the policies attached to it in view.
type Role struct {
	Origin
	Grants
	// Trust is the policy that says who may assume the role.
	Trust value.Value
	// Name and Path are the parts of its ARN. A role that states no name gets one
	// that nobody knows before deployment; one that states no path has "/".
	Name, Path value.Of[value.Text]
	// MaxSession is the longest session in seconds; not stated means 3600
	// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
	MaxSession value.Of[int]
}

// Kind implements [Node].
func (*Role) Kind() Kind { return KindRole }

func (n *Role) guards() []value.Guard {
	return gather(n.Guard, append(n.Grants.guards(), n.Trust.Guards(), n.MaxSession.Guards(), n.Name.Guards(), n.Path.Guards())...)
}

// InstanceProfile wraps a role for EC2.
type InstanceProfile struct {
	Origin
	Role Ref[Role]
}

// Kind implements [Node].
func (*InstanceProfile) Kind() Kind { return KindInstanceProfile }

func (n *InstanceProfile) guards() []value.Guard { return gather(n.Guard, n.Role.Guards()) }
