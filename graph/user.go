package graph

import "github.com/repolint/repolint/value"

// User is an IAM user with the policies attached to it in view.
type User struct {
	Origin
	Grants
	// MemberOf are the groups whose policies the user has as well.
	MemberOf Refs[UserGroup]
}

// Kind implements [Node].
func (*User) Kind() Kind { return KindUser }

func (n *User) guards() []value.Guard {
	return gather(n.Guard, append(n.Grants.guards(), n.MemberOf.Guards())...)
}

// UserGroup is a group of IAM users.
type UserGroup struct {
	Origin
	Grants
}

// Kind implements [Node].
func (*UserGroup) Kind() Kind { return KindUserGroup }

func (n *UserGroup) guards() []value.Guard { return gather(n.Guard, n.Grants.guards()...) }

// AccessKey is a long-lived access key of a user.
type AccessKey struct {
	Origin
	User Ref[User]
	// Inactive is true where the key is switched off.
	Inactive value.Of[bool]
}

// Kind implements [Node].
func (*AccessKey) Kind() Kind { return KindAccessKey }

func (n *AccessKey) guards() []value.Guard {
	return gather(n.Guard, n.User.Guards(), n.Inactive.Guards())
}
