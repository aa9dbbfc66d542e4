package graph

import "github.com/repolint/repolint/value"

// Activation registers machines outside of EC2 with Systems Manager: they get
// the credentials of its role.
type Activation struct {
	Origin
	Role Ref[Role]
	// Expires is the moment after which no machine can register; not stated means
	// after a day.
	Expires value.Of[value.Text]
}

// Kind implements [Node].
func (*Activation) Kind() Kind { return KindActivation }

func (n *Activation) guards() []value.Guard {
	return gather(n.Guard, n.Role.Guards(), n.Expires.Guards())
}

// HostManagement is the account's Default Host Management setting in a region:
// the role that Systems Manager gives instances whose own role cannot register
// (https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html).
type HostManagement struct {
	Origin
	// Role is the role's name as set. The feature is switched off by no value but by
	// taking the setting back.
	Role value.Of[value.Text]
}

// Kind implements [Node].
func (*HostManagement) Kind() Kind { return KindHostManagement }

func (n *HostManagement) guards() []value.Guard { return gather(n.Guard, n.Role.Guards()) }
