package graph

import "github.com/repolint/repolint/value"

// Role is an IAM role with the policies attached to it in view.
type Role struct {
	Origin
	Trust value.Value
	// ManagedPolicies are the ARNs of attached managed policies, Policies the
	// inline documents.
	ManagedPolicies value.ListOf[value.Text]
	Policies        []value.Value
}

// Kind implements [Node].
func (*Role) Kind() Kind { return KindRole }

func (n *Role) guards() []value.Guard {
	guards := [][]value.Guard{n.Trust.Guards(), n.ManagedPolicies.Guards()}
	for _, policy := range n.Policies {
		guards = append(guards, policy.Guards())
	}
	return gather(n.Guard, guards...)
}

// InstanceProfile wraps a role for EC2.
type InstanceProfile struct {
	Origin
	Role Ref[Role]
}

// Kind implements [Node].
func (*InstanceProfile) Kind() Kind { return KindInstanceProfile }

func (n *InstanceProfile) guards() []value.Guard { return gather(n.Guard, n.Role.Guards()) }

// IntentKind says what a resource shows to be meant. The zero kind is invalid.
type IntentKind int

// The kinds of intents.
const (
	_ IntentKind = iota
	// Patching is meant: a patch baseline, a maintenance window, an association
	// with AWS-RunPatchBaseline*, Quick Setup.
	Patching
	// SessionManager is meant: a session document, Default Host Management, a
	// hybrid activation.
	SessionManager
)

// String is the intent kind's name in dumps.
func (k IntentKind) String() string {
	names := [...]string{"invalid", "patching", "session_manager"}
	if k < 0 || int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Intent is a resource that shows what the component's hosts are meant for.
type Intent struct {
	Origin
	IntentKind IntentKind
}

// Kind implements [Node].
func (*Intent) Kind() Kind { return KindIntent }

func (n *Intent) guards() []value.Guard { return gather(n.Guard) }
